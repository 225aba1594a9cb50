"""Every filter under every name it has had, on lists, searches, feeds, files and the API."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from statements.filters import parse_filters
from statements.filters.database import select_statements
from statements.filters.selection import canonical_parameters
from statements.filters.vocabulary import BY_NAME, FILTERS, OLD_NAMES, SORT_OLD_NAMES
from statements.models import Statement, StatementParty
from statements.models.statement import PartyRole, StatementKind
from statements.search.indexing.updating import update_index
from tests.factories import EventFactory, putin
from tests.search.records import archive as searchable_archive

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "searching.md").read_text(encoding="utf-8")
CSV_OF_A_LIST, CSV_OF_A_SEARCH = "/export/statements.csv", "/search/export/statements.csv"


@pytest.fixture
def archive(index) -> dict[str, Statement]:
    statements = searchable_archive()
    talks = statements["talks"]
    talks.event = EventFactory()
    talks.save()
    cuba = statements["assembly"].party_roles.get(role=PartyRole.SPEAKING).party
    StatementParty.objects.create(statement=talks, party=cuba, role=PartyRole.MENTIONED)
    update_index(statement.pk for statement in statements.values())
    return statements


# A filter -> its value in the archive above, and what has it.
EXAMPLES = [
    ("country", lambda archive: "RUS", {"talks", "address"}),
    ("country", lambda archive: "cub", {"assembly", "french"}),
    ("about", lambda archive: "CUB", {"talks"}),
    ("speaker", lambda archive: putin().uid, {"talks", "address"}),
    ("topic", lambda archive: "security", {"talks"}),
    ("treaty", lambda archive: archive["talks"].treaty_mentions.get().treaty.uid, {"talks"}),
    ("event", lambda archive: archive["talks"].event.uid, {"talks"}),
    ("publisher", lambda archive: archive["talks"].publisher.uid, {"talks", "assembly", "address", "french"}),
    ("kind", lambda archive: "speech", {"assembly", "address"}),
    ("language", lambda archive: "fr", {"french"}),
    ("interpreted", lambda archive: "yes", {"talks"}),
    ("interpreted", lambda archive: "no", {"assembly", "address", "french"}),
    ("year", lambda archive: "1979", {"french"}),
    ("date", lambda archive: "1979", {"french"}),
    ("date", lambda archive: "1979-XX", {"french"}),
    ("date", lambda archive: "1960-XX", set()),
    ("date", lambda archive: "2007-02", {"address"}),
    ("date", lambda archive: "2007-02-XX", set()),
    ("date", lambda archive: "2024-06-19", {"talks"}),
    ("since", lambda archive: "2007", {"address", "talks"}),
    ("until", lambda archive: "December 1979", {"assembly", "french"}),
    ("until", lambda archive: "1979-06", {"assembly"}),
]
NAMED = [
    (name, value, found) for filter, value, found in EXAMPLES for name in (filter, *BY_NAME[filter].old_names)
]  # fmt: skip


def listed(client: Client, query: str) -> set[str]:
    return {row["UID"] for row in rows(client, f"{CSV_OF_A_LIST}?{query}")}


def rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def searched(client: Client, query: str) -> set[str]:
    response = client.get(f"/search/?{query}&format=json")
    assert response.status_code == 200
    return {hit["uid"] for hit in response.json()["hits"]}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value", "found"), NAMED)
def test_a_filter_finds_the_same_statements_everywhere(client: Client, archive, name, value, found) -> None:
    uids = {archive[each].uid for each in found}
    query = QueryDict(mutable=True)
    query[name] = value(archive)
    address = query.urlencode()
    assert listed(client, address) == uids
    assert searched(client, address) == uids
    found_by_search = rows(client, f"{CSV_OF_A_SEARCH}?{address}")
    assert {row["UID"] for row in found_by_search} == uids
    for path in ("statements", "search"):
        answer = client.get(f"/api/v1/{path}?{address}&fields=uid")
        assert answer.status_code == 200
        assert {each["uid"] for each in answer.json()["results"]} == uids
    for page in ("/statements/", "/search/"):
        feed = client.get(f"{page}?{address}&format=atom")
        assert feed.status_code == 200
        entries = etree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry/{*}id")
        assert {entry.text.rpartition("/")[2] for entry in entries} == uids


def test_every_filter_is_tried_above() -> None:
    assert {name for name, _, _ in EXAMPLES} == set(BY_NAME)


@pytest.mark.django_db
def test_the_values_of_both_names_are_joined(client: Client, archive) -> None:
    everywhere = {archive[name].uid for name in ("talks", "address", "assembly", "french")}
    assert listed(client, "country=RUS&party=CUB") == everywhere
    assert searched(client, "country=RUS&party=CUB") == everywhere
    assert searched(client, "lang=fr&language=en") == everywhere


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["sort=oldest&order=newest", "order=newest&sort=oldest", "order=oldest"])
def test_the_new_name_of_the_order_wins(client: Client, archive, query: str) -> None:
    order = [archive[name].uid for name in ("assembly", "french", "address", "talks")]
    assert [row["UID"] for row in rows(client, f"{CSV_OF_A_LIST}?{query}")] == order
    assert [row["UID"] for row in rows(client, f"{CSV_OF_A_SEARCH}?{query}")] == order
    for path in ("statements", "search"):
        assert [each["uid"] for each in client.get(f"/api/v1/{path}?{query}").json()["results"]] == order


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/statements/?party=RUS", "/statements/?country=RUS"),
        ("/statements/?x=1&party=RUS&order=oldest&page=2", "/statements/?x=1&country=RUS&sort=oldest&page=2"),
        ("/statements/?party=RUS&kind=speech&country=CUB", "/statements/?country=CUB&country=RUS&kind=speech"),
        ("/statements/?more=party", "/statements/?more=country"),
        ("/countries/RUS/?order=oldest", "/countries/RUS/?sort=oldest"),
        ("/dates/2024/?party=RUS", "/dates/2024/?country=RUS"),
        ("/topics/security/?order=added", "/topics/security/?sort=added"),
        ("/search/?q=peace+treaty&lang=fr&lang=en", "/search/?q=peace+treaty&language=fr&language=en"),
        ("/search/?q=a&more=lang", "/search/?q=a&more=language"),
        ("/export/?party=RUS", "/export/?country=RUS"),
        ("/search/export/?q=a&lang=fr", "/search/export/?q=a&language=fr"),
    ],
)
def test_a_page_redirects_from_an_old_name_once(client: Client, archive, address: str, canonical: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.url) == (301, canonical)
    assert client.get(canonical).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/treaties/?party=RUS", "/statements/?format=atom&party=RUS"])
def test_other_parameters_and_programs_are_not_redirected(client: Client, archive, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_speeches_are_narrowed_under_both_names(client: Client, archive) -> None:
    new, old = (client.get(f"/api/v1/speeches?{name}=CUB").json() for name in ("country", "party"))
    assert new["total"] == old["total"] == 2


@pytest.mark.django_db
def test_an_unknown_value_is_said_and_widens_no_search(client: Client, archive) -> None:
    listing = client.get("/statements/?country=XXX").context["listing"]
    assert (listing.total, list(listing.problems)) == (
        4,
        ["There is no country or organisation “XXX” here, so it was left out."],
    )
    found = client.get("/search/?country=XXX&format=json").json()
    assert (found["total"], found["notices"]) == (0, ["There is no country or organisation “XXX” here."])
    assert client.get(f"{CSV_OF_A_SEARCH}?country=XXX").status_code == 400
    assert client.get("/api/v1/statements?country=XXX").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "country=CUB", "kind=speech&kind=statement", "since=1970", "topic=security", "year=1979&year=2024"]
)
def test_numbers_of_facets_are_those_of_the_lists_behind_them(client: Client, archive, query: str) -> None:
    for page in ("/statements/", "/search/"):
        context = client.get(f"{page}?{query}").context
        facets = context["listing"].facets if page == "/statements/" else context["facets"]
        options = [(facet, option) for facet in facets for option in (*facet.options, *facet.more)]
        for facet, option in options:
            # In a search another value of a chosen facet is added to it; its number is its own.
            if option.selected or (page == "/search/" and facet.name in QueryDict(query)):
                continue
            behind = client.get(option.url if option.url.startswith("/") else page + option.url).context
            total = behind["listing"].total if page == "/statements/" else behind["results"].total
            assert total == option.count, (page, facet.name, option)


VALUES = {
    "kind": st.sampled_from(StatementKind.values),
    "language": st.sampled_from(["en", "fr", "zh-Hant", "pt-BR"]),
    "interpreted": st.sampled_from(["yes", "no"]),
    "year": st.integers(1, 2100).map(str),
    "date": st.sampled_from(["2024", "2024-06", "2024-06-19", "2024-XX", "2024-06-XX"]),
    "since": st.sampled_from(["1989", "June 1999", "19 June 2024", "1949~"]),
    "until": st.sampled_from(["1989", "June 1999", "19 June 2024", "1949~"]),
    "sort": st.sampled_from(["newest", "oldest", "added", "relevance"]),
}
NAMES = {**VALUES, **{old: VALUES[name] for old, name in OLD_NAMES.items() if name in VALUES}}
queries = st.lists(st.sampled_from(sorted(NAMES)).flatmap(lambda name: st.tuples(st.just(name), NAMES[name])))


def query_of(pairs: list[tuple[str, str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return query


@given(queries)
def test_a_selection_is_the_same_when_its_address_is_parsed_again(pairs: list[tuple[str, str]]) -> None:
    selection, problems = parse_filters(query_of(pairs))
    assert problems == ()
    again, _ = parse_filters(QueryDict(selection.parameters().removeprefix("?")))
    assert again == selection
    assert again.parameters() == selection.parameters()


@given(queries)
def test_canonical_parameters_are_their_own_canonical_form(pairs: list[tuple[str, str]]) -> None:
    canonical = canonical_parameters(query_of([*pairs, ("q", "peace"), ("page", "2")]))
    assert not set(canonical) & set(OLD_NAMES)
    assert canonical_parameters(canonical).urlencode() == canonical.urlencode()
    assert parse_filters(canonical).selection == parse_filters(query_of(pairs)).selection


@pytest.mark.django_db
@given(st.lists(st.tuples(st.sampled_from([*BY_NAME, *OLD_NAMES]), st.text(max_size=12)), max_size=6))
def test_nothing_typed_raises(pairs: list[tuple[str, str]]) -> None:
    for keep_unknown in (False, True):
        selection, _ = parse_filters(query_of(pairs), keep_unknown=keep_unknown)
        if not keep_unknown:
            list(select_statements(selection)[:1])


def test_the_manual_has_every_filter_with_its_old_names() -> None:
    table = MANUAL.partition("## Filters")[2].partition("\n## ")[0]
    written = re.findall(r"^\| `(\w+)` \| (?:`(\w+)`)? ?\|", table, re.MULTILINE)
    expected = [(filter.name, next(iter(filter.old_names), "")) for filter in FILTERS]
    assert written == [*expected, ("sort", *SORT_OLD_NAMES)]
