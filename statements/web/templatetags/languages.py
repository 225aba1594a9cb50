"""Languages of texts in templates."""

from __future__ import annotations

from django import template

from statements.text.languages import direction, language_name

register = template.Library()
register.filter("direction", direction)
register.filter("language_name", language_name)
