"""Words taken away for good: decided, previewed, carried out, and finished by whoever comes after a crash.

The invariant: a redaction is *begun* as long as a record may hold the words, *rewritten* once no record does (all
records change in one transaction), and *done* once index, free space and uploads hold them no more. Its digests find
the words without knowing them, so that any later process can go on where one was killed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from statements.models import (
    Event,
    Paragraph,
    Party,
    Publisher,
    RedactedForm,
    RedactedStatement,
    Redaction,
    Speaker,
    Speech,
    Statement,
    Topic,
    Treaty,
)
from statements.models.reading import read_rows_in_batches
from statements.models.redaction import RedactionKind, RedactionReason, RedactionState
from statements.models.speech import ParagraphKind
from statements.publishing import datestamps
from statements.publishing.lifecycle import record_redaction, update_participants
from statements.publishing.redacted_words import get_key, get_key_digest, load_words_of, make_digest
from statements.search.contract.errors import IndexLocked
from statements.search.engine import get_engine
from statements.search.indexing.queue import pause_indexing, queue_records
from statements.text.redacted_words import Fingerprint, RedactedWords, take_fingerprint
from statements.text.word_count import count_words

from . import leftovers, people
from .packed_rows import sweep_reports, sweep_sources, sweep_versions
from .sweep import Find, Sweep, Swept

MAX_PREVIEWED = 200
_WAIT = 600.0  # seconds for another redaction to end
_INDEXED = (Speaker, Treaty, Party, Topic, Event)


class CannotRedact(ValueError):
    """The message is a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken away. ``forms`` are the words in clear: they are in no record, log or address.

    ``statement``: the one they are taken from, None for the whole archive. ``anchor``: of the paragraph in which they
    must stand, "" for any; without forms the whole paragraph is meant.
    """

    kind: RedactionKind
    forms: Sequence[str]
    reason: RedactionReason
    sentence: str
    statement: Statement | None = None
    anchor: str = ""
    note: str = ""


@dataclass
class Outcome:
    """What a redaction touches, or would. ``obstacle`` says why it is not done yet."""

    counts: Counter[str] = field(default_factory=Counter)
    finds: list[Find] = field(default_factory=list)
    statements: list[tuple[str, str]] = field(default_factory=list)  # uid and title of those touched
    elsewhere: list[tuple[str, str]] = field(default_factory=list)  # those that have the words too and keep them
    obstacle: str = ""


def settle_forms(order: Order) -> list[str]:
    """The forms as they are looked for. Raises CannotRedact."""
    forms = [form.strip() for form in order.forms if form.strip()]
    if order.anchor:
        assert order.statement is not None
        paragraph = Paragraph.objects.filter(statement=order.statement, anchor=order.anchor).first()
        if paragraph is None:
            raise CannotRedact(f"{order.statement.uid} has no paragraph {order.anchor}.")
        forms = forms or [paragraph.text]
        if not any(_make_words([form]).find(paragraph.text) for form in forms):
            raise CannotRedact(f"These words do not stand in paragraph {order.anchor}: compare them letter by letter.")
    if order.kind == RedactionKind.NAME:
        forms += [turned for form in forms if (turned := _turn_name(form))]
    if not forms:
        raise CannotRedact("No words are given.")
    words = _make_words(forms)
    if not order.sentence.strip():
        raise CannotRedact("Say why: readers see the sentence where the words stood.")
    for name, text in (("public sentence", order.sentence), ("private note", order.note)):
        if words.find(text):
            raise CannotRedact(f"The {name} holds the words themselves: say it without them.")
    if order.statement is not None:
        within = frozenset({order.statement.pk})
        if shared := people.find_shared_records(words, within):
            raise CannotRedact(
                f"The words are part of the name of the {shared[0]._meta.verbose_name} that the statement belongs to, "
                "which others may share: choose another there first, or redact them in the whole archive."
            )
    return forms


def preview(order: Order) -> Outcome:
    """What would be touched; nothing is changed or kept. Raises CannotRedact."""
    words = _make_words(settle_forms(order))
    with transaction.atomic():
        redaction = Redaction(kind=order.kind, is_everywhere=order.statement is None)
        outcome = _sweep(redaction, words, _scope_of(order.statement), write=False)
        transaction.set_rollback(True)
    return outcome


def begin(order: Order, author: User | None = None) -> Redaction:
    """Decide it: from here on it will be carried out, whatever happens to this process. Raises CannotRedact."""
    forms = settle_forms(order)
    with transaction.atomic():
        redaction = Redaction.objects.create(
            kind=order.kind, is_everywhere=order.statement is None, reason=order.reason,
            sentence=order.sentence.strip(), note=order.note.strip(), author=author,
        )  # fmt: skip
        fingerprints = {each.digest: each for each in _take_fingerprints(forms)}
        RedactedForm.objects.bulk_create(
            RedactedForm(
                redaction=redaction, digest=each.digest, beginning=each.beginning, length=each.length,
                open_ended=each.open_ended, key_digest=get_key_digest(),
            )
            for each in fingerprints.values()
        )  # fmt: skip
        if order.statement is not None:
            RedactedStatement.objects.create(redaction=redaction, statement=order.statement)
    return redaction


def carry_out(redaction: Redaction, *, records_only: bool = False) -> Outcome:
    """Do what is left of it. A process killed in between leaves a state from which this goes on.

    ``records_only``: leave index and free space, which take long, to another process.

    Raises CannotRedact where another process is at it, or where the key that made its digests is gone.
    """
    try:
        with get_engine().lock("redaction", _WAIT):
            redaction.refresh_from_db()
            return _carry_out(redaction, records_only)
    except IndexLocked:
        raise CannotRedact("Another redaction is being carried out: this one is finished after it.") from None


def finish_all() -> list[tuple[Redaction, Outcome]]:
    """Carry out what a process that was killed has left. Raises CannotRedact."""
    return [(each, carry_out(each)) for each in Redaction.objects.exclude(state=RedactionState.DONE).order_by("pk")]


def _carry_out(redaction: Redaction, records_only: bool) -> Outcome:
    outcome = Outcome(counts=Counter(redaction.places))
    words = load_words_of(redaction)
    if redaction.state != RedactionState.DONE and not words:
        raise CannotRedact(
            "The words cannot be known again: the SECRET_KEY is not the one with which this redaction was begun."
        )
    if redaction.state == RedactionState.BEGUN:
        # Uploads first: once no record holds the words nobody looks for the files of a job.
        uploads = leftovers.delete_uploads(words, write=True)
        with leftovers.overwrite_deleted(), pause_indexing(), transaction.atomic():
            first = redaction.statements.select_related("statement").first()
            scope = None if redaction.is_everywhere else _scope_of(first.statement if first else None)
            outcome = _sweep(redaction, words, scope, write=True)
            outcome.counts["uploads deleted"] = len(uploads)
            redaction.state, redaction.places = RedactionState.REWRITTEN, dict(+outcome.counts)
            redaction.save(update_fields=["state", "places"])
    if redaction.state == RedactionState.REWRITTEN and not records_only:
        outcome.obstacle = leftovers.rewrite_index() or leftovers.rewrite_database()
        if not outcome.obstacle:
            redaction.state, redaction.done_at = RedactionState.DONE, timezone.now()
            redaction.save(update_fields=["state", "done_at"])
    touched = Statement.objects.filter(redactions__redaction=redaction).order_by("pk")
    outcome.statements = list(touched.values_list("uid", "title"))
    return outcome


def _sweep(redaction: Redaction, words: RedactedWords, scope: frozenset[int] | None, *, write: bool) -> Outcome:
    """Within a transaction of the caller's."""
    credited = people.find_credited(words, scope) if scope is not None and redaction.kind == RedactionKind.NAME else []
    unlinked = frozenset(speaker.uid for speaker in credited)
    keys = dict(Statement.objects.values_list("pk", "source_key")) if write else {}
    sweep = Sweep(words, scope, write=write, max_finds=0 if write else MAX_PREVIEWED)
    sweep.run()
    if credited:
        people.unlink(sweep, credited)
    if write:
        people.clear_people(sweep)
    hashes = sweep_sources(sweep, redaction)
    sweep_versions(sweep, redaction, hashes, unlinked)
    sweep_reports(sweep)
    swept = sweep.swept
    outcome = Outcome(+swept.counts, swept.finds)
    if write:
        _record(redaction, swept, keys)
    else:
        outcome.counts["uploads"] = len(leftovers.delete_uploads(words, write=False))
        outcome.counts = +outcome.counts
        outcome.statements = list(Statement.objects.filter(pk__in=swept.statements).values_list("uid", "title"))
        outcome.elsewhere = _find_elsewhere(words, scope)
    return outcome


