"""The results page over named records: what it finds, shows, counts and says."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from statements.publishing import withdraw
from statements.search.indexing.updating import update_index
from tests.factories import putin
from tests.search.language.test_language import typed_texts
from tests.search.open_indexes import forget_open_indexes
from tests.search.records import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(index):
    return archive()


def page_of(client: Client, address: str, status: int = 200):
    response = client.get(address)
    assert response.status_code == status
    return html.fromstring(response.content)


def words(element) -> str:
    return " ".join(element.text_content().split())


def titles(page) -> list[str]:
    return [words(title) for title in page.cssselect(".hits .shelf-title")]


def test_a_word_is_found_in_its_other_forms_and_marked(client: Client, records) -> None:
    page = page_of(client, "/search/?q=negotiation&sort=oldest")
    assert titles(page) == [
        "Address to the General Assembly, fifteenth session",
        "Address at a conference on security",
    ]
    assert [mark.text for mark in page.cssselect(".passages-found mark")] == ["negotiations", "negotiations"]


def test_a_passage_names_its_speaker_and_leads_to_the_paragraph_with_the_query(client: Client, records) -> None:
    page = page_of(client, '/search/?q="reached the level"')
    passage = page.cssselect(".passages-found li")[0]
    assert words(passage.cssselect(".who")[0]) == "Kim Jong-un"
    assert "through an interpreter" in words(passage)
    paragraph = records["talks"].paragraphs.get(order=2)
    link = passage.cssselect("a.passage-words")[0].get("href")
    assert link == f"{records['talks'].get_absolute_url()}?q=%22reached%20the%20level%22#p-{paragraph.anchor}"
    read_on = page_of(client, link.partition("#")[0])
    assert [mark.text for mark in read_on.get_element_by_id(f"p-{paragraph.anchor}").cssselect("mark")] == [
        "reached the level"
    ]
    assert "1 find of" in words(read_on.cssselect(".finds-bar")[0])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("arms", {"assembly", "address"}),
        ('"arms race"', {"assembly"}),
        ("arms -race", {"address"}),
        ("multipolar OR alliance", {"address", "talks"}),
        ("by:russia", {"talks", "address"}),
        ("by:putin", {"talks", "address"}),
        ('speaker:"Kim Jong-un"', {"talks"}),
        ("country:cub", {"assembly", "french"}),
        ('country:"república de cuba"', {"assembly", "french"}),
        ("place:munich", {"address"}),
        ("kind:speech", {"assembly", "address"}),
        ("lang:french", {"french"}),
        ("topic:security", {"talks"}),
        ('treaty:"Treaty on Comprehensive Strategic Partnership"', {"talks"}),
        ("interpreted:yes", {"talks"}),
        ("date:1960..1980", {"assembly", "french"}),
        ("date:>=2007-03", {"talks"}),
        ("title:conference", {"address"}),
        ("negociations", {"french"}),
        ("negociation", {"french"}),
        ("negoti*", {"assembly", "address"}),
        ("multipolor~1", {"address"}),
        ('"world strategic"~9', {"address"}),
        ("speaker:nobody", set()),
    ],
)
def test_what_a_query_finds(client: Client, records, query: str, found: set[str]) -> None:
    response = client.get("/search/", {"q": query, "format": "json"})
    uids = {name: statement.uid for name, statement in records.items()}
    assert {hit["uid"] for hit in response.json()["hits"]} == {uids[name] for name in found}


def test_the_search_is_said_in_plain_words_with_its_count(client: Client, records) -> None:
    page = page_of(client, "/search/?q=arms+country:RUS&since=1999&until=2007&sort=newest")
    heading = words(page.get_element_by_id("found-heading"))
    assert heading == "1 statement ‘arms’, in statements by Russia, 1999–2007, newest first"


def test_a_facet_counts_what_its_link_shows_and_a_chip_takes_it_away(client: Client, records) -> None:
    page = page_of(client, "/search/")
    entries = page.cssselect("#facet-country ~ ul a.entry")
    assert entries
    for entry in entries:
        count = int(words(entry.cssselect(".count")[0]))
        narrowed = page_of(client, f"/search/{entry.get('href')}")
        assert len(titles(narrowed)) == count
        chip = narrowed.cssselect(".chips a")[0]
        assert len(titles(page_of(client, f"/search/{chip.get('href')}"))) == len(titles(page))


def test_passages_are_listed_one_by_one(client: Client, records) -> None:
    page = page_of(client, "/search/?q=he&show=passages&sort=oldest")
    assert words(page.cssselect(".found-count")[0]) == "6 passages in 3 statements"
    assert len(page.cssselect(".passages-found li")) == 6


def test_all_words_in_one_paragraph(client: Client, records) -> None:
    assert titles(page_of(client, "/search/?q=cost+peace")) == ["Address to the General Assembly, fifteenth session"]
    page = page_of(client, "/search/?q=cost+peace&scope=paragraph")
    assert titles(page) == []
    assert "Nothing in the archive matches all of this" in words(page)
    (wider,) = [link for link in page.cssselect(".nothing-found p a") if words(link) == "1 statement"]
    assert len(titles(page_of(client, f"/search/{wider.get('href')}"))) == 1


def test_words_that_no_statement_holds_together_find_those_that_hold_some(client: Client, records) -> None:
    page = page_of(client, "/search/?q=race+munich+multipolar+strategic")
    assert words(page.get_element_by_id("found-heading")).startswith("No statement")
    assert words(page.cssselect(".found .problem")[0]).startswith(
        "No statement holds all of these words. 2 statements hold some of them"
    )
    assert titles(page) == ["Address at a conference on security", "Address to the General Assembly, fifteenth session"]
    assert {mark.text for mark in page.cssselect(".hits mark")} == {"strategic", "multipolar", "race"}
    assert page.cssselect(".alone tbody tr") and not page.cssselect(".download-link")
    narrowed = page_of(client, f"/search/{page.cssselect('#facet-country ~ ul a.entry')[0].get('href')}")
    assert len(titles(narrowed)) == 1
    assert "among those chosen" in words(narrowed.cssselect(".found .problem")[0])


def test_programs_are_told_that_some_of_the_words_were_asked_for(client: Client, records) -> None:
    body = client.get("/search/", {"q": "What of race and multipolar?", "format": "json"}).json()
    assert (body["total"], body["loosened"]) == (2, "race OR multipolar")
    assert client.get("/search/", {"q": "race", "format": "json"}).json()["loosened"] is None
    table = client.get("/search/", {"q": "race multipolar", "format": "csv"})
    assert "search-some-of-the-words.csv" in table["Content-Disposition"]


@pytest.mark.parametrize(
    "query", ['"race multipolar"', "race by:russia", "race -arms", "race multipolar^2", "zzyzx qqqq"]
)
def test_what_is_more_than_words_is_meant_as_it_stands(client: Client, records, query: str) -> None:
    body = client.get("/search/", {"q": query, "format": "json"}).json()
    assert (body["total"], body["loosened"]) == (0, None)


def test_finding_nothing_tells_what_each_word_would_find_and_a_likely_spelling(client: Client, records) -> None:
    page = page_of(client, "/search/?q=negotiatoins+arms")
    rows = {words(row.cssselect("th")[0]): words(row.cssselect("td")[0]) for row in page.cssselect(".alone tbody tr")}
    assert rows == {"negotiatoins": "0", "arms": "2"}
    assert "Did you mean negotiations arms?" in words(page)


def test_filters_that_leave_nothing_are_told(client: Client, records) -> None:
    page = page_of(client, "/search/?q=arms&country=PRK")
    assert "Without what narrows it, 2 statements would match" in words(page)


def test_a_faulty_query_is_explained_and_what_was_understood_is_shown(client: Client, records) -> None:
    page = page_of(client, '/search/?q="arms race')
    problem = page.cssselect(".problem")[0]
    assert "never closed" in words(problem)
    assert problem.cssselect("a")[0].get("href") == "?q=%22arms%20race%22"
    assert titles(page) == ["Address to the General Assembly, fifteenth session"]


def test_an_unknown_name_and_an_unreadable_date_are_told(client: Client, records) -> None:
    page = page_of(client, "/search/?q=arms+speaker:nobody&since=soon")
    told = " ".join(words(problem) for problem in page.cssselect(".problem"))
    assert "Nothing in the archive is called “nobody”" in told
    assert "From: “soon”" in told


def test_words_that_are_a_name_lead_to_the_record(client: Client, records) -> None:
    page = page_of(client, "/search/?q=Vladimir+Putin")
    assert page.cssselect(".cards a.card-name")[0].get("href") == putin().get_absolute_url()


def test_an_address_or_uid_typed_in_goes_there(client: Client, records) -> None:
    statement = records["talks"]
    for typed in (f"https://archive.example{statement.get_absolute_url()}", f"/s/{statement.uid}/"):
        response = client.get("/search/", {"q": typed})
        assert (response.status_code, response.url) == (302, statement.get_absolute_url())


def test_text_of_the_page_is_escaped(client: Client, records) -> None:
    page = client.get("/search/", {"q": '"strategic arms & of" -<b>'}).content.decode()
    assert "<mark>strategic arms &amp; of</mark>" in page
    assert "<b>" not in page


def test_only_the_found_words_of_a_publisher_that_keeps_its_texts_are_not_shown(client: Client, records) -> None:
    publisher = records["address"].publisher
    publisher.shows_full_text = False
    publisher.save()
    page = page_of(client, "/search/?q=multipolar")
    assert titles(page) == ["Address at a conference on security"]
    assert "multipolar world" not in words(page.cssselect(".hits")[0])


def test_a_withdrawn_statement_is_found_no_more(client: Client, records, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(records["address"], "Published by mistake.")
    assert titles(page_of(client, "/search/?q=multipolar")) == []


def test_csv_has_a_row_a_passage_and_no_formulas(client: Client, records) -> None:
    statement = records["address"]
    statement.title = "=SUM(A1)"
    statement.save()
    update_index([statement.pk])
    response = client.get("/search/", {"q": "multipolar", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 1
    assert rows[0]["title"] == "'=SUM(A1)"
    assert rows[0]["passage_speaker"] == "Vladimir Putin"
    assert "arms & of" in rows[0]["passage"]


def test_json_tells_counts_problems_and_the_next_page(client: Client, records) -> None:
    body = client.get("/search/", {"q": "(arms", "format": "json"}).json()
    assert (body["total"], body["pages"], body["next"]) == (2, 1, None)
    assert body["problems"][0]["name"] == "UnclosedBracket"
    assert body["understood"] == "arms"
    assert {each["code"] for each in body["facets"]["country"]} == {"RUS", "CUB"}


def test_a_damaged_index_is_told_and_no_error(client: Client, records, index) -> None:
    for file in index.glob("*.arrays"):
        data = file.read_bytes()
        file.unlink()
        file.write_bytes(data[: len(data) // 2])
    forget_open_indexes()
    page = page_of(client, "/search/?q=arms", status=503)
    assert "Search is being rebuilt" in words(page)
    assert client.get("/search/?q=arms&format=json").status_code == 503


@pytest.mark.parametrize("typed", ["fid", "cuba", "Compréhensive"])
def test_names_are_suggested_without_case_and_accents(client: Client, records, typed: str) -> None:
    page = page_of(client, f"/suggest/?q={typed}")
    assert page.cssselect("a.entry")
    listed = client.get("/suggest/", {"q": typed, "format": "json"}).json()["suggestions"]
    assert [entry["url"] for entry in listed] == [entry.get("href") for entry in page.cssselect("a.entry")]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed_texts,
    st.fixed_dictionaries(
        {},
        optional={
            name: st.text(max_size=12)
            for name in ("page", "sort", "scope", "show", "since", "year", "country", "topic")
        },
    ),
)
def test_nothing_typed_gives_an_error(client: Client, records, typed: str, rest: dict[str, str]) -> None:
    assert client.get("/search/", {"q": typed, **rest}).status_code in (200, 302)
    assert client.get("/suggest/", {"q": typed}).status_code == 200
    statement = records["talks"]
    assert client.get(statement.get_absolute_url(), {"q": typed}).status_code == 200


def test_every_page_number_is_in_range(client: Client, records) -> None:
    page = page_of(client, "/search/?q=arms&page=99999")
    assert len(titles(page)) == 2
    assert not re.search("page=", html.tostring(page, encoding="unicode").partition("exports")[0])
