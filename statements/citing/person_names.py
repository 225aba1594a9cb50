"""A person's name in its parts, from how the archive prints it and how its lists sort it. Plain Python."""

from __future__ import annotations

import re

from .citation import Name

# Chinese characters, kana and Hangul: where these are written, the family name comes first.
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
# Letters that only Vietnamese has.
_VIETNAMESE = re.compile(r"[ơưăđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|[IVX]+", re.IGNORECASE)
_PARTICLES = frozenset(
    (
        "af", "al", "av", "d'", "d’", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "di", "do",
        "dos", "du", "el", "la", "le", "ten", "ter", "van", "von", "y", "zu", "zum", "zur",
    )
)  # fmt: skip
# Where a name of several words that lists sort as it is printed begins with the family name.
_FAMILY_FIRST = frozenset({"CHN", "HKG", "KOR", "MAC", "PRK", "SGP", "TWN", "VNM", "VDR"})
# A family name, then two syllables joined by a hyphen, as Korean and older Chinese names are written.
_HYPHENATED_GIVEN = re.compile(r"\w+ \w+-[a-zà-ÿ]\w*")


def parse_name(name: str, sort_name: str = "", native_name: str = "", party: str = "") -> Name:
    """Return the parts of a name; it stays whole where what is family and what is given cannot be told.

    ``party``: the code of the country for which the person speaks, which may tell.
    """
    sort_name = sort_name or name
    if "," in sort_name:
        return _parse_inverted(sort_name)
    words = name.split()
    if len(words) > 1 and sort_name == name and _is_family_first(name, native_name, party):
        return Name(family=words[0], given=" ".join(words[1:]), family_first=True)
    return Name(whole=name)


def _is_family_first(name: str, native_name: str, party: str) -> bool:
    return bool(
        party in _FAMILY_FIRST
        or _EAST_ASIAN.search(native_name)
        or _VIETNAMESE.search(native_name)
        or _VIETNAMESE.search(name)
        or _HYPHENATED_GIVEN.fullmatch(name)
    )


def _parse_inverted(sort_name: str) -> Name:
    family, *rest = (part.strip() for part in sort_name.split(","))
    suffix = rest.pop() if len(rest) > 1 and _SUFFIX.fullmatch(rest[-1]) else ""
    given = " ".join(rest).split()
    if not suffix and len(given) > 1 and _SUFFIX.fullmatch(given[-1]) and len(given[-1]) > 1:
        suffix = given.pop()
    particles: list[str] = []
    while len(given) > 1 and given[-1] in _PARTICLES:
        particles.insert(0, given.pop())
    if not given:
        return Name(whole=family)
    return Name(family=family, given=" ".join(given), particle=" ".join(particles), suffix=suffix)
