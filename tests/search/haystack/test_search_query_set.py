"""Haystack's own interface over the engine: what its documentation promises, and what its Whoosh backend gets wrong."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.management import call_command
from haystack import connections
from haystack.inputs import AutoQuery, Exact, Raw
from haystack.query import SQ, SearchQuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.searching import Searcher

from statements.models import Statement
from statements.search.contract.fields import STATEMENTS
from statements.search.indexing.updating import update_index
from tests.search.records import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(index):  # noqa: ANN001, ANN201
    return archive()


def found(results: SearchQuerySet) -> set[str]:
    return {result.title for result in results}


def statements() -> SearchQuerySet:
    return SearchQuerySet().models(Statement)


def test_filter_exclude_and_boolean_combinations_find_what_they_say(records):
    negotiations = statements().filter(text="negotiations")
    assert found(negotiations) == {records["assembly"].title, records["address"].title}
    assert found(negotiations.exclude(country="CUB")) == {records["address"].title}
    assert found(statements().filter(SQ(country="CUB") & SQ(lang="en"))) == {records["assembly"].title}
    assert found(statements().filter(SQ(text="multipolar") | SQ(text="development"))) == {
        records["assembly"].title,
        records["address"].title,
    }
    assert len(statements().filter(kind__in=["speech"])) == 2


def test_phrases_prefixes_and_typed_queries_are_read(records):
    assert found(statements().filter(text__exact="arms race")) == {records["assembly"].title}
    assert found(statements().filter(content=Exact("arms race"))) == {records["assembly"].title}
    assert found(statements().filter(text__startswith="multipol")) == {records["address"].title}
    assert found(statements().filter(text__fuzzy="multipolur")) == {records["address"].title}
    assert found(statements().filter(content=AutoQuery('"strategic arms" -peace'))) == {records["address"].title}


def test_a_raw_query_stays_within_the_other_filters(records):
    raw = statements().filter(kind="speech").filter(content=Raw("multipolar OR paix"))
    assert found(raw) == {records["address"].title}


def test_ranges_of_dates_and_numbers_hold_their_ends(records):
    assert found(statements().filter(date_from__gte=date(1979, 1, 1), date_from__lt=date(2007, 2, 10))) == {
        records["french"].title
    }
    assert found(statements().filter(year__range=[1960, 1979])) == {records["assembly"].title, records["french"].title}


def test_a_number_is_found_by_itself(records):
    assert found(statements().filter(year=1960)) == {records["assembly"].title}


def test_narrowing_keeps_the_score_and_lessens_the_hits(records):
    whole = statements().filter(text="negotiations")
    narrowed = whole.narrow("country:RUS")
    assert found(narrowed) == {records["address"].title}
    scores = {result.pk: result.score for result in whole}
    assert [result.score for result in narrowed] == [scores[result.pk] for result in narrowed]


def test_each_sort_field_has_its_own_direction(records):
    by_kind = [(result.kind, result.year) for result in statements().order_by("kind", "-year")]
    assert by_kind == sorted(by_kind, key=lambda pair: (pair[0], -pair[1]))
    assert len({kind for kind, _ in by_kind}) > 1


def test_slices_need_not_begin_at_a_page_and_end_where_the_results_do(records):
    ordered = [result.pk for result in statements().order_by("date_from")]
    assert len(ordered) == 4
    for first, last in [(1, 3), (3, 10), (0, 4), (2, 2), (7, 9)]:
        assert [result.pk for result in statements().order_by("date_from")[first:last]] == ordered[first:last]


def test_facets_count_whole_values(records):
    counts = statements().facet("country").facet("place").facet_counts()["fields"]
    assert dict(counts["country"])["CUB"] == 2
    assert all(len(code) == 3 for code, _ in counts["country"])


def test_date_facets_count_years(records):
    faceted = statements().date_facet("date_from", date(1960, 1, 1), date(1980, 1, 1), gap_by="year")
    assert dict(faceted.facet_counts()["dates"]["date_from"]) == {date(1960, 1, 1): 1, date(1979, 1, 1): 1}


def test_query_facets_count_what_each_query_would_leave(records):
    faceted = statements().query_facet("year", "[2000 TO 2030]").query_facet("country", "CUB")
    assert faceted.facet_counts()["queries"] == {"year_[2000 TO 2030]": 2, "country_CUB": 2}


def test_found_words_are_highlighted_in_the_text(records):
    (result,) = statements().filter(text="multipolar").highlight()
    assert "<em>multipolar</em>" in result.highlighted["text"][0]


def test_more_like_this_leaves_the_record_itself_out(records):
    like = statements().more_like_this(records["assembly"])
    assert records["address"].title in found(like)
    assert records["assembly"].title not in found(like)


def test_a_likely_spelling_is_suggested_only_for_words_that_the_index_lacks(records):
    assert statements().spelling_suggestion("multipoler negotiations") == "multipolar negotiations"
    assert statements().spelling_suggestion("multipolar") is None
    assert statements().filter(text="multipoler").spelling_suggestion() == "multipolar"


def test_results_carry_stored_values_of_their_kinds_and_the_text_of_the_record(records):
    (result,) = statements().filter(text="multipolar")
    assert result.object == records["address"]
    assert result.date_from == date(2007, 2, 10)
    assert isinstance(result.added, datetime)
    assert result.country == ["RUS"]
    assert "multipolar world" in result.text


def test_values_and_counts_need_no_record(records, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(statements().filter(text="multipolar").values_list("year", flat=True)) == [2007]
        assert statements().filter(text="negotiations").count() == 2


def test_a_removed_record_is_found_no_longer(records):
    update_index([records["address"].pk])
    call_command("clear_index", interactive=False, verbosity=0)
    assert len(statements()) == 0
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert len(statements()) == 4


@pytest.mark.parametrize(
    "typed",
    ["", "*", '"', "((", "a:b", "[", "text:", "AND", "NOT", "~", "^", "\\", "title:[", "year:x", "\x00", "é" * 5000],
)
def test_nothing_typed_raises(records, typed):
    list(statements().filter(content=AutoQuery(typed)))
    list(statements().filter(content=Raw(typed or "*")))


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ('"peace"', wq.Term("text", "peace")),
        ('"arms race"', wq.Phrase("text", ["arms", "race"])),
        ('"peace" OR "negotiations"', wq.Or([wq.Term("text", "peace"), wq.Term("text", "negotiations")])),
        ('"peace" AND "negotiations"', wq.And([wq.Term("text", "peace"), wq.Term("text", "negotiations")])),
    ],
)
def test_scores_are_those_of_whooshs_own_searcher(records, typed, query):
    searcher = Searcher(connections["default"].get_backend().store_of(STATEMENTS).whoosh_reader())
    theirs = {hit["id"]: hit.score for hit in searcher.search(query, limit=None)}
    assert theirs == pytest.approx(through_haystack(typed), abs=1e-6)
    assert theirs


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("peece~2", {"assembly"}),
        ("n?gotiations", {"assembly", "address"}),
        ("year:[1960 TO 1979]", {"assembly", "french"}),
        ("year:1960", {"assembly"}),
        ("date_from:2007", {"address"}),
        ("negotiations NOT peace", {"address"}),
        ("negotiations ANDNOT peace", {"address"}),
        ("negotiations ANDMAYBE multipolar", {"assembly", "address"}),
        ("negotiations REQUIRE multipolar", {"address"}),
        ("country:C*", {"assembly", "french"}),
        ("country:R?S", {"address", "talks"}),
        ("kind:sp* AND country:CUB", {"assembly"}),
        ("speaker:*", {"talks", "assembly", "address", "french"}),
        ("kind:[speech TO statement]", {"assembly", "address", "french"}),
    ],
)
def test_whatever_whooshs_parser_makes_of_a_text_is_answered(records, typed, names):
    assert found(statements().filter(content=Raw(typed))) == {records[name].title for name in names}


def test_a_word_that_may_be_there_adds_to_the_score(records):
    alone, maybe = through_haystack("negotiations"), through_haystack("negotiations ANDMAYBE multipolar")
    higher = {key for key in alone if maybe[key] > alone[key]}
    assert maybe.keys() == alone.keys()
    assert len(higher) == 1


def through_haystack(typed):
    return {result.id: result.score for result in statements().filter(content=Raw(typed))}


PIECES = ["peace", "paix", "kind:", " OR ", " AND ", " NOT ", " TO ", *" :()[]{}'\"\\*?~^-+!|&<>/,."]


@given(raw=st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_typed_raw_gets_around_another_filter(records, raw):
    speeches = {records["assembly"].title, records["address"].title}
    assert found(statements().filter(kind="speech").filter(content=Raw(raw))) <= speeches
    assert found(statements().filter(content=Raw(raw)).filter(kind="speech")) <= speeches
    assert found(statements().filter(content=Raw(raw)).filter(title__exact="conference on security")) <= speeches
