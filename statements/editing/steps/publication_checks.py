"""What is looked at before a statement is published: one small rule each.

A rule yields findings. Those that block must be put right; the others can be overruled with a word, which is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from statements import dates
from statements.editing.transcript.speaker_credits import Voice, voices_of
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models.speech import SpeechKind
from statements.models.treaty import MentionRelation
from statements.publishing import duplicates

UNTITLED = ("", "Untitled", "Untitled transcript")


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` is wrong ``where``, and what to ``do``; ``address`` leads to the spot. ``key`` names it for good."""

    code: str
    what: str
    do: str
    where: str
    address: str
    blocks: bool = True
    about: str = ""

    @property
    def key(self) -> str:
        return f"{self.code}:{self.about}"[:200]


Rule = Callable[[WorkingCopy], Iterator[Finding]]


def findings(desk: WorkingCopy) -> list[Finding]:
    """Everything that the rules find, what blocks first."""
    found = [finding for rule in RULES for finding in rule(desk)]
    return sorted(found, key=lambda finding: not finding.blocks)


def standing(desk: WorkingCopy, found: list[Finding]) -> list[Finding]:
    """Those that keep the statement from being published: all that block, and warnings that nobody overruled."""
    overruled = desk.intake.overruled
    return [finding for finding in found if finding.blocks or finding.key not in overruled]


def _details(desk: WorkingCopy, field: str) -> str:
    return f"{reverse('admin:statements_statement_change', args=[desk.statement.pk])}#id_{field}"


def _piece(desk: WorkingCopy, id: str) -> str:
    return f"{reverse('admin:statements_statement_turns', args=[desk.statement.pk])}?piece={id}#{id}"


def _voice(desk: WorkingCopy, voice: Voice) -> str:
    page = reverse("admin:statements_statement_turns", args=[desk.statement.pk])
    return f"{page}?{urlencode({'voice': voice.key})}#voices"


def _called(voice: Voice) -> str:
    name = f"“{voice.first.label}”" if voice.first.label else "a turn without a label"
    return f"{name}, {voice.count} turns" if voice.count > 1 else name


def no_title(desk: WorkingCopy) -> Iterator[Finding]:
    if desk.statement.title.strip() in UNTITLED:
        yield Finding("no-title", "It has no title.", "Write the title as its publisher prints it.", "Details",
                      _details(desk, "title"))  # fmt: skip


def no_date(desk: WorkingCopy) -> Iterator[Finding]:
    if not desk.statement.date_earliest:
        yield Finding("no-date", "It has no date.", "Say when the words were said; a year is enough, such as 1961.",
                      "Details", _details(desk, "date"))  # fmt: skip


def no_publisher(desk: WorkingCopy) -> Iterator[Finding]:
    if not desk.statement.publisher_id:
        yield Finding("no-publisher", "It has no publisher.", "Choose who published it first.", "Details",
                      _details(desk, "publisher"))  # fmt: skip


def no_speech(desk: WorkingCopy) -> Iterator[Finding]:
    if not any(one.kind != SpeechKind.STAGE and any(p.text for p in one.turn.paragraphs) for one in desk.spoken):
        yield Finding("no-speech", "Nobody says anything in it.", "Keep lines of the text, or paste another one.",
                      "Turns", reverse("admin:statements_statement_turns", args=[desk.statement.pk]))  # fmt: skip


def empty_paragraph(desk: WorkingCopy) -> Iterator[Finding]:
    for spoken in desk.spoken:
        for paragraph in spoken.turn.paragraphs:
            if not paragraph.text.strip():
                id = paragraph.ids[0]
                yield Finding("empty-paragraph", "A paragraph has no text.", "Write its text, or leave it out.",
                              "Turns, line " + str(_line(desk, id)), _piece(desk, id), about=id)  # fmt: skip


def nobody_speaks(desk: WorkingCopy) -> Iterator[Finding]:
    for voice in voices_of(desk.spoken):
        if any(one.is_open for one in voice.turns):
            open_one = next(one for one in voice.turns if one.is_open)
            why = f" ({open_one.why_not})" if open_one.why_not else ""
            if open_one.new_name:
                why = f": {open_one.new_name} would be a new speaker"
            yield Finding("no-speaker", f"It is not said who speaks{why}.",
                          "Choose the speaker, make a new one, or say that it is not known.",
                          f"Turns, {_called(voice)}", _voice(desk, voice), about=voice.key)  # fmt: skip


def unresolved_ask(desk: WorkingCopy) -> Iterator[Finding]:
    for voice in voices_of(desk.spoken):
        asking = next((one for one in voice.turns if one.asks), None)
        if asking:
            yield Finding("unresolved-ask", f"It is not sure that {_called(voice)} is a label.",
                          "Say that it is one, or make it part of the text.",
                          f"Turns, line {_line(desk, asking.turn.id)}", _voice(desk, voice),
                          about=voice.key)  # fmt: skip


def full_text_forbidden(desk: WorkingCopy) -> Iterator[Finding]:
    publisher = desk.statement.publisher
    if publisher and not publisher.shows_full_text:
        yield Finding("full-text", f"The licence of {publisher} forbids showing the full text.",
                      "Take it from a publisher who allows it, or note at this one that it now may be shown.",
                      "Publisher", reverse("admin:statements_publisher_change", args=[publisher.pk]))  # fmt: skip


