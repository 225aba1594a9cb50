"""What the sample archive consists of, before anything is a database row. Dates are EDTF text, "" where not known."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SampleTerm:
    party: str
    title: str
    title_aliases: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class SampleSpeaker:
    uid: str
    name: str
    sort_name: str
    terms: tuple[SampleTerm, ...]
    native_name: str = ""
    wikidata: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleAlias:
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class SampleTreatyParty:
    party: str
    signed: str = ""
    ratified: str = ""
    in_force: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class SampleTreatyRelation:
    kind: str
    treaty: str


@dataclass(frozen=True, slots=True)
class SampleTreaty:
    uid: str
    title: str
    kind: str
    status: str
    signed: str
    parties: tuple[SampleTreatyParty, ...]
    short_title: str = ""
    in_force: str = ""
    ended: str = ""
    place: str = ""
    registration: str = ""
    depositary: str = ""
    subject: str = ""
    note: str = ""
    aliases: tuple[SampleAlias, ...] = ()
    relations: tuple[SampleTreatyRelation, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleEvent:
    uid: str
    name: str
    kind: str
    date: str
    place: str = ""
    host: str = ""
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SamplePublisher:
    uid: str
    name: str
    party: str = ""
    home_url: str = ""
    licence: str = ""
    licence_url: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleSpeech:
    """A turn. ``office`` is the title of one of the speaker's terms; ``paragraphs`` are texts by their anchors."""

    anchor: str
    speaker: str
    office: str
    party: str
    label: str
    language: str
    paragraphs: dict[str, str]
    interpreted: str = ""


@dataclass(frozen=True, slots=True)
class SampleMention:
    """That a statement names a treaty: ``paragraph`` is the anchor, ``surface`` the words there."""

    treaty: str
    relation: str
    paragraph: str
    surface: str


@dataclass(frozen=True, slots=True)
class SampleStatement:
    uid: str
    title: str
    kind: str
    date: str
    place: str
    language: str
    text_status: str
    publisher: str
    public_note: str
    topics: tuple[str, ...]
    speeches: tuple[SampleSpeech, ...]
    place_party: str = ""
    event: str = ""
    mentioned: tuple[str, ...] = ()
    treaties: tuple[SampleMention, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleArchive:
    """The whole, each table by the key that the others name; statements by file name, in order of date."""

    publishers: dict[str, SamplePublisher] = field(default_factory=dict)
    events: dict[str, SampleEvent] = field(default_factory=dict)
    speakers: dict[str, SampleSpeaker] = field(default_factory=dict)
    treaties: dict[str, SampleTreaty] = field(default_factory=dict)
    statements: dict[str, SampleStatement] = field(default_factory=dict)

    def party_codes(self) -> set[str]:
        """The codes of all parties that the archive names."""
        codes = {publisher.party for publisher in self.publishers.values()}
        for event in self.events.values():
            codes |= {event.host, *event.participants}
        for speaker in self.speakers.values():
            codes |= {term.party for term in speaker.terms}
        for treaty in self.treaties.values():
            codes |= {act.party for act in treaty.parties}
        for statement in self.statements.values():
            codes |= {statement.place_party, *statement.mentioned, *(speech.party for speech in statement.speeches)}
        return codes - {""}

    def topic_paths(self) -> set[str]:
        """The paths of all topics that the archive names."""
        return {path for statement in self.statements.values() for path in statement.topics}
