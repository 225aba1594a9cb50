"""A statement as text, JSON and TEI at addresses that last."""

import json

import pytest
from lxml import etree, html

from statements.publishing import publish, withdraw
from tests.exchange.records import draft, short, talks_in_pyongyang, untold

pytestmark = pytest.mark.django_db
ENDINGS = ["txt", "json", "tei.xml"]


def address(statement, ending: str) -> str:
    return f"/s/{statement.uid}/export.{ending}"


def test_the_text_says_what_it_is_and_who_says_what(client):
    text = client.get(address(talks_in_pyongyang(), "txt")).content.decode()
    assert "Date: 19 June 2024 (2024-06-19)" in text
    assert "Treaty: signed at Treaty on Comprehensive Strategic Partnership" in text
    assert "Vladimir Putin:\n\nON ENERGY\n\nHe thanked his host for the invitation.\n\n<…>\n" in text


def test_the_json_names_what_it_knows_by_code(client):
    record = json.loads(client.get(address(talks_in_pyongyang(), "json")).content)
    assert record["format"] == "chancery-statement/1"
    assert {"code": "PRK", "role": "speaking", "name": "North Korea"} in record["parties"]
    assert [speaker["name"] for speaker in record["speakers"]] == ["Kim Jong-un", "Vladimir Putin"]
    assert "private_note" not in record


def test_the_tei_is_tei(client):
    response = client.get(address(talks_in_pyongyang(), "tei.xml"))
    assert response["Content-Type"] == "application/tei+xml; charset=utf-8"
    assert etree.fromstring(response.content).tag == "{http://www.tei-c.org/ns/1.0}TEI"


def test_the_page_of_the_statement_links_to_all_three(client):
    statement = short()
    page = html.fromstring(client.get(statement.get_absolute_url()).content)
    links = {link.get("href") for link in page.cssselect("aside.card a[rel=alternate]")}
    assert links == {address(statement, ending) for ending in ENDINGS}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_draft_is_not_found_and_a_withdrawn_one_is_gone(client, ending):
    statement = short(text="REGRETTED words.")
    withdraw(statement, "Not what was said.")
    assert client.get(address(draft(), ending)).status_code == 404
    response = client.get(address(statement, ending))
    assert response.status_code == 410
    assert b"REGRETTED" not in response.content


@pytest.mark.parametrize("ending", ENDINGS)
def test_words_that_a_licence_forbids_are_not_told(client, ending):
    response = client.get(address(untold(), ending))
    assert response.status_code == 200
    assert b"UNSAYABLE" not in response.content
    assert b"Vladimir Putin" in response.content


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_has_not_changed_is_not_sent_again(client, ending):
    statement = short()
    first = client.get(address(statement, ending))
    again = client.get(address(statement, ending), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish(statement, "Corrected.")
    assert client.get(address(statement, ending), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_misread_uid_leads_to_the_right_one(client):
    statement = short()
    response = client.get(f"/s/{statement.uid.upper()}/export.json")
    assert (response.status_code, response["Location"]) == (301, address(statement, "json"))


def test_a_file_costs_few_queries(client, django_assert_max_num_queries):
    statement = talks_in_pyongyang()
    with django_assert_max_num_queries(16):
        client.get(address(statement, "tei.xml"))
