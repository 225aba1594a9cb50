"""One rule for every address with a uid: the true spelling answers, all others are redirected to it for good."""

import pytest

from statements.publishing import withdraw
from statements.publishing.merging import merge_statements
from tests.factories import TreatyFactory, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("end", ["", "history/", "cite/", "cite.bib", "v/1/", "export.json", "export.txt"])
def test_every_address_of_a_statement_redirects_a_misread_uid(client, end):
    statement = published(uid="0bc1234")
    answer = client.get(f"/s/OBC-1234/{end}?q=host")
    true = f"/s/0bc1234/{end}" if end else statement.get_absolute_url()
    assert (answer.status_code, answer["Location"]) == (301, f"{true}?q=host")
    assert client.get(true).status_code == 200


def test_a_treatys_citation_redirects_a_misread_uid(client):
    TreatyFactory(uid="0bc1234")
    answer = client.get("/treaties/OBC1234/cite.bib")
    assert (answer.status_code, answer["Location"]) == (301, "/treaties/0bc1234/cite.bib")


@pytest.mark.parametrize("end", ["", "history/", "cite/", "cite.bib", "v/1/", "export.json", "snapshot"])
def test_every_address_of_a_withdrawn_statement_is_gone(client, end):
    statement = published()
    withdraw(statement, "The publisher took it back.")
    answer = client.get(f"/s/{statement.uid}/{end.replace('snapshot', 'v/1/snapshot.json')}")
    assert answer.status_code == 410
    assert "The publisher took it back." in answer.content.decode()


@pytest.mark.parametrize("prefix", ["/timegate", "/timemap"])
def test_what_was_merged_leads_on_from_its_versions_in_time_too(client, prefix):
    old, into = published(title="Remarks"), published()
    merge_statements(old, into, "The same document.")
    answer = client.get(f"{prefix}/s/{old.uid}/")
    assert (answer.status_code, answer["Location"]) == (301, into.get_absolute_url())


def test_a_passage_of_a_merged_statement_leads_to_the_same_words(client):
    old, into = published(title="Remarks"), published()
    merge_statements(old, into, "The same document.")
    passage, same = old.paragraphs.first(), into.paragraphs.first()
    answer = client.get(passage.get_permalink())
    assert (answer.status_code, answer["Location"]) == (301, same.get_permalink())
