"""A passage: where it is, what became of it, how it is cited."""

import pytest
from lxml import html

from statements.ingest.writing import write_speeches
from statements.publishing import publish
from tests.factories import PublisherFactory, TermFactory, kim, north_korea, published, putin, russia, turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def retired():
    """A statement whose second paragraph was taken out in its third version, and that paragraph's anchor."""
    statement = published([turn(putin(), "He thanked his host.", "He spoke of railways and ports.", party=russia())])
    publish(statement, "Filed anew.")
    anchor = statement.paragraphs.last().anchor
    write_speeches(statement, [turn(putin(), "He thanked his host.", party=russia())])
    publish(statement, "A paragraph was another speaker’s.")
    return statement, anchor


def page_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return html.fromstring(response.content)


def words(element):
    return " ".join(element.text_content().split())


def test_a_retired_passage_tells_which_versions_have_it_and_how_it_is_cited(client, retired):
    statement, anchor = retired
    page = page_of(client, f"/s/{statement.uid}/p/{anchor}/", 410)
    links = [link.get("href") for link in page.cssselect(".tombstone li a")]
    assert links == [f"/s/{statement.uid}/v/2/#p-{anchor}", f"/s/{statement.uid}/v/1/#p-{anchor}"]
    assert f"/s/{statement.uid}/v/2/#p-{anchor}" in words(page.cssselect(".citation")[0])
    assert "railways" not in words(page)
    assert page_of(client, f"/s/{statement.uid}/p/{anchor}/cite/", 410) is not None


def test_a_retired_passage_can_be_cited_in_the_version_that_has_it(client, retired):
    statement, anchor = retired
    page = page_of(client, f"/s/{statement.uid}/p/{anchor}/cite/?v=1")
    assert words(page.cssselect("blockquote")[0]) == "He spoke of railways and ports."
    assert f"http://testserver/s/{statement.uid}/v/1/#p-{anchor}" in words(page)
    assert client.get(f"/s/{statement.uid}/p/{anchor}/cite/?v=3").status_code == 404


@pytest.mark.parametrize("version", ["0", "-1", "x", "٣", "99999999999999999999", "9"])
def test_a_version_that_never_was_has_no_passage(client, retired, version):
    statement, anchor = retired
    assert client.get(f"/s/{statement.uid}/p/{anchor}/cite/", {"v": version}).status_code == 404


def test_every_paragraph_of_a_statement_has_a_link_to_its_citation(client):
    statement = published()
    page = page_of(client, statement.get_absolute_url())
    for paragraph in statement.paragraphs.all():
        [link] = page.get_element_by_id(f"p-{paragraph.anchor}").cssselect("a.cite")
        assert link.get("href") == f"/s/{statement.uid}/p/{paragraph.anchor}/cite/"


def test_a_passage_of_an_earlier_version_is_cited_in_that_version(client, retired):
    statement, anchor = retired
    [link] = page_of(client, f"/s/{statement.uid}/v/1/").get_element_by_id(f"p-{anchor}").cssselect("a.cite")
    assert link.get("href") == f"/s/{statement.uid}/p/{anchor}/cite/?v=1"


def test_the_citation_page_has_words_link_citation_and_quotation_without_javascript(client):
    statement = published()
    paragraph = statement.paragraphs.get(order=2)
    page = page_of(client, f"/s/{statement.uid}/p/{paragraph.anchor}/cite/")
    assert words(page.cssselect("blockquote")[0]) == paragraph.text
    copied = [words(text) for text in page.cssselect("[data-copy]")]
    assert copied[0] == f"http://testserver/s/{statement.uid}/p/{paragraph.anchor}/"
    assert copied[1] == f"http://testserver/s/{statement.uid}/v/1/#p-{paragraph.anchor}"
    assert copied[2].startswith(
        "Kim Jong-un (Chairman of State Affairs, North Korea), through an interpreter (“retranslated”), in “Press "
        "statements following Russia–DPRK talks”, press statement, Pyongyang, 19 June 2024, ¶ 2, version 1"
    )
    assert copied[3].startswith(f"“{paragraph.text}”")


def test_the_buttons_copy_what_the_page_says(client):
    statement = published()
    paragraph = statement.paragraphs.first()
    said = client.get(f"/s/{statement.uid}/p/{paragraph.anchor}/copy.json").json()
    page = client.get(f"/s/{statement.uid}/p/{paragraph.anchor}/cite/").content.decode()
    assert said["link"] in page
    assert said["citation"] in html.fromstring(page).text_content()
    assert said["quotation"] == f"“{paragraph.text}”\n\n{said['citation']}"


def test_the_office_is_the_one_held_on_the_day(client):
    TermFactory(title="Prime Minister of the Russian Federation", start="2008-05-08", end="2012-05-07")
    TermFactory()
    statement = published([turn(putin(), "He thanked his host.", party=russia())], date="2010-04-08")
    passage = statement.paragraphs.first()
    said = client.get(f"/s/{statement.uid}/p/{passage.anchor}/copy.json").json()
    assert said["citation"].startswith("Vladimir Putin (Prime Minister of the Russian Federation), in “")


def test_words_that_a_licence_forbids_are_not_given_to_quote(client):
    statement = published(publisher=PublisherFactory(name="Closed Agency", shows_full_text=False))
    passage = statement.paragraphs.get(order=2)
    for name in ("cite/", "copy.json", "cite.bib", "cite.ris", "cite.json"):
        response = client.get(f"/s/{statement.uid}/p/{passage.anchor}/{name}")
        assert response.status_code == 200
        assert "reached the level" not in response.content.decode()


def test_a_turn_is_cited_too(client):
    statement = published([turn(kim(), "He welcomed the guests.", role="Chairman", party=north_korea())])
    speech = statement.speeches.get()
    page = page_of(client, f"/s/{statement.uid}/s/{speech.anchor}/cite/")
    assert f"http://testserver/s/{statement.uid}/#s-{speech.anchor}" in words(page)
    assert "Kim Jong-un (Chairman, North Korea), in “" in words(page)
    assert client.get(f"/s/{statement.uid}/s/zzzz/cite/").status_code == 404


@pytest.mark.parametrize("anchor", ["zzzz", "12", "%00", "abcde", "BCDFG"])
def test_a_passage_that_never_was_is_not_found(client, anchor):
    statement = published()
    for name in ("", "cite/", "copy.json", "cite.ris"):
        assert client.get(f"/s/{statement.uid}/p/{anchor}/{name}", follow=True).status_code == 404
