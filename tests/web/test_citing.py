"""The “Cite” pages and what stands in the pages they are for."""

import json

import bibtexparser
import pytest
import rispy
from lxml import html

from statements.citing.styles import STYLES
from statements.models import TreatyParty
from tests.factories import PartyFactory, TopicFactory, TreatyFactory, north_korea, published, russia, turn

pytestmark = pytest.mark.django_db


def words(element):
    return " ".join(element.text_content().split())


@pytest.fixture
def statement():
    return published(title="Press statements ‹following› the talks", topics=[TopicFactory()])


@pytest.mark.parametrize("style", STYLES)
def test_a_statement_in_every_style(client, statement, style):
    response = client.get(f"/s/{statement.uid}/cite/", {"style": style})
    assert response.status_code == 200
    page = html.fromstring(response.content)
    assert words(page.cssselect(".choices [aria-current]")[0]) == STYLES[style].name
    bibliography = words(page.cssselect("[data-copy]")[-1])
    assert bibliography.startswith("Kim")
    assert f"http://testserver/s/{statement.uid}/" in bibliography


@pytest.mark.parametrize("style", ["", "nature", "\x00", "a" * 500])
def test_a_style_that_there_is_not_is_as_good_as_none(client, statement, style):
    page = html.fromstring(client.get(f"/s/{statement.uid}/cite/", {"style": style}).content)
    assert words(page.cssselect(".choices [aria-current]")[0]) == "Chicago (notes and bibliography)"


def test_markup_in_a_title_is_text_on_the_page(client):
    statement = published(title="A <script>alert(1)</script> & more")
    for style in STYLES:
        page = client.get(f"/s/{statement.uid}/cite/", {"style": style}).content.decode().lower()
        assert "<script>alert" not in page
    assert "<script>alert" not in client.get(statement.get_absolute_url()).content.decode()


def test_the_files_are_read_by_reference_managers(client, statement):
    permalink = f"http://testserver/s/{statement.uid}/"
    bib = client.get(f"/s/{statement.uid}/cite.bib")
    [entry] = bibtexparser.parse_string(bib.content.decode()).entries
    [read] = rispy.loads(client.get(f"/s/{statement.uid}/cite.ris").content.decode())
    [item] = json.loads(client.get(f"/s/{statement.uid}/cite.json").content)
    assert entry["url"] == read["urls"][0] == item["URL"] == permalink
    assert entry["title"].strip("{}") == read["title"] == item["title"] == statement.title
    assert f'filename="chancery-{statement.uid}.bib"' in bib["Content-Disposition"]


def test_a_page_says_what_its_files_say(client, statement):
    page = html.fromstring(client.get(statement.get_absolute_url()).content)
    meta = {tag.get("name"): tag.get("content") for tag in page.cssselect("meta[name]")}
    [item] = json.loads(client.get(f"/s/{statement.uid}/cite.json").content)
    thing = json.loads(page.cssselect("script[type='application/ld+json']")[0].text)
    assert meta["citation_title"] == meta["DC.title"] == thing["name"] == item["title"] == statement.title
    assert meta["citation_public_url"] == thing["url"] == item["URL"]
    assert meta["citation_publisher"] == thing["publisher"]["name"] == item["publisher"] == "President of Russia"
    assert meta["citation_language"] == item["language"] == "en"
    assert meta["z:itemType"] == "document"
    authors = [tag.get("content") for tag in page.cssselect("meta[name='citation_author']")]
    assert authors == ["Kim, Jong-un", "Putin, Vladimir"]
    alternates = {link.get("type") for link in page.cssselect("link[rel='alternate']")}
    assert {"application/x-research-info-systems", "application/x-bibtex"} <= alternates


def test_a_statement_that_nobody_speaks_in_is_cited_by_its_parties(client):
    turns = [turn(None, "The two sides agreed.", party=russia()), turn(None, "So be it.", party=north_korea())]
    statement = published(turns)
    [item] = json.loads(client.get(f"/s/{statement.uid}/cite.json").content)
    assert {author["literal"] for author in item["author"]} == {"Russia", "North Korea"}


def test_a_treaty_is_cited_with_its_registration_and_parties(client):
    treaty = TreatyFactory(registration="UNTS 3370, no. 57123")
    for party in (russia(), north_korea()):
        TreatyParty.objects.create(treaty=treaty, party=party)
    page = html.fromstring(client.get(f"/treaties/{treaty.uid}/cite/").content)
    assert "UNTS 3370, no. 57123" in words(page)
    assert "Parties: North Korea, Russia" in words(page)
    [item] = json.loads(client.get(f"/treaties/{treaty.uid}/cite.json").content)
    assert (item["type"], item["issued"]) == ("treaty", {"date-parts": [[2024, 6, 19]]})
    shown = html.fromstring(client.get(treaty.get_absolute_url()).content)
    assert shown.cssselect("meta[name='citation_title']")[0].get("content") == treaty.title
    assert client.get(f"/treaties/{treaty.uid.upper()}/cite.ris")["Location"] == f"/treaties/{treaty.uid}/cite.ris"


def test_a_convention_of_many_parties_does_not_list_them(client):
    treaty = TreatyFactory()
    for number in range(12):
        TreatyParty.objects.create(treaty=treaty, party=PartyFactory(code=f"X{number:02}", name=f"State {number}"))
    assert "State 3" not in client.get(f"/treaties/{treaty.uid}/cite/").content.decode()


def test_a_citation_costs_few_queries(client, statement, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(f"/s/{statement.uid}/cite/")
