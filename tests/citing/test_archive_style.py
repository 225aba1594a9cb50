"""The archive's own line of citation."""

import dataclasses

import pytest

from statements.citing.archive_style import format_citation, format_quotation
from statements.citing.citation import CitationTarget
from tests.citing.records import CHINA, KIM, PUTIN, SUKARNO, UNITED_STATES, VILLEPIN, passage, talks


@pytest.mark.parametrize(
    ("creators", "named"),
    [
        ((), "“"),
        ((KIM,), "Kim Jong-un, “"),
        ((KIM, PUTIN), "Kim Jong-un and Vladimir Putin, “"),
        ((UNITED_STATES, CHINA), "United States and China, “"),
        ((KIM, PUTIN, SUKARNO), "Kim Jong-un, Vladimir Putin and Sukarno, “"),
        ((KIM, PUTIN, SUKARNO, VILLEPIN), "Kim Jong-un and others, “"),
    ],
)
def test_up_to_three_speakers_are_named(creators, named):
    assert format_citation(talks(creators=creators)).startswith(named)


def test_what_is_not_known_is_left_out():
    citation = talks(title="Message.", place="", publisher="", date="", kind="Written statement", creators=())
    assert format_citation(citation) == f"“Message”, written statement, undated, Chancery, {citation.permalink}"


def test_a_passage_says_the_office_the_interpreter_the_paragraph_the_version_and_the_day_of_access():
    assert format_citation(passage(event="")) == (
        "Kim Jong-un (Chairman of State Affairs, North Korea), through an interpreter (“retranslated”), in “Press "
        "statements ‹following› Russia–DPRK talks”, press statement, Pyongyang, 19 June 2024, ¶ 2, version 3 ("
        "President of Russia), Chancery, https://archive.example/s/0bc1234/p/bcdf/, accessed 24 November 2026"
    )


def test_an_office_that_names_its_country_does_not_name_it_twice():
    president = dataclasses.replace(PUTIN, office="President of Russia")
    assert format_citation(passage(creators=(president,))).startswith("Vladimir Putin (President of Russia), in")


def test_a_turn_of_nobody_known_begins_with_its_title():
    assert format_citation(passage(target=CitationTarget.SPEECH, creators=(), paragraph=0)).startswith(
        "“Press statements"
    )


def test_a_quotation_is_the_words_and_then_where_they_stand():
    words, _, where = format_quotation(passage(), "He called it an event.").partition("\n\n")
    assert words == "“He called it an event.”"
    assert where == format_citation(passage())
