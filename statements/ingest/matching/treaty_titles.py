"""Treaties named in a text: by title and alias, the longest at each place, and only where the words mean one treaty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from statements.ingest.matching.name_words import split_words
from statements.models import Treaty, TreatyAlias
from statements.text.folding import fold
from statements.text.phrase_finder import PhraseFinder

# Words that many titles share. A title made of nothing else ("Trade Agreement", "Exchange of Notes (Financial)") is
# common in texts and may mean any of a thousand treaties.
GENERIC_WORDS = split_words(
    "a an and or the of on in for to with between by from at as its their his her other certain further any "
    "all new treaty treaties convention conventions agreement agreements protocol protocols exchange "
    "exchanges note notes letter letters declaration declarations charter statute statutes covenant accord "
    "accords pact arrangement memorandum understanding act final general amendment amendments annex annexes "
    "additional supplementary supplemental optional provisional interim special revised extending extension "
    "prolonging prolongation renewal renewing modifying amending relating relative regarding respecting "
    "concerning about international multilateral bilateral mutual joint common government governments states "
    "state parties party contracting united kingdom great britain northern ireland nations trade commerce "
    "commercial navigation payments payment financial finance monetary loan loans economic cooperation "
    "co-operation technical assistance aid development cultural culture education scientific science air "
    "services transport traffic road roads rail sea maritime fisheries fishery fishing postal post parcel "
    "parcels telegraph money orders consular extradition boundary boundaries border frontier friendship peace "
    "defence defense security military legal judicial civil criminal matters arbitration claims settlement "
    "property double taxation tax taxes income visa visas abolition passports labour social insurance health "
    "public officers pensions guarantee project implementation investment investments promotion protection "
    "energy environment agricultural agriculture industrial industry human rights nuclear weapons war customs "
    "tariffs tariff regional free association partnership strategic framework establishing establishment "
    "constitution status forces mine action plan programme global world universal "
    "telecommunication telecommunications radiotelegraph wheat sugar tin coffee cocoa olive oil rubber jute timber"
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.I)
_BRACKETED = re.compile(r"\s*[(\[][^)\]]*[)\]]")
# Names that several treaties have in common use.
AMBIGUOUS = frozenset(
    {f"treaty of {city}" for city in ("paris", "london", "vienna", "berlin", "washington", "peace", "friendship")}
    | {"geneva convention", "geneva agreement", "paris agreements", "the treaty"}
)
MIN_LETTERS = 12
_STRONG = frozenset({"treaty", "convention", "charter", "covenant", "pact"})
MAX_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class TreatyOccurrence:
    """A treaty named in a text: its key, the number of the paragraph (from 0), the words."""

    treaty: int
    paragraph: int
    surface: str


class TreatyFinder:
    """Finds treaties in paragraphs by the titles that can be looked for."""

    def __init__(self, titles: Iterable[tuple[int, str, bool]], signed: Mapping[int, date] | None = None):
        """``titles``: (treaty, title or alias, whether an editor chose it as a name people use); ``signed``: the first
        day on which each may have been signed."""
        self._signed = signed or {}
        self._words: PhraseFinder[int] = PhraseFinder(ignore_case=True)
        self._initials: PhraseFinder[int] = PhraseFinder()
        self._capitals: dict[str, tuple[str, ...]] = {}
        meant: dict[str, set[int]] = {}
        printed: dict[str, str] = {}
        initials: dict[str, set[int]] = {}
        for treaty, title, chosen in titles:
            plain = normalise_title(title)
            if plain.isupper() and " " not in plain:
                if chosen and len(plain) >= 3:
                    initials.setdefault(plain, set()).add(treaty)
            elif is_searchable(plain, chosen=chosen):
                meant.setdefault(plain.lower(), set()).add(treaty)
                printed.setdefault(plain.lower(), plain)
        for key, treaties in meant.items():
            # A title of two treaties means neither; it still hides a shorter title within it.
            self._words.add(key, treaties.pop() if len(treaties) == 1 else None)
            self._capitals[key] = tuple(word for word in re.findall(r"\w+", printed[key]) if word[:1].isupper())
        for letters, treaties in initials.items():
            if len(treaties) == 1:
                self._initials.add(letters, treaties.pop())

    @classmethod
    def load(cls) -> TreatyFinder:
        rows = Treaty.objects.values_list("pk", "title", "short_title", "signed_earliest")
        titles: list[tuple[int, str, bool]] = []
        signed: dict[int, date] = {}
        for pk, title, short, day in rows:
            if day:
                signed[pk] = day
            titles.append((pk, title, False))
            if short:
                titles.append((pk, short, True))
        titles += [(treaty, name, True) for treaty, name in TreatyAlias.objects.values_list("treaty_id", "name")]
        return cls(titles, signed)

    def find(self, paragraphs: Sequence[str], before: date | None = None) -> list[TreatyOccurrence]:
        """Find every treaty, once a paragraph, in the order of the text. ``before`` is the last day on which the words
        can have been said: treaties signed later are left out."""
        found: dict[tuple[int, int], TreatyOccurrence] = {}
        for number, text in enumerate(paragraphs):
            for hit in self._words.find(text):
                surface = text[hit.start : hit.end]
                if self._is_printed_as_title(surface):
                    found.setdefault((hit.value, number), TreatyOccurrence(hit.value, number, surface))
            if self._initials and not text.isupper():
                for hit in self._initials.find(text):
                    found.setdefault(
                        (hit.value, number), TreatyOccurrence(hit.value, number, text[hit.start : hit.end])
                    )
        if before is None:
            return list(found.values())
        return [occurrence for occurrence in found.values() if self._signed.get(occurrence.treaty, before) <= before]

    def _is_printed_as_title(self, surface: str) -> bool:
        """Whether the words stand with the capitals of a title: "an agreement on defence" is no title."""
        wanted = self._capitals.get(" ".join(surface.split()).lower().replace("’", "'"), ())
        printed = re.findall(r"\w+", surface)
        return all(word in printed or word.upper() in printed for word in wanted)


def normalise_title(title: str) -> str:
    """Return the spelling of a title to look for: without article, brackets and punctuation at its end, with straight
    apostrophes. "" for a title too long to look for."""
    plain = " ".join(_ARTICLE.sub("", _BRACKETED.sub("", title)).split()).strip(" .,;:").replace("’", "'")
    return plain if len(plain) <= MAX_TITLE_LENGTH else ""


def is_searchable(title: str, *, chosen: bool) -> bool:
    """Whether a title says enough to mean one treaty. A name chosen by an editor needs less than a listed title."""
    parts = fold(title).split()
    if " ".join(parts) in AMBIGUOUS:
        return False
    telling = any(part not in GENERIC_WORDS and not part.isdigit() for part in parts)
    if chosen:
        return len(parts) >= 2 and (telling or len(parts) >= 3)
    least = 2 if parts and parts[-1] in _STRONG else 3
    return len(title) >= MIN_LETTERS and len(parts) >= least and telling
