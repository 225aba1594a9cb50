"""A facet with more values than a page lists at once."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from statements.search.indexing.updating import update_index
from tests.factories import PartyFactory, SpeakerFactory, published, turn

pytestmark = pytest.mark.django_db
NAMES = [f"Envoy {letter}" for letter in "ABCDEFGHIJKL"]


@pytest.fixture
def envoys(index, monkeypatch) -> None:
    """Twelve speakers, each with a statement; a page counts out ten values of a facet."""
    monkeypatch.setattr("statements.filters.index.MAX_COUNTED", 10)
    party = PartyFactory()
    statements = [
        published([turn(SpeakerFactory(name=name, sort_name=name), "He thanked the hosts.", party=party)], title=name)
        for name in NAMES
    ]
    update_index(statement.pk for statement in statements)


def facet_of(client: Client, address: str):
    page = html.fromstring(client.get(address).content)
    return page.get_element_by_id("facet-speaker").getparent()


def names(facet) -> list[str]:
    return sorted(name.text_content() for name in facet.cssselect("a.entry .name"))


def test_what_is_beyond_the_list_is_counted_and_led_to(client: Client, envoys) -> None:
    facet = facet_of(client, "/search/?q=hosts")
    assert len(names(facet)) == 10
    (link,) = facet.cssselect(".facet-more .hint a")
    assert link.text_content() == "And 2 with fewer"
    whole = facet_of(client, f"/search/{link.get('href')}")
    assert names(whole) == NAMES
    assert whole.cssselect("details[open]") and not whole.cssselect(".hint")


def test_another_facet_stays_short_and_a_chosen_value_is_always_listed(client: Client, envoys) -> None:
    assert len(names(facet_of(client, "/search/?q=hosts&more=country"))) == 10
    last = facet_of(client, "/search/?q=hosts&more=speaker").cssselect("a.entry")[-1]
    chosen = facet_of(client, f"/search/{last.get('href')}".replace("more=speaker", ""))
    assert chosen.cssselect("a[aria-current] .name")[0].text_content() == last.cssselect(".name")[0].text_content()


@pytest.mark.parametrize("more", ["", "nothing", "\x00", "speaker' OR 1"])
def test_a_facet_that_is_none_changes_nothing(client: Client, envoys, more: str) -> None:
    response = client.get("/search/", {"q": "hosts", "more": more})
    assert len(names(html.fromstring(response.content).get_element_by_id("facet-speaker").getparent())) == 10
