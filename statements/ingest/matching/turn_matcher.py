"""The turns of one document matched to speakers: by label, by office, by title, and by the party that publishes it."""

from __future__ import annotations

from statements import dates
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.matching.name_words import split_words
from statements.ingest.matching.parties import PartyFacts
from statements.ingest.matching.person_names import clean_printed_name, is_placeholder_office, may_be_two_surnames
from statements.ingest.matching.speakers import NO_MATCH, Person, SpeakerLabel, SpeakerMatch
from statements.ingest.matching.title_speakers import find_full_names, find_office, find_title_speaker
from statements.text.folding import fold
from statements.transcripts import vocabulary
from statements.transcripts.model import Certainty, FrontMatter, Label, Transcript, Turn, TurnKind

# Offices that a state's own publisher prints without the country. Presidents and prime ministers are not among them:
# a host prints its guest's office that way too.
_DOMESTIC = frozenset({"presidential", "secretary", "attorney", "adviser", "advisor"})
_NOT_DOMESTIC = split_words("general executive former editor party union association university")
_OF_A_STATE = _DOMESTIC | split_words(
    "president vice premier chancellor minister lady gentleman king queen emperor spokesperson spokesman ambassador"
)
# Offices of those who brief the press beside their host.
_BRIEFING_OFFICES = split_words(
    "secretary advisor adviser director coordinator administrator spokesperson spokesman spokeswoman assistant chair"
)
_DEMONYMS = frozenset(fold(word) for word in vocabulary.DEMONYMS)
# Parties that have no ministers: there, a minister is a guest.
_NO_MINISTERS = frozenset({"USA"})


