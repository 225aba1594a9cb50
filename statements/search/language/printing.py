"""A query -> the text that reads back as the same query."""

from __future__ import annotations

import re

from .nodes import All, Any, Dates, Everything, Field, Fuzzy, Node, Not, Pattern, Phrase, Title, Word
from .vocabulary import OPERATORS

_PLAIN_SPAN = re.compile(r"[0-9X.\-]+")
_PLAIN_VALUE = re.compile(r"[\w][\w.\-/']*")


def print_query(node: Node) -> str:
    """`read(print_query(node)).query == node` for every node that `read` gave."""
    match node:
        case Everything():
            return ""
        case Any(parts):
            return " OR ".join(_bracketed(part, Any) for part in parts)
        case All(parts):
            return " ".join(_bracketed(part, Any, All) for part in parts)
        case Not(part):
            return f"-{_bracketed(part, Any, All, Not)}"
        case Title(part):
            return f"title:{_bracketed(part, Any, All, Not)}"
        case Field(name, values):
            return f"{name}:{_values(values)}"
        case Dates(start, end):
            span = start if start == end else f"{start}..{end}"
            return f"date:{span}" if _PLAIN_SPAN.fullmatch(span) else f'date:"{span}"'
        case Word(text, boost) | Pattern(text, boost):
            return f"{text}{_boost(boost)}"
        case Fuzzy(text, distance, boost):
            return f"{text}~{distance}{_boost(boost)}"
        case Phrase(text, within, boost):
            return f'"{text}"{"" if within is None else f"~{within}"}{_boost(boost)}'
    raise TypeError(f"{node!r} is no query")


def _bracketed(part: Node, *loose: type) -> str:
    return f"({print_query(part)})" if isinstance(part, loose) else print_query(part)


def _boost(boost: float) -> str:
    return "" if boost == 1 else f"^{boost:.2f}".rstrip("0").rstrip(".")


def _values(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return _value(values[0])
    return f"({' OR '.join(_value(value) for value in values)})"


def _value(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) and value not in OPERATORS else f'"{value}"'
