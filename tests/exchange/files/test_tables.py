"""Tables for spreadsheets and programs."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.exchange.content import read_content
from statements.exchange.files.tables import (
    BOM,
    STATEMENTS,
    TEXTS,
    _format_csv,
    escape_cell,
    render_statement_rows,
    render_text_rows,
)
from tests.exchange.records import short, talks_in_pyongyang, untold

BASE = "https://archive.example.org"
DOCUMENTED = Path(__file__).resolve().parents[3] / "docs" / "exports.md"


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.django_db
def test_a_statement_is_one_row_under_readable_headers():
    text = "".join(render_statement_rows([read_content(talks_in_pyongyang())], BASE))
    assert text.startswith(BOM)
    assert text.endswith("\r\n")
    header, row = rows_of(text.removeprefix(BOM))
    shown = dict(zip(header, row, strict=True))
    assert shown["Title"] == "Press statements following Russia–DPRK talks"
    assert shown["Speakers"] == "Kim Jong-un; Vladimir Putin"
    assert shown["Offices"] == "Chairman of State Affairs; President"
    assert shown["Speaking for"] == "North Korea; Russia"
    assert shown["Codes mentioned"] == "UN"
    assert shown["Treaties"] == "Treaty on Comprehensive Strategic Partnership"
    assert (shown["Earliest day"], shown["Year"], shown["Version"]) == ("2024-06-19", "2024", "1")


@pytest.mark.django_db
def test_a_title_that_is_a_formula_is_only_text_in_a_spreadsheet():
    content = read_content(short(title='=HYPERLINK("http://example.org","Open")'))
    _, row = rows_of("".join(render_statement_rows([content], BASE)))
    assert row[2] == '\'=HYPERLINK("http://example.org","Open")'


@pytest.mark.django_db
def test_a_text_is_the_words_of_a_turn_without_label_heading_and_stage_direction():
    content = read_content(talks_in_pyongyang())
    texts = [text for text, _ in render_text_rows(content, BASE, lambda number: f"{number:03d}.txt")]
    assert len(texts) == 4  # neither the introduction nor the stage direction that belongs to nobody
    assert texts[1] == "He thanked his host for the invitation.\n"
    assert "(Applause.)" not in texts[0] and "Kim Jong-un" not in texts[0]


@pytest.mark.django_db
def test_the_row_of_a_text_says_who_speaks_for_whom():
    content = read_content(talks_in_pyongyang())
    _, line = list(render_text_rows(content, BASE, lambda number: f"{number:03d}.txt"))[1]
    row = dict(zip([column.name for column in TEXTS], *rows_of(line), strict=True))
    assert (row["doc_id"], row["turn"]) == ("003.txt", "3")
    assert (row["speaker"], row["party_code"], row["spoken_language"]) == ("Vladimir Putin", "RUS", "ru")
    assert row["office"] == "President of the Russian Federation"
    assert row["interpreted"] == "false"


@pytest.mark.django_db
def test_there_is_no_text_where_the_licence_forbids_it():
    assert list(render_text_rows(read_content(untold()), BASE, str)) == []


@pytest.mark.parametrize("column", [*STATEMENTS, *TEXTS], ids=lambda column: column.name)
def test_every_column_is_documented(column):
    text = DOCUMENTED.read_text(encoding="utf-8")
    assert f"`{column.name}`" in text
    assert column.header in text


@given(st.lists(st.text(), min_size=1, max_size=6))
def test_whatever_a_cell_holds_the_row_comes_back(values):
    line = _format_csv(escape_cell(value) for value in values)
    assert line.endswith("\r\n")
    if values == [""]:
        return  # one empty cell alone is an empty line to every reader
    [row] = rows_of(line)
    assert row == [escape_cell(value) for value in values]


@given(st.text(), st.sampled_from(["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＠"]))
def test_no_cell_begins_like_a_formula(text, beginning):
    cell = escape_cell(beginning + text)
    assert cell.startswith("'") or cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")


@given(st.integers() | st.none())
def test_numbers_stay_numbers(number):
    assert escape_cell(number) is number