class TurnMatcher:
    """Matches the turns of one document to speakers."""

    def __init__(
        self,
        tables: LookupTables,
        transcript: Transcript,
        on: dates.EDTFDate | None,
        home: PartyFacts | None,
        warnings: list[dict],
        *,
        at_home: bool,
    ):
        """``at_home``: the publisher is the party's own, so that "THE PRESIDENT" is its president."""
        self.parties, self.speakers = tables.parties, tables.speakers
        self.turns, self.front = transcript.turns, transcript.front
        self.on, self.home, self.warnings = on, home, warnings
        self.unmatched: list[tuple[str, str]] = []
        self.monologue = all(turn.label is None for turn in transcript.turns)
        self.speaker, self.office = find_own_speaker(self.front, monologue=self.monologue)
        self.at_home = at_home
        self.in_title = find_full_names(self.front.title)
        self.own_match = self._match_own_speaker()
        self._seen: dict[tuple, SpeakerMatch] = {}
        self._warned: set[str] = set()

    def match(self) -> list[SpeakerMatch]:
        matches = [self._match_turn(turn) for turn in self.turns]
        if self.home and not any(match.party for match in matches):
            # No match gives a party: the words of the document itself are those of its publisher's country.
            matches = [
                SpeakerMatch(party=self.home) if turn.kind is TurnKind.INTRODUCTION else match
                for turn, match in zip(self.turns, matches, strict=True)
            ]
        for match in matches:
            self._add_warnings(match)
        return matches

    def _match_own_speaker(self) -> SpeakerMatch:
        """Match the speaker that the record itself names."""
        of_office = self.parties.find_in_office(self.office, self.on) if self.office else None
        party = of_office or (self.home if self.monologue or _is_of_a_state(self.office) else None)
        if not self.speaker:
            return SpeakerMatch(party=self.home if self.monologue else None)
        name = self.in_title.get(fold(self.speaker), self.speaker)
        sure = bool(self.office) or not may_be_two_surnames(name)
        return self.speakers.match(
            SpeakerLabel(name, self.office, party, sure=sure, from_record=True), self.on, self.home
        )

    def _match_turn(self, turn: Turn) -> SpeakerMatch:
        if turn.kind is TurnKind.STAGE:
            return NO_MATCH
        if turn.label is None:
            return self._match_unlabelled(turn)
        name = self._find_name(turn, turn.label)
        key = (name, turn.role, turn.party, turn.kind, turn.certainty)
        if key not in self._seen:
            self._seen[key] = self._match_labelled(turn, turn.label, name)
            if self._seen[key].person is None and self._seen[key].reason:
                self.unmatched.append((turn.label.printed, self._seen[key].reason))
        return self._seen[key]

    def _match_unlabelled(self, turn: Turn) -> SpeakerMatch:
        if not self.monologue:
            return NO_MATCH
        if self.own_match.reason and not self.unmatched:
            self.unmatched.append((self.speaker, self.own_match.reason))
        return self.own_match

    def _find_name(self, turn: Turn, label: Label) -> str:
        if len(label.names) > 1:
            return ""
        return turn.speaker or (label.names[0] if label.names else "")

    def _match_labelled(self, turn: Turn, label: Label, name: str) -> SpeakerMatch:
        if len(label.names) > 1:
            return SpeakerMatch(party=None, reason="a label of several persons")
        if not name and turn.kind is not TurnKind.SPEECH:
            return NO_MATCH
        party = self._find_party(turn)
        if self.own_match.person and self._is_own(self.own_match.person, name, turn.role, party):
            return self.own_match
        sure = turn.certainty is Certainty.SURE and turn.kind is not TurnKind.QUESTION
        name = self.in_title.get(fold(name), name)
        party = party or self._find_party_in_title(name)
        match = self.speakers.match(SpeakerLabel(name, turn.role, party, sure=sure), self.on, self.home)
        if match.party is None and party is None and self._is_domestic(turn, name):
            return SpeakerMatch(match.person, match.term, self.home, match.reason, match.note)
        return match

    def _find_party(self, turn: Turn) -> PartyFacts | None:
        """The party printed with the label, or the one country in the office printed."""
        printed = self.parties.resolve(turn.party, self.on) if turn.party else None
        return printed or (self.parties.find_in_office(turn.role, self.on) if turn.role else None)

    def _find_party_in_title(self, name: str) -> PartyFacts | None:
        """The home party of somebody to whom the title of its own publisher gives an office without another country:
        "Press Briefing by … and NEC Director Brian Deese"."""
        office_words = set(fold(find_office(self.front.title, name)).split()) if self.at_home else set()
        if office_words & (_NOT_DOMESTIC | _DEMONYMS) or not office_words & _BRIEFING_OFFICES:
            return None
        return self.home

    def _is_own(self, person: Person, name: str, role: str, party: PartyFacts | None) -> bool:
        """Whether a label means the speaker whom the record names: by name, by surname, or by the office alone."""
        if party and self.own_match.party and party.pk != self.own_match.party.pk:
            return False
        own = person.record.name
        if name:
            key, whole = fold(name), fold(own)
            return key in (whole, fold(self.speaker)) or whole.endswith(f" {key}")
        return bool(self.office) and not self.speakers.office_keys(role).isdisjoint(
            self.speakers.office_keys(self.office)
        )

    def _is_domestic(self, turn: Turn, name: str) -> bool:
        """Whether an office without a country is surely one of the party whose document it is."""
        office_words = set(fold(turn.role).split())
        if not office_words or self.home is None or not self.at_home:
            return False
        if not name and turn.role.lower().startswith("the "):
            return True
        if "minister" in office_words:
            # Of prime ministers only a deputy: a host prints its guest's office without the country.
            return self.home.code not in _NO_MINISTERS and ("prime" not in office_words or "deputy" in office_words)
        return bool(office_words & _DOMESTIC) and not office_words & _NOT_DOMESTIC

    def _add_warnings(self, match: SpeakerMatch) -> None:
        if match.note and match.note not in self._warned:
            self._warned.add(match.note)
            add_warning(self.warnings, "speaker-doubt", match.note)
        party = match.party
        if party and self.on and party.code not in self._warned and not self.parties.covers(party, self.on):
            self._warned.add(party.code)
            add_warning(self.warnings, "party-date", f"{party.name} was not there on {dates.format_date(self.on)}.")


def find_own_speaker(front: FrontMatter, *, monologue: bool) -> tuple[str, str]:
    """Find the speaker and office that a record or its title names, as printed; "" for none or a placeholder.

    Only a monologue takes its speaker from the title: the title of a conversation names one of several.
    """
    name = clean_printed_name(front.speaker)
    office = "" if is_placeholder_office(front.office) else front.office
    if not name and monologue and (person := find_title_speaker(front.title)):
        return person.name, office or person.office
    return name, office or find_office(front.title, name)


def _is_of_a_state(office: str) -> bool:
    """Whether an office without a country is one of a government: the record's country is then the speaker's."""
    office_words = set(fold(office).split())
    return bool(office_words & _OF_A_STATE) and not office_words & _NOT_DOMESTIC


def add_warning(warnings: list[dict], code: str, message: str) -> None:
    warnings.append({"code": code, "message": message, "line": 0})
