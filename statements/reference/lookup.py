"""From a name as printed to the code of its party.

A name is tried, from the surest way to the least: as a code, as a known name, as the same words in another order
("Iran, Islamic Republic of"), part by part ("Ceylon (Sri Lanka)"), written together ("SriLanka"), without its form of
state ("Republic of Cabo Verde"), and as a typing error of exactly one party's name. The first way that finds anything
settles it: what is ambiguous there is None, never a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from statements import dates
from statements.text.folding import fold

from .parties import FORMER_CODES, load_parties
from .records import NameRecord
from .spelling import SpellingIndex

DateLike = dates.EDTFDate | date | int | None
Span = tuple[date, date]  # first and last day

_LINKING = frozenset(
    {"the", "of", "and", "s", "de", "du", "des", "del", "la", "le", "les", "el", "d", "l", "do", "da"}
)  # fmt: skip
_SAME_WORD = {
    "st": "saint",
    "rep": "republic",
    "dem": "democratic",
    "fed": "federal",
    "peoples": "people",
    "isles": "islands",
}
# Words that say what kind of state it is. The second set tells states of one name apart (Korea, Yemen, Germany), so it
# is never taken off a name that is looked up, only when we count which parties share a bare name.
_PLAIN_FORMS = frozenset({
    "republic", "kingdom", "principality", "sultanate", "federal", "federative", "islamic", "grand", "duchy",
    "republique", "royaume", "federale", "republica", "reino", "federativa", "republik", "республика", "королевство",
})  # fmt: skip
_DISTINCTIVE_FORMS = _PLAIN_FORMS | {
    "democratic", "people", "socialist", "arab", "soviet", "state", "empire", "united",
    "democratique", "populaire", "socialiste", "democratica", "popular", "socialista", "народная", "демократическая",
}  # fmt: skip
_BRACKETED = re.compile(r"(.+?)\s*[(\[]([^)\]]+)[)\]]?\s*")
_WORD = re.compile(r"\w+")
_NEVER, _ALWAYS = date.min, date.max


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name, its party and the days between which it was in use."""

    code: str
    language: str
    initials: bool
    first: date
    last: date

    @property
    def bounded(self) -> bool:
        return (self.first, self.last) != (_NEVER, _ALWAYS)


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A party's name within a text: `text[start:end]` is the surface."""

    code: str
    start: int
    end: int


