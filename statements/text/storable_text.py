"""Text as a database can hold it."""

from __future__ import annotations


def remove_unstorable(text: str) -> str:
    """Remove NULs and put "?" for halves of surrogate pairs: PostgreSQL refuses both."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
