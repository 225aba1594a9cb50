"""A query -> the text that is parsed as the same query."""

from __future__ import annotations

import re

from .nodes import (
    All,
    Any,
    Dates,
    Everything,
    Field,
    Fuzzy,
    Node,
    Not,
    Pattern,
    Phrase,
    Title,
    Word,
)
from .vocabulary import OPERATORS

_PLAIN_SPAN = re.compile(r"[0-9X.\-]+")
_PLAIN_VALUE = re.compile(r"[\w][\w.\-/']*")


def format_query(node: Node) -> str:
    """`parse_query(format_query(node)).query == node` for every node that `parse_query` returned."""
    match node:
        case Everything():
            return ""
        case Any(parts):
            return " OR ".join(_format_part(part, Any) for part in parts)
        case All(parts):
            return " ".join(_format_part(part, Any, All) for part in parts)
        case Not(part):
            return f"-{_format_part(part, Any, All, Not)}"
        case Title(part):
            return f"title:{_format_part(part, Any, All, Not)}"
        case Field(name, values):
            return f"{name}:{_format_values(values)}"
        case Dates(start, end):
            span = start if start == end else f"{start}..{end}"
            return f"date:{span}" if _PLAIN_SPAN.fullmatch(span) else f'date:"{span}"'
        case Word(text, boost) | Pattern(text, boost):
            return f"{text}{_format_boost(boost)}"
        case Fuzzy(text, distance, boost):
            return f"{text}~{distance}{_format_boost(boost)}"
        case Phrase(text, within, boost):
            return f'"{text}"{"" if within is None else f"~{within}"}{_format_boost(boost)}'
    raise TypeError(f"{node!r} is no query")


def _format_part(part: Node, *loose: type) -> str:
    return f"({format_query(part)})" if isinstance(part, loose) else format_query(part)


def _format_boost(boost: float) -> str:
    return "" if boost == 1 else f"^{boost:.2f}".rstrip("0").rstrip(".")


def _format_values(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return _format_value(values[0])
    return f"({' OR '.join(_format_value(value) for value in values)})"


def _format_value(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) and value not in OPERATORS else f'"{value}"'
