"""What every page has: its head for programs, the navigation, page numbers and dates."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from statements.exchange.metadata.page_heads import build_page_head

from .dates import edtf, edtf_datetime

register = template.Library()


@register.inclusion_tag("components/page_head.html", takes_context=True)
def page_head(context: template.Context) -> dict[str, object]:
    """Empty where there is no request: the error page must not fail."""
    request = context.get("request")
    values = {str(name): value for name, value in context.flatten().items()}
    return {"head": build_page_head(request, values) if request else None}


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: str, *members: str) -> SafeString:
    """A link of the main navigation, marked as current on its own page and on the pages of its ``members``."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.url_name if match and match.app_name == "statements" else ""
    current = "page" if here == name else "true" if here in members else ""
    return _render_link(get_script_prefix(), name, label, current)


@lru_cache(maxsize=256)
def _render_link(prefix: str, name: str, label: str, current: str) -> SafeString:
    """Every page has a dozen of the same few. ``prefix`` is where the archive stands on its host."""
    attribute = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<a href="{}"{}>{}</a>', reverse(f"statements:{name}"), attribute, label)


@register.simple_tag
def page_links(page: Page[object]) -> list[int | None]:
    """Page numbers to show: the ends and the neighbours; None where some are left out."""
    return [
        number if isinstance(number, int) else None
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


@register.simple_tag
@lru_cache(maxsize=4096)
def edtf_time(when: str) -> SafeString:
    """A date in words, in a ``<time>`` where HTML has a form for it."""
    if machine := edtf_datetime(when):
        return format_html('<time datetime="{}">{}</time>', machine, edtf(when))
    return format_html("<span>{}</span>", edtf(when))
