"""Paragraphs with their numbers. Built here and not in a template: a long transcript has a thousand."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from statements.models import Paragraph
from statements.models.base import build_paragraph_fragment, build_passage_path
from statements.models.speech import ParagraphKind
from statements.text.redacted_words import MARK
from statements.web.statement_finds import Finds

register = template.Library()

# Leads to what the page says of the reason.
_REDACTED = '<a class="redaction" href="#redactions">[redacted]</a>'
_OMISSION_NOTE = '<span class="visually-hidden">The publisher leaves words out here: </span>'


@register.simple_tag
def passages(
    paragraphs: Iterable[Paragraph], finds: Finds | str | None = None, uid: str = "", query: str = ""
) -> SafeString:
    """Each paragraph as a ``<p>`` that its own number links to; what a search found in it is marked.

    ``uid`` of the statement: with it each has a link to its citation, shown while the paragraph is the one linked to.
    ``query`` is added to that link.
    """
    html = finds.html if isinstance(finds, Finds) else {}
    address = f"{build_passage_path(escape(uid), '{}')}cite/{escape(query)}"
    cite = f'<a class="cite" rel="nofollow" href="{address}">Cite</a>' if uid else ""
    return mark_safe(
        "\n".join(_render_passage(paragraph, html.get(paragraph.anchor), cite) for paragraph in paragraphs)
    )


def _render_passage(paragraph: Paragraph, marked: SafeString | None, cite: str) -> str:
    kind, anchor, order = paragraph.kind, paragraph.anchor, paragraph.order
    style = "" if kind == ParagraphKind.TEXT else f' class="{escape(kind)}"'
    note = _OMISSION_NOTE if kind == ParagraphKind.OMISSION else ""
    number = f'<a class="num" href="{build_paragraph_fragment(anchor)}" aria-label="Paragraph {order}">{order}</a>'
    words = _link_marks(marked or escape(paragraph.text))
    return f'<p{style} id="p-{anchor}">{number}{note}{words}{cite.format(anchor)}</p>'


def _link_marks(html: str) -> str:
    return html.replace(MARK, _REDACTED) if MARK in html else html
