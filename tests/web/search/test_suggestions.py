"""Whom a search names, what is offered while something is typed, and the box above a list."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from statements.models import PartyName, SpeakerAlias, TreatyAlias, TreatyMention, TreatyParty
from statements.search.contract.requests import SearchRequest
from statements.search.engine import get_engine
from statements.search.indexing.queue import process_queue
from statements.search.language import parse_query
from statements.web.search.suggestions import find_cards, suggest_records
from tests.factories import PartyFactory, SpeakerFactory, TermFactory, TopicFactory, TreatyFactory, published, turn

pytestmark = pytest.mark.django_db

WORDS_OF_ALL = "They may hope that peace will come with a treaty on nuclear tests and a ban on weapons."


def speaker(name: str, sort_name: str, *aliases: str, statements: int = 1, office: str = "", country: str = "Russia"):
    record = SpeakerFactory(name=name, sort_name=sort_name)
    for alias in aliases:
        SpeakerAlias.objects.create(speaker=record, name=alias)
    if office:
        TermFactory(speaker=record, party=PartyFactory(code=country[:3].upper(), name=country), title=office)
    for _ in range(statements):
        published([turn(record, WORDS_OF_ALL)], title="An address")
    return record


@pytest.fixture
def archive(index: Path) -> Path:
    foreign = "Minister for Foreign Affairs"
    speaker("Andrei Gromyko", "Gromyko, Andrei", "Громыко", office=foreign, country="Soviet Union")
    speaker("Fidel Castro", "Castro, Fidel", statements=2, office="Prime Minister", country="Cuba")
    speaker("Raúl Castro Ruz", "Castro Ruz, Raúl", statements=3)
    speaker("Charles Peace", "Peace, Charles")
    speaker("Theresa May", "May, Theresa")
    speaker("Ban Ki-moon", "Ban Ki-moon")
    speaker("Kim Jong-un", "Kim Jong-un")
    speaker("Nuclear Tests", "Tests, Nuclear")  # as an import of a headline may leave it
    speaker("Anybody Else", "Else, Anybody", statements=60)
    health = PartyFactory(code="WHO", name="World Health Organization", kind="organisation")
    PartyName.objects.create(party=health, name="WHO")
    PartyFactory(code="GEO", name="Georgia")
    TopicFactory(name="Disarmament", aliases=["arms control", "hope"])
    test_ban = TreatyFactory(
        title="Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water",
        short_title="Partial Test Ban Treaty", signed="1963-08-05", place="Moscow",
    )  # fmt: skip
    TreatyParty.objects.create(treaty=test_ban, party=PartyFactory(code="GBR", name="United Kingdom"))
    TreatyMention.objects.create(treaty=test_ban, statement=published(title="On the tests"))
    for year in range(1930, 1935):
        TreatyFactory(title=f"Trade Agreement of {year}", short_title="Trade Agreement", signed=str(year))
    TreatyAlias.objects.create(treaty=TreatyFactory(title="Treaty on Arms", short_title=""), name="START")
    process_queue()
    return index


def request_for(text: str) -> SearchRequest:
    return SearchRequest(text=text, query=parse_query(text).query)


def named(text: str) -> list[str]:
    return [card.label for card in find_cards(request_for(text))]


def test_a_text_that_is_a_name_names_its_bearer(archive) -> None:
    expected = {
        "gromyko": ["Andrei Gromyko"],
        "Громыко": ["Andrei Gromyko"],
        "Gromyko's": ["Andrei Gromyko"],
        "  andrei   GROMYKO ": ["Andrei Gromyko"],
        '"Andrei Gromyko"': ["Andrei Gromyko"],
        "castro": ["Fidel Castro", "Raúl Castro Ruz"],  # whose whole family name it is comes first
        "raul castro ruz": ["Raúl Castro Ruz"],
        "kim": ["Kim Jong-un"],
        "kim jong un": ["Kim Jong-un"],
        "theresa may": ["Theresa May"],
        "georgia": ["Georgia"],
        "to Georgia": ["Georgia"],
        "GEO": ["Georgia"],
        "WHO": ["World Health Organization"],
        "disarmament": ["Disarmament"],
        "arms control": ["Disarmament"],
        "partial test ban treaty": ["Partial Test Ban Treaty"],
        "START": ["Treaty on Arms"],
    }
    assert {text: named(text) for text in expected} == expected


def test_an_office_a_country_a_place_or_a_year_may_stand_beside_a_name(archive) -> None:
    expected = {
        "nuclear test ban treaty moscow": ["Partial Test Ban Treaty"],
        "test ban treaty 1963 united kingdom": ["Partial Test Ban Treaty"],
        "foreign minister gromyko": ["Andrei Gromyko"],
        "gromyko soviet union": ["Andrei Gromyko"],
        "castro cuba": ["Fidel Castro"],
        "castro by:cuba": ["Fidel Castro", "Raúl Castro Ruz"],
        "president gromyko": [],
        "castro moscow": [],
        "test ban treaty geneva": [],
    }
    assert {text: named(text) for text in expected} == expected


def test_words_that_everybody_uses_and_questions_name_nobody(archive) -> None:
    texts = (
        "peace", "Peace", "may", "ban", "who", "hope", "geo", "treaty", "nuclear tests", "test ban", "test", "moscow",
        "peace treaty", "trade agreement", "treaty on nuclear tests", "gromyko OR castro", "-gromyko", "grom*",
        "gromyko~1", "speaker:gromyko", "united kingdom peace", "minister", "the", "", "?", "gromyko castro",
    )  # fmt: skip
    assert {text: named(text) for text in texts} == dict.fromkeys(texts, [])


def test_a_word_that_no_statement_has_may_be_a_name_misspelled(archive, client: Client) -> None:
    (card,) = find_cards(request_for("gromiko"))
    assert (card.label, card.kind) == ("Andrei Gromyko", "speaker, spelled nearly so")
    assert "spelled nearly so" in client.get("/search/?q=gromiko").content.decode()
    assert named("peece") == []
    assert named("gro") == []


def test_a_search_shows_who_is_named_without_asking_the_database(archive, django_assert_num_queries) -> None:
    find_cards(request_for("castro"))
    with django_assert_num_queries(0):
        assert [card.search_url for card in find_cards(request_for("castro"))][0].startswith("/search/?speaker=")


def test_names_are_offered_by_the_beginning_of_any_of_their_words(archive) -> None:
    expected = {
        "cas": ["Raúl Castro Ruz", "Fidel Castro"],
        "fid cas": ["Fidel Castro"],
        "raul": ["Raúl Castro Ruz"],
        "Гром": ["Andrei Gromyko"],
        "moon": ["Ban Ki-moon"],
        "part": ["Partial Test Ban Treaty"],
        "banning nucl": ["Partial Test Ban Treaty"],
        "arms co": ["Disarmament"],
    }
    offered = {text: [each.label for each in suggest_records(text) if each.kind != "statement"] for text in expected}
    assert offered == expected


def test_who_speaks_most_is_offered_first_and_whole_names_before_all(archive) -> None:
    speaker("Gro Harlem Brundtland", "Brundtland, Gro Harlem", statements=2)
    speaker("Grover Cleveland", "Cleveland, Grover")
    process_queue()
    labels = [each.label for each in suggest_records("gro") if each.kind == "speaker"]
    assert (
        labels == ["Gro Harlem Brundtland", "Grover Cleveland", "Andrei Gromyko"]
        or labels[0] == "Gro Harlem Brundtland"
    )
    assert suggest_records("disarmament")[0].label == "Disarmament"


def test_titles_are_offered_after_names_the_newest_first(archive) -> None:
    published(title="On the moon, again", date="2026-01-01")
    published(title="On the moon", date="1969-07-21")
    process_queue()
    offered = [(each.kind, each.label) for each in suggest_records("the moon")]
    assert offered == [("statement", "On the moon, again"), ("statement", "On the moon")]
    assert [each.kind for each in suggest_records("moon")] == ["speaker", "statement", "statement"]
    assert suggest_records("m") == []


def listed(client: Client, kind: str, **typed: str):
    return html.fromstring(client.get(f"/{kind}/", typed).content)


@pytest.mark.parametrize("parameter", ["name", "q"])
def test_lists_find_names_with_slips_and_say_so(archive, client: Client, parameter: str) -> None:
    page = listed(client, "speakers", **{parameter: "andrej gromiko"})
    assert [name.text for name in page.cssselect("a.entry .name")] == ["Gromyko, Andrei"]
    told = page.cssselect(".notice")[0]
    assert " ".join(told.text_content().split()) == "No match for “andrej gromiko”. Did you mean andrei gromyko?"
    again = html.fromstring(client.get("/speakers/" + told.cssselect("a")[0].get("href")).content)
    assert not again.cssselect(".notice")
    assert len(again.cssselect("a.entry")) == 1


def test_lists_find_offices_countries_places_parties_and_years(archive, client: Client) -> None:
    def speakers(typed: str) -> list[str]:
        return [name.text for name in listed(client, "speakers", name=typed).cssselect("a.entry .name")]

    def treaties(typed: str) -> list[str]:
        return [name.text for name in listed(client, "treaties", name=typed).cssselect("tbody th a")]

    assert speakers("foreign affairs") == ["Gromyko, Andrei"]
    assert speakers("cuba") == ["Castro, Fidel"]
    assert speakers("omyk") == ["Gromyko, Andrei"]  # within a word the database finds it
    assert speakers("nobody at all") == []
    assert treaties("moscow 1963") == ["Partial Test Ban Treaty"]
    assert treaties("united kingdom") == ["Partial Test Ban Treaty"]
    assert len(treaties("trade agreement")) == 5
    assert treaties("tests~1") == ["Partial Test Ban Treaty"]


def test_a_field_that_names_nobody_says_who_may_be_meant(archive, client: Client) -> None:
    for query, meant in (
        ("by:gromiko", "gromyko"),
        ('treaty:"partial tost ban"', "partial test ban"),
        ("by:geargia", "georgia"),
    ):
        told = html.fromstring(client.get("/search/", {"q": query}).content).cssselect(".problem")[0].text
        assert told.endswith(f"Did you mean “{meant}”?"), query
    told = html.fromstring(client.get("/search/", {"q": "by:nobodyatall"}).content).cssselect(".problem")[0].text
    assert told == "Nothing in the archive is called “nobodyatall” (by:)."


def test_names_are_those_of_the_latest_generation(archive) -> None:
    before = get_engine().match_names("gromyko", "speaker")
    assert len(before.records) == 1
    speaker("Anatoly Gromyko", "Gromyko, Anatoly")
    process_queue()
    assert len(get_engine().match_names("gromyko", "speaker").records) == 2
    assert sorted(named("gromyko")) == ["Anatoly Gromyko", "Andrei Gromyko"]
