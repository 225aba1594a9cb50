"""Offices over the years: what overlaps, what is missing, what is only not known."""

from datetime import date

import pytest
from django.urls import reverse

from statements.editing.records.speaker_careers import Office, lay_out_career
from tests.factories import TermFactory, putin

TODAY = date(2026, 1, 1)


def office(title, start="", end=""):
    return Office(title, date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


def test_offices_that_follow_each_other_need_no_look():
    held = lay_out_career(
        [office("Prime Minister", "1999-08-09", "2000-05-07"), office("President", "2000-05-07", "2008-05-07")], TODAY
    )
    assert (held.notes, held.overlaps, held.gaps) == ((), (), ())
    assert [bar.title for bar in held.bars] == ["Prime Minister", "President"]
    assert held.bars[0].x + held.bars[0].width == pytest.approx(held.bars[1].x, abs=0.2)


def test_an_overlap_is_drawn_and_said():
    held = lay_out_career(
        [office("Minister", "2000-01-01", "2005-01-01"), office("Envoy", "2004-01-01", "2008-01-01")], TODAY
    )
    assert held.notes == ("Minister and Envoy overlap: 1 January 2004 – 1 January 2005.",)
    assert len(held.overlaps) == 2


def test_a_gap_is_drawn_and_said():
    held = lay_out_career(
        [office("Minister", "2000-01-01", "2002-01-01"), office("Envoy", "2004-01-01", "2008-01-01")], TODAY
    )
    assert held.notes == ("No office between 1 January 2002 and 1 January 2004.",)
    assert len(held.gaps) == 1


def test_a_shorter_office_within_a_longer_one_leaves_no_gap_after_it():
    held = lay_out_career(
        [office("King", "1990-01-01", "2010-01-01"), office("Chair", "1995-01-01", "1996-01-01"),
         office("Emeritus", "2010-01-01")], TODAY,
    )  # fmt: skip
    assert held.gaps == ()


def test_what_is_not_known_is_no_overlap():
    held = lay_out_career([office("Minister", "", "2002-01-01"), office("Envoy", "2001-01-01", "")], TODAY)
    assert held.overlaps == ()


def test_without_any_date_there_is_nothing_to_draw():
    assert lay_out_career([office("Minister")], TODAY) is None
    assert lay_out_career([], TODAY) is None


@pytest.mark.parametrize("start", ["0001-01-01", "2025-12-31"])
def test_a_single_office_is_drawn_within_the_picture(start):
    (bar,) = lay_out_career([office("Minister", start)], TODAY).bars
    assert 0 <= bar.x <= bar.x + bar.width <= 960


@pytest.mark.django_db
def test_the_page_of_a_speaker_shows_the_career_beside_the_table(admin_client):
    TermFactory(start="1999-08-09", end="2000-06-07", title="Prime Minister")
    TermFactory(start="2000-05-07")
    page = admin_client.get(reverse("admin:statements_speaker_change", args=[putin().pk])).content.decode()
    assert "<svg" in page
    assert "overlap: 7 May 2000 – 7 June 2000." in page
