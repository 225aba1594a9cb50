"""Where a list can be taken away."""

from __future__ import annotations

from django import template
from django.urls import reverse

from statements.filters import Selection

register = template.Library()


@register.filter
def export_url(selection: Selection) -> str:
    """The page that offers the statements of this selection as files."""
    return reverse("statements:export") + selection.parameters()
