"""The head of a page, for programs that read it."""

from __future__ import annotations

from django import template

from statements.exchange.metadata.page_heads import build_page_head as head_of

register = template.Library()


@register.inclusion_tag("components/page_head.html", takes_context=True)
def page_head(context: template.Context) -> dict[str, object]:
    """Nothing where there is no request: the page for a failure must not fail."""
    request = context.get("request")
    return {"head": head_of(request, context.flatten()) if request else None}
