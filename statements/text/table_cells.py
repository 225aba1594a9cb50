"""Cells of tables for spreadsheets: whatever writes a table of texts from anywhere passes them through here."""

from __future__ import annotations

# A cell that begins with one of these is a formula, in East Asian locales with the full-width forms too.
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")  # noqa: RUF001 - these are the characters


def escape_formula(value: object) -> object:
    """``value`` for a cell: a text that a spreadsheet would run gets an apostrophe before it, others stay as they are.

    Spaces, tabs and invisible marks before the sign do not hide it: some programs skip them.
    """
    if not isinstance(value, str) or not value:
        return value
    first = next((char for char in value if char.isprintable() and not char.isspace()), "")
    return f"'{value}" if first in _FORMULA_STARTS or value[0] in "\t\r\n" else value


def escape_cell(value: object) -> object:
    """As ``escape_formula``, and the text on one line."""
    if isinstance(value, str) and ("\n" in value or "\r" in value):
        value = " ".join(value.split())
    return escape_formula(value)
