"""Every row of the database that holds the words, found and rewritten.

All models of the application are looked through, those of their histories too, and the records of Django that quote
them: a model added tomorrow is looked through as well. What belongs to other statements stays as it is where words are
taken from one statement only; records of work (jobs, searches, the log of the desk) are always looked through.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet

from statements.models import (
    AskedQuery,
    Job,
    JobEntry,
    Likeness,
    Merge,
    PartyName,
    Permalink,
    RedactedForm,
    RedactedStatement,
    RedactedVersion,
    Redaction,
    SpeakerAlias,
    Statement,
    TreatyAlias,
)
from statements.models.base import build_statement_path
from statements.models.reading import read_rows_in_batches
from statements.text.redacted_words import RedactedWords

from .rewriting import list_fields, rewrite_row

CONTEXT = 60  # characters before and after a find that a preview shows
_BATCH = 500
_NOT_SWEPT: tuple[type[models.Model], ...] = (Redaction, RedactedForm, RedactedStatement, RedactedVersion)
# Looked through whatever the scope: they quote statements, and belong to none.
_WORK: tuple[type[models.Model], ...] = (AskedQuery, Job, JobEntry, LogEntry, Merge, Likeness)
# Other names of a record. One that is a mark says nothing: it goes, which several of one record could not survive.
_OTHER_NAMES: tuple[type[models.Model], ...] = (SpeakerAlias, PartyName, TreatyAlias)


@dataclass(frozen=True, slots=True)
class Find:
    """``where`` names the kind of place, ``record`` the row; ``before``, ``words`` and ``after`` are for a preview."""

    where: str
    record: str
    before: str = ""
    words: str = ""
    after: str = ""


@dataclass
class Swept:
    """What was found, and of which statements and named records the rows were changed."""

    counts: Counter[str] = field(default_factory=Counter)
    marks: Counter[int] = field(default_factory=Counter)  # by statement: in its public words of today
    statements: set[int] = field(default_factory=set)
    records: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    finds: list[Find] = field(default_factory=list)


class Sweep:
    """``statements``: the keys of those that the words are taken from; None for all of the archive."""

    def __init__(
        self, words: RedactedWords, statements: frozenset[int] | None, *, write: bool, max_finds: int = 0
    ) -> None:
        self.words, self.statements, self.write, self._max_finds = words, statements, write, max_finds
        self.swept = Swept()

    def run(self) -> Swept:
        for model in list_models():
            rows = self.rows_of(model)
            if rows is not None:
                self._sweep(model, rows)
        self._sweep_sessions()
        return self.swept

    def rows_of(self, model: type[models.Model]) -> QuerySet[Any] | None:
        """The rows to be looked through; None where none of this model are."""
        rows: QuerySet[Any] = model._base_manager.order_by("pk")
        if self.statements is None or model in _WORK:
            return rows
        record = getattr(model, "instance_type", model)
        if record is Statement:
            return rows.filter(**{f"{'pk' if model is Statement else 'id'}__in": self.statements})
        if any(each.name == "statement" for each in model._meta.concrete_fields):
            return rows.filter(statement__in=self.statements)
        if model is Permalink:
            uids = Statement.objects.filter(pk__in=self.statements).values_list("uid", flat=True)
            paths = [build_statement_path(uid) for uid in uids]
            ours = Q(pk__in=())
            for path in paths:
                ours |= Q(address__startswith=path.strip("/")) | Q(target__startswith=path)
            return rows.filter(ours)
        return None

    def note(self, where: str, record: str, text: str, *, statement: int | None = None, public: bool = False) -> None:
        """Count the finds in ``text``, and keep them for a preview."""
        spans = self.words.find(text)
        self.swept.counts[where] += max(len(spans), 1)
        if statement is not None:
            self.swept.statements.add(statement)
            if public:
                self.swept.marks[statement] += len(spans)
        for start, end in spans:
            if len(self.swept.finds) >= self._max_finds:
                return
            self.swept.finds.append(
                Find(where, record, text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT])
            )

    def _sweep(self, model: type[models.Model], rows: QuerySet[Any]) -> None:
        fields = list_fields(model)
        if not fields:
            return
        columns = [each.attname for each in fields]
        owner = "statement_id" if any(each.attname == "statement_id" for each in model._meta.concrete_fields) else ""
        extra = [owner] if owner else []
        # Nothing is written while rows are read: what changes is kept, which is little.
        changed = []
        names = [str(model._meta.pk.attname), *columns, *extra]
        for values in read_rows_in_batches(rows, *names, size=_BATCH):
            row = {"pk": values[0], **dict(zip(names, values, strict=True))}
            changes, counts = rewrite_row(fields, row, self.words)
            if changes:
                changed.append((row, changes, counts))
        for row, changes, counts in changed:
            self._record(model, row, counts, owner)
            if self.write:
                self._write(model, row["pk"], changes)

    def _record(self, model: type[models.Model], row: dict[str, Any], counts: dict[str, int], owner: str) -> None:
        is_statement = model is Statement
        statement = row["pk"] if is_statement else row.get(owner) if owner else None
        name = str(model._meta.verbose_name_plural)
        for column in counts:
            each = next(field for field in model._meta.concrete_fields if field.attname == column)
            value = row[column]
            public = statement is not None and not hasattr(model, "instance_type") and column != "private_note"
            self.note(
                f"{name}: {each.verbose_name}", f"{model._meta.verbose_name} {row['pk']}",
                value if isinstance(value, str) else str(value), statement=statement,
                public=public and column not in ("slug", "reading", "corrections", "warnings"),
            )  # fmt: skip
        record = getattr(model, "instance_type", model)
        if record is model:
            self.swept.records[model].add(row["pk"])

    def _write(self, model: type[models.Model], pk: Any, changes: dict[str, Any]) -> None:
        """By update, for saving would write history, queue the index row by row and set dates anew."""
        row = model._base_manager.filter(pk=pk)
        if model in _OTHER_NAMES:
            self.swept.records[model].discard(pk)
            row.delete()
            return
        try:
            with transaction.atomic():
                row.update(**changes)
        except IntegrityError:
            # Two records of one name, which must differ: what is left of it is the mark and its key.
            with transaction.atomic():
                row.update(
                    **{name: f"{value} {pk}" if isinstance(value, str) else value for name, value in changes.items()}
                )

    def _sweep_sessions(self) -> None:
        """A session holds messages and half-made forms, packed and signed: one with the words in it ends."""
        for session in list(Session.objects.order_by("pk")):
            if self.words.redact_value(_to_json(session.get_decoded()))[1]:
                self.swept.counts["sessions"] += 1
                if self.write:
                    session.delete()


def list_models() -> Iterator[type[models.Model]]:
    """Every model that may quote the words, apart from those with packed contents."""
    own = apps.get_app_config("statements").get_models(include_auto_created=True)
    every: list[type[models.Model]] = [*own, LogEntry]
    for model in every:
        if model not in _NOT_SWEPT and not model._meta.proxy:
            yield model


def _to_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _to_json(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
