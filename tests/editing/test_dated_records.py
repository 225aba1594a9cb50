"""One rule says whether a term or a party existed on a date: for credits, checks and labels alike."""

from datetime import date

import pytest

from statements.editing.dated_records import exists_between
from tests.factories import PartyFactory, TermFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "end", "earliest", "latest", "exists"),
    [
        ("2000-05-07", "2008-05-07", date(2004, 1, 1), date(2004, 1, 1), True),
        ("2000-05-07", "2008-05-07", date(2000, 5, 7), date(2000, 5, 7), True),
        ("2000-05-07", "2008-05-07", date(2008, 5, 7), date(2008, 5, 7), True),
        ("2000-05-07", "2008-05-07", date(2000, 5, 6), date(2000, 5, 6), False),
        ("2000-05-07", "2008-05-07", date(2008, 5, 8), date(2008, 5, 8), False),
        ("2000-05-07", "2008-05-07", date(2000, 1, 1), date(2000, 12, 31), True),
        ("2000-05-07", "", date(2030, 1, 1), date(2030, 1, 1), True),
        ("", "2008-05-07", date(1900, 1, 1), date(1900, 1, 1), True),
        ("2000-05-07", "2008-05-07", None, None, True),
        ("", "", date(1900, 1, 1), date(1900, 1, 1), True),
    ],
)
def test_a_term_exists_from_its_first_day_to_its_last_and_open_ends_exclude_nothing(
    start, end, earliest, latest, exists
):
    assert exists_between(TermFactory(start=start, end=end), earliest, latest) is exists


def test_a_party_exists_as_a_term_does():
    union = PartyFactory(code="SUN", name="Soviet Union", start="1922-12-30", end="1991-12-26")
    assert exists_between(union, date(1990, 1, 1), date(1990, 12, 31))
    assert not exists_between(union, date(2024, 6, 19), date(2024, 6, 19))