def _record(redaction: Redaction, swept: Swept, keys: dict[int, str]) -> None:
    """Keep where the words stood, count anew what was counted with them, and tell index, harvesters and editors."""
    for pk in sorted(swept.statements):
        row, _ = RedactedStatement.objects.get_or_create(redaction=redaction, statement_id=pk)
        row.marks = swept.marks[pk]
        statement = Statement.objects.get(pk=pk)
        if keys.get(pk) and statement.source_key != keys[pk]:
            row.address_digest = make_digest(keys[pk])
        row.save(update_fields=["marks", "address_digest"])
        _count_words(statement)
        update_participants(statement)
    record_redaction(swept.statements)
    for model, pks in swept.records.items():
        if model in _INDEXED:
            queue_records(model, pks)
        if model in (Speaker, Treaty, Party, Topic, Event, Publisher):
            for record in model._default_manager.filter(pk__in=pks):
                datestamps.touch(Statement.objects.filter(datestamps.SHOWN_BY[model](record)))


def _count_words(statement: Statement) -> None:
    total = 0
    for speech in Speech.objects.filter(statement=statement).prefetch_related("paragraphs"):
        count = sum(count_words(each.text) for each in speech.paragraphs.all() if each.kind == ParagraphKind.TEXT)
        if count != speech.word_count:
            Speech.objects.filter(pk=speech.pk).update(word_count=count)
        total += count
    Statement.objects.filter(pk=statement.pk).update(word_count=total)


