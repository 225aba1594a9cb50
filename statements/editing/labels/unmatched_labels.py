"""Labels without a speaker, gathered over the whole archive, and the speaker assigned to all their turns at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from statements.editing.dated_records import exists_between
from statements.models import Party, Speaker, Speech, Statement, Term
from statements.models.history import pause_history
from statements.models.speech import SpeechKind
from statements.models.statement import StatementStatus
from statements.publishing import republish
from statements.publishing.lifecycle import update_participants
from statements.search.indexing.queue import defer_indexing

MAX_LABELS = 200
MAX_SPEECHES = 2_000


@dataclass(frozen=True, slots=True)
class UnmatchedLabel:
    """A label as printed, with the numbers of its speeches without a speaker and of their statements."""

    label: str
    speeches: int
    statements: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class SpeechChange:
    """What would become of one speech; ``refusal`` is a sentence where it stays as it is."""

    speech: Speech
    term: Term | None
    refusal: str = ""


def find_unmatched_speeches() -> QuerySet[Speech]:
    """Labelled speeches whose speaker is neither known nor declared unknown."""
    labelled = Speech.objects.filter(speaker=None, speaker_unknown=False, kind=SpeechKind.SPEECH).exclude(label="")
    return labelled.exclude(statement__status=StatementStatus.WITHDRAWN)


def list_unmatched_labels(part: str = "", limit: int = MAX_LABELS) -> list[UnmatchedLabel]:
    """The labels of most speeches first; ``part`` keeps those that contain it."""
    speeches = find_unmatched_speeches().filter(label__icontains=part) if part else find_unmatched_speeches()
    counted = speeches.order_by().values("label").annotate(
        speeches=Count("pk"), statements=Count("statement", distinct=True),
        first=Min("statement__date_earliest"), last=Max("statement__date_latest"),
    )  # fmt: skip
    return [UnmatchedLabel(**row) for row in counted.order_by("-speeches", "label")[:limit]]


def preview_assignment(label: str, speaker: Speaker, party: Party | None) -> list[SpeechChange]:
    """What assigning ``speaker`` to ``label`` would change, at most ``MAX_SPEECHES``."""
    terms = list(speaker.terms.select_related("party"))
    return [_find_change(speech, terms, party) for speech in _list_speeches(label)]


def _list_speeches(label: str) -> list[Speech]:
    speeches = find_unmatched_speeches().filter(label=label).select_related("statement", "party")
    return list(speeches.order_by("statement__date_earliest", "statement", "order")[:MAX_SPEECHES])


def _find_change(speech: Speech, terms: list[Term], party: Party | None) -> SpeechChange:
    statement = speech.statement
    if statement.date_earliest is None:
        return SpeechChange(speech, None)
    current = [
        term
        for term in terms
        if exists_between(term, statement.date_earliest, statement.date_latest)
        and (party is None or term.party_id == party.pk)
    ]
    if terms and not current:
        return SpeechChange(speech, None, "No term of this speaker covers the day.")
    return SpeechChange(speech, current[0] if len(current) == 1 else None)


def assign_speaker(
    label: str, speaker: Speaker | None, party: Party | None, reason: str, author: User, *, also_uncovered: bool = False
) -> list[Statement]:
    """Assign ``speaker`` to all turns under ``label`` (None: declare them unknown); returns the statements changed.

    Public statements get a new version with ``reason``, in one transaction with the change.
    """
    if speaker is None:
        changes = [SpeechChange(speech, None) for speech in _list_speeches(label)]
    else:
        previewed = preview_assignment(label, speaker, party)
        changes = [change for change in previewed if also_uncovered or not change.refusal]
    with defer_indexing(), pause_history(), transaction.atomic():
        for change in changes:
            speech = change.speech
            if speaker is None:
                speech.speaker_unknown = True
            else:
                speech.speaker, speech.term = speaker, change.term
                speech.party = speech.party or party or (change.term.party if change.term else None)
        Speech.objects.bulk_update(
            [change.speech for change in changes], ["speaker", "speaker_unknown", "term", "party"], batch_size=200
        )
        statements = list(Statement.objects.filter(pk__in={change.speech.statement_id for change in changes}))
        for statement in statements:
            update_participants(statement)
        republish(statements, reason, author)
    return statements
