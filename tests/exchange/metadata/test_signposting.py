"""The typed links of a statement's page, read by the client of Signposting."""

import pytest
from signposting.linkheader import find_signposting_http_link

from statements.exchange.metadata.link_header import Link, format_link_header
from statements.exchange.metadata.signposting import MAX_AUTHORS
from tests.factories import PublisherFactory, SpeakerFactory, published, turn

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def signposts(client, statement):
    address = statement.get_absolute_url()
    return find_signposting_http_link([client.get(address)["Link"]], HOST + address)


def test_a_client_finds_citation_authors_descriptions_content_and_licence(client):
    statement = published()
    found = signposts(client, statement)
    own = f"{HOST}/s/{statement.uid}/"
    assert found.citeAs.target == own
    speakers = {f"{HOST}/speakers/{voice.speaker.uid}/" for voice in statement.voices.all()}
    assert {author.target for author in found.authors} == speakers
    assert {(link.target, link.type) for link in found.describedBy} == {
        (f"{own}export.json", "application/json"),
        (f"{own}export.tei.xml", "application/tei+xml"),
        (f"{own}cite.bib", "application/x-bibtex"),
        (f"{own}cite.ris", "application/x-research-info-systems"),
        (f"{own}cite.json", "application/vnd.citationstyles.csl+json"),
    }
    assert {(link.target, link.type) for link in found.items} == {(f"{own}export.txt", "text/plain")}
    assert found.license.target == "https://creativecommons.org/licenses/by/4.0/"
    assert {link.target for link in found.types} == {
        "https://schema.org/AboutPage", "https://schema.org/DigitalDocument",
    }  # fmt: skip


def test_every_link_of_it_leads_somewhere(client):
    statement = published()
    found = signposts(client, statement)
    for link in (found.citeAs, *found.authors, *found.describedBy, *found.items):
        assert client.get(link.target.removeprefix(HOST), follow=True).status_code == 200


def test_words_that_a_licence_forbids_are_no_item(client):
    statement = published(publisher=PublisherFactory(name="Closed Agency", shows_full_text=False, licence_url=""))
    found = signposts(client, statement)
    assert list(found.items) == []
    assert found.license is None


def test_a_debate_of_a_hundred_speakers_keeps_its_header_short(client):
    statement = published([turn(SpeakerFactory(name=f"Delegate {number}"), "Agreed.") for number in range(100)])
    found = signposts(client, statement)
    assert len(found.authors) == MAX_AUTHORS


def test_an_address_with_anything_in_it_makes_a_header():
    link = Link('https://example.org/лицензия/ "x"> <y>\r\nSet-Cookie: a=b', "license")
    header = format_link_header([link])
    assert header.isascii()
    assert not set(header) & {"\r", "\n"}
    assert header.count("<") == header.count(">") == 1
