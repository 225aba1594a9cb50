"""From the name of a party as printed to its code."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements import dates
from statements.reference.lookup import PartyLookup, get_reference_lookup, resolve
from statements.reference.parties import load_parties
from statements.reference.records import NameRecord


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Thailand", "THA"),
        ("THAILAND", "THA"),
        ("The Gambia", "GMB"),
        ("Russian Federation", "RUS"),
        ("Côte d’Ivoire", "CIV"),
        ("Viet\N{NO-BREAK SPACE}Nam", "VNM"),
        ("South Yemen", "YMD"),
        ("Holy See", "VAT"),
        ("European Union", "EU"),
        ("NATO", "NATO"),
        ("USA", "USA"),
        ("U.K.", "GBR"),
        ("FRA", "FRA"),
        ("ZAR", "COD"),
        ("Royaume-Uni", "GBR"),
        ("Соединенные Штаты", "USA"),
        ("俄罗斯", "RUS"),
        ("Организация Объединённых Наций", "UN"),
        ("Российская Федерация", "RUS"),
        ("中华人民共和国", "CHN"),
        ("República Federativa do Brasil", "BRA"),
        ("République du Sénégal", "SEN"),
        ("République populaire démocratique de Corée", "PRK"),
    ],
)
def test_a_known_name_is_found_in_every_language(name, code):
    assert resolve(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Iran, Islamic Republic of", "IRN"),
        ("KOREA REPUBLIC OF", "KOR"),
        ("KOREA DEMOCRATIC PEOPLE'S REPUBLIC OF", "PRK"),
        ("Korea, Dem. Rep. of", "PRK"),
        ("NETHERLANDS THE", "NLD"),
        ("GERMANY FEDERAL REPUBLIC", "DEU"),
        ("Saint Vincent and Grenadines", "VCT"),
        ("St. Kitts & Nevis", "KNA"),
        ("BYELORUSSIA S S R", "BLR"),
        ("Ceylon (Sri Lanka)", "LKA"),
        ("Newfoundland (UK)", "XNF"),
        ("Holy See/ Vatican", "VAT"),
        ("Congo, the Democratic Republic of the/Zaire", "COD"),
        ("Belarus, Byelorussian Soviet Socialist Republic", "BLR"),
        ("SriLanka", "LKA"),
        ("Yemen (Aden)", "YMD"),
        ("Yemen (Sana'a)", "YEM"),
        ("Republic of the Cabo Verde", "CPV"),
        ("Republic of Russia", "RUS"),
    ],
)
def test_the_same_words_in_another_order_or_form_are_the_same_party(name, code):
    assert resolve(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Republic of Korea", "KOR"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Equatorial Guinea", "GNQ"),
        ("Papua New Guinea", "PNG"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Congo", "COG"),
        ("Democratic Republic of the Congo", "COD"),
        ("Dominica", "DMA"),
        ("Dominican Republic", "DOM"),
        ("Sudan", "SDN"),
        ("South Sudan", "SSD"),
        ("Samoa", "WSM"),
        ("American Samoa", "ASM"),
        ("German Democratic Republic", "DDR"),
        ("Slovakia", "SVK"),
        ("Slovenia", "SVN"),
    ],
)
def test_parties_of_similar_names_are_kept_apart(name, code):
    assert resolve(name) == code


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Russia", 1914, "RUS"),
        ("Russia", 1970, "SUN"),
        ("Russia", date(1991, 12, 27), "RUS"),
        ("Russia", None, "RUS"),
        ("USSR", 1970, "SUN"),
        ("Siam", 1946, "THA"),
        ("Siam", 2024, "THA"),
        ("Zaire", 1975, "COD"),
        ("Turkey", 1878, "XOT"),
        ("Turkey", 1975, "TUR"),
        ("Yugoslavia", 1961, "YUG"),
        ("Yugoslavia", dates.parse("1999-03~"), "SCG"),
        ("Republic of China", 1946, "CHN"),
        ("Republic of China", 1990, "TWN"),
        ("Burma", 1950, "MMR"),
        ("Hawaii", 1870, "XHW"),
        ("Hawaii", 1970, None),
        ("Macedonia", 1995, "MKD"),
    ],
)
def test_a_name_means_the_party_that_bore_it_at_the_time(name, on, code):
    assert resolve(name, on) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Afganistan", "AFG"),
        ("Bostwana", "BWA"),
        ("Swistzerland", "CHE"),
        ("Magadascar", "MDG"),
        ("Union of Sovier Socialist Republics", "SUN"),
        ("Trinidad and Tobado", "TTO"),
    ],
)
def test_a_typing_error_is_seen_through_where_it_can_mean_one_party(name, code):
    assert resolve(name) == code


@pytest.mark.parametrize(
    "name",
    ["Slovania", "Nigera", "Iram", "Siberia", "Eastern Sahara", "Republic of Sakha (Yakutia)", "Republic of Tuva"]
    + ["", "–", "the", "Republic", "Democratic Republic", "us", "who", "Paris, France", "Ruritania", "x" * 10_000],
)
def test_what_is_ambiguous_or_no_party_is_not_guessed(name):
    assert resolve(name) is None


@pytest.mark.parametrize("party", load_parties(), ids=lambda party: party.code)
def test_every_party_is_found_by_its_code_and_by_all_its_names_of_today(party):
    ours = [name for name in party.names if not name.end]
    assert resolve(party.code) == party.code
    assert {resolve(name.name, language=name.language or None) for name in ours} == {party.code}


def test_a_text_gives_the_longest_name_at_each_place():
    text = (
        "Talks of the Democratic People's Republic of Korea with the Republic of Korea in Guinea-Bissau, near Guinea."
    )
    found = get_reference_lookup().find(text)
    assert [mention.code for mention in found] == ["PRK", "KOR", "GNB", "GIN"]
    assert text[found[0].start : found[0].end] == "Democratic People's Republic of Korea"


def test_a_text_gives_initials_only_in_capitals_and_no_names_of_vanished_states():
    text = "WHO and US; Who told us, and turkey for Texas?"
    assert [mention.code for mention in get_reference_lookup().find(text)] == ["WHO", "USA"]
    assert [mention.code for mention in get_reference_lookup().find("A consul in Texas", 1840)] == ["XTX"]


def test_a_text_gives_names_of_its_own_language_and_of_english():
    text = "Maurice spoke on Island, then in Niger."
    assert [mention.code for mention in get_reference_lookup().find(text)] == ["NER"]
    assert [mention.code for mention in get_reference_lookup().find(text, language="fr")] == ["MUS", "NER"]
    assert [mention.code for mention in get_reference_lookup().find(text, language="de")] == ["ISL", "NER"]


def test_a_look_up_can_be_built_of_other_names():
    lookup = PartyLookup([NameRecord("RUR", "Ruritania"), NameRecord("GRA", "Graustark", start="1901", end="1912")])
    assert lookup.resolve("Republic of Ruritania") == "RUR"
    assert lookup.resolve("Thailand") is None


@given(st.text(max_size=60))
def test_any_text_is_resolved_to_a_party_or_to_none(text):
    codes = {party.code for party in load_parties()}
    assert resolve(text) in codes | {None}
    assert {mention.code for mention in get_reference_lookup().find(text)} <= codes
