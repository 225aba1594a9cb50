"""How the grammar's word lists are written: words separated by spaces, phrases by "|"."""

from __future__ import annotations


def words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def phrases(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split("|") if part.strip())


def parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)