def _find_elsewhere(words: RedactedWords, scope: frozenset[int] | None) -> list[tuple[str, str]]:
    """Other statements that have the words too: of a redaction in one statement they keep them, and are told."""
    if scope is None:
        return []
    others = Paragraph.objects.exclude(statement__in=scope).order_by("statement", "order")
    found = {
        statement
        for statement, text in read_rows_in_batches(others, "statement", "text", size=2_000)
        if words.find(text)
    }
    return list(Statement.objects.filter(pk__in=found).order_by("pk").values_list("uid", "title"))


def _scope_of(statement: Statement | None) -> frozenset[int] | None:
    return None if statement is None else frozenset({statement.pk})


def _take_fingerprints(forms: Sequence[str]) -> list[Fingerprint]:
    try:
        return [take_fingerprint(form, get_key()) for form in forms]
    except ValueError as error:
        raise CannotRedact(str(error)) from error


def _make_words(forms: Sequence[str]) -> RedactedWords:
    return RedactedWords(_take_fingerprints(forms), get_key())


def _turn_name(name: str) -> str:
    """“Petrov, Ivan” of “Ivan Petrov”, as sorted lists print it; "" of a single word."""
    words = name.split()
    return f"{words[-1]} {' '.join(words[:-1])}" if len(words) > 1 and "," not in name else ""
