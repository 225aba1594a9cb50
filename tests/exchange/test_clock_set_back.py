"""Harvesters, programs and feed readers of an archive whose clock is set: nothing is missed, nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from sickle import Sickle

from statements.exchange.feeds import statement_feeds
from statements.models import Statement
from statements.publishing import publish, withdraw
from statements.publishing.merging import merge_statements
from tests.exchange.records import short

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Clock:
    """The real one, set by `ahead`."""

    def __init__(self) -> None:
        self._real, self.ahead = timezone.now, timedelta(0)

    def __call__(self) -> datetime:
        return self._real() + self.ahead


@pytest.fixture
def clock(monkeypatch) -> Clock:  # noqa: ANN001
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


class Harvester:
    """Begins each harvest with the date of its last answer, or with the last datestamp that it has."""

    def __init__(self, address: str, begins: str) -> None:
        self._sickle, self._begins, self._next = Sickle(f"{address}/oai", timeout=60), begins, ""

    def harvest(self) -> set[str]:
        """The uids of what is delivered, each once."""
        begin = {"from": self._next} if self._next else {}
        records = self._sickle.ListIdentifiers(metadataPrefix="oai_dc", **begin)
        answered = records.oai_response.xml.findtext("{*}responseDate")
        headers = list(records)
        assert len({header.identifier for header in headers}) == len(headers)
        assert max(header.datestamp for header in headers) <= answered
        self._next = answered if self._begins == "responseDate" else max(header.datestamp for header in headers)
        return {header.identifier.rpartition(":")[2] for header in headers}


@pytest.mark.parametrize("begins", ["responseDate", "last datestamp"])
def test_a_harvester_misses_nothing_while_the_clock_goes_a_day_forward_and_two_back(live_server, clock: Clock, begins):  # noqa: ANN001
    harvester = Harvester(live_server.url, begins)
    first, second, third, merged = (short(title) for title in ("First", "Second", "Third", "The same again"))
    clock.ahead += 2 * MINUTE
    last = short("Last of the first day")  # with its datestamp the next harvest of one kind begins
    assert harvester.harvest() == {first.uid, second.uid, third.uid, merged.uid, last.uid}

    clock.ahead += DAY
    publish(first, "Corrected.")
    assert harvester.harvest() - {last.uid} == {first.uid}

    clock.ahead -= 2 * DAY
    publish(second, "Corrected.")
    withdraw(third, "Not what was said.")
    new = short("New")
    assert harvester.harvest() - {first.uid} == {second.uid, third.uid, new.uid}

    clock.ahead += 2 * MINUTE
    publish(third, "It was said.")
    merge_statements(merged, new, "One document.")
    assert harvester.harvest() - {second.uid} == {third.uid, new.uid, merged.uid}

    clock.ahead += 2 * DAY
    publish(last, "Corrected when the clock has caught up.")
    assert harvester.harvest() - {second.uid, third.uid, new.uid, merged.uid} == {last.uid}
    clock.ahead += MINUTE
    publish(first, "Corrected again.")
    assert harvester.harvest() - {last.uid} == {first.uid}


def test_a_harvest_by_tokens_misses_nothing_that_changes_meanwhile(live_server, clock: Clock, monkeypatch):  # noqa: ANN001
    monkeypatch.setattr("statements.exchange.oai.responses.HEADERS_PER_PAGE", 3)
    made = sorted((short(f"Remarks {number}") for number in range(8)), key=lambda each: each.uid)
    records = iter(Sickle(f"{live_server.url}/oai", timeout=60).ListIdentifiers(metadataPrefix="oai_dc"))
    seen = [next(records).identifier for _ in range(2)]
    clock.ahead -= DAY
    for statement in made:
        publish(statement, "Corrected.")
    later = [header.identifier for header in records]
    assert {each.rpartition(":")[2] for each in later} == {each.uid for each in made}
    assert len(seen) + len(later) == 8 + 3  # those of the first page once more, since they have changed


def test_the_api_s_cursor_misses_nothing_and_doubles_nothing(client, clock: Clock):  # noqa: ANN001
    for number in range(4):
        short(f"Before {number}")
    clock.ahead += DAY
    short("Tomorrow")
    clock.ahead -= 2 * DAY
    for number in range(4):
        short(f"After {number}")
    titles = list(_read_by_cursor(client))
    assert titles == [*(f"After {n}" for n in (3, 2, 1, 0)), "Tomorrow", *(f"Before {n}" for n in (3, 2, 1, 0))]


def _read_by_cursor(client) -> Iterator[str]:  # noqa: ANN001
    address = "/api/v1/statements?sort=added&limit=2"
    while address:
        body = client.get(address).json()
        yield from (item["title"] for item in body["results"])
        address = body["next"]


def test_a_reader_that_sends_only_a_date_hears_of_a_change_after_the_clock_was_set_back(client, clock, monkeypatch):  # noqa: ANN001
    monkeypatch.setattr(statement_feeds, "PROCESS_START", timezone.now())
    statement = short()
    Statement.objects.update(published_at=timezone.now() + MINUTE, datestamp=timezone.now() + MINUTE)
    clock.ahead += 10 * MINUTE
    known = client.get("/statements/?format=atom")["Last-Modified"]
    assert client.get("/statements/?format=atom", headers={"if-modified-since": known}).status_code == 304
    clock.ahead -= DAY
    publish(statement, "Corrected.")
    clock.ahead += DAY + MINUTE
    assert client.get("/statements/?format=atom", headers={"if-modified-since": known}).status_code == 200


def test_no_page_says_that_it_was_changed_in_the_future(client, clock: Clock):  # noqa: ANN001
    statement = short()
    clock.ahead -= DAY
    said = client.get(statement.get_absolute_url())["Last-Modified"]
    assert datetime.strptime(said, "%a, %d %b %Y %H:%M:%S %Z") <= timezone.now().replace(tzinfo=None)
