"""Which party is meant: by a name as printed, by the country in an office, and by the words of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from statements import dates
from statements.models import Party, PartyName
from statements.models.party import NameKind, PartyKind
from statements.reference.lookup import PartyLookup
from statements.reference.records import NameRecord
from statements.text.phrase_finder import PhraseFinder

# A party counts as mentioned when the title names it or the text does so at least this often.
MIN_MENTIONS = 2

# Longer names that contain the name of a party and mean something else.
DECOYS = (
    "New Mexico", "Gulf of Mexico", "New Jersey", "New England", "New South Wales", "South China Sea",
    "East China Sea", "Northern Ireland", "Latin America", "North America", "South America", "Central America",
    "Indian Ocean", "British Columbia", "Gulf of Guinea", "New Guinea", "Sea of Japan", "Lake Chad", "Jordan River",
    "River Jordan", "Jordan Valley", "Persian Gulf", "Gulf of Oman", "American Samoa", "Inner Mongolia",
    "French Polynesia", "Equatorial Africa", "Georgia State", "Atlanta, Georgia", "Savannah, Georgia",
    "South Georgia", "Georgia Tech", "Panama Canal", "Suez Canal", "Bay of Bengal", "Bank of America",
    "Lebanon, Tennessee", "Paris, Texas", "Turkey Point", "Cuba Street", "Niger Delta", "River Niger",
    "Jersey City", "Jersey Shore", "China Sea", "Peru, Indiana", "Michael Jordan", "Vernon Jordan",
    "Jordan Peterson", "Chad Mizelle", "Good Morning America", "District of Columbia", "Columbia University",
    "Bank of England", "America First", "Israel Philharmonic", "Holland America",
)  # fmt: skip

# Listed spellings of a name that mean something else more often than not.
NOT_IN_TEXT = frozenset({"Columbia", "Virgin Islands", "Union", "Community", "Alliance", "Palestine Authority"})
# Names that mean something else in what a party publishes itself: in the USA, Georgia is one of its states.
NEARER_HOME = {"USA": frozenset({"GEO"})}


_AFTER_PARTY = re.compile(r"\s*(?:$|[,;.(/]|(?:to|and|for|in|at)\b)", re.I)
_LINK = re.compile(r"\s*,?\s*(?:of|for|to|from)?(?:\s+the)?\s*$", re.I)


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What matching needs to know of a party, so that no query is needed."""

    record: Party
    pk: int
    code: str
    name: str
    kind: str
    span: tuple  # first and last day of its life, None where open
    kin: frozenset[int]  # predecessors and successors

    @property
    def is_organisation(self) -> bool:
        return self.kind == PartyKind.ORGANISATION


