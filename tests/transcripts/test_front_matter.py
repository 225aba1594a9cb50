"""The lines before anybody speaks: what they are is told by their shape, and text is left where it stands."""

from __future__ import annotations

import pytest

from statements.transcripts import read
from statements.transcripts.front_matter import parse_date_line


@pytest.mark.parametrize(
    ("line", "date", "place"),
    [
        ("June 19, 2031", "2031-06-19", ""),
        ("(November 9, 2022)", "2022-11-09", ""),
        ("Martes 24 de septiembre de 2024", "2024-09-24", ""),
        ("13 марта 2025 года 17:40", "2025-03-13", ""),
        ("2024年6月19日", "2024-06-19", ""),
        ("令和6年6月19日", "2024-06-19", ""),
        ("June 5, 2019 18:15 The Kremlin, Moscow", "2019-06-05", "The Kremlin, Moscow"),
        ("New York, 28 September 2024", "2024-09-28", "New York"),
        ("Washington, D.C., March 3, 2023", "2023-03-03", "Washington, D.C."),
        ("Paris, le 3 mars 2023", "2023-03-03", "Paris"),
        ("On 19 June 2031 we signed.", "", ""),
        ("Thank you, 19 June 2031 was a good day", "", ""),
        ("Statement, Moscow, 3 March 2023", "", ""),
        ("no date", "", ""),
    ],
)
def test_date_line(line: str, date: str, place: str):
    assert parse_date_line(line) == (date, place)


def test_head_of_a_page_goes_to_the_front_matter():
    transcript = read(
        "Address to the Assembly\n\nEnglish | Français\n\nZenda, 3 March 2031\n\nCheck against delivery\n\n"
        "Mr. President,\n\nWe have come a long way.",
        "txt",
    )
    front = transcript.front
    assert (front.title, front.date, front.place) == ("Address to the Assembly", "2031-03-03", "Zenda")
    assert front.text_status == "Check against delivery"
    assert [paragraph.text for paragraph in transcript.turns[0].paragraphs][0] == "Mr. President,"
    assert len(transcript.dropped) == 4


def test_caption_with_its_credit_gives_the_title_where_no_headline_is():
    transcript = read("In Ruritania, Elbonia\n\nTalks in Zenda. Photo by Jane Roe\n\nJohn Doe: Welcome.", "txt")
    front = transcript.front
    assert (front.title, front.caption, front.credit) == ("Talks in Zenda", "Talks in Zenda.", "Photo by Jane Roe")
    assert front.categories == ("Ruritania", "Elbonia")


def test_introduction_is_text_and_has_no_speaker():
    transcript = read("The talks were held in Zenda and lasted a day.\n\nJohn Doe: Welcome.", "txt")
    assert (transcript.turns[0].kind, transcript.turns[0].speaker) == ("introduction", "")
    assert transcript.front.title == ""


def test_a_single_line_is_the_text():
    assert read("We have agreed on everything", "txt").turns[0].paragraphs[0].text == "We have agreed on everything"


def test_footer_is_cut_with_reasons_and_short_last_words_stay():
    transcript = read(
        "John Doe: Welcome.\n\nThank you.\n\nEDITOR’S NOTE: Views differ.\n\nRecent Posts\n\nContact Us\n\nOther news",
        "txt",
    )
    assert [paragraph.text for paragraph in transcript.turns[0].paragraphs] == ["Welcome.", "Thank you."]
    assert transcript.front.republisher_note == "EDITOR’S NOTE: Views differ."
    assert len(transcript.dropped) == 4
    assert "footer-cut" in [warning.code for warning in transcript.warnings]


def test_an_hour_between_two_parts_ends_nothing():
    transcript = read("JOHN DOE: One.\n\n2:14 P.M. EST\n\nJOHN DOE: Two.\n\n3:15 P.M. EST", "txt")
    assert len(transcript.turns) == 2
    assert "2:14 P.M. EST" in [paragraph.text for paragraph in transcript.turns[0].paragraphs]
