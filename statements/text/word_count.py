"""How many words a text has."""

from __future__ import annotations

import re

from .redacted_words import MARK

_MARK_AND_WHAT_CLINGS_TO_IT = re.compile(rf"[^\w\s]*{MARK}[^\w\s]*")


def count_words(text: str) -> int:
    """Count words as white space divides them; in scripts without spaces each character of the CJK blocks is one.

    The mark of words that were taken away is none.
    """
    if MARK in text:
        text = _MARK_AND_WHAT_CLINGS_TO_IT.sub(" ", text)
    spaced = len(text.split())
    if text.isascii():
        return spaced
    wide = sum("\u3040" <= char <= "\u9fff" for char in text)
    return wide if wide > spaced else spaced
