"""Cursors: a list read page by page is the list, whatever happens to it meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from statements.exchange.api.cursors import Key, decode_cursor, encode_cursor, read_slice
from statements.exchange.api.problems import Problem
from statements.exchange.api.statements import KEYS
from statements.models import Statement
from statements.publishing import withdraw
from tests.exchange.records import short
from tests.factories import StatementFactory

DAYS = st.integers(0, 3).map(lambda days: date(2024, 6, 19) + timedelta(days=days))
ORDERS = sorted(KEYS)


def in_order(order: str) -> list[int]:
    return list(Statement.objects.order_by(*(key.ordering for key in KEYS[order])).values_list("pk", flat=True))


class TestPaging(TestCase):
    """A handful of days for many statements, so that many share one."""

    @settings(max_examples=25)
    @given(days=st.lists(DAYS, min_size=1, max_size=9), limit=st.integers(1, 4), order=st.sampled_from(ORDERS))
    def test_pages_put_together_are_the_list(self, days, limit, order):
        self.add(days)
        assert self.read(order, limit) == in_order(order)

    @settings(max_examples=25)
    @given(
        days=st.lists(DAYS, min_size=2, max_size=9), limit=st.integers(1, 3), order=st.sampled_from(ORDERS),
        goes=st.integers(0, 8), comes=DAYS,
    )  # fmt: skip
    def test_what_comes_and_goes_disturbs_nothing_else(self, days, limit, order, goes, comes):
        self.add(days)
        before = in_order(order)
        victim = before[goes % len(before)]

        def meanwhile():
            Statement.objects.filter(pk=victim).delete()
            self.add([comes])

        seen = self.read(order, limit, meanwhile)
        untouched = [pk for pk in before if pk != victim]
        assert [pk for pk in seen if pk in untouched] == untouched
        assert len(seen) == len(set(seen))

    @staticmethod
    def add(days: list[date]) -> None:
        for day in days:
            when = timezone.make_aware(timezone.datetime(day.year, day.month, day.day))
            StatementFactory(date=str(day), published_at=when)

    @staticmethod
    def read(order: str, limit: int, after_first=lambda: None) -> list[int]:
        seen, cursor, first = [], "", True
        while first or cursor:
            page = read_slice(Statement.objects.all(), KEYS[order], "list", cursor, limit)
            seen += page.pks
            cursor = page.next
            if first:
                after_first()
            first = False
        return seen


@given(st.text(max_size=80))
def test_whatever_is_sent_as_a_cursor_is_refused_by_name(text):
    with pytest.raises(Problem) as refusal:
        decode_cursor("list", text, ["int"])
    assert refusal.value.kind == "bad-cursor"


@given(st.integers(-(2**62), 2**62), st.dates(), st.datetimes())
def test_a_cursor_comes_back_as_it_was_written(number, day, moment):
    assert decode_cursor("list", encode_cursor("list", [moment, day, number]), ["datetime", "date", "int"]) == [
        moment,
        day,
        number,
    ]


def test_a_cursor_belongs_to_its_list():
    cursor = encode_cursor("statements?kind=speech", [5])
    with pytest.raises(Problem, match="another order"):
        decode_cursor("statements?kind=interview", cursor, ["int"])
    with pytest.raises(Problem):
        decode_cursor("statements?kind=speech", cursor, ["date", "int"])
    with pytest.raises(Problem):
        decode_cursor("statements?kind=speech", cursor[:-1] + ("a" if cursor[-1] != "a" else "b"), ["int"])


def test_a_cursor_is_always_written_the_same():
    assert encode_cursor("list", [1]) == encode_cursor("list", [1])
    assert Key("pk", descending=True).ordering == "-pk"


@pytest.mark.django_db
class TestAddresses:
    def test_next_leads_through_the_whole_list(self, get, whole):
        titles = [f"Remarks {number}" for number in range(5)]
        for title in titles:
            short(title)
        assert [record["title"] for record in whole("/statements?order=oldest&limit=2")] == titles
        assert get("/statements?limit=5")["next"] is None
        assert get("/statements?limit=4")["next_cursor"]

    def test_every_list_can_be_read_one_by_one(self, get, whole):
        for number in range(3):
            short(f"Remarks {number}")
        for name in ("statements", "speeches", "speakers", "parties", "topics", "treaties", "events", "publishers"):
            one_by_one = whole(f"/{name}?limit=1")
            assert one_by_one == get(f"/{name}?limit=100")["results"]
            assert len(one_by_one) == get(f"/{name}")["total"]

    def test_a_withdrawal_between_two_pages_leaves_nothing_out(self, get, whole):
        statements = [short(f"Remarks {number}") for number in range(5)]
        first = get("/statements?order=oldest&limit=2")
        withdraw(statements[1], "By mistake.")
        withdraw(statements[0], "By mistake.")
        assert [record["title"] for record in whole(first["next"])] == ["Remarks 2", "Remarks 3", "Remarks 4"]

    def test_a_cursor_of_another_filter_or_order_is_refused(self, get):
        for number in range(3):
            short(f"Remarks {number}")
        cursor = get("/statements?limit=1")["next_cursor"]
        for query in ("order=oldest", "kind=press_statement", "party=RUS"):
            problem = get(f"/statements?limit=1&{query}&cursor={cursor}", 404)
            assert problem["type"] == "http://testserver/api/#bad-cursor"
        get(f"/speeches?cursor={cursor}", 404)
        # The size of pages and the members sent make it no other list.
        get(f"/statements?limit=2&fields=uid&cursor={cursor}")
