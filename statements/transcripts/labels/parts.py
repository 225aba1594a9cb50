"""Labels taken apart: office, party and clean person names. "President of Egypt Abdel Fattah el-Sisi" is the office
"President of Egypt", the party "Egypt" and the person "Abdel Fattah el-Sisi"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from statements.text.folding import fold
from statements.transcripts import vocabulary
from statements.transcripts.person_names import (
    ARTICLES,
    BOUNDARY,
    Lookup,
    find_country_end,
    format_name,
    is_boundary,
    is_initials_and_surname,
    is_name,
    is_name_token,
    is_particle,
    normalise_token,
    split_scripts,
    strip_honorifics,
    strip_style,
)

_MAX_WORDS = 5  # words


def is_outlet(printed: str) -> bool:
    """Whether the words name an outlet: one of those known, or a few capitals with "Daily", "TV" … among them."""
    low = printed.casefold().strip().removeprefix("the ")
    if low in vocabulary.AGENCIES:
        return printed[0] == printed[0].upper()
    tokens = printed.split()
    return (
        len(tokens) <= _MAX_WORDS
        and any(word in vocabulary.AGENCY_WORDS for word in low.split())
        and all(map(is_name_token, tokens))
    )


_PATRONYMIC = re.compile(r"\w{3,}(?:vich|vitch|ovna|evna|yevna|ichna|вич|вна|чна)$", re.IGNORECASE)
_AND = re.compile(r" (?:and|&|y|et|und|и|e|та|і) ")
_OF = frozenset(
    [
        "of",
        "for",
        "to",
        "in",
        "and",
        "the",
        "on",
        "at",
        "from",
        "with",
        "under",
        "&",
        "für",
        "für",
        "im",
        "für",
        "zur",
        "zum",
        "und",
        "à",
        "aux",
        "au",
        "y",
        "e",
        "и",
        "по",
        "в",
        "на",
        "при",
        "para",
        "con",
        "pour",
    ]
)
_MAYBE_OF = frozenset(
    [
        "de",
        "del",
        "della",
        "dei",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "van",
        "von",
        "der",
        "den",
        "dem",
        "la",
        "le",
        "las",
        "los",
        "el",
    ]
)
_NAME_PARTICLES = frozenset(["van", "von", "der", "den", "dem", "el", "la", "le"])
_CROWNED = frozenset(
    [
        "king",
        "queen",
        "prince",
        "princess",
        "emperor",
        "empress",
        "emir",
        "amir",
        "sultan",
        "pope",
        "patriarch",
        "metropolitan",
        "archbishop",
        "grand",
        "duke",
        "duchess",
        "король",
        "королева",
        "патриарх",
        "папа",
        "roi",
        "reine",
        "rey",
        "reina",
        "könig",
        "königin",
    ]
)


@dataclass(frozen=True, slots=True)
class LabelParts:
    """A label taken apart. ``names`` are empty where only an office is named; ``role`` is the office as printed."""

    names: tuple[str, ...] = ()
    role: str = ""
    party: str = ""


class Splitter:
    """Takes labels of one document apart. ``bare_names`` are the folded names that stand alone as labels in it: where
    "Alexander Kozlov" speaks later, "Minister for the Far East and Arctic Alexander Kozlov" ends in that name."""

    def __init__(
        self,
        bare_names: frozenset[str] = frozenset(),
        known_name: Lookup | None = None,
        known_party: Lookup | None = None,
    ):
        self.bare_names = bare_names
        self.known_name = known_name
        self.known_party = known_party
        self._cache: dict[str, LabelParts] = {}

    def split(self, label: str) -> LabelParts:
        """Return the parts of a label whose notes have been taken out."""
        found = self._cache.get(label)
        if found is None:
            found = self._cache[label] = self._split(label)
        return found

    def _split(self, label: str) -> LabelParts:
        halves = split_scripts(label)
        label = halves[0] if halves else strip_style(label)
        if "," not in label:
            for match in _AND.finditer(label):
                left, right = label[: match.start()].split(), label[match.end() :].split()
                if self._person(left) and self._person(right) and (len(left) > 1) == (len(right) > 1):
                    return LabelParts((format_name(strip_honorifics(left)), format_name(strip_honorifics(right))))
        tokens = label.split()
        if not tokens:
            return LabelParts()
        if len(tokens) > 2 and tokens[0].lower() in ARTICLES and tokens[1].lower() in vocabulary.HONORIFICS:
            tokens, label = tokens[1:], label.partition(" ")[2]
        if "," in label:
            head, _, tail = label.partition(",")
            if is_outlet(head) and is_name(tail.split(), most=4):
                return LabelParts((format_name(tail.split()),), head)
            words = head.split()
            if self._person(words) and (len(words) > 1):
                return LabelParts((format_name(strip_honorifics(words)),), tail.strip(), self.party(tail))
            titled = self._role_and_name(words)
            if (
                titled.names
                and titled.role
                and len(titled.names[0].split()) > 1
                and not self._person(label.rpartition(",")[2].split()[-2:])
            ):
                return LabelParts(titled.names, f"{titled.role},{tail}", titled.party or self.party(tail))
        if is_initials_and_surname(label):
            return LabelParts((format_name(tokens),))
        crowned = self._crowned(tokens)
        if crowned:
            return crowned
        if tokens[0].lower() in vocabulary.HONORIFICS:
            rest = strip_honorifics(tokens)
            return self._of_country(rest) or self._role_and_name(rest) if rest != tokens else LabelParts()
        return self._role_and_name(tokens)

    def _person(self, tokens: list[str]) -> bool:
        plain = strip_honorifics(tokens)
        return (
            is_name(plain)
            and not any(normalise_token(token) in BOUNDARY for token in plain)
            and find_country_end(plain, 0) == 0
        )

    def _of_country(self, tokens: list[str]) -> LabelParts | None:
        """ "Mr. Smith of Ohio", "Ms. Wronecka of Poland"."""
        if "of" not in tokens[1:-1]:
            return None
        cut = tokens.index("of", 1)
        if not self._person(tokens[:cut]):
            return None
        return LabelParts((format_name(tokens[:cut]),), "", " ".join(tokens[cut + 1 :]))

    def _crowned(self, tokens: list[str]) -> LabelParts | None:
        start = 0
        while start < len(tokens) and normalise_token(tokens[start]) in _CROWNED | {
            "crown",
            "his",
            "her",
            "holiness",
            "majesty",
            "highness",
        }:
            start += 1
        if not start or start == len(tokens):
            return None
        rest = tokens[start:]
        if rest[0] == "of":
            return None
        cut = next((i for i, token in enumerate(rest) if token == "of"), len(rest))
        name = rest[:cut]
        if not is_name(name) or (cut < len(rest) and cut + 1 == len(rest)):
            return None
        role = " ".join(tokens[:start])
        if normalise_token(tokens[start - 1]) == "pope":
            name = [tokens[start - 1], *name]
        if cut == len(rest):
            return LabelParts((format_name(name),), role)
        place = rest[cut + 1 :]
        return LabelParts((format_name(name),), f"{role} of {' '.join(place)}", self.party(" ".join(place)))

    def _role_and_name(self, tokens: list[str]) -> LabelParts:
        if not tokens:
            return LabelParts()  # nothing before the comma
        if tokens[0][0].lower() == tokens[0][0].upper():
            return self._caseless(tokens)
        start, open_object, party = self._office_end(tokens)
        if start == 0:
            return LabelParts((format_name(tokens),)) if is_name(tokens) else LabelParts()
        tail = tokens[start:]
        name_at = self._name_start(tokens, start, tail, open_object)
        if name_at is None:
            return LabelParts((), " ".join(tokens).rstrip(","), party)
        role = " ".join(tokens[:name_at]).rstrip(",")
        return LabelParts(
            (format_name(strip_honorifics(tokens[name_at:])),), role, party or self.party(" ".join(tokens[:name_at]))
        )

    @staticmethod
    def _caseless(tokens: list[str]) -> LabelParts:
        """Arabic, Hebrew …: after an office with its article ("the president") comes the name; without the article
        ("minister of …") the next words say of what, and where they end is not to be seen."""
        start = 0
        while start < len(tokens) and (tokens[start] in vocabulary.ROLES or tokens[start] in vocabulary.HONORIFICS):
            start += 1
        if start and not tokens[start - 1].startswith(("ال", "ה")):
            return LabelParts((), " ".join(tokens))
        name = " ".join(tokens[start:])
        return LabelParts((name,) if name else (), " ".join(tokens[:start]))

    def _office_end(self, tokens: list[str]) -> tuple[int, bool, str]:
        """Walk the label: where does the office end, does it still want an object ("Governor of …"), which party."""
        end, open_object, party, index = 0, False, "", 0
        while index < len(tokens):
            token, low = tokens[index], normalise_token(tokens[index])
            after = find_country_end(tokens, index, self.known_party)
            if after > index and not (after - index == 1 and end == 0 and after == len(tokens)):
                party = " ".join(tokens[index:after]).rstrip(",")
                index = end = after
                open_object = False
            elif self._wants_object(tokens, index, end):
                index += 1
                end, open_object = index, True
            elif (
                is_boundary(token)
                or low.endswith("-general")
                or token.endswith(",")
                or not (is_name_token(token) or is_particle(token) or low in vocabulary.SUFFIXES)
            ):
                index += 1
                end, open_object = index, False
            else:
                index += 1
        return end, open_object, party

    @staticmethod
    def _wants_object(tokens: list[str], index: int, end: int) -> bool:
        """Whether the word joins an office to what it is an office of. "de" and "der" do so right after an office
        ("Presidente de México"); elsewhere, and in "von der", they are parts of a name."""
        token = tokens[index]
        if token in _OF:
            return True
        low, right_after = token.lower(), end == index > 0
        if not right_after or tokens[index : index + 2] in (["von", "der"], ["van", "der"]):
            return False
        if token.isupper():
            return low in _OF or low in _MAYBE_OF - _NAME_PARTICLES
        return token in _MAYBE_OF

    def _name_start(self, tokens: list[str], start: int, tail: list[str], open_object: bool) -> int | None:
        for length in range(min(5, len(tokens) - 1), 0, -1):  # a name known from this document or from the archive
            name = tokens[-length:]
            key = fold(" ".join(name))
            if is_name(name) and (
                key in self.bare_names or (length > 1 and self.known_name is not None and self.known_name(key))
            ):
                return len(tokens) - length
        if not tail or not is_name(strip_honorifics(tail), most=7):
            return None
        while (
            len(tail) > 2
            and normalise_token(tail[0]) in vocabulary.HEADING_WORDS
            and normalise_token(tail[0]) not in vocabulary.ALSO_SURNAMES
        ):
            tail, start = tail[1:], start + 1
        while len(tail) > 2 and tail[0].endswith("ии"):
            tail, start = tail[1:], start + 1  # a country in the Russian genitive, whatever country it is
        before = tokens[start - 1]
        if not open_object and len(tail) > 2 and before.islower() and normalise_token(before) not in vocabulary.ROLES:
            open_object = True  # "Producer of the film Frontier Dzhanik Fayziyev"
        if not open_object:
            return start if len(tail) <= 5 else len(tokens) - 2
        if len(tail) < 3:
            return None
        length = 2
        while length < len(tail) - 1 and (
            is_particle(tail[-length])
            or tail[-length].endswith(".")
            or normalise_token(tail[-length + 0]) in vocabulary.SUFFIXES
        ):
            length += 1
        if _PATRONYMIC.search(tail[-2]) and len(tail) > 3:
            length = 3
        return len(tokens) - length

    def party(self, label: str) -> str:
        """Return the last country or organisation that the words name, the longest name first; "" where none."""
        tokens = label.split()
        party, index = "", 0
        while index < len(tokens):
            after = find_country_end(tokens, index, self.known_party)
            if after > index:
                party = " ".join(tokens[index:after]).strip(",")
                index = after
            else:
                index += 1
        return party