class PartyLookup:
    """Finds parties by name. Built once from name records: of the reference data, or of the rows of a database.

    `lives` gives each party's own (start, end) in EDTF; it settles names that two parties bore after one another.
    """

    def __init__(self, names: Iterable[NameRecord], lifetimes: Mapping[str, tuple[str, str]] | None = None) -> None:
        self._lifetimes = {code: _bounds(*life) for code, life in (lifetimes or {}).items()}
        self._codes: set[str] = set(self._lifetimes)
        self._by_key: dict[str, list[Candidate]] = defaultdict(list)
        self._by_words: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
        self._joined: dict[str, list[Candidate]] = defaultdict(list)
        self._bare: dict[tuple[str, ...], set[str]] = defaultdict(set)
        names_by_spelling: dict[str, list[Candidate]] = defaultdict(list)
        for name in names:
            key = fold(name.name)
            if not key:
                continue
            self._codes.add(name.code)
            found = Candidate(name.code, name.language, name.kind == "initials", *_bounds(name.start, name.end))
            self._by_key[key].append(found)
            if found.initials:
                continue
            words = _split_words(key)
            self._by_words[tuple(sorted(words))].append(found)
            self._joined[key.replace(" ", "")].append(found)
            if not found.bounded:
                self._bare[tuple(word for word in words if word not in _DISTINCTIVE_FORMS)].add(name.code)
            if found.language == "en":
                # Across languages nearly every slip is somebody's right spelling.
                names_by_spelling[" ".join(words)].append(found)
        self._names_by_spelling = names_by_spelling
        self._spelling = SpellingIndex(names_by_spelling, form_words=_DISTINCTIVE_FORMS)
        self._longest = max((key.count(" ") + 1 for key in self._by_key), default=0)
        self._resolve = lru_cache(maxsize=16_384)(self._resolve_uncached)

    def resolve(self, name: str, on: DateLike = None, language: str | None = None) -> str | None:
        """The code of the party that bore the name, or None when there is none or more than one.

        `on` is a day, a year or an EDTF date: "Russia" in 1970 is SUN, "Hawaii" in 1970 nobody. All languages count
        unless one is given; English is preferred then.
        """
        return self._resolve(name[:300], _span_of(on), language)

    def find(self, text: str, on: DateLike = None, language: str = "en") -> list[PartyMention]:
        """The names of parties within a text, left to right, the longest at each place; capitals are required.

        Names are those of English and of the text's language: Island is Iceland in German alone. Without a date, names
        that their parties took to the grave are passed over.
        """
        words = [(found.start(), found.end(), fold(found[0])) for found in _WORD.finditer(text)]
        mentions, at = [], 0
        while at < len(words):
            taken = self._find_longest_at(text, words, at, _span_of(on), language)
            if taken is None:
                at += 1
                continue
            code, until = taken
            mentions.append(PartyMention(code, words[at][0], words[until - 1][1]))
            at = until
        return mentions

    def _find_longest_at(
        self, text: str, words: list[tuple[int, int, str]], at: int, span: Span | None, language: str
    ) -> tuple[str, int] | None:
        if text[words[at][0]].islower():
            return None
        for until in range(min(len(words), at + self._longest), at, -1):
            known = self._by_key.get(" ".join(word for _, _, word in words[at:until]))
            if known is None:
                continue
            if not text[words[at][0] : words[until - 1][1]].isupper():
                known = [candidate for candidate in known if not candidate.initials]
            known = [
                candidate
                for candidate in known
                if candidate.language in ("", "en", language) and self._in_use(candidate, span or (_ALWAYS, _ALWAYS))
            ]
            code = self._choose(known, span, None)
            if code is not None:
                return code, until
        return None

    def _resolve_uncached(self, name: str, span: Span | None, language: str | None) -> str | None:
        code = name.strip()
        if len(code) <= 12 and code.isupper():
            code = FORMER_CODES.get(code, code)
            if code in self._codes:
                return code
        found = self._find_whole(name)
        if found is None:
            found = self._find_by_parts(name)
        if found is None:
            found = self._find_misspelt(name)
        if found is None:
            return None
        if span is not None:
            found = [candidate for candidate in found if self._in_use(candidate, span)]
        return self._choose(found, span, language)

    def _find_whole(self, name: str) -> list[Candidate] | None:
        key = fold(name)
        known = self._by_key.get(key) or self._by_key.get(_join_letters(key))
        if known and name.islower():
            # "us" and "who" are words; US and WHO are parties.
            known = [candidate for candidate in known if not candidate.initials]
        if known:
            return known
        words = _split_words(key)
        return (
            self._by_words.get(tuple(sorted(words)))
            or self._joined.get(key.replace(" ", ""))
            or self._find_without_form(words)
        )

    def _find_without_form(self, words: list[str]) -> list[Candidate] | None:
        bare = tuple(word for word in words if word not in _PLAIN_FORMS)
        if not bare or len(bare) == len(words) or len(self._bare.get(bare, ())) != 1:
            return None
        return self._by_words.get(tuple(sorted(bare)))

    def _find_by_parts(self, name: str) -> list[Candidate] | None:
        bracketed = _BRACKETED.fullmatch(name)
        if bracketed:
            outside, inside = bracketed.groups()
            return self._find_whole(outside) or self._find_misspelt(outside) or self._find_whole(inside)
        # A stroke divides more than a comma does: "Congo, Democratic Republic of the / Zaire".
        parts = [part for part in name.split("/" if "/" in name else ",") if part.strip()]
        if len(parts) < 2:
            return None
        found = []
        for part in parts:
            candidates = self._find_whole(part) or self._find_misspelt(part)
            if candidates is None:
                return None
            found.append(candidates)
        shared = set.intersection(*({candidate.code for candidate in part} for part in found))
        return [candidate for part in found for candidate in part if candidate.code in shared] or None

    def _find_misspelt(self, name: str) -> list[Candidate] | None:
        return [
            found
            for meant in self._spelling.find_near(_split_words(fold(name)))
            for found in self._names_by_spelling[meant]
        ] or None

    def _choose(self, found: list[Candidate], span: Span | None, language: str | None) -> str | None:
        if len({candidate.code for candidate in found}) > 1:
            found = _prefer(found, lambda candidate: candidate.language in ((language,) if language else ("en", "")))
        if len({candidate.code for candidate in found}) > 1:
            found = self._choose_by_date(found, span)
        codes = {candidate.code for candidate in found}
        return codes.pop() if len(codes) == 1 else None

    def _choose_by_date(self, found: list[Candidate], span: Span | None) -> list[Candidate]:
        if span is None:
            found = _prefer(found, lambda candidate: candidate.last == _ALWAYS)
            return _prefer(found, lambda candidate: self._lifetime(candidate.code)[1] == _ALWAYS)
        found = _prefer(found, lambda candidate: _overlap((candidate.first, candidate.last), span))
        found = _prefer(found, lambda candidate: _overlap(self._lifetime(candidate.code), span))
        return _prefer(found, lambda candidate: candidate.bounded)

    def _in_use(self, candidate: Candidate, span: Span) -> bool:
        """Whether the name can mean the party then. Siam means Thailand for ever; Texas meant a state until 1845.

        A date before the name is no hindrance: lists of the parties to an old treaty name those who joined it since.
        """
        return candidate.last >= span[0] or self._lifetime(candidate.code)[1] >= span[0]

    def _lifetime(self, code: str) -> Span:
        return self._lifetimes.get(code, (_NEVER, _ALWAYS))


@lru_cache(maxsize=1)
def get_reference_lookup() -> PartyLookup:
    """Return the look-up over the reference data, built on first use."""
    known = load_parties()
    return PartyLookup(
        (name for party in known for name in party.names), {party.code: (party.start, party.end) for party in known}
    )


def resolve(name: str, on: DateLike = None, language: str | None = None) -> str | None:
    """`Lookup.resolve` over the reference data."""
    return get_reference_lookup().resolve(name, on, language)


def _split_words(key: str) -> list[str]:
    key = f" {key} ".replace(" viet nam ", " vietnam ").replace(" s s r ", " ssr ").strip()
    return [_SAME_WORD.get(word, word) for word in key.split() if word not in _LINKING]


def _join_letters(key: str) -> str:
    """ "U.K." folds to "u k" and is looked for as "uk"; other keys give ""."""
    letters = key.split()
    return "".join(letters) if len(letters) > 1 and max(map(len, letters)) == 1 else ""


def _bounds(start: str, end: str) -> Span:
    first = dates.parse(start).earliest if start else None
    last = dates.parse(end).latest if end else None
    return first or _NEVER, last or _ALWAYS


def _span_of(on: DateLike) -> Span | None:
    if on is None:
        return None
    if isinstance(on, int):
        return date(on, 1, 1), date(on, 12, 31)
    if isinstance(on, dates.EDTFDate):
        return on.earliest or _NEVER, on.latest or _ALWAYS
    return on, on


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _prefer(found: list[Candidate], wanted: Callable[[Candidate], bool]) -> list[Candidate]:
    return [candidate for candidate in found if wanted(candidate)] or found
