"""Spans of time and long lists of OAI-PMH: pages, tokens, changes during a harvest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from statements.exchange.oai import responses
from statements.ingest.writing import write_speeches
from statements.models import Statement
from statements.publishing import publish, withdraw
from tests.exchange.oai.requests import OAI, error, find, identifier
from tests.exchange.records import short, talks_in_pyongyang
from tests.factories import kim, north_korea, turn

pytestmark = pytest.mark.django_db


def test_both_ends_of_a_span_are_within_it(ask):
    statement = short()
    second = f"{statement.datestamp:%Y-%m-%dT%H:%M:%SZ}"
    day = second[:10]
    for bounds in ({"from": second, "until": second}, {"from": day, "until": day}, {"from": second}, {"until": day}):
        root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **bounds)
        assert find(root, ".//o:identifier") == [identifier(statement)]


def test_what_lies_before_or_behind_a_span_is_not_in_it(ask):
    moved(short("Earlier"), days=-2)
    moved(short("Later"), days=+2)
    now = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"
    root = ask(verb="ListRecords", metadataPrefix="oai_dc", **{"from": now})
    assert find(root, ".//dc:title") == ["Later"]
    root = ask(verb="ListRecords", metadataPrefix="oai_dc", until=now)
    assert find(root, ".//dc:title") == ["Earlier"]


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(responses, "HEADERS_PER_PAGE", 2)
    smaller = {name: replace(format, page=2) for name, format in responses.FORMATS.items()}
    monkeypatch.setattr(responses, "FORMATS", smaller)


def test_a_long_list_comes_in_pages_with_an_honest_cursor(ask, small_pages):
    expected = [identifier(short(f"Remarks {number}")) for number in range(5)]
    found, cursors, token = [], [], ""
    while True:
        arguments = {"resumptionToken": token} if token else {"metadataPrefix": "oai_dc"}
        root = ask(verb="ListIdentifiers", **arguments)
        found += find(root, ".//o:identifier")
        [element] = root.iterfind(".//o:resumptionToken", OAI)
        cursors.append((element.get("cursor"), element.get("completeListSize"), bool(element.get("expirationDate"))))
        token = element.text
        if not token:
            break
    assert found == expected
    assert cursors == [("0", "5", True), ("2", "5", True), ("4", "5", False)]


def test_a_list_that_fits_has_no_token(ask, small_pages):
    short(), short()
    assert ask(verb="ListRecords", metadataPrefix="oai_dc").find(".//o:resumptionToken", OAI) is None


def first_token(root: etree._Element) -> str:
    return root.findtext(".//o:resumptionToken", namespaces=OAI)


def test_changes_during_a_harvest_lose_nothing_and_repeat_only_what_changed(ask, small_pages):
    made = [short(f"Remarks {number}") for number in range(6)]
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    found = find(root, ".//o:identifier")
    publish(made[0], "Corrected while it is harvested.")
    publish(made[4], "Corrected while it is harvested.")
    withdraw(made[3], "Not what was said.")
    new = short("New")
    while token := first_token(root):
        root = ask(verb="ListIdentifiers", resumptionToken=token)
        found += find(root, ".//o:identifier")
    assert set(found) == {identifier(statement) for statement in [*made, new]}
    assert [name for name in found if found.count(name) > 1] == [identifier(made[0])] * 2


def test_a_token_may_be_used_again(ask, small_pages):
    for number in range(3):
        short(f"Remarks {number}")
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc"))
    again = [find(ask(verb="ListRecords", resumptionToken=token), ".//dc:title") for _ in range(2)]
    assert again == [["Remarks 2"], ["Remarks 2"]]


def test_a_token_of_another_verb_is_no_token(ask, small_pages):
    for number in range(3):
        short(f"Remarks {number}")
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc"))
    assert error(ask(verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"


def test_an_old_token_has_expired(ask, small_pages, monkeypatch):
    for number in range(3):
        short(f"Remarks {number}")
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc"))
    monkeypatch.setattr("statements.exchange.oai.tokens.LIFETIME", timedelta(seconds=-1))
    assert error(ask(verb="ListRecords", resumptionToken=token)) == "badResumptionToken"


def test_a_harvest_of_a_past_span_ends_even_if_its_last_records_have_moved_out_of_it(ask, small_pages):
    made = [short(f"Remarks {number}") for number in range(3)]
    Statement.objects.update(datestamp=timezone.now() - timedelta(days=3))
    until = f"{timezone.now() - timedelta(days=2):%Y-%m-%d}"
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc", until=until))
    last = max(made, key=lambda statement: statement.uid)
    publish(last, "Corrected.")
    root = ask(verb="ListRecords", resumptionToken=token)
    assert len(find(root, ".//dc:title")) == 1


def test_a_page_costs_the_same_whatever_its_length(ask, django_assert_max_num_queries):
    for number in range(15):
        talks_in_pyongyang(title=f"Talks {number}", source_key="")
    with django_assert_max_num_queries(24):
        assert len(find(ask(verb="ListRecords", metadataPrefix="tei"), ".//o:record")) == 15


def test_speakers_of_records_are_creators_in_order_of_appearance(ask):
    statement = short()
    write_speeches(statement, [turn(kim(), "First.", party=north_korea()), turn(None, "Second.")])
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    assert find(root, ".//dc:creator") == ["Kim Jong-un"]


def moved(statement: Statement, days: int) -> None:
    Statement.objects.filter(pk=statement.pk).update(datestamp=timezone.now() + timedelta(days=days))
