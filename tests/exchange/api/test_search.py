"""The API's search is the page's search."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.search.records import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def statements(index):
    return archive()


@pytest.mark.parametrize(
    "query",
    [
        "q=negotiations", "q=negotiations&country=RUS", "q=by:castro", "q=peace&show=passages",
        "q=negotiations&sort=oldest", "q=&kind=speech&kind=statement", "since=1970&until=1980", "q=nothing-of-it",
    ],
)  # fmt: skip
def test_counts_order_and_facets_are_the_page_s(get, client, statements, query):
    ours, page = get(f"/search?{query}"), client.get(f"/search/?{query}&format=json").json()
    for name in ("query", "understood", "restated", "total", "statements", "notices"):
        assert ours[name] == page[name], name
    assert [hit["uid"] for hit in ours["results"]] == [hit["uid"] for hit in page["hits"]]
    assert [len(hit["passages"]) for hit in ours["results"]] == [len(hit["passages"]) for hit in page["hits"]]
    counts = {
        facet: [{name: value for name, value in each.items() if name != "name"} for each in values]
        for facet, values in ours["facets"].items()
    }
    assert counts == page["facets"]


def test_a_hit_has_its_passages_with_the_found_words_and_addresses(get, client, statements):
    (hit,) = get("/search?q=alliance")["results"]
    (passage,) = hit["passages"]
    assert "<mark>alliance</mark>" in passage["html"]
    assert passage["speaker"] == "Kim Jong-un"
    assert passage["interpreted"] is True
    assert client.get(passage["permalink"]).status_code == 302
    assert hit["parties"] == [{"code": "PRK", "name": "North Korea"}, {"code": "RUS", "name": "Russia"}]


def test_facets_have_names_for_codes(get, statements):
    countries = get("/search?q=&country=CUB")["facets"]["country"]
    assert {"code": "CUB", "name": "Cuba", "count": 2, "selected": True} in countries


def test_next_leads_through_all_hits_once(get, whole, statements):
    everything = get("/search?q=&sort=newest&limit=100")
    assert [hit["uid"] for hit in whole("/search?q=&sort=newest&limit=1")] == [
        hit["uid"] for hit in everything["results"]
    ]
    assert everything["total"] == len(statements)
    assert everything["next"] is None


def test_a_cursor_belongs_to_its_search(get, statements):
    cursor = get("/search?q=&limit=1")["next_cursor"]
    get(f"/search?q=&limit=1&fields=uid&cursor={cursor}")
    for other in ("q=peace&limit=1", "q=&limit=2", "q=&limit=1&country=RUS", "q=&limit=1&sort=oldest"):
        assert get(f"/search?{other}&cursor={cursor}", 404)["type"].endswith("#bad-cursor")


class TestFaultyQueries:
    FAULTY = f"/search?q={quote('(peace OR ')}"

    def test_they_are_mended_as_on_the_page_and_told_of(self, get, statements):
        answer = get(self.FAULTY)
        assert answer["total"] == get("/search?q=peace")["total"]
        problem = answer["problems"][0]
        assert problem["corrected"] == "peace"
        assert problem["reason"]

    def test_who_is_strict_is_refused_with_the_query_that_can_be_run(self, get, statements):
        problem = get(self.FAULTY, 400, Prefer="handling=strict")
        assert problem["type"] == "http://testserver/api/#faulty-query"
        assert problem["corrected"] == "peace"
        assert {each["name"] for each in problem["problems"]} <= {"UnclosedBracket", "DanglingOperator"}
        get(f"/search?q={problem['corrected']}", Prefer="handling=strict")

    def test_names_that_nothing_bears_are_refused_too(self, get, statements):
        problem = get("/search?q=by:nobody", 400, Prefer="handling=strict")
        assert "nobody" in problem["detail"]

    def test_proxies_are_told_that_it_depends(self, client, statements):
        assert "Prefer" in client.get("/api/v1/search?q=peace")["Vary"]
        strict = client.get("/api/v1/search?q=peace", headers={"Prefer": "handling=strict"})
        assert strict["Preference-Applied"] == "handling=strict"


def test_it_says_when_the_index_cannot_be_used(client, settings, tmp_path):
    default = settings.HAYSTACK_CONNECTIONS["default"]
    settings.HAYSTACK_CONNECTIONS = {"default": {**default, "PATH": str(tmp_path / "none")}}
    answer = client.get("/api/v1/search?q=peace")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json()["type"].endswith("#search-unavailable")


def test_a_search_costs_as_many_queries_for_many_as_for_few(client, django_assert_max_num_queries, statements):
    with django_assert_max_num_queries(20):
        client.get("/api/v1/search?q=&limit=100")
