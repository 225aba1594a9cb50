"""A query in plain words: “multipolar world”, in statements by Russia, 1999–2007."""

from __future__ import annotations

from collections.abc import Callable

from statements import dates

from .nodes import All, Any, Dates, Everything, Field, Fuzzy, Node, Not, Pattern, Phrase, Title, Word

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


def say(node: Node, named: Namer = lambda field, value: value) -> str:
    """Say `node` in words. `named(field, value)` gives the display name of a field's value, such as RUS -> Russia."""
    match node:
        case Everything():
            return "all statements"
        case All(parts):
            return _all(parts, named)
        case Any(parts):
            return " or ".join(_grouped(part, named, All) for part in parts)
        case Not(part):
            return f"not {_grouped(part, named, All, Any)}"
        case Title(part):
            return f"{_grouped(part, named)} in the title"
        case Field(name, values):
            return _field(name, values, named)
        case Dates():
            return say_span(node)
        case Word(text):
            return f"‘{text}’"
        case Pattern(text):
            return f"words like ‘{text}’"
        case Fuzzy(text, distance):
            return f"words spelled like ‘{text}’ but for {distance} letter{'s' * (distance > 1)}"
        case Phrase(text, None):
            return f"“{text}”"
        case Phrase(text, within):
            words = [f"‘{word}’" for word in text.split()]
            return f"{_listed(words)} within {within} word{'s' * (within > 1)} of each other"
    raise TypeError(f"{node!r} is no query")


def say_span(span: Dates) -> str:
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


def _all(parts: tuple[Node, ...], named: Namer) -> str:
    texts, conditions = [], []
    for part in parts:
        inner = part.part if isinstance(part, Not) else part
        (conditions if isinstance(inner, Field | Dates) else texts).append(_grouped(part, named, Any))
    said = [_listed(texts)] if texts else []
    return ", ".join(said + conditions)


def _field(name: str, values: tuple[str, ...], named: Namer) -> str:
    if name == "interpreted":
        return "interpreted" if values == ("yes",) else "not interpreted"
    return _FIELD_WORDS[name].format(_listed([named(name, value) for value in values], "or"))


def _grouped(part: Node, named: Namer, *loose: type) -> str:
    said = say(part, named)
    return f"({said})" if isinstance(part, loose) else said


def _listed(items: list[str], last: str = "and") -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
