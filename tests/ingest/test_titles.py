import pytest

from statements.ingest.titles import Named, office_in, people_in, speaker_in, surnames_in


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        (
            "Statement by NSC Spokesperson Adrienne Watson on the Trilateral Dialogue",
            Named("Adrienne Watson", "NSC Spokesperson"),
        ),
        ("Statement by President Biden on the Farm Workforce", Named("Biden", "President")),
        ("Remarks as Prepared for Delivery by First Lady Jill Biden at a School", Named("Jill Biden", "First Lady")),
        (
            "Address by President of the Russian Federation Vladimir Putin",
            Named("Vladimir Putin", "President of the Russian Federation"),
        ),
        # two speak, or nobody is said to
        ("Remarks by President Biden and Prime Minister Fumio Kishida of Japan", None),
        ("Readout of President Biden’s Call with Prime Minister Rishi Sunak", None),
        ("Meeting with President of France Emmanuel Macron", None),
        ("A Proclamation on National Day", None),
    ],
)
def test_a_title_names_the_speaker_only_where_it_says_by_whom(title, speaker):
    assert speaker_in(title) == speaker


def test_a_title_says_who_is_meant_by_a_surname():
    title = "Press Gaggle by Press Secretary Karine Jean-Pierre and National Security Advisor Jake Sullivan"
    assert surnames_in(title) == {"jean pierre": "Karine Jean-Pierre", "sullivan": "Jake Sullivan"}
    assert office_in(title, "Sullivan") == "National Security Advisor"


def test_two_of_one_surname_settle_nothing():
    assert surnames_in("Remarks by President Joe Biden and First Lady Jill Biden") == {}


def test_a_surname_without_a_given_name_is_no_full_name():
    assert surnames_in("Remarks by President Biden at the Conference") == {}


def test_the_country_belongs_to_the_office():
    assert people_in("Talks with President of France Emmanuel Macron")[0] == Named(
        "Emmanuel Macron", "President of France"
    )
