"""Sitemaps, robots.txt and OpenSearch, as crawlers and browsers read them."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from statements.exchange.feeds import sitemaps
from statements.models import Statement
from statements.publishing import withdraw
from statements.search.indexing.queue import process_queue
from tests.exchange.records import draft, short, talks_in_pyongyang
from tests.factories import putin

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "o": "http://a9.com/-/spec/opensearch/1.1/"}


def read(client, address: str) -> dict[str, str]:
    """Path -> lastmod ("" where none is told) of a sitemap or of the index."""
    response = client.get(urlsplit(address).path)
    assert response.status_code == 200
    root = etree.fromstring(response.content)
    return {
        place.findtext("s:loc", namespaces=NS): place.findtext("s:lastmod", default="", namespaces=NS) for place in root
    }


def everything(client) -> dict[str, str]:
    places = {}
    for piece in read(client, "/sitemap.xml"):
        places |= read(client, piece)
    return {urlsplit(address).path: when for address, when in places.items()}


def test_every_place_of_the_sitemap_is_a_page(client):
    talks_in_pyongyang()
    places = everything(client)
    assert {client.get(path).status_code for path in places} == {200}
    statement = Statement.objects.get()
    assert {statement.get_absolute_url(), putin().get_absolute_url(), "/countries/RUS/", "/topics/security/"} <= set(
        places
    )


def test_a_statement_s_date_is_that_of_its_last_public_change(client):
    statement = talks_in_pyongyang()
    when = everything(client)[statement.get_absolute_url()]
    assert datetime.fromisoformat(when) == statement.datestamp.replace(microsecond=0)


def test_drafts_and_withdrawn_statements_are_on_no_map(client):
    hidden = [draft(), short("Withdrawn")]
    withdraw(hidden[1], "By mistake.")
    assert not {statement.get_absolute_url() for statement in hidden} & set(everything(client))
    assert putin().get_absolute_url() not in everything(client)


def test_long_maps_come_in_pieces_with_the_latest_date_of_each(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "URLS_PER_SITEMAP", 2)
    statements = [short(f"Remarks {number}") for number in range(5)]
    index = read(client, "/sitemap.xml")
    pieces = [address for address in index if "/statements-" in address]
    assert [urlsplit(address).path for address in pieces] == [f"/sitemaps/statements-{n}.xml" for n in (1, 2, 3)]
    found = [read(client, address) for address in pieces]
    assert [len(piece) for piece in found] == [2, 2, 1]
    assert {urlsplit(a).path for piece in found for a in piece} == {s.get_absolute_url() for s in statements}
    assert [index[address] for address in pieces] == [max(piece.values()) for piece in found]


@pytest.mark.parametrize("path", ["statements-2", "statements-0", "nothing-1", "statements-99999999999"])
def test_a_piece_that_there_is_not_is_not_found(client, path):
    short()
    assert client.get(f"/sitemaps/{path}.xml").status_code == 404


def test_the_map_costs_as_many_queries_for_many_as_for_few(client, django_assert_max_num_queries):
    for number in range(8):
        short(f"Remarks {number}")
    with django_assert_max_num_queries(10):
        client.get("/sitemap.xml")


def test_sitemaps_are_valid(client, published_schema):
    talks_in_pyongyang()
    schema = etree.XMLSchema(etree.parse(published_schema("sitemap.xsd")))
    for address in read(client, "/sitemap.xml"):
        document = etree.fromstring(client.get(urlsplit(address).path).content)
        assert schema.validate(document), schema.error_log


def test_crawlers_may_read_pages_and_no_endless_combinations(client):
    text = client.get("/robots.txt").content.decode()
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    base = "http://testserver"
    for path in ("/", "/s/0bc1234/a-speech/", "/countries/RUS/", "/sitemaps/statements-1.xml", "/search/?q=treaty"):
        assert robots.can_fetch("*", base + path), path
    for path in ("/suggest/?q=tr", "/export/corpus.zip", "/admin/"):
        assert not robots.can_fetch("*", base + path), path
    assert robots.site_maps() == [f"{base}/sitemap.xml"]
    # The rules that only crawlers of today read: filters are endless, pages of a list are not.
    assert {"Disallow: /*?", "Allow: /*?page=", "Allow: /search/?q=", "Disallow: /search/?q=*&"} <= set(
        text.splitlines()
    )


def test_a_browser_learns_to_search_and_to_complete_here(client, index):
    talks_in_pyongyang()
    process_queue()
    page = etree.HTML(client.get("/").content.decode())
    (address,) = page.xpath('//link[@rel="search"][@type="application/opensearchdescription+xml"]/@href')
    root = etree.fromstring(client.get(urlsplit(address).path).content)
    templates = {url.get("type"): url.get("template") for url in root.findall("o:Url", NS)}
    assert len(root.findtext("o:ShortName", namespaces=NS)) <= 16
    for media_type, template in templates.items():
        filled = template.replace("{searchTerms}", "putin").replace("{startPage?}", "1")
        answer = client.get(filled.removeprefix("http://testserver"))
        assert answer.status_code == 200, template
        assert answer["Content-Type"].partition(";")[0] == media_type
    filled = templates["application/x-suggestions+json"].replace("{searchTerms}", "put")
    typed, names, kinds, addresses = json.loads(client.get(filled.removeprefix("http://testserver")).content)
    assert (typed, names[0], kinds[0]) == ("put", "Vladimir Putin", "speaker")
    assert addresses[0] == f"http://testserver{putin().get_absolute_url()}"
