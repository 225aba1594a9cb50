import pytest

from statements.text.table_cells import escape_cell, escape_formula


@pytest.mark.parametrize(
    "value",
    [
        "=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠SUM(1)",  # noqa: RUF001 - full width on purpose
        " =1", "\t=1", "\r=1", "\n=1", "\u00a0=1", "\u200b=1", "\u202e=1", "\ufeff=1", "\u3000＝1", "\tplain",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(value):
    assert escape_formula(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "NATO – EU", "'=1", "a=1", "1-2", "\u200b", None, 7, -7, True])
def test_everything_else_stays(value):
    assert escape_formula(value) is value


def test_a_cell_is_on_one_line():
    assert escape_cell("Talks\r\nin  Vienna") == "Talks in Vienna"
    assert escape_cell("\n=1") == "'=1"
