"""Asking again for a public page: 304 while it is the same, and never a page from before a change."""

from __future__ import annotations

import pytest
from django.template import engines
from lxml import etree

from statements.models import Statement
from statements.publishing import publish, withdraw
from tests.exchange.records import short, talks_in_pyongyang
from tests.factories import putin, russia

pytestmark = pytest.mark.django_db
KEPT = "public, max-age=0, must-revalidate"


@pytest.fixture
def asked_again(client):
    """Asks for a page twice, with a change between: the status of the second answer."""

    def ask(address: str, change=lambda: None, header: str = "If-None-Match") -> int:
        first = client.get(address)
        assert first.status_code == 200
        validator = first["ETag"] if header == "If-None-Match" else first["Last-Modified"]
        change()
        return client.get(address, headers={header: validator}).status_code

    return ask


def pages(statement: Statement) -> list[str]:
    return [
        "/", "/statements/", "/dates/", "/dates/2024/", "/speakers/", "/countries/", "/topics/", "/treaties/",
        "/events/", "/publishers/", "/about/", "/api/", "/sitemap.xml", "/robots.txt", "/opensearch.xml",
        "/statements/?format=atom", "/suggest/?q=putin", "/api/v1/statements", statement.get_absolute_url(),
        putin().get_absolute_url(), russia().get_absolute_url(), f"/s/{statement.uid}/export.json",
    ]  # fmt: skip


def test_every_public_page_is_answered_304_while_it_is_the_same(asked_again):
    statement = talks_in_pyongyang()
    answers = {address: asked_again(address) for address in pages(statement)}
    assert {address: status for address, status in answers.items() if status != 304} == {}


def test_every_public_page_may_be_kept_and_sets_no_cookie(client):
    statement = talks_in_pyongyang()
    for address in pages(statement):
        response = client.get(address)
        assert not response.cookies, address
        assert "cookie" not in response.get("Vary", "").lower(), address
        assert {part.strip() for part in response["Cache-Control"].split(",")} == set(KEPT.split(", ")), address


def test_the_theme_is_the_reader_s_browser_s_own(client):
    statement = talks_in_pyongyang()
    client.cookies["theme"] = "dark"
    dark = client.get(statement.get_absolute_url())
    client.cookies.clear()
    assert client.get(statement.get_absolute_url())["ETag"] == dark["ETag"]


def corrected(statement: Statement) -> None:
    statement.title = "A corrected title"
    statement.save()
    publish(statement, "The title.")


def renamed(statement: Statement) -> None:
    speaker = putin()
    speaker.name = "Vladimir Vladimirovich Putin"
    speaker.save()


def country_renamed_behind_the_models_back(statement: Statement) -> None:
    type(russia()).objects.filter(code="RUS").update(name="Russian Federation")


def neighbour_added(statement: Statement) -> None:
    short("Said a day later", date="2024-06-20")


@pytest.mark.parametrize("change", [corrected, renamed, country_renamed_behind_the_models_back, neighbour_added])
def test_a_changed_page_is_sent_whole(asked_again, change):
    statement = talks_in_pyongyang()
    assert asked_again(statement.get_absolute_url(), lambda: change(statement)) == 200


def test_a_changed_template_is_a_changed_page(client, monkeypatch):
    statement = talks_in_pyongyang()
    etag = client.get(statement.get_absolute_url())["ETag"]
    loader = engines["django"].engine.template_loaders[0]
    get_template = type(loader).get_template

    def with_a_new_footer(self, name, skip=None):
        template = get_template(self, name, skip)
        if name == "base.html":
            source = template.source.replace("at addresses that last", "for good")
            return type(template)(source, template.origin, name, self.engine)
        return template

    monkeypatch.setattr(type(loader), "get_template", with_a_new_footer)
    loader.reset()
    try:
        answer = client.get(statement.get_absolute_url(), headers={"If-None-Match": etag})
    finally:
        loader.reset()
    assert answer.status_code == 200
    assert "for good" in answer.content.decode()


def test_a_withdrawn_statement_is_gone_at_once_and_back_at_once(client):
    statement = talks_in_pyongyang()
    address = statement.get_absolute_url()
    etag = client.get(address)["ETag"]
    withdraw(statement, "Published by mistake.")
    gone = client.get(address, headers={"If-None-Match": etag})
    assert gone.status_code == 410
    assert "max-age=0" in gone["Cache-Control"]
    publish(statement, "It was right after all.")
    assert client.get(address).status_code == 200


def test_a_date_alone_is_not_believed_for_a_page(client):
    """The page may have changed around the record since."""
    statement = talks_in_pyongyang()
    later = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert client.get(statement.get_absolute_url(), headers={"If-Modified-Since": later}).status_code == 200


def test_a_packed_page_is_the_same_page(client):
    etag = client.get("/about/", headers={"Accept-Encoding": "gzip"})["ETag"]
    assert etag.startswith("W/")
    assert client.get("/about/", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/about/", headers={"If-None-Match": f'"other", {etag}'}).status_code == 304
    assert client.get("/about/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_has_the_validator_of_get(client):
    assert client.head("/about/")["ETag"] == client.get("/about/")["ETag"]


def test_an_operator_may_let_a_proxy_serve_for_a_while(client, settings):
    settings.PROXY_CACHE_SECONDS = 60
    control = client.get("/about/")["Cache-Control"]
    assert {part.strip() for part in control.split(",")} == {"public", "max-age=0", "s-maxage=60"}


def test_what_somebody_logged_in_sees_is_not_kept(admin_client):
    response = admin_client.get("/admin/")
    assert response.status_code == 200
    assert "public" not in response.get("Cache-Control", "")
    assert "ETag" not in response


def test_the_head_of_a_page_says_its_address_and_how_it_is_shared(client):
    statement = talks_in_pyongyang()
    html = etree.HTML(client.get(f"{statement.get_absolute_url()}?q=alliance").content.decode())
    meta = {element.get("property"): element.get("content") for element in html.xpath("//meta[@property]")}
    address = f"http://testserver{statement.get_absolute_url()}"
    assert html.xpath('//link[@rel="canonical"]/@href') == [address]
    assert meta["og:url"] == address
    assert meta["og:type"] == "article"
    assert meta["og:title"] == statement.title
    assert meta["og:description"].startswith("Press statement, 19 June 2024, Pyongyang: Kim Jong-un, Vladimir Putin")


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/", "/"),
        ("/statements/?sort=oldest&kind=press_statement", "/statements/?kind=press_statement"),
        ("/countries/RUS/?more=topic", "/countries/RUS/"),
        ("/speakers/?letter=P&utm_source=x", "/speakers/?letter=P"),
        ("/about/?x=1", "/about/"),
        ("/search/?q=alliance&sort=newest&page=1", "/search/?q=alliance"),
    ],
)
def test_a_page_has_one_true_address(client, index, address, canonical):
    talks_in_pyongyang()
    html = etree.HTML(client.get(address).content.decode())
    assert html.xpath('//link[@rel="canonical"]/@href') == [f"http://testserver{canonical}"]


def test_the_true_address_is_the_public_one(client, settings):
    settings.PUBLIC_URL = "https://archive.example.org"
    html = etree.HTML(client.get("/about/").content.decode())
    assert html.xpath('//link[@rel="canonical"]/@href') == ["https://archive.example.org/about/"]


def test_pages_that_are_not_there_have_no_true_address(client):
    assert b"canonical" not in client.get("/nowhere/").content
