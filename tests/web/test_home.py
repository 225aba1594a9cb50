"""The front page and what it promises of the pages it leads to."""

import re

import pytest
from django.urls import reverse
from lxml import html

from statements.models import StatementParty, Topic, TreatyMention
from statements.publishing import withdraw
from tests.factories import PartyFactory, StatementFactory, TopicFactory, TreatyFactory, published, putin, russia, turn

pytestmark = pytest.mark.django_db


def home(client):
    response = client.get(reverse("statements:home"))
    assert response.status_code == 200
    return html.fromstring(response.content)


def entries(page, heading):
    section = page.cssselect(f'section[aria-labelledby="{heading}"]')[0]
    return {
        link.cssselect(".name")[0].text.strip(): (int(link.cssselect(".count")[0].text), link.get("href"))
        for link in section.cssselect("a.entry")
    }


def shown(client, address):
    """How many statements the page at ``address`` says it shows, and how many it lists."""
    page = html.fromstring(client.get(address).content)
    said = re.search(r"\d+", page.cssselect("#shelf-heading")[0].text_content())
    return int(said[0]), len(page.cssselect(".shelf-item"))


def test_an_empty_archive_has_a_front_page(client):
    page = home(client)
    assert not page.cssselect("figure.years")
    assert "The archive is empty." in page.text_content()


def test_every_count_is_the_number_of_statements_behind_its_link(client):
    security = TopicFactory()
    alliances = Topic.objects.create(name="Alliances", slug="alliances", parent=security)
    published(topics=[security, alliances])
    published(title="Of alliances alone", topics=[alliances], date="2023")
    published([turn(putin(), "Words.", party=russia())], title="Of nothing")
    withdraw(published(title="Taken back", topics=[security]), "By mistake.")
    StatementFactory(title="A draft")
    StatementParty.objects.create(
        statement=published(title="Of Japan"), party=PartyFactory(code="JPN", name="Japan"), role="mentioned"
    )
    page = home(client)
    countries, topics = entries(page, "countries-heading"), entries(page, "topics-heading")
    assert {name: count for name, (count, _) in countries.items()} == {"Russia": 4, "North Korea": 3}
    assert {name: count for name, (count, _) in topics.items()} == {"Security": 2}
    for count, address in [*countries.values(), *topics.values()]:
        assert shown(client, address) == (count, count)
    for bar in page.cssselect(".decades td a"):
        count = int(bar.text_content().split()[-1])
        assert shown(client, bar.get("href")) == (count, count)


def test_the_chart_and_its_table_lead_to_the_same_years(client):
    published()
    published(title="Earlier", date="1991")
    page = home(client)
    bars = [(bar.get("href"), bar.cssselect("title")[0].text) for bar in page.cssselect(".years-plot svg a")]
    assert bars == [("/dates/1991/", "1991: 1"), ("/dates/2024/", "2024: 1")]
    assert [cell.get("href") for cell in page.cssselect(".decades td a")] == ["/dates/1991/", "/dates/2024/"]
    assert all(bar.get("tabindex") == "-1" for bar in page.cssselect(".years-plot svg a"))


def test_a_treaty_counts_the_statements_that_speak_of_it_and_not_their_passages(client):
    treaty = TreatyFactory()
    statement = published()
    for passage in statement.paragraphs.all():
        TreatyMention.objects.create(statement=statement, treaty=treaty, paragraph=passage)
    TreatyMention.objects.create(statement=StatementFactory(title="A draft"), treaty=treaty)
    assert entries(home(client), "treaties-heading") == {treaty.short_title: (1, treaty.get_absolute_url())}


def test_the_latest_additions_come_first_whatever_their_date(client):
    published(title="Added first", date="2024")
    published(title="Added last", date="1918")
    titles = [link.text for link in home(client).cssselect(".home-latest .shelf-title a")]
    assert titles == ["Added last", "Added first"]


def test_the_front_page_costs_the_same_however_much_there_is(client, django_assert_max_num_queries):
    for year in range(1990, 2000):
        published(title=f"Statement of {year}", date=str(year), topics=[TopicFactory()])
    with django_assert_max_num_queries(15):
        home(client)
