import pytest

from statements.ingest.matching.title_speakers import (
    TitlePerson,
    find_full_names,
    find_office,
    find_people,
    find_title_speaker,
)


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        (
            "Statement by NSC Spokesperson Adrienne Watson on the Trilateral Dialogue",
            TitlePerson("Adrienne Watson", "NSC Spokesperson"),
        ),
        ("Statement by President Biden on the Farm Workforce", TitlePerson("Biden", "President")),
        (
            "Remarks as Prepared for Delivery by First Lady Jill Biden at a School",
            TitlePerson("Jill Biden", "First Lady"),
        ),
        (
            "Address by President of the Russian Federation Vladimir Putin",
            TitlePerson("Vladimir Putin", "President of the Russian Federation"),
        ),
        # two speak, or nobody is said to
        ("Remarks by President Biden and Prime Minister Fumio Kishida of Japan", None),
        ("Readout of President Biden’s Call with Prime Minister Rishi Sunak", None),
        ("Meeting with President of France Emmanuel Macron", None),
        ("A Proclamation on National Day", None),
    ],
)
def test_a_title_names_the_speaker_only_where_it_says_by_whom(title, speaker):
    assert find_title_speaker(title) == speaker


def test_a_title_says_who_is_meant_by_a_surname():
    title = "Press Gaggle by Press Secretary Karine Jean-Pierre and National Security Advisor Jake Sullivan"
    assert find_full_names(title) == {"jean pierre": "Karine Jean-Pierre", "sullivan": "Jake Sullivan"}
    assert find_office(title, "Sullivan") == "National Security Advisor"


def test_two_of_one_surname_settle_nothing():
    assert find_full_names("Remarks by President Joe Biden and First Lady Jill Biden") == {}


def test_a_surname_without_a_given_name_is_no_full_name():
    assert find_full_names("Remarks by President Biden at the Conference") == {}


def test_the_country_belongs_to_the_office():
    assert find_people("Talks with President of France Emmanuel Macron")[0] == TitlePerson(
        "Emmanuel Macron", "President of France"
    )
