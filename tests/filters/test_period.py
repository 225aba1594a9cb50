"""Shelves of the calendar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.filters.database import period_condition
from statements.filters.vocabulary import Period
from statements.models import Statement
from tests.factories import StatementFactory


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024", "2024"),
        ("2024-06", "June 2024"),
        ("2024-06-19", "19 June 2024"),
        ("2024-XX", "2024, month unknown"),
        ("2024-06-XX", "June 2024, day unknown"),
    ],
)
def test_a_shelf_is_read_said_and_written_back(text, said):
    period = Period.parse(text)
    assert period.description == said
    assert str(period) == text


@pytest.mark.parametrize(
    "text", ["", "24", "0000", "2024-13", "2024-02-30", "2024-XX-01", "2024-XX-XX", "June 2024", "2024-6"]
)
def test_what_is_no_shelf_is_none(text):
    assert Period.parse(text) is None


@given(st.text(max_size=12))
def test_nothing_typed_raises(text):
    period = Period.parse(text)
    assert period is None or Period.parse(str(period)) == period


FINEST = ["2024-06-19", "2024-06-18", "2024-06-XX", "2024-XX", "1950-XX"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edtf", "shelf"),
    [
        ("2024-06-19", "2024-06-19"),
        ("2024-06-19~", "2024-06-19"),
        ("2024-06", "2024-06-XX"),
        ("2024-06-XX", "2024-06-XX"),
        ("2024", "2024-XX"),
        ("2024-22", "2024-XX"),
        ("2024-06-18/2024-06-19", "2024-06-18"),
        ("1950/1953", "1950-XX"),
    ],
)
def test_a_date_has_one_finest_shelf(edtf, shelf):
    StatementFactory(date=edtf)
    full = [text for text in FINEST if Statement.objects.filter(period_condition(Period.parse(text))).exists()]
    assert full == [shelf]


def test_the_address_of_a_shelf_is_its_page():
    assert Period(2024, 6, 19).get_absolute_url() == "/dates/2024/06/19/"
    assert Period(2024, 6, 0).get_absolute_url() == "/dates/2024/06/unknown/"
    assert Period(2024, 0).get_absolute_url() == "/dates/2024/unknown/"
