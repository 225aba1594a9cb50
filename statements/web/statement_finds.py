"""A statement read after a search: its finds marked, numbered and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from statements.models import Paragraph
from statements.search.language import Everything, parse_query
from statements.search.marking import Span, make_finder

MAX_NUMBERED = 200  # finds that the bar lists; the rest are marked all the same


@dataclass(frozen=True, slots=True)
class Find:
    """`number` is its place in the statement, from 1; the page has it at `#find-{number}`."""

    number: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Finds:
    """`html` holds the marked texts of the paragraphs that have finds, by anchor."""

    query: str
    count: int
    html: Mapping[str, SafeString]
    listed: tuple[Find, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.listed)


def finds_in(paragraphs: Iterable[Paragraph], typed: str, language: str) -> Finds | None:
    """Mark what the query finds in the paragraphs of one statement; None where the query looks for no words.

    A fault in the query takes nothing away: what could be understood of it is marked.
    """
    query = parse_query(typed.replace("\x00", " ").strip()).query
    if isinstance(query, Everything):
        return None
    by = make_finder(query, language)
    if not by.wanted:
        return None
    html: dict[str, SafeString] = {}
    listed: list[Find] = []
    count = 0
    for paragraph in paragraphs:
        spans = by.spans(paragraph.text)
        if not spans:
            continue
        html[paragraph.anchor] = _numbered(paragraph.text, spans, count)
        room = MAX_NUMBERED - len(listed)
        listed += [Find(count + place, paragraph.anchor) for place in range(1, min(len(spans), room) + 1)]
        count += len(spans)
    return Finds(typed, count, html, tuple(listed))


def _numbered(text: str, spans: list[Span], before: int) -> SafeString:
    parts, at = [], 0
    for number, (start, end) in enumerate(spans, start=before + 1):
        words = conditional_escape(text[start:end])
        parts += [conditional_escape(text[at:start]), f'<mark id="find-{number}">{words}</mark>']
        at = end
    parts.append(conditional_escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part of the text is escaped
