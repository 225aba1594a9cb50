"""EDTF dates: parsed, as typed by people, bounded by two real dates, formatted in words. Knows no Django."""

from .edtf import EXAMPLES, MAX_LENGTH, EDTFDate, InvalidDate, Precision, from_day, parse, parse_or_none
from .formatting import format_date
from .typed import parse_typed

__all__ = [
    "EXAMPLES",
    "MAX_LENGTH",
    "EDTFDate",
    "InvalidDate",
    "Precision",
    "format_date",
    "from_day",
    "parse",
    "parse_or_none",
    "parse_typed",
]
