"""What an import must know of the archive, read once and kept in memory: a statement then costs few queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy

from statements import dates
from statements.ingest.matching.parties import Parties
from statements.ingest.matching.publishers import Publishers
from statements.ingest.matching.speakers import Speakers
from statements.ingest.matching.topics import Topics
from statements.ingest.matching.treaty_titles import TreatyFinder, TreatyOccurrence
from statements.models import Statement
from statements.transcripts.model import ParsedParagraphKind, Transcript


@dataclass(slots=True)
class LookupTables:
    """The look-up tables. ``load`` takes them from the database."""

    parties: Parties
    speakers: Speakers
    publishers: Publishers
    topics: Topics
    treaties: TreatyFinder

    @classmethod
    def load(cls) -> LookupTables:
        parties = Parties.load()
        return cls(parties, Speakers.load(parties), Publishers.load(parties), Topics.load(), TreatyFinder.load())

    def find_home_party(self, transcript: Transcript):
        """The party whose document it is, by the country it names; None where it names none we know."""
        front = transcript.front
        on = dates.parse_or_none(front.date)
        found = self.parties.resolve(front.country, on) if front.country else None
        code = front.extra.get("iso3")
        return found or (self.parties.resolve(code, on) if isinstance(code, str) else None)

    def scan(self, transcript: Transcript) -> tuple[list[str], list[TreatyOccurrence]]:
        """What the text speaks of: codes of parties, and treaties with their paragraphs (numbered from 0)."""
        front = transcript.front
        texts = [p.text for turn in transcript.turns for p in turn.paragraphs]
        spoken = [
            p.text for turn in transcript.turns for p in turn.paragraphs if p.kind is not ParsedParagraphKind.STAGE
        ]
        home, on = self.find_home_party(transcript), dates.parse_or_none(front.date)
        parties = self.parties.find_mentioned(front.title, spoken, on, front.language, home.code if home else "")
        return parties, self.treaties.find(texts, before=on.latest if on else None)


class Fingerprints:
    """Which raw texts the archive has, as the first eight bytes of their SHA-256: small enough for millions. It may err
    on the side of yes once in a great while; whoever asks looks the whole hash up before relying on it."""

    def __init__(self, hashes: Iterable[str]):
        numbers = numpy.fromiter((int(sha[:16], 16) for sha in hashes if sha), dtype=numpy.uint64)
        self._numbers = numpy.sort(numbers)

    @classmethod
    def load(cls) -> Fingerprints:
        return cls(Statement.objects.exclude(raw_sha256="").order_by().values_list("raw_sha256", flat=True).iterator())

    def __call__(self, sha256: str) -> bool:
        number = numpy.uint64(int(sha256[:16], 16))
        place = int(numpy.searchsorted(self._numbers, number))
        return place < len(self._numbers) and self._numbers[place] == number
