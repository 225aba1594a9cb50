"""Names of persons as printed: what is a name, what is a placeholder, which part sorts, whether it is surely whole.

Plain Python. A name is *full* only where given name and surname are surely both there: an import makes a new person of
a full name only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from statements.ingest.matching.name_words import (
    FAMILY_FIRST_PARTIES,
    GIVEN_FIRST_PARTIES,
    IBERIAN_GIVEN_NAMES,
    IBERIAN_PARTIES,
    NON_NAME_WORDS,
    NOT_GIVEN_NAMES,
    PLACEHOLDER_OFFICES,
    PLACEHOLDERS,
    RANKS,
    SPANISH_PARTIES,
    split_words,
)
from statements.text.folding import fold
from statements.transcripts import vocabulary
from statements.transcripts.person_names import format_name, is_name

MAX_NAME_LENGTH = 120

_CROWNS = split_words("king queen prince princess emperor empress sultan emir amir grand duke duchess crown")
_TITLES_KEPT = frozenset({"pope"})  # "Pope Francis" is the name; "Francis" alone finds nobody
_SHEIKHS = split_words("sheikh shaikh sheik sheijkh shaikha sheikha haji hajji chief imam ayatollah")
_MORE_PARTICLES = frozenset({"wa", "arap", "und", "uz", "qizi"})
_SURNAME_PARTICLES = (vocabulary.PARTICLES - {"y", "e", "i"}) | split_words("ould abdel abdul abdal abd aboul abou")
_NUMERAL = re.compile(r"[IVX]{1,6}")
_INITIAL = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]?")
# "Biden Before Marine One Departure": a title was cut in the wrong place.
_NOT_IN_NAMES = split_words(
    "before after during at on in to aboard en ahead upon from with while as following about for over via prior and "
    "the if this our how"
)
_ACTIVITIES = split_words(
    "marking honoring honouring congratulating welcoming commemorating celebrating announcing providing paying "
    "highlighting urging addressing signing discussing laying observing condemning recognizing calling nominating "
    "meeting visiting touring speaking"
)
_GLUED_HONORIFIC = re.compile(r"\b((?:Mr|Mrs|Ms|Dr)\.)(?=[^\W\d])")
_NICKNAME = re.compile(r"\s*[\"“”«»][^\"“”«»]*[\"“”«»]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """``name`` is as the archive prints it, ``surname`` is what the person is called by alone ("" where the name does
    not say which part that is). ``key`` is the folded name."""

    name: str
    surname: str
    full: bool

    @property
    def key(self) -> str:
        return fold(self.name)


def is_placeholder(printed: str) -> bool:
    """Whether the text in the place of a name names nobody: "???", "N/A", "Senior Administration Official"."""
    key = fold(printed)
    if not any(char.isalpha() for char in key) or key in PLACEHOLDERS:
        return True
    if _lower(printed) in vocabulary.CLOSED or key in _CLOSED_KEYS:
        return True
    split_words = key.split()
    return split_words[-1] in (
        "official",
        "officials",
        "aide",
        "aides",
        "staffer",
        "source",
        "participant",
        "participants",
    )


def is_placeholder_office(printed: str) -> bool:
    """Whether the text in the place of an office says nothing: "", "N/A", "Not indicated", "Delegation"."""
    key = fold(printed)
    return not any(char.isalpha() for char in key) or key in PLACEHOLDER_OFFICES


def parse_person_name(printed: str, party: str = "") -> PersonName | None:
    """Parse the name of one person, with or without honorifics and capitals; None where it is no name.

    ``party`` is the code of the party spoken for: it says in which order names are given there.
    """
    text = _tidy_spaces(_NICKNAME.sub("", _BRACKETS.sub("", printed)))
    if not text or len(text) > MAX_NAME_LENGTH or is_placeholder(text):
        return None
    text = _GLUED_HONORIFIC.sub(r"\1 ", text)
    tokens = _cut_after_name(text.replace(",", " , ").split())
    tokens, crowned = _strip_titles(tokens)
    if not tokens or len(tokens) > 8:
        return None
    suffix = [token for token in tokens[1:] if _is_suffix(token)]
    core = [token for token in tokens if token == tokens[0] or not _is_suffix(token)]
    if not core or not _reads_as_name(core) or any(fold(token) in NON_NAME_WORDS for token in core):
        return None
    given, family = _split_by_capitals(core)
    name = " ".join([_recase(core, family), *(_format_suffix(token) for token in suffix)])
    if is_placeholder(name):
        return None
    if core[0].lower() in _TITLES_KEPT and len(core) == 2:
        return PersonName(name, "", full=True)
    numeral = any(_NUMERAL.fullmatch(token) for token in suffix)
    if len(core) == 1 and (crowned or numeral):
        return PersonName(name, "", full=numeral)
    if given and family:
        return PersonName(name, format_name(family), full=True)
    if len(core) == 1 or all(token.lower() in vocabulary.PARTICLES for token in core[:-1]):
        name = " ".join(format_name([token]) for token in core)
        return PersonName(name, name, full=False)
    # All in capitals is how verbatim records print surnames alone, double ones too.
    capitals = all(_is_capitals(token) for token in core) and party not in IBERIAN_PARTIES
    return PersonName(name, _find_surname(core, party), full=not capitals and _is_surely_full(core, party))


def clean_printed_name(printed: str) -> str:
    """Return the label for a speech whose record names its speaker: as printed, without the rest of a badly cut title
    ("Biden Before Marine") and "" for a placeholder."""
    text = _tidy_spaces(printed)
    if not text or is_placeholder(text):
        return ""
    kept = _cut_after_name(text.split())
    return text if len(kept) == len(text.split()) else " ".join(kept)


def may_be_two_surnames(printed: str) -> bool:
    """Whether both words of a name may be surnames: records print "Mr. Borg Olivier" like that, without an
    office. "Sidi OULD BOUBACAR" shows which word is which."""
    tokens, _ = _strip_titles(_cut_after_name(_tidy_spaces(printed).split()))
    capitals = [_is_capitals(token) for token in tokens]
    return len(tokens) <= 2 and not (any(capitals) and not all(capitals))


def build_sort_name(name: PersonName | str, party: str = "") -> str:
    """Build the name to sort by: "Putin, Vladimir", "Gaulle, Charles de", but "Kim Jong-un" and "Mswati III"."""
    person = name if isinstance(name, PersonName) else parse_person_name(name, party)
    if person is None:
        return str(name)
    tokens = person.name.split()
    suffixes = [token for token in tokens[1:] if _is_suffix(token)]
    core = [token for token in tokens if token not in suffixes]
    if len(core) < 2 or not person.surname or _is_family_first(core, party) or party in GIVEN_FIRST_PARTIES:
        return person.name
    if fold(person.surname).split()[0] in ("bin", "bint", "ibn") or core[-2].lower() in ("bin", "bint", "ibn"):
        return person.name  # the son or daughter of somebody: no family name is printed
    surname = person.surname.split()
    given = core[: len(core) - len(surname)] if core[-len(surname) :] == surname else core[:-1]
    family = core[len(given) :]
    # "de Gaulle" is found under G; "Van Rompuy", which prints its particle in capitals, under V.
    particles = []
    while len(family) > 1 and family[0][:1].islower() and "-" not in family[0]:
        particles.append(family.pop(0))
    after = " ".join([*given, *particles, *suffixes])
    return f"{' '.join(family)}, {after}" if after else " ".join(family)


def _lower(text: str) -> str:
    return text.strip().lower()


def _tidy_spaces(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()).strip(' ,;:·-–—"“”')


def _cut_after_name(tokens: list[str]) -> list[str]:
    """Cut at the first word that cannot be in a name; commas are kept only before "Jr."."""
    kept: list[str] = []
    for token in tokens:
        if token == ",":
            continue
        if kept and (token.lower() in _NOT_IN_NAMES or token.lower() in _ACTIVITIES):
            break
        kept.append(token.rstrip(";:"))
    return kept


def _strip_titles(tokens: list[str]) -> tuple[list[str], bool]:
    """Return the tokens without honorifics and ranks, and whether one of them was a crowned head's."""
    crowned = False
    while len(tokens) > 1:
        low = tokens[0].lower().rstrip(".;")
        if low in _TITLES_KEPT:
            break
        if low == "the" or low in _CROWNS:
            crowned = crowned or low != "the"
        elif low in _SHEIKHS:
            # "Sheikh Hasina" is a name of two words; of "Sheikh Hamad bin Khalifa Al-Thani" it is the title.
            if len(tokens) < 4:
                break
        elif low in RANKS or tokens[0].lower() in vocabulary.HONORIFICS or f"{low}." in vocabulary.HONORIFICS:
            pass
        else:
            break
        tokens = tokens[1:]
    return tokens, crowned


