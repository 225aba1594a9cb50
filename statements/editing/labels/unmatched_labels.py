"""Labels that were matched to nobody, gathered over the whole archive: said once who it is, and written everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from statements.models import Party, Speaker, Speech, Statement, Term
from statements.models.history import pause_history
from statements.models.speech import SpeechKind
from statements.models.statement import StatementStatus
from statements.publishing import republish
from statements.publishing.lifecycle import update_participants
from statements.search.indexing.queue import defer_indexing

MOST_SHOWN = 200
MOST_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A label as printed, in how many speeches and statements nobody was found for it, and when."""

    label: str
    speeches: int
    statements: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one speech; ``why_not`` is a sentence where it stays as it is."""

    speech: Speech
    term: Term | None
    why_not: str = ""


def open_speeches() -> QuerySet[Speech]:
    """Turns under a label of which nobody knows, and nobody said that it is not known, who speaks."""
    named = Speech.objects.filter(speaker=None, speaker_unknown=False, kind=SpeechKind.SPEECH).exclude(label="")
    return named.exclude(statement__status=StatementStatus.WITHDRAWN)


def unmatched(part: str = "", most: int = MOST_SHOWN) -> list[Unmatched]:
    """The labels that most speeches stand under; ``part`` narrows to those that contain it."""
    rows = open_speeches().filter(label__icontains=part) if part else open_speeches()
    counted = rows.order_by().values("label").annotate(
        speeches=Count("pk"), statements=Count("statement", distinct=True),
        first=Min("statement__date_earliest"), last=Max("statement__date_latest"),
    )  # fmt: skip
    return [Unmatched(**row) for row in counted.order_by("-speeches", "label")[:most]]


def changes(label: str, speaker: Speaker, party: Party | None) -> list[Change]:
    """What saying that ``label`` is ``speaker`` would change, speech by speech; at most ``MOST_AT_ONCE``."""
    terms = list(speaker.terms.select_related("party"))
    rows = open_speeches().filter(label=label).select_related("statement", "party")
    ordered = rows.order_by("statement__date_earliest", "statement", "order")[:MOST_AT_ONCE]
    return [_change(speech, terms, party) for speech in ordered]


def _change(speech: Speech, terms: list[Term], party: Party | None) -> Change:
    on = speech.statement
    if on.date_earliest is None:
        return Change(speech, None)
    running = [
        term
        for term in terms
        if not (term.start_earliest and term.start_earliest > on.date_latest)
        and not (term.end_latest and term.end_latest < on.date_earliest)
        and (party is None or term.party_id == party.pk)
    ]
    if terms and not running:
        return Change(speech, None, "No term of this speaker covers the day.")
    return Change(speech, running[0] if len(running) == 1 else None)


def apply(
    label: str, speaker: Speaker | None, party: Party | None, reason: str, author: Any, *, also_uncovered: bool = False
) -> list[Statement]:
    """Say everywhere that ``label`` is ``speaker`` (None: that it is not known who speaks); returns what changed.

    Public statements get a new version with ``reason``, in one transaction with the change.
    """
    if speaker is None:
        chosen = [Change(speech, None) for speech in open_speeches().filter(label=label)[:MOST_AT_ONCE]]
    else:
        chosen = [one for one in changes(label, speaker, party) if also_uncovered or not one.why_not]
    with defer_indexing(), pause_history(), transaction.atomic():
        for one in chosen:
            speech = one.speech
            if speaker is None:
                speech.speaker_unknown = True
            else:
                speech.speaker, speech.term = speaker, one.term
                speech.party = speech.party or party or (one.term.party if one.term else None)
        Speech.objects.bulk_update(
            [one.speech for one in chosen], ["speaker", "speaker_unknown", "term", "party"], batch_size=200
        )
        statements = list(Statement.objects.filter(pk__in={one.speech.statement_id for one in chosen}))
        for statement in statements:
            update_participants(statement)
        republish(statements, reason, author)
    return statements
