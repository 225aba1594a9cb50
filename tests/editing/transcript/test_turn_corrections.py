"""Pieces and corrections to turns, without a database."""

import pytest

from statements import transcripts
from statements.editing.transcript import text_pieces, turn_corrections
from statements.editing.transcript.text_pieces import Piece, Reading, build_reading
from statements.editing.transcript.turn_corrections import (
    BEGIN_TURN,
    CONTINUE_TURN,
    DROP,
    HEADING,
    JOIN_ABOVE,
    LABEL_BEFORE_COLON,
    PARAGRAPH,
    STAGE,
    apply_corrections,
)
from tests.editing.desk_texts import BRIEFING, TALKS


@pytest.fixture
def talks() -> Reading:
    return build_reading(transcripts.read(TALKS))


def piece(reading: Reading, words: str) -> Piece:
    return next(piece for piece in reading.pieces if words in piece.full_text)


def texts(shaped: turn_corrections.CorrectedText) -> list[list[str]]:
    return [[paragraph.text for paragraph in turn.paragraphs] for turn in shaped.turns]


def test_every_line_of_the_text_is_a_piece(talks: Reading) -> None:
    words = " ".join(piece.full_text for piece in talks.pieces)
    for line in filter(None, TALKS.split("\n")):
        assert line.partition("): ")[2] in words or line in words


def test_a_reading_comes_back_whole_from_json(talks: Reading) -> None:
    assert Reading.from_json(talks.to_json()) == talks


def test_as_read_there_are_two_turns(talks: Reading) -> None:
    shaped = apply_corrections(talks.pieces, {})
    assert [len(turn.paragraphs) for turn in shaped.turns] == [3, 2]
    assert shaped.turns[0].opening.interpreted_note == "retranslated"


def test_a_turn_is_started_where_the_editor_says(talks: Reading) -> None:
    known = piece(talks, "Our two countries")
    shaped = apply_corrections(talks.pieces, {known.id: {"as": BEGIN_TURN}})
    assert [len(turn.paragraphs) for turn in shaped.turns] == [2, 1, 2]
    assert shaped.turns[1].opening.label == ""


def test_a_label_that_the_grammar_left_in_the_text_is_taken_from_before_the_colon() -> None:
    reading = build_reading(transcripts.read("Someone: Hello.\n\nthe clerk: the meeting is open.\n"))
    last = reading.pieces[-1]
    shaped = apply_corrections(reading.pieces, {last.id: {"as": LABEL_BEFORE_COLON}})
    assert (shaped.turns[-1].opening.label, shaped.turns[-1].paragraphs[0].text) == (
        "the clerk",
        "the meeting is open.",
    )


def test_what_was_no_label_goes_back_into_the_text(talks: Reading) -> None:
    second = piece(talks, "Comrade Chairman")
    shaped = apply_corrections(talks.pieces, {second.id: {"as": PARAGRAPH}})
    assert len(shaped.turns) == 1
    assert shaped.turns[0].paragraphs[3].text.startswith("President of Russia Vladimir Putin: Comrade Chairman")


def test_a_turn_goes_on_without_the_label_that_repeats_it(talks: Reading) -> None:
    second = piece(talks, "Comrade Chairman")
    shaped = apply_corrections(talks.pieces, {second.id: {"as": CONTINUE_TURN}})
    assert texts(shaped)[0][3].startswith("Comrade Chairman")


def test_a_paragraph_is_joined_to_the_one_before(talks: Reading) -> None:
    last = piece(talks, "Our two countries")
    shaped = apply_corrections(talks.pieces, {last.id: {"as": JOIN_ABOVE}})
    assert texts(shaped)[0][1].endswith("worked on it. Our two countries have known each other for a long time.")
    assert shaped.outcomes[last.id] == "joined"


@pytest.mark.parametrize(("said", "kind"), [(STAGE, "stage"), (HEADING, "heading")])
def test_a_paragraph_is_made_a_stage_direction_or_a_heading(talks: Reading, said: str, kind: str) -> None:
    known = piece(talks, "Our two countries")
    assert apply_corrections(talks.pieces, {known.id: {"as": said}}).turns[0].paragraphs[2].kind == kind


def test_when_the_first_paragraph_of_a_turn_is_dropped_the_turn_begins_with_the_next(talks: Reading) -> None:
    second = piece(talks, "Comrade Chairman")
    shaped = apply_corrections(talks.pieces, {second.id: {"as": DROP}})
    assert texts(shaped)[1] == ["We spoke at length about trade, about schools and about the railway bridge."]
    assert shaped.turns[1].opening.label == "President of Russia Vladimir Putin"


def test_a_line_left_out_is_kept_where_it_stood(talks: Reading) -> None:
    left_out = piece(talks, "Contact Us")
    assert left_out.why
    assert texts(apply_corrections(talks.pieces, {left_out.id: {"as": PARAGRAPH}}))[1][-1] == "Contact Us"


def test_a_blank_line_in_an_edited_text_divides_the_paragraph(talks: Reading) -> None:
    known = piece(talks, "Our two countries")
    shaped = apply_corrections(talks.pieces, {known.id: {"text": "Our two countries\nhave met.\n\nFor a long time."}})
    assert texts(shaped)[0][2:] == ["Our two countries have met.", "For a long time."]


def test_a_paragraph_is_moved_behind_another_turn(talks: Reading) -> None:
    known, last = piece(talks, "Our two countries"), piece(talks, "We spoke at length")
    shaped = apply_corrections(talks.pieces, {known.id: {"after": last.id}})
    assert texts(shaped)[1][-1] == "Our two countries have known each other for a long time."


def test_an_emptied_paragraph_stays_to_be_asked_about(talks: Reading) -> None:
    known = piece(talks, "Our two countries")
    assert texts(apply_corrections(talks.pieces, {known.id: {"text": ""}}))[0][2] == ""


def test_pieces_keep_their_ids_when_the_text_is_read_by_another_grammar() -> None:
    before = build_reading(transcripts.read(BRIEFING))
    worse = BRIEFING.replace("MR. SAMPLE: ", "")  # as if the label had not been seen
    after = build_reading(transcripts.read(worse), before.pieces)
    assert piece(before, "harbour is paid").id == piece(after, "harbour is paid").id
    assert len({one.id for one in after.pieces}) == len(after.pieces)


def test_the_label_before_the_colon_is_short() -> None:
    assert turn_corrections.split_label("Mr. Sample: yes") == ("Mr. Sample", "yes")
    assert turn_corrections.split_label("no colon here") == ("", "no colon here")
    assert turn_corrections.split_label("x" * 300 + ": yes")[0] == ""


def test_a_label_whole_says_the_interpreters_mark_as_printed() -> None:
    opening = text_pieces.Opening("speech", label="Kim Jong-un", interpreted=True, interpreted_note="retranslated")
    assert text_pieces.prefix_label(opening, "Welcome.") == "Kim Jong-un (retranslated): Welcome."
