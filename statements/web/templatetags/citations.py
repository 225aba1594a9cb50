"""Citations in pages: what reference managers and search engines read, and differences between versions."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from statements.citing.citation import Citation
from statements.citing.page_metadata import list_meta_tags, render_json_ld
from statements.text.differences import Part, PartKind

register = template.Library()

_TAGS = {PartKind.ADDED: "ins", PartKind.REMOVED: "del"}


@register.simple_tag
def citation_head(citation: Citation) -> SafeString:
    """The ``<meta>`` and JSON-LD of the page of what is cited."""
    tags = format_html_join("\n", '<meta name="{}" content="{}">', list_meta_tags(citation))
    # json_ld has no character left that could end the script.
    return mark_safe(f'{tags}\n<script type="application/ld+json">{render_json_ld(citation)}</script>')


@register.filter
def marked_parts(parts: Iterable[Part]) -> SafeString:
    """Removed text in ``<del>``, added text in ``<ins>``."""
    return mark_safe("".join(_mark_part(part) for part in parts))


def _mark_part(part: Part) -> str:
    tag = _TAGS.get(part.kind)
    return f"<{tag}>{escape(part.text)}</{tag}>" if tag else escape(part.text)


@register.filter
def is_number(value: object) -> bool:
    return isinstance(value, int)
