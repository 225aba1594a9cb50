"""A query as text: as it is typed, and in plain words: “multipolar world”, in statements by Russia, 1999–2007."""

from __future__ import annotations

import re
from collections.abc import Callable

from statements import dates
from statements.search.language.nodes import (
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
from statements.search.language.vocabulary import OPERATORS

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


Namer = Callable[[str, str], str]

_FIELD_WORDS = {
    "speaker": "in statements by {}",
    "by": "in statements by {}",
    "country": "in statements by {}",
    "about": "in statements about {}",
    "treaty": "in statements naming {}",
    "topic": "on {}",
    "place": "said in {}",
    "event": "at {}",
    "publisher": "published by {}",
    "kind": "in a {}",
    "lang": "in {}",
}


def describe_query(node: Node, name_value: Namer = lambda field, value: value) -> str:
    """`name_value(field, value)` returns the display name of a field's value, such as Russia for RUS."""
    match node:
        case Everything():
            return "all statements"
        case All(parts):
            return _describe_all(parts, name_value)
        case Any(parts):
            return " or ".join(_describe_part(part, name_value, All) for part in parts)
        case Not(part):
            return f"not {_describe_part(part, name_value, All, Any)}"
        case Title(part):
            return f"{_describe_part(part, name_value)} in the title"
        case Field(name, values):
            return _describe_field(name, values, name_value)
        case Dates():
            return describe_dates(node)
        case Word(text):
            return f"‘{text}’"
        case Pattern(text):
            return f"words like ‘{text}’"
        case Fuzzy(text, distance):
            return f"words spelled like ‘{text}’ but for {distance} letter{'s' * (distance > 1)}"
        case Phrase(text, int(within)):
            words = [f"‘{word}’" for word in text.split()]
            return f"{_join_words(words)} within {within} word{'s' * (within > 1)} of each other"
        case Phrase(text):
            return f"“{text}”"
    raise TypeError(f"{node!r} is not a query")


def describe_dates(span: Dates) -> str:
    """A span of dates in words: 1999–2007, since March 2014, until 1991."""
    if not span.end:
        return f"since {dates.format_date(span.start)}"
    if not span.start:
        return f"until {dates.format_date(span.end)}"
    if span.start == span.end:
        return dates.format_date(span.start)
    try:
        return dates.format_date(f"{span.start}/{span.end}")
    except dates.InvalidDate:
        return f"{dates.format_date(span.start)} – {dates.format_date(span.end)}"


def _describe_all(parts: tuple[Node, ...], name_value: Namer) -> str:
    texts: list[str] = []
    conditions: list[str] = []
    for part in parts:
        inner = part.part if isinstance(part, Not) else part
        (conditions if isinstance(inner, Field | Dates) else texts).append(_describe_part(part, name_value, Any))
    return ", ".join([_join_words(texts), *conditions] if texts else conditions)


def _describe_field(name: str, values: tuple[str, ...], name_value: Namer) -> str:
    if name == "interpreted":
        return "interpreted" if values == ("yes",) else "not interpreted"
    return _FIELD_WORDS[name].format(_join_words([name_value(name, value) for value in values], "or"))


def _describe_part(part: Node, name_value: Namer, *loose: type) -> str:
    described = describe_query(part, name_value)
    return f"({described})" if isinstance(part, loose) else described


def _join_words(items: list[str], last: str = "and") -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
