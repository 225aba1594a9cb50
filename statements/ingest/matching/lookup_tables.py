"""The records that matching looks up, read once and kept in memory: a statement then costs few queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from statements import dates
from statements.ingest.matching.parties import Parties, PartyFacts
from statements.ingest.matching.publishers import Publishers
from statements.ingest.matching.speakers import Speakers
from statements.ingest.matching.treaty_titles import TreatyFinder, TreatyOccurrence
from statements.models import Topic
from statements.text.folding import fold
from statements.transcripts.model import ParsedParagraphKind, Transcript


class Topics:
    """All topics of the archive, in memory: a tag finds the topic of that name or alias."""

    def __init__(self, topics: Iterable[tuple[int, str, list[str]]]):
        self._by_word: dict[str, int] = {}
        topics = list(topics)
        for pk, _, aliases in topics:
            for alias in aliases:
                self._by_word.setdefault(fold(alias), pk)
        # A topic's own name wins over another's alias.
        self._by_word |= {fold(name): pk for pk, name, _ in topics}

    @classmethod
    def load(cls) -> Topics:
        return cls(Topic.objects.order_by("pk").values_list("pk", "name", "aliases"))

    def match(self, tags: Iterable[str]) -> tuple[list[int], list[str]]:
        """Return the topics that the tags mean, each once, and the tags that mean none."""
        found: dict[int, None] = {}
        unknown = []
        for tag in tags:
            pk = self._by_word.get(fold(tag))
            if pk:
                found[pk] = None
            elif tag.strip():
                unknown.append(tag)
        return list(found), unknown


@dataclass(slots=True)
class LookupTables:
    """One table a kind of record. ``load`` reads them from the database."""

    parties: Parties
    speakers: Speakers
    publishers: Publishers
    topics: Topics
    treaties: TreatyFinder

    @classmethod
    def load(cls) -> LookupTables:
        parties = Parties.load()
        return cls(parties, Speakers.load(parties), Publishers.load(parties), Topics.load(), TreatyFinder.load())

    def find_home_party(self, transcript: Transcript) -> PartyFacts | None:
        """Find the party whose document it is, by the country it names; None where it names none that is known."""
        front = transcript.front
        on = dates.parse_or_none(front.date)
        found = self.parties.resolve(front.country, on) if front.country else None
        code = front.extra.get("iso3")
        return found or (self.parties.resolve(code, on) if isinstance(code, str) else None)

    def scan(self, transcript: Transcript) -> tuple[list[str], list[TreatyOccurrence]]:
        """Find what the text mentions: codes of parties, and treaties with their paragraphs (numbered from 0)."""
        front = transcript.front
        texts = [p.text for turn in transcript.turns for p in turn.paragraphs]
        spoken = [
            p.text for turn in transcript.turns for p in turn.paragraphs if p.kind is not ParsedParagraphKind.STAGE
        ]
        home, on = self.find_home_party(transcript), dates.parse_or_none(front.date)
        parties = self.parties.find_mentioned(front.title, spoken, on, front.language, home.code if home else "")
        return parties, self.treaties.find(texts, before=on.latest if on else None)
