"""Build the citations of records: the one place where a citation is read from the archive."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from statements.links.addresses import (
    build_passage_permalink,
    build_permalink,
    build_record_permalink,
    build_version_permalink,
)
from statements.models import (
    Paragraph,
    Party,
    Speaker,
    Speech,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    Treaty,
)
from statements.models.base import build_paragraph_fragment, build_speech_fragment
from statements.models.statement import PartyRole, TextStatus
from statements.publishing.past_versions import PastVersion

from .citation import Citation, CitationTarget, Creator, Name
from .person_names import parse_name

# What a citation says about the text.
_TEXT_STATUS: dict[str, str] = {
    TextStatus.AS_PREPARED: "Text as prepared for delivery",
    TextStatus.TRANSLATION: "Translation",
    TextStatus.EXCERPTS: "Excerpts",
    TextStatus.SUMMARY: "Summary in reported speech",
}
MAX_NAMED_PARTIES = 10


@dataclass(frozen=True, slots=True)
class Edition:
    """A version: its number and when it was published. ``pinned``: this version is cited, not the statement as it is
    whenever somebody reads it."""

    number: int
    at: datetime.datetime
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerCredit:
    speaker: Speaker
    office: str = ""
    party: Party | None = None
    interpreted: bool = False
    interpreted_note: str = ""


def current_edition(statement: Statement) -> Edition | None:
    """The version that the public sees; one query."""
    last = statement.revisions.order_by("-number").values_list("number", "created_at").first()
    return Edition(*last) if last else None


def cite_statement(
    statement: Statement,
    base: str,
    edition: Edition | None = None,
    *,
    credits: Iterable[SpeakerCredit] | None = None,
    parties: Iterable[Party] | None = None,
    topics: Iterable[str] = (),
) -> Citation:
    """``base``: scheme and host. ``credits`` and ``parties`` (those that speak) are looked up where they are not given:
    one query each."""
    if credits is None:
        credits = [SpeakerCredit(row.speaker, row.role, row.party) for row in list_speakers(statement)]
    creators = tuple(_build_creator(credit, base) for credit in credits)
    if not creators:
        if parties is None:
            parties = [role.party for role in _speaking_roles(statement)]
        creators = tuple(Creator(Name(whole=party.name), collective=True) for party in parties)
    return _build_citation(statement, base, CitationTarget.STATEMENT, creators, edition, topics=tuple(topics))


def cite_reading(reading: PastVersion, base: str, edition: Edition) -> Citation:
    """A version, from its snapshot."""
    return cite_statement(
        reading.statement, base, edition, credits=credit_speakers(speech for speech, _ in reading.words),
        parties=reading.speaking, topics=[topic.name for topic in reading.topics],
    )  # fmt: skip


def list_speakers(statement: Statement) -> Iterable[StatementSpeaker]:
    return statement.voices.select_related("speaker", "party").order_by("order")


def credit_speakers(speeches: Iterable[Speech]) -> list[SpeakerCredit]:
    """Who speaks in them, once each, in order of appearance."""
    credits: dict[str, SpeakerCredit] = {}
    for speech in speeches:
        if not speech.speaker:
            continue
        there = credits.get(speech.speaker.uid)
        if there is None or (not there.office and (speech.role or speech.party)):
            credits[speech.speaker.uid] = SpeakerCredit(speech.speaker, speech.role, speech.party)
    return list(credits.values())


def cite_speech(statement: Statement, speech: Speech, base: str, edition: Edition | None = None) -> Citation:
    fragment = build_speech_fragment(speech.anchor)
    return _build_citation(
        statement, base, CitationTarget.SPEECH, _creators_of_speech(statement, speech, base), edition,
        link=build_permalink(base, statement.uid) + fragment, fragment=fragment, keys=(statement.uid, speech.anchor),
    )  # fmt: skip


def cite_passage(
    statement: Statement, speech: Speech, paragraph: Paragraph, base: str, edition: Edition | None = None
) -> Citation:
    """A paragraph, by its number in this version and by the anchor that stays with it."""
    return _build_citation(
        statement, base, CitationTarget.PASSAGE, _creators_of_speech(statement, speech, base), edition,
        link=build_passage_permalink(base, statement.uid, paragraph.anchor),
        fragment=build_paragraph_fragment(paragraph.anchor),
        keys=(statement.uid, paragraph.anchor), paragraph=paragraph.order, anchor=paragraph.anchor,
    )  # fmt: skip


def cite_treaty(treaty: Treaty, base: str, parties: Sequence[str] | None = None) -> Citation:
    """Its parties (looked up where they are not given) are named where they are few; a convention is known by its
    title."""
    if parties is None:
        parties = list(treaty.participations.values_list("party__name", flat=True))
    return Citation(
        target=CitationTarget.TREATY,
        title=treaty.title,
        kind=treaty.get_kind_display(),
        permalink=build_record_permalink(base, treaty),
        accessed=timezone.localdate(),
        date=treaty.signed,
        place=treaty.place,
        publisher=treaty.depositary,
        source_address=treaty.official_url,
        registration=treaty.registration,
        parties=tuple(parties) if len(parties) <= MAX_NAMED_PARTIES else (),
        keys=(treaty.uid,),
    )


def _build_citation(
    statement: Statement,
    base: str,
    target: CitationTarget,
    creators: tuple[Creator, ...],
    edition: Edition | None,
    *,
    link: str = "",
    fragment: str = "",
    keys: tuple[str, ...] = (),
    paragraph: int = 0,
    anchor: str = "",
    topics: tuple[str, ...] = (),
) -> Citation:
    whole = build_permalink(base, statement.uid)
    version_link = build_version_permalink(base, statement.uid, edition.number) + fragment if edition else ""
    publisher = statement.publisher
    return Citation(
        target=target,
        title=statement.title,
        kind=statement.get_kind_display(),
        permalink=version_link if edition and edition.pinned else link or whole,
        accessed=timezone.localdate(),
        creators=creators,
        date=statement.date,
        place=statement.place,
        event=statement.event.name if statement.event else "",
        publisher=publisher.name if publisher else "",
        publisher_address=publisher.home_url if publisher else "",
        source_address=statement.source_url,
        language=statement.language,
        licence=publisher.licence if publisher else "",
        licence_address=publisher.licence_url if publisher else "",
        text_status=_TEXT_STATUS.get(statement.text_status, ""),
        version=edition.number if edition else 0,
        version_link=version_link,
        version_date=edition.at.date() if edition else None,
        statement_permalink=whole,
        keys=keys or (statement.uid,),
        paragraph=paragraph,
        anchor=anchor,
        topics=topics,
    )


def _creators_of_speech(statement: Statement, speech: Speech, base: str) -> tuple[Creator, ...]:
    if not speech.speaker:
        return (Creator(Name(whole=speech.label)),) if speech.label else ()
    office = speech.term.title if speech.term else speech.role or _find_office_at_date(statement, speech)
    credit = SpeakerCredit(speech.speaker, office, speech.party, speech.interpreted, speech.interpreted_note)
    return (_build_creator(credit, base),)


def _find_office_at_date(statement: Statement, speech: Speech) -> str:
    """The one office that the speaker is known to have held for this party on that date."""
    if not (speech.party_id and speech.speaker_id and statement.date_earliest and statement.date_latest):
        return ""
    terms = Term.objects.filter(speaker=speech.speaker_id, party=speech.party_id)
    titles = set(terms.on(statement.date_earliest, statement.date_latest).values_list("title", flat=True)[:2])
    return titles.pop() if len(titles) == 1 else ""


def _build_creator(credit: SpeakerCredit, base: str) -> Creator:
    speaker, party = credit.speaker, credit.party
    # “President of the Russian Federation, Russia” says it twice.
    named = party and party.official_name and party.official_name.lower() in credit.office.lower()
    return Creator(
        name=parse_name(speaker.name, speaker.sort_name, speaker.native_name, party.code if party else ""),
        office=credit.office,
        party=party.name if party and not named else "",
        interpreted=credit.interpreted,
        interpreted_note=credit.interpreted_note,
        address=build_record_permalink(base, speaker),
    )


def _speaking_roles(statement: Statement) -> QuerySet[StatementParty]:
    return statement.party_roles.filter(role=PartyRole.SPEAKING).select_related("party").order_by("pk")
