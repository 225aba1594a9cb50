"""The desk in tests: a statement taken in, and what an editor's browser sends."""

from __future__ import annotations

from django.urls import reverse

from statements.editing.transcript import archive_cache, intake
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Publisher, Statement
from tests.factories import PublisherFactory, TermFactory, kim, north_korea, putin, russia


def people() -> None:
    """Those who speak in the talks, with their offices."""
    TermFactory(speaker=kim(), party=north_korea(), title="Chairman of State Affairs", start="2016-06-29")
    TermFactory(speaker=putin(), party=russia())


def taken_in(text: str, user, *, publisher: Publisher | None = None, **details) -> Statement:
    """A draft on the desk, with the details that the text does not say itself."""
    archive_cache.forget()  # the records of the test were made behind the desk's back
    copy = intake.take_in(intake.pasted(text), archive_cache.archive(), user, publisher=publisher)
    statement = copy.statement
    for name, value in details.items():
        setattr(statement, name, value)
    statement.save()
    return statement


def ready(text: str, user, **details) -> Statement:
    """A draft that could be published but for its warnings."""
    people()
    return taken_in(text, user, **{"publisher": PublisherFactory(), "date": "2024-06-19", **details})


def turns(statement: Statement) -> str:
    return reverse("admin:statements_statement_turns", args=[statement.pk])


def checks(statement: Statement) -> str:
    return reverse("admin:statements_statement_checks", args=[statement.pk])


def details(statement: Statement) -> str:
    return reverse("admin:statements_statement_change", args=[statement.pk])


def opened(statement: Statement) -> WorkingCopy:
    return WorkingCopy.of(Statement.objects.get(pk=statement.pk))


def line_of(statement: Statement, words: str) -> str:
    """The id of the piece that holds ``words``."""
    return next(piece.id for piece in opened(statement).reading.pieces if words in piece.whole)


def lock(statement: Statement) -> int:
    return Statement.objects.values_list("lock_version", flat=True).get(pk=statement.pk)


def sent(statement: Statement, **fields) -> dict:
    """What the browser sends with ``fields`` changed; keys with “__” stand for “-”."""
    return {"lock_version": lock(statement), **{name.replace("__", "-"): value for name, value in fields.items()}}


def publish_all(client, statement: Statement, reason: str = "First published."):
    """Overrule every warning and publish."""
    page = client.get(checks(statement))
    words = {f"word-{finding.key}": "Looked at." for finding, _ in page.context["warnings"]}
    return client.post(checks(statement), sent(statement, action="publish", reason=reason) | words, follow=True)