def _is_suffix(token: str) -> bool:
    return token.lower().rstrip(",") in vocabulary.SUFFIXES and (
        _NUMERAL.fullmatch(token) is not None or len(token.rstrip(".")) > 1
    )


def _format_suffix(token: str) -> str:
    return {"jr": "Jr", "jr.": "Jr.", "sr": "Sr", "sr.": "Sr."}.get(token.lower(), token)


def _is_capitals(token: str) -> bool:
    letters = [char for char in token if char.isalpha()]
    return len(letters) >= 2 and all(char.isupper() for char in letters) and not _INITIAL.fullmatch(token)


def _split_by_capitals(core: list[str]) -> tuple[list[str], list[str]]:
    """ "Sidi Mohamed OULD BOUBACAR" says which part is the surname; two empty lists where the name does not say it."""
    first = next((place for place, token in enumerate(core) if _is_capitals(token)), None)
    if first is None:
        return [], []
    while first and core[first - 1].lower() in vocabulary.PARTICLES:
        first -= 1
    last = max(place for place, token in enumerate(core) if _is_capitals(token)) + 1
    if first == 0 and last < len(core) and last == 1 and core[1][:1].isupper():
        # "MOON Jae-in": the surname stands first.
        return core[last:], core[:last]
    if first == 0 or last != len(core):
        return [], []
    return core[:first], core[first:]


