"""Citations as footnotes and bibliographies print them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from statements.citing.styles import STYLES, format_in_style
from tests.citing.records import COLLOR, HAILE_SELASSIE, STETTINIUS, VILLEPIN, awkward, passage, talks, treaty

ADDRESS = "https://archive.example/s/0bc1234/"
EXPECTED = {
    "chicago": (
        "Kim Jong-un and Vladimir Putin, “Press Statements ‹following› Russia–DPRK Talks,” press statement, version 3, "
        f"Russia–DPRK talks, Pyongyang, President of Russia, June 19, 2024, Chancery, {ADDRESS}.",
        "Kim Jong-un, and Vladimir Putin. “Press Statements ‹following› Russia–DPRK Talks.” Press statement. Version "
        f"3. Russia–DPRK talks, Pyongyang. President of Russia, June 19, 2024. Chancery. {ADDRESS}.",
    ),
    "mla": (
        "(Kim Jong-un and Putin, “Press Statements ‹following› Russia–DPRK Talks”)",
        "Kim Jong-un, and Vladimir Putin. “Press Statements ‹following› Russia–DPRK Talks.” Press statement. Version "
        f"3, President of Russia, 19 June 2024, Russia–DPRK talks, Pyongyang, Chancery, {ADDRESS}.",
    ),
    "apa": (
        "(Kim & Putin, 2024)",
        "Kim, J.-U., & Putin, V. (2024, June 19). Press statements ‹following› Russia–DPRK talks (Version 3) [Press "
        f"statement]. President of Russia. Chancery. Russia–DPRK talks, Pyongyang. {ADDRESS}",
    ),
    "oscola": (
        "Kim Jong-un and Vladimir Putin, ‘Press Statements ‹following› Russia–DPRK Talks’ (Pyongyang, 19 June 2024) "
        f"<{ADDRESS}> accessed 24 November 2026.",
        "Kim Jong-un and Putin V, ‘Press Statements ‹following› Russia–DPRK Talks’ (Pyongyang, 19 June 2024) "
        f"<{ADDRESS}> accessed 24 November 2026",
    ),
}


@pytest.mark.parametrize("key", STYLES)
def test_the_talks_in_every_style(key):
    made = format_in_style(talks(), key)
    assert (made.note_text, made.bibliography_text) == EXPECTED[key]


@pytest.mark.parametrize(
    ("key", "locator"), [("chicago", "para. 2"), ("mla", "par. 2"), ("apa", "para. 2"), ("oscola", "para 2")]
)
def test_a_passage_is_cited_by_its_paragraph_in_the_note_and_whole_in_the_bibliography(key, locator):
    made = format_in_style(passage(), key)
    assert locator in made.note_text
    assert locator not in made.bibliography_text


def test_names_of_many_forms_come_out_right():
    citation = talks(creators=(VILLEPIN,))
    assert format_in_style(citation, "chicago").note_text.startswith("Dominique de Villepin, “")
    assert format_in_style(citation, "chicago").bibliography_text.startswith("Villepin, Dominique de. “")
    assert format_in_style(citation, "apa").bibliography_text.startswith("Villepin, D. de. (2024")
    assert format_in_style(talks(creators=(COLLOR,)), "mla").bibliography_text.startswith(
        "Collor de Mello, Fernando. “"
    )
    assert format_in_style(talks(creators=(HAILE_SELASSIE,)), "apa").bibliography_text.startswith(
        "Haile Selassie. (2024"
    )
    assert format_in_style(talks(creators=(STETTINIUS,)), "chicago").note_text.startswith("Edward R. Stettinius Jr., “")


@pytest.mark.parametrize("key", STYLES)
def test_where_nobody_is_named_the_title_stands_once(key):
    made = format_in_style(talks(creators=(), title="Message to the conference"), key)
    assert made.note_text.lower().count("message to the conference") == 1
    assert made.bibliography_text.lower().count("message to the conference") == 1


@pytest.mark.parametrize("key", STYLES)
def test_a_span_and_an_uncertain_date_are_said_in_words(key):
    assert "27–28 February 1972" in format_in_style(talks(date="1972-02-27/1972-02-28"), key).bibliography_text
    assert format_in_style(talks(date="1955~"), key).bibliography_text.count("about 1955") == 1


def test_a_title_in_another_language_keeps_its_small_letters():
    made = format_in_style(talks(title="Déclaration sur la paix et la sécurité", language="fr"), "chicago")
    assert "“Déclaration sur la paix et la sécurité,”" in made.note_text


@pytest.mark.parametrize("key", STYLES)
def test_a_treaty_is_cited_by_its_title_and_date(key):
    made = format_in_style(treaty(), key)
    assert made.bibliography_text.count("Nuclear Weapon Tests") == 1
    assert "1963" in made.bibliography_text


@pytest.mark.parametrize("key", STYLES)
@pytest.mark.parametrize("citation", awkward(), ids=lambda citation: citation.title[:20])
def test_nothing_of_a_record_is_markup(key, citation):
    made = format_in_style(citation, key)
    for text in (made.note, made.bibliography):
        assert "<b>" not in text
        assert "\ue000" not in text
    assert citation.permalink in made.bibliography


def test_styles_can_be_asked_for_by_many_at_once():
    asked = [(citation, key) for citation in (talks(), passage()) for key in STYLES] * 3
    alone = [format_in_style(*each) for each in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda each: format_in_style(*each), asked)) == alone