def term_does_not_cover(desk: WorkingCopy) -> Iterator[Finding]:
    on = dates.parse_or_none(desk.statement.date)
    if on is None:
        return
    for voice in voices_of(desk.spoken):
        spoken = next((one for one in voice.turns if one.speaker), None)
        if spoken is None or not spoken.role:
            continue
        terms = list(spoken.speaker.terms.all())
        if terms and spoken.term is None and not any(_touches(term, on) for term in terms):
            yield Finding("term-date", f"No term of {spoken.speaker} covers {dates.format_date(on)}.",
                          "Correct the date, the speaker or the speaker’s terms.", f"Turns, {_called(voice)}",
                          _voice(desk, voice), blocks=False, about=f"{spoken.speaker.pk}")  # fmt: skip


def _touches(term, on: dates.EDTFDate) -> bool:
    return not (
        (term.start_earliest and on.latest and on.latest < term.start_earliest)
        or (term.end_latest and on.earliest and on.earliest > term.end_latest)
    )


def party_does_not_cover(desk: WorkingCopy) -> Iterator[Finding]:
    on = dates.parse_or_none(desk.statement.date)
    if on is None:
        return
    parties = {one.party.pk: one.party for one in desk.spoken if one.party}
    for party in parties.values():
        late = party.end_latest and on.earliest and on.earliest > party.end_latest
        early = party.start_earliest and on.latest and on.latest < party.start_earliest
        if late or early:
            yield Finding("party-date", f"{party} was not there on {dates.format_date(on)}.",
                          "Choose the party of that day, or correct the date.", "Turns",
                          f"{reverse('admin:statements_statement_turns', args=[desk.statement.pk])}#voices",
                          blocks=False, about=party.code)  # fmt: skip


def in_force_before_signature(desk: WorkingCopy) -> Iterator[Finding]:
    on = dates.parse_or_none(desk.statement.date)
    mentions = desk.statement.treaty_mentions.select_related("treaty")
    for mention in mentions:
        treaty = mention.treaty
        before = treaty.in_force_latest and treaty.signed_earliest and treaty.in_force_latest < treaty.signed_earliest
        too_early = (
            mention.relation == MentionRelation.ENTERS_INTO_FORCE
            and on is not None and on.latest and treaty.signed_earliest and on.latest < treaty.signed_earliest
        )  # fmt: skip
        if before or too_early:
            yield Finding("in-force", f"{treaty} would be in force before it was signed.",
                          "Correct the treaty’s dates, or what is said of it here.", "Treaties",
                          reverse("admin:statements_treaty_change", args=[treaty.pk]),
                          blocks=False, about=treaty.uid)  # fmt: skip


def looks_like_a_duplicate(desk: WorkingCopy) -> Iterator[Finding]:
    for pair in duplicates.note(desk.statement):
        if pair.verdict:
            continue
        other = pair.second if pair.first_id == desk.statement.pk else pair.first
        how = duplicates.sentence(pair)
        yield Finding("duplicate", f"“{other}” ({other.get_status_display().lower()}) {how}.",
                      "Compare the two, and say what they are to each other.", other.uid,
                      reverse("admin:statements_likeness_change", args=[pair.pk]),
                      blocks=False, about=other.uid)  # fmt: skip


def footer_dropped(desk: WorkingCopy) -> Iterator[Finding]:
    for doubt in desk.reading.doubts:
        if doubt["code"] != "footer-cut":
            continue
        tail = [piece for piece in desk.reading.pieces if not piece.is_paragraph and piece.line >= doubt["line"]]
        dropped = [piece for piece in tail if desk.shape.as_now.get(piece.id) == piece.verdict]
        if dropped:
            yield Finding("footer-dropped", f"{len(dropped)} lines at the end were left out as furniture of the page.",
                          "Look at them, and keep what is text.", f"Turns, line {_line(desk, dropped[0].id)}",
                          _piece(desk, dropped[0].id), blocks=False, about=dropped[0].id)  # fmt: skip


def speaker_doubtful(desk: WorkingCopy) -> Iterator[Finding]:
    told = set()
    for voice in voices_of(desk.spoken):
        note = voice.first.note
        if note and note not in told and not voice.first.by_hand and "no term of the archive" not in note:
            told.add(note)
            yield Finding("speaker-doubt", note, "Confirm or change the speaker.", f"Turns, {_called(voice)}",
                          _voice(desk, voice), blocks=False, about=voice.key)  # fmt: skip


def _line(desk: WorkingCopy, id: str) -> int:
    return next((number for number, piece in enumerate(desk.shape.order, start=1) if piece.id == id), 0)


RULES: tuple[Rule, ...] = (
    no_title, no_date, no_publisher, no_speech, empty_paragraph, nobody_speaks, unresolved_ask, full_text_forbidden,
    term_does_not_cover, party_does_not_cover, in_force_before_signature, looks_like_a_duplicate, footer_dropped,
    speaker_doubtful,
)  # fmt: skip