def _recase(core: list[str], family: list[str]) -> str:
    if not family:
        return format_name(core)
    return " ".join(format_name([token]) if _is_capitals(token) else token for token in core)


def _is_family_first(core: list[str], party: str) -> bool:
    return party in FAMILY_FIRST_PARTIES and 2 <= len(core) <= (3 if party != "HUN" else 2)


def _reads_as_name(core: list[str]) -> bool:
    """The label grammar's rule, with an okina at the head of a word and a few particles it need not know in labels."""
    middle = [token for token in core[1:-1] if token not in _MORE_PARTICLES]
    plain = [token.lstrip("‘’'ʻ") for token in ([core[0], *middle, core[-1]] if len(core) > 1 else core)]
    return all(plain) and is_name(plain, most=8)


def _find_surname(core: list[str], party: str) -> str:
    if _is_family_first(core, party) and party not in ("HUN", "JPN"):
        return core[0]
    if party in SPANISH_PARTIES and len(core) > 2:
        start = 1
        while start < len(core) - 1 and fold(core[start]) in IBERIAN_GIVEN_NAMES:
            start += 1
        start = max(start, len(core) - 2)
        while start > 1 and core[start - 1].lower() in _SURNAME_PARTICLES:
            start -= 1
        return " ".join(format_name([token]) for token in core[start:])
    start = len(core) - 1
    while start > 1 and core[start - 1].lower() in _SURNAME_PARTICLES:
        start -= 1
    return " ".join(format_name([token]) for token in core[start:])


def _is_surely_full(core: list[str], party: str) -> bool:
    first = fold(core[0])
    if first in _SHEIKHS and fold(core[1]).startswith("al "):
        return False
    if _INITIAL.fullmatch(core[0]) or first in NOT_GIVEN_NAMES or core[0][:1].islower():
        return False
    if party in IBERIAN_PARTIES:
        # "Mr. Silva Cimma" is two surnames; only a given name that is known for one settles it.
        return first.split()[0] in IBERIAN_GIVEN_NAMES
    return True


_CLOSED_KEYS = frozenset(fold(label) for label in vocabulary.CLOSED if len(fold(label)) > 1)
