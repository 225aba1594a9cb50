"""Names that never change: uids of records and anchors of passages.

A uid is 7 characters of Crockford's base 32 without vowels (30 symbols, about 2·10¹⁰ names): it holds nothing that
could need correction, spells no words, and can be read aloud. An anchor is 4 consonants, unique within its statement.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Container

UID_ALPHABET = "0123456789bcdfghjkmnpqrstvwxyz"
UID_LENGTH = 7
UID_PATTERN = re.compile(f"[{UID_ALPHABET}]{{{UID_LENGTH}}}")
ANCHOR_ALPHABET = "bcdfghjkmnpqrstvwxz"
ANCHOR_LENGTH = 4
ANCHOR_PATTERN = re.compile(f"[{ANCHOR_ALPHABET}]{{{ANCHOR_LENGTH}}}")

# Crockford's reading of letters that are easily mistaken; the permalink then redirects to the right spelling.
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


def new_uid() -> str:
    return "".join(secrets.choice(UID_ALPHABET) for _ in range(UID_LENGTH))


def read_uid(typed: str) -> str | None:
    """Return the uid that was meant ("OBC-1234" typed for "0bc1234"), or None where it cannot be one."""
    uid = typed.strip().lower().replace("-", "").translate(_MISREAD)
    return uid if UID_PATTERN.fullmatch(uid) else None


def new_anchor(taken: Container[str] = ()) -> str:
    """Return an anchor that is not among ``taken``."""
    while True:
        anchor = "".join(secrets.choice(ANCHOR_ALPHABET) for _ in range(ANCHOR_LENGTH))
        if anchor not in taken:
            return anchor
