"""Dates of public changes, whatever the clock does."""

from __future__ import annotations

import io
import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from statements.models import LastHarvest, Permalink, Statement
from statements.publishing import datestamps, publish, unpublish, withdraw
from statements.publishing.merging import merge_statements
from tests.exchange.records import draft, short
from tests.factories import putin

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 12, 0, 0, 654_321, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:  # noqa: ANN001
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def stamp(statement: Statement) -> datetime:
    found = Statement.objects.values_list("datestamp", flat=True).get(pk=statement.pk)
    assert found is not None
    return found


def check_archive(*options: str) -> tuple[int, str]:
    written = io.StringIO()
    try:
        call_command("check_archive", *options, stdout=written)
    except SystemExit as end:
        return int(str(end.code)), written.getvalue()
    return 0, written.getvalue()


def test_with_a_clock_that_is_right_a_change_has_the_time_of_the_clock(clock):
    statement = short()
    clock.now += timedelta(seconds=3)
    publish(statement, "Corrected.")
    assert stamp(statement) == clock.now
    assert statement.revisions.get(number=2).created_at == clock.now


def test_every_kind_of_change_is_later_than_the_one_before_it_after_the_clock_was_set_back(clock):
    statement, other = short(), short("Others")
    merged = short("The same again")
    clock.now -= DAY
    dates = [max(stamp(statement), stamp(other), stamp(merged))]
    for change in (
        lambda: publish(statement, "Corrected."),
        lambda: withdraw(statement, "Not what was said."),
        lambda: publish(statement, "It was said."),
        lambda: unpublish(statement, "A page is missing."),
        lambda: publish(statement, "Whole again."),
        lambda: datestamps.touch(Statement.objects.filter(pk=statement.pk)),
    ):
        change()
        dates.append(stamp(statement))
    merge_statements(merged, other, "One document.")
    dates += [stamp(merged), Permalink.objects.get(address=f"s/{merged.uid}").created_at, stamp(other)]
    assert dates == sorted(set(dates))
    assert statement.revisions.count() == 4
    versions = list(statement.revisions.order_by("number").values_list("created_at", flat=True))
    assert versions == sorted(set(versions))


def test_what_is_first_published_after_it_is_the_newest_of_the_feed(clock):
    short("Before")
    clock.now -= DAY
    short("After")
    titles = Statement.objects.order_by("-published_at").values_list("title", flat=True)
    assert list(titles) == ["After", "Before"]


def test_the_first_change_begins_a_second_that_no_answer_has_told(clock):
    statement = short()
    clock.now -= DAY
    publish(statement, "Corrected.")
    assert stamp(statement) == NOON.replace(microsecond=0) + timedelta(seconds=1)


def test_ten_thousand_changes_take_ten_seconds_of_the_future(clock):
    statement = short()
    clock.now -= DAY
    for _ in range(10):
        publish(statement, "Corrected.")
        assert stamp(statement) < NOON + timedelta(seconds=2)
    Statement.objects.filter(pk=statement.pk).update(datestamp=stamp(statement).replace(microsecond=1_000))
    publish(statement, "Corrected.")
    assert stamp(statement) == NOON.replace(microsecond=0) + timedelta(seconds=2)


def test_a_change_is_later_than_the_last_harvest_too(clock):
    statement = short()
    clock.now += timedelta(hours=6)
    datestamps.note_harvest()
    clock.now -= DAY
    publish(statement, "Corrected.")
    assert stamp(statement) > NOON + timedelta(hours=6)


def test_harvests_are_noted_once_a_minute(clock):
    for seconds in (0, 59, 61, 100):
        clock.now = NOON + timedelta(seconds=seconds)
        datestamps.note_harvest()
    assert LastHarvest.objects.get().at == NOON + timedelta(seconds=61)


def test_once_the_clock_has_caught_up_it_is_believed_again(clock):
    statement = short()
    clock.now -= DAY
    publish(statement, "Corrected.")
    clock.now += DAY + timedelta(minutes=1)
    publish(statement, "Corrected again.")
    assert stamp(statement) == clock.now


def test_the_log_says_that_the_clock_is_behind_and_by_how_much(clock, caplog, monkeypatch):
    monkeypatch.setattr(datestamps, "_last_warning", -1e9)
    short()
    clock.now -= DAY
    with caplog.at_level(logging.WARNING, "statements.publishing.datestamps"):
        short("Another")
        short("A third")
    [line] = [record.getMessage() for record in caplog.records]
    assert line.startswith("The clock is 1 day, 0:00:00 behind the newest change")
    assert datestamps.read_lag() >= DAY


def test_a_clock_that_was_years_ahead_does_not_date_everything_there(clock):
    statement = short()
    clock.now += timedelta(days=3650)
    far = short("Of the year 2036")
    datestamps.note_harvest()
    clock.now = NOON + timedelta(minutes=5)
    publish(statement, "Corrected.")
    assert stamp(statement) == clock.now
    assert stamp(far) > clock.now + timedelta(days=3000)
    clock.now += timedelta(minutes=5)
    datestamps.note_harvest()
    assert LastHarvest.objects.get().at == clock.now


def test_check_archive_names_what_is_dated_far_in_the_future_and_redates_it_when_told(clock, index):
    clock.now += timedelta(days=3650)
    far = short("Of the year 2036")
    clock.now = NOON
    before = short("Of today")
    status, said = check_archive("--repair")
    assert (status, f"{far.uid}: It is dated 2036-11-27 12:00 UTC, far in the future." in said) == (1, True)
    clock.now += timedelta(minutes=1)
    status, said = check_archive("--redate")
    assert "far in the future. Mended." in said
    far.refresh_from_db()
    assert far.datestamp == far.published_at == clock.now > stamp(before)
    assert "dates: all well" in check_archive()[1]


def test_check_archive_says_that_the_clock_is_behind(clock):
    short()
    clock.now -= DAY
    assert ": The clock is 1 day, 0:00:00 behind the newest change or harvest" in check_archive("--redate")[1]


def test_drafts_and_records_that_nobody_shows_need_no_clock(clock):
    draft()
    putin().save()
    assert not Statement.objects.exclude(datestamp=None).exists()
