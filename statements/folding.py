"""One folding of names for every look-up: what differs only in case, accents, punctuation or spacing is one key."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose but that readers type without their stroke.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ё": "е"})
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the look-up key of a name: "Côte d’Ivoire" -> "cote d ivoire". Idempotent; "" for nothing but punctuation."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", bare).casefold().translate(_PLAIN)).strip()
