"""Lines above a text that are its form, its kind, its place and its hour, in texts written for these tests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from statements.transcripts import Transcript, read

FIRST = "Thank you all for being here on a wet morning. The sea has no fences, and that is why it needs law."


def text(source: str) -> Transcript:
    return read(dedent(source).strip().encode(), "txt")


def opening(transcript: Transcript) -> str:
    return transcript.turns[0].paragraphs[0].text


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_the_form_of_a_government_page_is_no_text(gap: str):
    lines = [
        "Speech",
        "A fair sea",
        "The minister spoke about the law of the sea.",
        f"From:{gap}Office of Boats and Jane Roe",
        f"Published:{gap}5 March 2014",
        f"Delivered on:{gap}3 March 2014 (Original script, may differ from delivered version)",
        f"Location:{gap}Portville Hall",
        FIRST,
    ]
    transcript = text("\n\n".join(lines))
    front = transcript.front
    assert (front.kind, front.title, front.date, front.place) == (
        "speech",
        "A fair sea",
        "2014-03-03",
        "Portville Hall",
    )
    assert front.text_status == "Original script, may differ from delivered version"
    assert front.extra["published"] == "2014-03-05"
    assert front.extra["summary"] == "The minister spoke about the law of the sea."
    assert [paragraph.text for paragraph in transcript.turns[0].paragraphs] == [FIRST]


def test_the_day_of_publication_is_the_date_where_no_other_is_there():
    transcript = text(f"A fair sea\n\nPublished: 5 March 2014\n\n{FIRST}")
    assert transcript.front.date == "2014-03-05"


def test_a_title_and_a_speaker_may_be_named_by_their_keys():
    front = text(f"Title: A fair sea\nSpeaker: Jane Roe\nDate: 4 May 2020\nVenue: Dam House\n\n{FIRST}").front
    assert (front.title, front.speaker, front.date, front.place) == (
        "A fair sea",
        "Jane Roe",
        "2020-05-04",
        "Dam House",
    )


def test_a_memorandum_keeps_its_head():
    transcript = text(f"MEMORANDUM FOR ALL\n\nFROM: Jane Roe, Director of Boats\n\n{FIRST}")
    assert "from" not in transcript.front.extra


def test_a_word_of_a_kind_is_no_kind_where_talk_follows():
    transcript = text(f"Speech\n\n{FIRST}\n\nWe go on.")
    assert (transcript.front.kind, transcript.front.title) == ("", "Speech")


@pytest.mark.parametrize("hour", ["10:32 A.M. EST", "2:05 p.m. (local time)"])
def test_the_capital_above_the_hour_is_the_place(hour: str):
    transcript = text(
        f"""
        Remarks by the President at a Breakfast

        Washington, D.C.

        {hour}

        THE PRESIDENT: Good morning, everybody.
        """
    )
    front = transcript.front
    assert (front.title, front.place) == ("Remarks by the President at a Breakfast", "Washington, D.C.")
    assert front.extra["time"] == hour
    assert transcript.turns[0].label.printed == "THE PRESIDENT"


def test_place_and_hour_alone_above_a_speech():
    transcript = text(f"Washington, D.C.\n\n10:32 A.M. EST\n\n{FIRST}\n\nThat is all.")
    assert (transcript.front.place, opening(transcript)) == ("Washington, D.C.", FIRST)


def test_who_spoke_and_where_may_stand_between_the_headline_and_the_date():
    transcript = text(
        f"""
        Remarks at the Dam Conference

        Jane Roe
        Secretary of State
        Portville, Ruritania
        March 4, 2020

        {FIRST}

        We shall mend it together.
        """
    )
    front = transcript.front
    assert (front.speaker, front.office, front.place) == ("Jane Roe", "Secretary of State", "Portville, Ruritania")
    assert transcript.turns[0].speaker == "Jane Roe"
    assert opening(transcript) == FIRST


def test_a_headline_may_end_in_a_full_stop():
    transcript = text(f"Joint statement with the Prime Minister of Ruritania.\n\nJane Roe: {FIRST}\n\nJohn Poe: Well.")
    assert transcript.front.title == "Joint statement with the Prime Minister of Ruritania."
    assert transcript.turns[0].label.printed == "Jane Roe"


PAGE = """<html lang="en"><head><title>A fair sea</title><meta name="description" content="{description}"></head><body>
<main><h1>A fair sea</h1><p class="{name}">{above}</p><div class="body"><p>{first}</p>
<p>We have three aims, and I want to take them in turn, for each of them is in danger.</p></div></main></body></html>"""


def test_the_summary_of_a_page_is_no_text():
    told = "The minister spoke about the law of the sea."
    page = PAGE.format(description=told, name="lead-paragraph", above=told, first=FIRST)
    transcript = read(page.encode(), "html")
    assert (opening(transcript), transcript.front.extra["summary"]) == (FIRST, told)


def test_a_description_made_of_the_first_words_stays_text():
    page = PAGE.format(description=FIRST, name="text", above=FIRST, first="We begin.")
    assert opening(read(page.encode(), "html")) == FIRST


def test_the_hour_may_stand_before_the_first_label():
    transcript = text(
        f"Remarks on Boats\n\nDam & Co.\n\nPortville, Ruritania\n\n2:07 P.M. EDT THE PRESIDENT: {FIRST}\n\nQ    When?"
    )
    assert transcript.front.extra["time"] == "2:07 P.M. EDT"
    assert transcript.front.place == "Dam & Co., Portville, Ruritania"
    assert [turn.label.printed for turn in transcript.turns] == ["THE PRESIDENT", "Q"]


def test_place_lines_above_a_label_without_an_hour():
    transcript = text(f"Remarks on Boats\n\nDam Center\n\nWashington, D.C.\n\nTHE PRESIDENT: {FIRST}")
    assert transcript.front.place == "Dam Center, Washington, D.C."
    assert transcript.turns[0].label.printed == "THE PRESIDENT"
