"""The speakers of a statement: each person and each office once, with the ids by which the turns refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statements.exchange.content import Content
from statements.exchange.xml_text import element, start_tag
from statements.models.revision import SpeechEntry


@dataclass(frozen=True, slots=True)
class TurnSpeaker:
    """Ids in the file: of the person, and of the office in this turn ("" where none is known)."""

    person: str
    office: str


class TeiSpeakers:
    def __init__(self, content: Content):
        self._content = content
        # (uid or label of the person) -> id; (id of the person, office, term, party) -> id of the office
        self._people: dict[tuple[str, str], str] = {}
        self._offices: dict[tuple[str, str, str, str], str] = {}
        self._names = {speech["speaker"]["uid"]: speech["speaker"]["name"]
                       for speech in content.snapshot["speeches"] if speech["speaker"]}  # fmt: skip
        for speech in content.snapshot["speeches"]:
            self.find(speech)

    def find(self, speech: SpeechEntry) -> TurnSpeaker | None:
        """The speaker of a turn; None where neither a speaker nor an office nor a party is known."""
        speaker = speech["speaker"]
        capacity = (speech["role"], speech["term"], speech["party"])
        if not speaker and not any(capacity):
            return None
        key = ("known", speaker["uid"]) if speaker else ("printed", speech["label"])
        person = self._people.setdefault(
            key, f"speaker-{speaker['uid']}" if speaker else f"voice-{len(self._people) + 1}"
        )
        office = (
            self._offices.setdefault((person, *capacity), f"office-{len(self._offices) + 1}") if any(capacity) else ""
        )
        return TurnSpeaker(person, office)

    def render_participants(self) -> Iterator[str]:
        """``<particDesc>``; nothing for a text that names nobody."""
        codes = dict.fromkeys(party["code"] for party in self._content.snapshot["parties"])
        codes |= dict.fromkeys(party for (_, _, _, party) in self._offices if party)
        if not self._people and not codes:
            return
        yield "<particDesc>"
        if self._people:
            yield "<listPerson>"
            for (kind, name), identity in self._people.items():
                yield from self._person(kind, name, identity)
            yield "</listPerson>"
        if codes:
            roles = self._content.snapshot["parties"]
            yield "<listOrg>"
            for code in codes:
                yield from self._party(code, [party["role"] for party in roles if party["code"] == code])
            yield "</listOrg>"
        yield "</particDesc>"

    def spoken_languages(self) -> list[str]:
        return sorted({speech["language"] for speech in self._content.snapshot["speeches"] if speech["language"]})

    def _person(self, kind: str, name: str, identity: str) -> Iterator[str]:
        if kind == "printed":
            yield start_tag("person", xml_id=identity, role="not-identified")
            yield element("persName", name or "not named")
        else:
            entry = self._content.names.speakers.get(name)
            yield start_tag("person", xml_id=identity)
            yield element("idno", name, type="uid")
            if entry and entry.wikidata:
                yield element("idno", entry.wikidata, type="wikidata")
            yield element("persName", self._names[name])
            if entry and entry.native_name and entry.native_name != self._names[name]:
                yield element("persName", entry.native_name, type="native")
        for (person, role, term, party), office in self._offices.items():
            if person != identity:
                continue
            yield start_tag("affiliation", xml_id=office, ref=f"#party-{party}" if party else "")
            if role:
                yield element("roleName", role, type="printed")
            if term:
                yield element("roleName", term, type="term")
            yield "</affiliation>"
        yield "</person>"

    def _party(self, code: str, roles: list[str]) -> Iterator[str]:
        # A party may both speak and be mentioned: the attribute takes several words.
        yield start_tag("org", xml_id=f"party-{code}", ana=" ".join(f"#party-{role}" for role in roles))
        yield element("idno", code, type="code")
        yield element("orgName", self._content.names.party_name(code), full="yes")
        yield "</org>"
