"""Selections: read from addresses, said in words, and narrowed to true counts."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from statements.filters import Period, parse_filters
from statements.filters.database import MAX_SHOWN
from statements.web.statement_lists import build_list
from tests.factories import StatementFactory
from tests.filters import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    return records.bandung(), records.general_debate(), records.pyongyang()


def page(address: str, **fixed):
    return build_list(RequestFactory().get(address), fixed)


def titles(shown) -> list[str]:
    return [statement.title for statement in shown.page]


def test_everything_is_listed_newest_first_without_drafts(archive):
    StatementFactory(title="A draft")
    shown = page("/statements/")
    assert shown.total == 3
    assert [statement.pk for statement in shown.page] == [archive[2].pk, archive[1].pk, archive[0].pk]
    assert shown.words == "3 statements"


def test_filters_combine_and_are_said_in_words(archive):
    shown = page("/statements/?country=GHA&topic=decolonisation&date=1960&kind=speech")
    assert titles(shown) == ["Address to the General Assembly"]
    assert shown.words == "1 speech by Ghana on Decolonisation, in 1960"


def test_a_party_that_is_only_mentioned_is_found_as_mentioned_and_not_as_speaking(archive):
    assert page("/statements/?country=USA").total == 0
    assert titles(page("/statements/?about=USA")) == ["Press statements following Russia–DPRK talks"]


def test_speaking_and_mentioned_may_be_asked_together(archive):
    assert page("/statements/?country=RUS&about=KOR").words == "1 statement by Russia mentioning South Korea"


def test_a_topic_finds_what_is_filed_below_it(archive):
    assert page("/statements/?topic=disarmament").total == 1
    assert page("/statements/?topic=disarmament/nuclear-weapons").total == 1


def test_faulty_filters_are_left_out_and_named(archive):
    shown = page("/statements/?country=ATLANTIS&kind=song&date=1960-13&speaker=!!!&sort=sideways&language=<b>")
    assert shown.total == 3
    assert len(shown.problems) == 6
    assert "There is no country or organisation “ATLANTIS” here, so it was left out." in shown.problems


def test_what_the_page_stands_for_cannot_be_changed_by_its_address(archive):
    shown = page("/countries/RUS/?country=GHA", country=records.party("RUS"))
    assert titles(shown) == ["Press statements following Russia–DPRK talks"]
    assert shown.chips == ()


def test_each_chip_takes_one_filter_away(archive):
    shown = page("/statements/?country=RUS&kind=press_statement")
    assert [(chip.label, chip.url) for chip in shown.chips] == [
        ("by Russia", "/statements/?kind=press_statement"),
        ("press statements", "/statements/?country=RUS"),
    ]


@pytest.mark.parametrize(
    "address",
    ["/statements/", "/statements/?country=RUS", "/statements/?kind=speech", "/statements/?topic=disarmament"],
)
def test_every_count_beside_a_link_is_what_the_link_shows(archive, address):
    records.statement(
        "Undated by the day", "1960", [(records.nkrumah(), "GHA", ["He spoke."])], topics=("decolonisation",)
    )
    shown = page(address)
    options = [(facet.name, option) for facet in shown.facets for option in facet.options if not option.selected]
    assert options
    for _, option in options:
        assert page(option.url).total == option.count, option
    assert shown.years
    for year, count in shown.years.items():
        assert page(shown.year_url(year)).total == count, year


def test_a_long_facet_is_listed_whole_when_it_is_opened():
    for code in records.PARTIES:
        for number in range(2):
            records.statement(f"{code} {number}", "1970", [(None, code, ["The delegate spoke."])])
    for number in range(5):
        name = f"Assembly No. {number}"
        for code in records.PARTIES:
            records.statement(name, "1971", [(None, code, ["Thanks."])], publisher=name)
    for number in range(10):
        name = f"Council No. {number}"
        records.statement(name, "1972", [(None, "FRA", ["Thanks."])], publisher=name)
    publishers = {facet.name: facet for facet in page("/statements/").facets}["publisher"]
    assert (len(publishers.options), publishers.hidden) == (MAX_SHOWN, 16 - MAX_SHOWN)
    opened = {facet.name: facet for facet in page(publishers.more_url).facets}["publisher"]
    assert (len(opened.options), opened.hidden, opened.more_url) == (16, 0, "")


def test_a_page_past_the_end_is_the_last_page_and_its_links_keep_the_filters():
    for number in range(30):
        records.statement(f"Number {number}", "1970", [(None, "IND", ["The delegate spoke."])])
    shown = page("/statements/?country=IND&page=99")
    assert shown.page.number == 2
    assert len(shown.page.object_list) == 5
    assert shown.query == "country=IND"


def test_a_list_asks_the_database_the_same_number_of_times_at_any_length(django_assert_max_num_queries):
    for number in range(30):
        records.statement(f"Number {number}", "1970", [(records.nehru(), "IND", ["He spoke."])])
    with django_assert_max_num_queries(14):
        shown = page("/statements/?country=IND")
        assert [voice.speaker.name for statement in shown.page for voice in statement.voices.all()]


@pytest.mark.parametrize(
    ("edtf", "shelf", "elsewhere"),
    [
        ("1960-09-23", "1960-09-23", "1960-09-24"),
        ("1960-09", "1960-09-XX", "1960-09-01"),
        ("1960", "1960-XX", "1960-01-01"),
        ("1960~", "1960-XX", "1960-01"),
        ("1960-21", "1960-XX", "1960-03"),
        ("1960-09-22/1960-09-23", "1960-09-22", "1960-09-23"),
        ("1960/1961", "1960-XX", "1961"),
    ],
)
def test_a_statement_stands_where_its_date_says_and_never_on_the_first_of_january(edtf, shelf, elsewhere):
    made = records.general_debate()
    made.date = edtf
    made.save()
    assert page(f"/statements/?date={shelf}").total == 1
    assert page(f"/statements/?date={shelf[:4]}").total == 1
    assert page(f"/statements/?date={elsewhere}").total == 0


def test_a_selection_is_the_same_after_its_address_is_read_again(archive):
    shown = page("/statements/?country=RUS&about=USA&topic=disarmament&kind=press_statement&date=2024-06&sort=oldest")
    again, problems = parse_filters(QueryDict(shown.selection.parameters().lstrip("?")))
    assert again == shown.selection
    assert problems == ()
    assert again.period == Period(2024, 6)
