"""Languages of texts: their names, and the direction in which they are written. Knows no Django."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def direction(tag: str) -> str:
    """ "rtl" or "ltr" for a BCP 47 tag; a script named in the tag decides."""
    language, _, rest = tag.lower().partition("-")
    if "latn" in rest or "cyrl" in rest:
        return "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT or "arab" in rest or "hebr" in rest else "ltr"


@lru_cache(maxsize=512)
def language_name(tag: str) -> str:
    """The English name of a BCP 47 tag; the tag itself where CLDR has none."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, whatever its region or script."""
    return one.lower().partition("-")[0] == other.lower().partition("-")[0]
