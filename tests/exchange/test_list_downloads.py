"""Lists and search results as files."""

import csv
import io
import json
import zipfile
from types import SimpleNamespace

import pytest
from django.urls import reverse
from lxml import html

from statements.models import Statement
from statements.publishing import withdraw
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.results import Hit
from tests.exchange.records import draft, short, talks_in_pyongyang, untold
from tests.factories import TopicFactory

pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"), newline="")))


def test_a_list_is_exported_with_its_filters_in_its_order(client):
    short("Older", date="1999"), short("Newer", date="2001"), short("Other", kind="interview")
    found = rows(client.get("/export/statements.csv?kind=press_statement&order=oldest"))
    assert [row["Title"] for row in found] == ["Older", "Newer"]


def test_the_page_says_how_many_statements_will_come_and_offers_the_files(client):
    short(), short()
    page = html.fromstring(client.get("/export/?country=RUS").content)
    assert page.cssselect("h1")[0].text_content() == "Download 2 statements"
    links = [link.get("href") for link in page.cssselect("dl a")]
    assert links == [f"/export/{name}?country=RUS" for name in ("statements.csv", "statements.jsonl", "corpus.zip")]
    assert "statements by Russia" in page.text_content().lower().replace("russia", "Russia")


@pytest.mark.parametrize("address", ["/statements/", "/dates/2024/", "/countries/RUS/", "/publishers/{publisher}/"])
def test_every_list_has_a_way_to_take_it_away(client, address):
    statement = short()
    address = address.format(publisher=statement.publisher.uid)
    page = html.fromstring(client.get(address, follow=True).content)
    [link] = page.cssselect(".download-link a")
    assert rows(client.get(link.get("href").replace("/export/", "/export/statements.csv")))[0]["UID"] == statement.uid


def test_the_list_of_a_treaty_can_be_taken_away(client):
    statement = talks_in_pyongyang()
    treaty = statement.treaty_mentions.first().treaty
    [link] = html.fromstring(client.get(treaty.get_absolute_url()).content).cssselect(".download-link a")
    assert client.get(link.get("href")).status_code == 200
    assert len(rows(client.get(f"/export/statements.csv?treaty={treaty.uid}"))) == 1


def test_json_lines_hold_the_words(client):
    talks_in_pyongyang()
    response = client.get("/export/statements.jsonl")
    [record] = [json.loads(line) for line in body(response).decode().splitlines()]
    assert record["speeches"][2]["paragraphs"][1]["text"] == "He thanked his host for the invitation."
    assert record["permalink"] == f"http://testserver/s/{record['uid']}/"
    assert response["Content-Disposition"].endswith('-1-statement.jsonl"')


def test_a_corpus_is_a_zip_file(client):
    talks_in_pyongyang()
    archive = zipfile.ZipFile(io.BytesIO(body(client.get("/export/corpus.zip"))))
    names = {name.partition("/")[2].partition("/")[0] for name in archive.namelist()}
    assert names == {"tei", "texts", "metadata.csv", "statements.csv", "datapackage.json", "CITATION.cff", "README.md"}


def test_a_corpus_is_not_compressed_twice(client):
    talks_in_pyongyang()
    response = client.get("/export/corpus.zip", headers={"accept-encoding": "gzip"})
    assert body(response).startswith(b"PK")


@pytest.mark.parametrize("file", ["statements.csv", "statements.jsonl", "corpus.zip"])
def test_nothing_that_is_not_public_is_in_any_file(client, file):
    talks_in_pyongyang(), untold(), draft()
    gone = short("Gone", text="REGRETTED words.")
    withdraw(gone, "Not what was said.")
    data = body(client.get(f"/export/{file}"))
    if file == "corpus.zip":
        archive = zipfile.ZipFile(io.BytesIO(data))
        data = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (b"SECRET-OF-THE-DESK", b"UNSAYABLE", b"UNPUBLISHED", b"REGRETTED", gone.uid.encode()):
        assert secret not in data


def test_a_filter_that_does_not_exist_gives_no_file_rather_than_everything(client):
    short()
    response = client.get("/export/statements.csv?party=XXX")
    assert response.status_code == 400
    assert "“XXX”" in response.content.decode()
    page = client.get("/export/?country=XXX")
    assert page.status_code == 200
    assert not html.fromstring(page.content).cssselect("a[download]")


def test_an_empty_list_says_that_there_is_nothing(client):
    assert "nothing to download" in client.get("/export/").content.decode()


def test_the_first_lines_come_before_the_last_statements_are_read(client, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("statements.exchange.content.BATCH_SIZE", 3)
    monkeypatch.setattr("statements.exchange.list_downloads.CHUNK_SIZE", 10)
    for number in range(12):
        short(f"Remarks {number}")
    stream = client.get("/export/statements.jsonl").streaming_content
    with django_assert_max_num_queries(14):
        next(stream)


def test_a_statement_withdrawn_while_the_file_is_sent_is_left_out(client, monkeypatch):
    monkeypatch.setattr("statements.exchange.content.BATCH_SIZE", 1)
    monkeypatch.setattr("statements.exchange.list_downloads.CHUNK_SIZE", 10)
    for number in range(4):
        short(f"Remarks {number}", date=f"200{number}")
    stream = client.get("/export/statements.csv?order=oldest").streaming_content
    beginning = next(stream) + next(stream)
    withdraw(Statement.objects.get(title="Remarks 3"), "Not what was said.")
    text = (beginning + b"".join(stream)).decode()
    assert "Remarks 2" in text and "Remarks 3" not in text


def test_a_search_is_exported_whole_in_its_order(client, monkeypatch):
    pks = [short(f"Remarks {number}").pk for number in range(5)]
    monkeypatch.setattr("statements.exchange.choosing.HITS", 2)
    monkeypatch.setattr("statements.exchange.choosing.get_engine", lambda: Finding(pks))
    found = rows(client.get(reverse("statements:search_export_csv") + "?q=words&page=2"))
    assert [row["Title"] for row in found] == [f"Remarks {number}" for number in range(5)]


def test_a_search_that_cannot_be_made_just_now_says_so(client, monkeypatch):
    monkeypatch.setattr("statements.exchange.choosing.get_engine", Unwell)
    response = client.get("/search/export/corpus.zip?q=words")
    assert response.status_code == 503
    assert response["Retry-After"]


def test_a_topic_in_other_words_leads_to_its_statements(client):
    topic = TopicFactory(name="Energy", slug="energy")
    short("On energy").topics.add(topic)
    short("On nothing")
    assert [row["Title"] for row in rows(client.get("/export/statements.csv?topic=energy"))] == ["On energy"]


class Finding:
    """An engine that finds what it is told to, page by page."""

    def __init__(self, pks: list[int]):
        self.pks = pks

    def search(self, request):
        first = (request.page - 1) * request.per_page
        hits = [Hit(pk, 0.0) for pk in self.pks[first : first + request.per_page]]
        return SimpleNamespace(hits=hits, pages=-(-len(self.pks) // request.per_page))


class Unwell:
    def search(self, request):
        raise SearchUnavailable("The index is being rebuilt.")
