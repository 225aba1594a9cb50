"""The checks before a statement is published: one small function each.

A check yields findings. Those that block must be resolved; the others can be overruled with a note, which is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from statements import dates
from statements.editing.dated_records import exists_between
from statements.editing.transcript.speaker_credits import SpeakerCredit, group_credits
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models.speech import SpeechKind
from statements.models.treaty import MentionRelation
from statements.publishing import duplicates

PLACEHOLDER_TITLES = ("", "Untitled", "Untitled transcript")


@dataclass(frozen=True, slots=True)
class Finding:
    """``remedy`` says what to do; ``address`` leads to the ``place``. ``subject`` tells findings of one code apart."""

    code: str
    problem: str
    remedy: str
    place: str
    address: str
    blocks: bool = True
    subject: str = ""

    @property
    def key(self) -> str:
        """Under which the note of an overruled finding is kept."""
        return f"{self.code}:{self.subject}"[:200]


Check = Callable[[WorkingCopy], Iterator[Finding]]


def run_checks(copy: WorkingCopy) -> list[Finding]:
    """All findings, those that block first."""
    findings = [finding for check in CHECKS for finding in check(copy)]
    return sorted(findings, key=lambda finding: not finding.blocks)


def list_unresolved(copy: WorkingCopy, findings: list[Finding]) -> list[Finding]:
    """Those that prevent publishing: all that block, and warnings that nobody overruled."""
    overruled = copy.intake.overruled
    return [finding for finding in findings if finding.blocks or finding.key not in overruled]


def _turns_address(copy: WorkingCopy) -> str:
    return reverse("admin:statements_statement_turns", args=[copy.statement.pk])


def _details_address(copy: WorkingCopy, field: str) -> str:
    return f"{reverse('admin:statements_statement_change', args=[copy.statement.pk])}#id_{field}"


def _piece_address(copy: WorkingCopy, id: str) -> str:
    return f"{_turns_address(copy)}?piece={id}#{id}"


def _credit_address(copy: WorkingCopy, speaker_credit: SpeakerCredit) -> str:
    return f"{_turns_address(copy)}?{urlencode({'voice': speaker_credit.key})}#voices"


def _describe_credit(speaker_credit: SpeakerCredit) -> str:
    label = speaker_credit.first.label
    name = f"“{label}”" if label else "a turn without a label"
    return f"{name}, {speaker_credit.count} turns" if speaker_credit.count > 1 else name


def _find_line(copy: WorkingCopy, id: str) -> int:
    pieces = enumerate(copy.corrected_text.pieces, start=1)
    return next((number for number, piece in pieces if piece.id == id), 0)


def check_title(copy: WorkingCopy) -> Iterator[Finding]:
    if copy.statement.title.strip() in PLACEHOLDER_TITLES:
        yield Finding(
            "no-title", "It has no title.", "Enter the title as its publisher prints it.", "Details",
            _details_address(copy, "title"),
        )  # fmt: skip


def check_date(copy: WorkingCopy) -> Iterator[Finding]:
    if not copy.statement.date_earliest:
        yield Finding(
            "no-date", "It has no date.", "Enter when it was spoken; a year is enough, such as 1961.", "Details",
            _details_address(copy, "date"),
        )  # fmt: skip


def check_publisher(copy: WorkingCopy) -> Iterator[Finding]:
    if not copy.statement.publisher_id:
        yield Finding(
            "no-publisher", "It has no publisher.", "Choose who published it first.", "Details",
            _details_address(copy, "publisher"),
        )  # fmt: skip


def check_speech(copy: WorkingCopy) -> Iterator[Finding]:
    spoken = (credit for credit in copy.turn_credits if credit.kind != SpeechKind.STAGE)
    if not any(paragraph.text for credit in spoken for paragraph in credit.turn.paragraphs):
        yield Finding(
            "no-speech", "It has no speech.", "Keep lines of the text, or paste another one.", "Turns",
            _turns_address(copy),
        )  # fmt: skip


def check_empty_paragraphs(copy: WorkingCopy) -> Iterator[Finding]:
    for credit in copy.turn_credits:
        for paragraph in credit.turn.paragraphs:
            if not paragraph.text.strip():
                id = paragraph.ids[0]
                yield Finding(
                    "empty-paragraph", "A paragraph has no text.", "Enter its text, or drop it.",
                    f"Turns, line {_find_line(copy, id)}", _piece_address(copy, id), subject=id,
                )  # fmt: skip


def check_speakers(copy: WorkingCopy) -> Iterator[Finding]:
    for speaker_credit in group_credits(copy.turn_credits):
        credit = next((credit for credit in speaker_credit.turns if credit.is_unresolved), None)
        if credit is None:
            continue
        why = f" ({credit.unmatched_reason})" if credit.unmatched_reason else ""
        if credit.new_name:
            why = f": {credit.new_name} would be a new speaker"
        yield Finding(
            "no-speaker", f"The speaker is not decided{why}.",
            "Choose the speaker, create a new one, or say that it is not known.",
            f"Turns, {_describe_credit(speaker_credit)}", _credit_address(copy, speaker_credit),
            subject=speaker_credit.key,
        )  # fmt: skip


def check_doubtful_labels(copy: WorkingCopy) -> Iterator[Finding]:
    for speaker_credit in group_credits(copy.turn_credits):
        credit = next((credit for credit in speaker_credit.turns if credit.has_doubtful_label), None)
        if credit is not None:
            yield Finding(
                "unresolved-ask", f"It is not certain that {_describe_credit(speaker_credit)} is a label.",
                "Confirm it, or make it part of the text.", f"Turns, line {_find_line(copy, credit.turn.id)}",
                _credit_address(copy, speaker_credit), subject=speaker_credit.key,
            )  # fmt: skip


def check_licence(copy: WorkingCopy) -> Iterator[Finding]:
    publisher = copy.statement.publisher
    if publisher and not publisher.shows_full_text:
        yield Finding(
            "full-text", f"The licence of {publisher} forbids showing the full text.",
            "Use a publisher who allows it, or record in this publisher that it is now allowed.", "Publisher",
            reverse("admin:statements_publisher_change", args=[publisher.pk]),
        )  # fmt: skip


def check_terms(copy: WorkingCopy) -> Iterator[Finding]:
    on = dates.parse_or_none(copy.statement.date)
    if on is None:
        return
    for speaker_credit in group_credits(copy.turn_credits):
        credit = next((credit for credit in speaker_credit.turns if credit.speaker), None)
        if credit is None or credit.speaker is None or not credit.role or credit.term is not None:
            continue
        terms = list(credit.speaker.terms.all())
        if terms and not any(exists_between(term, on.earliest, on.latest) for term in terms):
            yield Finding(
                "term-date", f"No term of {credit.speaker} covers {dates.format_date(on)}.",
                "Correct the date, the speaker or the speaker’s terms.", f"Turns, {_describe_credit(speaker_credit)}",
                _credit_address(copy, speaker_credit), blocks=False, subject=f"{credit.speaker.pk}",
            )  # fmt: skip


def check_parties(copy: WorkingCopy) -> Iterator[Finding]:
    on = dates.parse_or_none(copy.statement.date)
    if on is None:
        return
    parties = {credit.party.pk: credit.party for credit in copy.turn_credits if credit.party}
    for party in parties.values():
        if not exists_between(party, on.earliest, on.latest):
            yield Finding(
                "party-date", f"{party} did not exist on {dates.format_date(on)}.",
                "Choose the party of that day, or correct the date.", "Turns", f"{_turns_address(copy)}#voices",
                blocks=False, subject=party.code,
            )  # fmt: skip


def check_treaty_dates(copy: WorkingCopy) -> Iterator[Finding]:
    on = dates.parse_or_none(copy.statement.date)
    latest = on.latest if on else None
    for mention in copy.statement.treaty_mentions.select_related("treaty"):
        treaty = mention.treaty
        signed = treaty.signed_earliest
        enters_into_force = mention.relation == MentionRelation.ENTERS_INTO_FORCE
        too_early = signed and treaty.in_force_latest and treaty.in_force_latest < signed
        said_too_early = signed and enters_into_force and latest and latest < signed
        if too_early or said_too_early:
            yield Finding(
                "in-force", f"{treaty} would be in force before it was signed.",
                "Correct the treaty’s dates, or its relation to this statement.", "Treaties",
                reverse("admin:statements_treaty_change", args=[treaty.pk]), blocks=False, subject=treaty.uid,
            )  # fmt: skip


def check_duplicates(copy: WorkingCopy) -> Iterator[Finding]:
    for pair in duplicates.store_duplicates(copy.statement):
        if pair.verdict:
            continue
        other = pair.second if pair.first_id == copy.statement.pk else pair.first
        yield Finding(
            "duplicate", f"“{other}” ({other.get_status_display().lower()}) {duplicates.describe_similarity(pair)}.",
            "Compare the two, and say how they are related.", other.uid,
            reverse("admin:statements_likeness_change", args=[pair.pk]), blocks=False, subject=other.uid,
        )  # fmt: skip


def check_dropped_footer(copy: WorkingCopy) -> Iterator[Finding]:
    outcomes = copy.corrected_text.outcomes
    for doubt in copy.reading.doubts:
        if doubt["code"] != "footer-cut":
            continue
        tail = [piece for piece in copy.reading.pieces if not piece.is_paragraph and piece.line >= doubt["line"]]
        dropped = [piece for piece in tail if outcomes.get(piece.id) == piece.verdict]
        if dropped:
            first = dropped[0].id
            yield Finding(
                "footer-dropped", f"{len(dropped)} lines at the end were left out as page furniture.",
                "Check them, and keep what is text.", f"Turns, line {_find_line(copy, first)}",
                _piece_address(copy, first), blocks=False, subject=first,
            )  # fmt: skip


def check_doubtful_speakers(copy: WorkingCopy) -> Iterator[Finding]:
    seen = set()
    for speaker_credit in group_credits(copy.turn_credits):
        credit = speaker_credit.first
        # Where no term covers the date, check_terms says so.
        if credit.note and credit.note not in seen and not credit.by_hand and NO_TERM not in credit.note:
            seen.add(credit.note)
            yield Finding(
                "speaker-doubt", credit.note, "Confirm or change the speaker.",
                f"Turns, {_describe_credit(speaker_credit)}", _credit_address(copy, speaker_credit), blocks=False,
                subject=speaker_credit.key,
            )  # fmt: skip


NO_TERM = "no term of the archive"  # begins the matcher's note

CHECKS: tuple[Check, ...] = (
    check_title, check_date, check_publisher, check_speech, check_empty_paragraphs, check_speakers,
    check_doubtful_labels, check_licence, check_terms, check_parties, check_treaty_dates, check_duplicates,
    check_dropped_footer, check_doubtful_speakers,
)  # fmt: skip
