"""The head of a page, for programs that read it."""

from __future__ import annotations

from django import template

from statements.exchange.metadata.page_heads import build_page_head as head_of

register = template.Library()


@register.inclusion_tag("components/page_head.html", takes_context=True)
def page_head(context: template.Context) -> dict[str, object]:
    """Empty where there is no request: the error page must not fail."""
    request = context.get("request")
    values = {str(name): value for name, value in context.flatten().items()}
    return {"head": head_of(request, values) if request else None}
