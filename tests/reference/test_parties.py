"""The reference data itself: complete, consistent, of its time."""

from collections import Counter

import pycountry
import pytest

from statements import dates
from statements.reference.parties import FORMER_CODES, load_parties
from statements.reference.topics import load_topics
from statements.text.folding import fold

by_code = {party.code: party for party in load_parties()}


def test_every_country_and_territory_of_iso_3166_1_is_a_party():
    assert {country.alpha_3 for country in pycountry.countries} <= by_code.keys()
    kinds = Counter(party.kind for party in load_parties() if pycountry.countries.get(alpha_3=party.code))
    assert kinds["state"] == 193 + 2  # members and observer states of the United Nations


def test_codes_are_unique_and_ours_can_never_be_taken_by_a_country():
    assert len(by_code) == len(load_parties())
    iso = {country.alpha_3 for country in (*pycountry.countries, *pycountry.historic_countries)}
    for party in load_parties():
        if party.kind == "former_state":
            assert party.code in iso or party.code.startswith("X")
        if party.kind == "organisation":
            assert party.code not in iso


def test_codes_withdrawn_for_a_new_name_lead_to_a_party():
    assert set(FORMER_CODES.values()) <= by_code.keys()
    assert not FORMER_CODES.keys() & by_code.keys()


def test_parties_end_after_they_begin_and_their_successors_are_parties():
    for party in load_parties():
        if party.start and party.end:
            assert dates.parse(party.start).earliest < dates.parse(party.end).latest, party.code
        assert set(party.successors) <= by_code.keys() - {party.code}, party.code
        assert party.kind != "former_state" or (party.start and party.end and party.successors), party.code


def test_names_are_once_each_and_their_times_are_dates():
    for party in load_parties():
        keys = Counter((fold(name.name), name.language) for name in party.names)
        assert [key for key, count in keys.items() if count > 1] == [], party.code
        for name in party.names:
            assert len(name.name) <= 250
            if name.start and name.end:
                assert dates.parse(name.start).earliest <= dates.parse(name.end).latest, name
        assert party.names[0].name == party.name


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar", "de", "pt"])
def test_every_state_has_a_name_in_the_languages_of_the_united_nations(language):
    lacking = [
        party.code
        for party in load_parties()
        if party.kind == "state" and not any(name.language == language for name in party.names)
    ]
    # CLDR has only labels with an addition in brackets for these.
    assert set(lacking) <= {"MMR", "COD", "COG"}


def test_topics_are_a_tree_of_three_levels():
    paths = [topic.path for topic in load_topics()]
    assert len(paths) == len(set(paths))
    assert {topic.depth for topic in load_topics()} == {1, 2, 3}
    for at, topic in enumerate(load_topics()):
        assert not topic.parent_path or topic.parent_path in paths[:at]
    assert "peace-and-security/disarmament/nuclear-weapons" in paths


def test_no_word_means_two_topics():
    words = Counter(fold(word) for topic in load_topics() for word in {topic.name, *topic.aliases})
    assert [word for word, count in words.items() if count > 1] == []
