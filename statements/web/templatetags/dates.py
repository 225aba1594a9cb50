"""EDTF dates in templates."""

from __future__ import annotations

from django import template

from statements import dates

register = template.Library()


@register.filter(name="edtf")
def edtf(value: dates.EDTFDate | str | None) -> str:
    """Say an EDTF date in words; "" for none. Text that is no EDTF date is shown as it is."""
    when = _parse_date(value)
    return dates.format_date(when) if isinstance(when, dates.EDTFDate) else when


@register.filter(name="edtf_datetime")
def edtf_datetime(value: dates.EDTFDate | str | None) -> str:
    """The value for `<time datetime>`: a day, month or year of HTML; "" where HTML has no form for the date."""
    when = _parse_date(value)
    if not isinstance(when, dates.EDTFDate):
        return ""
    exact = {dates.Precision.DAY: 10, dates.Precision.MONTH: 7, dates.Precision.YEAR: 4}.get(when.precision)
    return when.text[:exact] if exact else ""


def _parse_date(value: dates.EDTFDate | str | None) -> dates.EDTFDate | str:
    if not value or isinstance(value, dates.EDTFDate):
        return value or ""
    try:
        return dates.parse(value)
    except dates.InvalidDate:
        return value
