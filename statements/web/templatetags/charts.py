"""The bars and the table of a chart of years. Built here and not in a template, since a chart has a hundred of each."""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from statements.web.charts import Bar, YearChart

register = template.Library()


@register.simple_tag
def year_bars(chart: YearChart) -> SafeString:
    """Each year as a link over the whole height of the chart, with its bar; for inside an ``<svg>``."""
    return mark_safe("".join(_bar(bar, chart.height) for bar in chart.bars))


@register.simple_tag
def decade_rows(chart: YearChart) -> SafeString:
    """The same years as rows of a table, ten to a row."""
    return mark_safe(
        "\n      ".join(
            f'<tr><th scope="row">{decade.first}s</th>{"".join(map(_cell, decade.years))}</tr>'
            for decade in chart.decades
        )
    )


def _bar(bar: Bar, height: int) -> str:
    style = "bar is-current" if bar.current else "bar"
    return (
        f'<a href="{escape(bar.href)}" tabindex="-1"><title>{bar.year}: {bar.count:,}</title>'
        f'<rect class="slot" x="{bar.x}" y="0" width="{bar.width}" height="{height}"/>'
        f'<rect class="{style}" x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{bar.height}"/></a>'
    )


def _cell(bar: Bar | None) -> str:
    if bar is None:
        return "<td></td>"
    current = ' aria-current="true"' if bar.current else ""
    year = f'<span class="visually-hidden">{bar.year}: </span>'
    return f'<td><a href="{escape(bar.href)}"{current}>{year}{bar.count}</a></td>'
