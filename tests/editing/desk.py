"""The desk in tests: a statement taken in, and what an editor's browser sends."""

from __future__ import annotations

from django.urls import reverse

from statements.editing.transcript import intake, lookup_table_cache
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Publisher, Statement
from tests.factories import PublisherFactory, TermFactory, kim, north_korea, putin, russia


def create_people() -> None:
    """Those who speak in the talks, with their offices."""
    TermFactory(speaker=kim(), party=north_korea(), title="Chairman of State Affairs", start="2016-06-29")
    TermFactory(speaker=putin(), party=russia())


def create_draft(text: str, user, *, publisher: Publisher | None = None, **details) -> Statement:
    """A draft on the desk, with the details that the text does not say itself."""
    lookup_table_cache.clear()  # the records of the test were made behind the desk's back
    copy = intake.create_draft(
        intake.receive_paste(text), lookup_table_cache.load_lookup_tables(), user, publisher=publisher
    )
    statement = copy.statement
    for name, value in details.items():
        setattr(statement, name, value)
    statement.save()
    return statement


def create_ready_draft(text: str, user, **details) -> Statement:
    """A draft that could be published but for its warnings."""
    create_people()
    return create_draft(text, user, **{"publisher": PublisherFactory(), "date": "2024-06-19", **details})


def turns_url(statement: Statement) -> str:
    return reverse("admin:statements_statement_turns", args=[statement.pk])


def checks_url(statement: Statement) -> str:
    return reverse("admin:statements_statement_checks", args=[statement.pk])


def details_url(statement: Statement) -> str:
    return reverse("admin:statements_statement_change", args=[statement.pk])


def open_copy(statement: Statement) -> WorkingCopy:
    return WorkingCopy.open(Statement.objects.get(pk=statement.pk))


def find_line(statement: Statement, words: str) -> str:
    """The id of the piece that holds ``words``."""
    return next(piece.id for piece in open_copy(statement).reading.pieces if words in piece.full_text)


def read_lock_version(statement: Statement) -> int:
    return Statement.objects.values_list("lock_version", flat=True).get(pk=statement.pk)


def build_post(statement: Statement, **fields) -> dict:
    """What the browser sends with ``fields`` changed; keys with “__” stand for “-”."""
    return {
        "lock_version": read_lock_version(statement),
        **{name.replace("__", "-"): value for name, value in fields.items()},
    }


def publish_all(client, statement: Statement, reason: str = "First published."):
    """Overrule every warning and publish."""
    page = client.get(checks_url(statement))
    words = {f"word-{finding.key}": "Looked at." for finding, _ in page.context["warnings"]}
    return client.post(
        checks_url(statement), build_post(statement, action="publish", reason=reason) | words, follow=True
    )
