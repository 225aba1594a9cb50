"""Pages of which every line break was lost: turns are cut apart where labels take turns, and an editor is told."""

from __future__ import annotations

import json

import pytest

from statements.transcripts import Transcript, read

TALK = "We spoke about the bridges and about the roads, and I am grateful for that. "


def codes(transcript: Transcript) -> list[str]:
    return [warning.code for warning in transcript.warnings]


def labels(transcript: Transcript) -> list[str | None]:
    return [turn.label.printed if turn.label else None for turn in transcript.turns]


def test_turns_are_cut_apart_at_labels_that_take_turns():
    page = f"THE PRESIDENT: {TALK * 8}Q Mr. President, when? THE PRESIDENT: In May. MS. ROE: {TALK * 8}Q And where? "
    transcript = read(page + "THE PRESIDENT: In Portville.", "txt")
    assert labels(transcript) == ["THE PRESIDENT", "Q", "THE PRESIDENT", "MS. ROE", "Q", "THE PRESIDENT"]
    assert "flattened" in codes(transcript)


def test_initials_before_a_surname_are_enough():
    talk = "Мы говорили о торговле и о дорогах, и я благодарен за это. "
    page = f"Переговоры прошли в Москве. В.Иванов : {talk * 12}А.Петров : {talk * 12}В.Иванов: Спасибо."
    assert labels(read(page, "txt")) == [None, "В.Иванов", "А.Петров", "В.Иванов"]


def test_names_before_colons_in_a_long_paragraph_are_no_turns():
    page = TALK * 12 + "Portville: a city of ships. The Two Rivers: a land of corn. Jane Roe: a friend. " + TALK * 12
    transcript = read(page, "txt")
    assert labels(transcript) == [None]
    assert "flattened" not in codes(transcript)


def test_nothing_is_lost_where_a_page_is_cut_apart():
    page = f"Talks. Jane Roe: {TALK * 12}John Poe: Yes. Jane Roe: {TALK * 12}John Poe: No."
    transcript = read(page, "txt")
    said = " ".join(
        f"{turn.label.printed if turn.label else ''} {paragraph.text}"
        for turn in transcript.turns
        for paragraph in turn.paragraphs
    )
    assert said.split() == page.replace(":", "").split()


@pytest.mark.parametrize("label", ["1", "№ 5", "7 8"])
def test_labels_without_letters_are_of_no_script(label):
    record = {"turns": [{"label": label, "paragraphs": ["We thank the council."]}] * 4, "title": "Talks"}
    assert len(read(json.dumps(record).encode(), "json").turns) >= 1
