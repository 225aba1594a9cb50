"""Sickle, which libraries harvest with, on a running server."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree
from sickle import Sickle

from statements.exchange.oai import responses
from statements.publishing import publish, withdraw
from tests.exchange.records import draft, short, talks_in_pyongyang

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def harvester(live_server):
    return Sickle(f"{live_server.url}/oai", timeout=60)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    smaller = {name: replace(format, page=3) for name, format in responses.FORMATS.items()}
    monkeypatch.setattr(responses, "FORMATS", smaller)


def uid(record) -> str:
    return record.header.identifier.rpartition(":")[2]


def test_it_harvests_everything_once(harvester):
    made = {short(f"Remarks {number}").uid for number in range(8)} | {talks_in_pyongyang().uid}
    draft()
    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert {uid(record) for record in records} == made
    assert len(records) == len(made)
    assert {record.metadata["publisher"][0] for record in records} == {"President of Russia"}


def test_it_finds_exactly_what_changed_since(harvester):
    made = [short(f"Remarks {number}") for number in range(5)]
    unseen = draft()
    last = max(record.header.datestamp for record in harvester.ListRecords(metadataPrefix="oai_dc"))
    _wait_for_the_next_second(last)
    publish(made[1], "Corrected.")
    withdraw(made[2], "Not what was said.")
    publish(unseen, "First published.")
    made[3].private_note = "Nobody's business."
    made[3].save()
    since = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"
    records = list(harvester.ListRecords(**{"metadataPrefix": "oai_dc", "from": min(since, _after(last))}))
    assert {uid(record): record.deleted for record in records} == {
        made[1].uid: False,
        made[2].uid: True,
        unseen.uid: False,
    }


def test_it_harvests_one_country_and_lists_the_sets(harvester):
    talks = talks_in_pyongyang()
    short()
    assert {"country:PRK", "topic:security:arms-control"} <= {found.setSpec for found in harvester.ListSets()}
    records = list(harvester.ListRecords(metadataPrefix="oai_dc", set="country:PRK"))
    assert [uid(record) for record in records] == [talks.uid]


def test_it_harvests_the_whole_texts_as_tei(harvester):
    talks_in_pyongyang()
    [record] = harvester.ListRecords(metadataPrefix="tei")
    assert "He thanked his host for the invitation." in etree.tostring(record.xml, encoding="unicode")


def test_it_gets_one_record_and_learns_of_the_repository(harvester):
    statement = short()
    record = harvester.GetRecord(identifier=f"oai:{_host(harvester)}:{statement.uid}", metadataPrefix="oai_dc")
    assert record.metadata["title"] == [statement.title]
    assert harvester.Identify().deletedRecord == "persistent"
    assert {found.metadataPrefix for found in harvester.ListMetadataFormats()} == {"oai_dc", "tei"}


def _host(harvester: Sickle) -> str:
    return harvester.endpoint.partition("://")[2].partition(":")[0]


def _after(second: str) -> str:
    when = datetime.strptime(second, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + timedelta(seconds=1)
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def _wait_for_the_next_second(second: str) -> None:
    """Datestamps have seconds; what changes within one and the same cannot be told apart."""
    while f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}" <= second:
        time.sleep(0.05)
