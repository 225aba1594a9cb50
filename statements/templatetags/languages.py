"""Languages of texts: their names, and the direction in which they are written."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django import template

register = template.Library()

_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


@register.filter
def direction(tag: str) -> str:
    """ "rtl" or "ltr" for a BCP 47 tag."""
    language, _, rest = tag.lower().partition("-")
    if "latn" in rest or "cyrl" in rest:
        return "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT or "arab" in rest or "hebr" in rest else "ltr"


@register.filter
@lru_cache(maxsize=512)
def language_name(tag: str) -> str:
    """The English name of a BCP 47 tag; the tag itself where no name is known."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (ValueError, UnknownLocaleError):
        return tag
