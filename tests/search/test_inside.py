"""The small forms that search inside one statement, or what is filed under one record."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from statements.search.indexing.updating import update_index
from tests.factories import EventFactory, TopicFactory, TreatyFactory, putin, russia

from .records import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(index):
    return archive()


def form_of(client: Client, address: str) -> tuple[str, dict[str, str]]:
    """Where the form of the page leads, and what it sends besides the words."""
    form = html.fromstring(client.get(address).content).cssselect("form.search-inside")[0]
    assert form.get("method") == "get"
    return form.get("action"), {field.get("name"): field.get("value") for field in form.cssselect("input")}


@pytest.mark.parametrize("record", [putin, russia, TreatyFactory, TopicFactory])
def test_the_page_of_a_record_searches_what_is_filed_under_it(client: Client, records, record) -> None:
    action, sent = form_of(client, record().get_absolute_url())
    found = client.get(action, {**sent, "q": "treaty OR multipolar", "format": "json"}).json()
    expected = {"talks"} if record in (TreatyFactory, TopicFactory) else {"talks", "address"}
    assert {hit["uid"] for hit in found["hits"]} == {records[name].uid for name in expected}
    everywhere = client.get(action, {"q": "he", "format": "json"}).json()
    assert found["total"] < everywhere["total"]


def test_the_pages_of_a_publisher_and_an_event_search_theirs(client: Client, records) -> None:
    statement = records["talks"]
    statement.event = EventFactory()
    statement.save()
    update_index([statement.pk])
    for record in (statement.publisher, statement.event):
        action, sent = form_of(client, record.get_absolute_url())
        found = client.get(action, {**sent, "q": "treaty", "format": "json"}).json()
        assert statement.uid in {hit["uid"] for hit in found["hits"]}


def test_a_statement_searches_itself_and_keeps_the_words(client: Client, records) -> None:
    statement = records["assembly"]
    action, sent = form_of(client, statement.get_absolute_url())
    assert (action, sent) == (statement.get_absolute_url(), {"q": ""})
    address = f"{action}?q=arms+race"
    assert form_of(client, address)[1] == {"q": "arms race"}
    page = html.fromstring(client.get(address).content)
    assert [mark.text for mark in page.cssselect(".transcript mark")] == ["arms", "race"]


def test_a_statement_that_is_not_shown_in_full_offers_no_search_inside(client: Client, records) -> None:
    publisher = records["address"].publisher
    publisher.shows_full_text = False
    publisher.save()
    page = html.fromstring(client.get(records["address"].get_absolute_url()).content)
    assert not page.cssselect("form.search-inside")
