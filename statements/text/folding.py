"""The look-up key of names, which ignores case, accents, punctuation and spacing."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose but that readers type without their stroke.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ё": "е"}
)
_NOT_WORD = re.compile(r"[\W_]+")
# Soft hyphens, zero-width spaces and direction marks inside words are invisible.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def fold(text: str) -> str:
    """Return the look-up key of a name: "Côte d’Ivoire" -> "cote d ivoire". Idempotent; "" for punctuation alone."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).casefold().translate(_PLAIN))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", bare).casefold().translate(_PLAIN)).strip()