class Parties:
    """All parties of the archive, in memory."""

    def __init__(self, facts: Iterable[PartyFacts], names: Iterable[NameRecord], lifetimes: dict[str, tuple[str, str]]):
        self.by_code = {party.code: party for party in facts}
        self.by_pk = {party.pk: party for party in self.by_code.values()}
        names = list(names)
        self._lookup = PartyLookup(names, lifetimes)
        self._names = names
        self._finders: dict[str, PhraseFinder[tuple[str, bool]]] = {}
        self.resolve = lru_cache(maxsize=8192)(self._resolve)
        self.find_in_office = lru_cache(maxsize=8192)(self._find_in_office)
        self.find_exact = lru_cache(maxsize=16_384)(self._find_exact)
        self._resolved_code = lru_cache(maxsize=8192)(self._resolve_code)

    @classmethod
    def load(cls) -> Parties:
        successors = list(Party.successors.through.objects.values_list("from_party_id", "to_party_id"))
        kin: dict[int, set[int]] = {}
        for one, other in successors:
            kin.setdefault(one, set()).add(other)
            kin.setdefault(other, set()).add(one)
        rows = list(Party.objects.all())
        facts = [
            PartyFacts(
                p, p.pk, p.code, p.name, p.kind, (p.start_earliest, p.end_latest), frozenset(kin.get(p.pk, ()))
            )
            for p in rows
        ]  # fmt: skip
        names = [
            NameRecord(code, name, language, kind, start, end)
            for code, name, language, kind, start, end in PartyName.objects.order_by("pk").values_list(
                "party__code", "name", "language", "kind", "start", "end"
            )
        ]
        have = {(record.code, record.name) for record in names}
        names += [NameRecord(p.code, p.name, "en", "short") for p in rows if (p.code, p.name) not in have]
        return cls(facts, names, {p.code: (p.start, p.end) for p in rows})

    def _resolve(self, name: str, on: dates.EDTFDate | None = None) -> PartyFacts | None:
        """Find the party that was called ``name`` on that date; None for none or more than one."""
        return self.by_code.get(self._lookup.resolve(name, on) or "") if name.strip() else None

    def _find_in_office(self, office: str, on: dates.EDTFDate | None = None) -> PartyFacts | None:
        """Find the party named in an office as printed: "President of Kyrgyzstan", "US Secretary of State", "Permanent
        Representative of Kenya to the United Nations". Not that of "Chairman of the Afghanistan War Veterans"."""
        for mention in self._lookup.find(office, on):
            if mention.start == 0 or _AFTER_PARTY.match(office, mention.end):
                return self.by_code.get(mention.code)
        return None

    def _find_exact(self, name: str, on: dates.EDTFDate | None = None) -> PartyFacts | None:
        """Find the party of which ``name`` is exactly a name, without the leniency of ``resolve``."""
        found = self._lookup.find(name, on)
        whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(name)
        return self.by_code.get(found[0].code) if whole else None

    def is_known(self, name: str) -> bool:
        """Whether ``name`` stands for a party at some time; for the label grammar."""
        return self.find_exact(name) is not None

    def strip_party(self, office: str) -> str:
        """Return the office without the party at its end: "President" for "President of the Russian Federation"."""
        found = self._lookup.find(office)
        if not found or found[-1].end < len(office.rstrip(" .")):
            return office
        return _LINK.sub("", office[: found[-1].start])

    def covers(self, party: PartyFacts, on: dates.EDTFDate) -> bool:
        """Whether the party may have existed at some time within the date."""
        start, end = party.span
        return not (
            (start and on.latest and on.latest < start) or (end and on.earliest and on.earliest > end)
        )  # fmt: skip

    def may_share_speaker(self, one: PartyFacts, other: PartyFacts) -> bool:
        """Whether one person may speak for both: the same, a state and its successor, a state and an organisation."""
        return one.pk == other.pk or other.pk in one.kin or one.is_organisation != other.is_organisation

    def find_mentioned(
        self, title: str, texts: Iterable[str], on: dates.EDTFDate | None, language: str, home: str = ""
    ) -> list[str]:
        """Find the parties that a text mentions, as codes: named in its title, or at least ``MIN_MENTIONS`` times.

        ``home`` is the code of the party whose text it is.
        """
        counts: Counter[str] = Counter()
        for text in texts:
            self._count(text, counts, on, language)
        spoken = {code for code, count in counts.items() if count >= MIN_MENTIONS}
        in_title: Counter[str] = Counter()
        self._count(title, in_title, on, language)
        return sorted((spoken | set(in_title)) - NEARER_HOME.get(home, frozenset()))

    def _count(self, text: str, counts: Counter[str], on: dates.EDTFDate | None, language: str) -> None:
        shouted: bool | None = None
        for hit in self._finder_for(language).find(text):
            name, initials = hit.value
            if initials:
                if shouted is None:
                    shouted = text.isupper()
                if shouted:
                    continue
            code = self._resolved_code(name, on)
            if code:
                counts[code] += 1

    def _resolve_code(self, name: str, on: dates.EDTFDate | None) -> str | None:
        return self._lookup.resolve(name, on)

    def _finder_for(self, language: str) -> PhraseFinder[tuple[str, bool]]:
        """Return the finder of names in the language of the text. Case counts: Turkey is a party, turkey is not."""
        language = language.partition("-")[0].lower() or "en"
        if language not in self._finders:
            scanner: PhraseFinder[tuple[str, bool]] = PhraseFinder()
            for record in self._names:
                initials = record.kind == NameKind.INITIALS
                if record.language not in ("", language) or not _is_searchable(record.name, initials):
                    continue
                scanner.add(record.name, (record.name, initials))
            for decoy in DECOYS:
                if decoy not in scanner:
                    scanner.add(decoy, None)
            self._finders[language] = scanner
        return self._finders[language]


def _is_searchable(name: str, initials: bool) -> bool:
    """Whether a name can be looked for in running text: long enough, with a capital, in natural word order."""
    if initials:
        return len(name) >= 2 and name.isupper()
    return (
        len(name) >= 4
        and name not in NOT_IN_TEXT
        and name[:1].isupper()
        and not any(char in name for char in ",(/")
        and not name.isupper()
    )
