"""How publishers print talks in English, in texts written for these tests: what is a label in each, and what is not."""

from __future__ import annotations

from textwrap import dedent

from statements.transcripts import Transcript, read


def text(source: str) -> Transcript:
    return read(dedent(source).strip().encode(), "txt")


def labels(transcript: Transcript) -> list[str | None]:
    return [turn.label.printed if turn.label else None for turn in transcript.turns]


def speakers(transcript: Transcript) -> list[str]:
    return [turn.speaker for turn in transcript.turns]


def test_state_department_briefing_with_a_clock_line_and_the_same_speaker_twice():
    transcript = text(
        """
        2:14 p.m. EST

        MR SMITH: Good afternoon.

        MR SMITH: One more thing at the top.

        QUESTION: Can we start with –

        MR SMITH: (Laughter.) We can.

        QUESTION: – the treaty?

        (The briefing was concluded at 3:02 p.m.)
        """
    )
    assert labels(transcript) == ["MR SMITH", "MR SMITH", "QUESTION", "MR SMITH", "QUESTION"]
    assert transcript.front.extra["time"] == "2:14 p.m. EST"
    assert speakers(transcript)[0] == "Smith"


def test_white_house_wraps_lines_and_asks_without_a_colon():
    transcript = text(
        """
        East Room

        3:12 P.M. EST

        THE PRESIDENT:  Good afternoon.  We had a long conversation about what our
        two countries can do together, and Mr. Roe, Ms. Doe of Ohio, Mr. Poe and
        Mr. Loe: all of them were there.

        Q    Mr. President, will you sign it?

        CHANCELLOR MUSTER:  (As interpreted.)  We will.

        Q    But when?

        THE PRESIDENT:  Soon.

                             END                4:01 P.M. EST
        """
    )
    assert labels(transcript) == ["THE PRESIDENT", "Q", "CHANCELLOR MUSTER", "Q", "THE PRESIDENT"]
    assert transcript.front.place == "East Room"
    assert transcript.turns[0].speaker == ""
    assert transcript.turns[2].interpreted
    assert transcript.turns[2].speaker == "Muster"
    assert [item.text for item in transcript.dropped][-1].startswith("END")


def test_united_nations_verbatim_record():
    transcript = text(
        """
        The meeting was called to order at 10.05 a.m.

        The President (spoke in Arabic): I give the floor to the representative of France.

        Mr. Martin (France) (spoke in French): I thank you, Sir. My delegation will be brief.

        In favour: Algeria, Angola, Argentina

        32. Mrs. KHAN (Pakistan): My Government supports the draft.

        Ms. Ruiz took the Chair.

        The meeting rose at 1 p.m.
        """
    )
    assert labels(transcript) == ["The President", "Mr. Martin", "Mrs. KHAN"]
    assert [turn.party for turn in transcript.turns] == ["", "France", "Pakistan"]
    assert [turn.interpreted for turn in transcript.turns] == [True, True, False]
    assert "The meeting was called to order at 10.05 a.m." in [item.text for item in transcript.dropped]


def test_nato_doorstep():
    transcript = text(
        """
        (As delivered)

        Jane Roe [NATO Spokesperson]: We will now take questions.

        Q: Wall Street Journal. Will you enlarge the budget?

        NATO Secretary General Jan Muster: We will.

        Jane Roe: Next question.
        """
    )
    assert labels(transcript) == ["Jane Roe", "Q", "NATO Secretary General Jan Muster", "Jane Roe"]
    assert transcript.turns[0].role == "NATO Spokesperson"
    assert transcript.turns[3].role == "NATO Spokesperson"
    assert "role" in transcript.turns[3].inherited
    assert transcript.front.text_status == "As delivered"


def test_retyped_audio_puts_the_time_beside_the_name():
    transcript = text(
        """
        President Jane Roe (00:00):
        Good evening. Please have a seat.

        Speaker 2 (00:42):
        Thank you.

        President Jane Roe (01:12):
        Not at all.
        """
    )
    assert labels(transcript) == ["President Jane Roe", "Speaker 2", "President Jane Roe"]
    assert [turn.timestamp for turn in transcript.turns] == ["00:00", "00:42", "01:12"]
    assert transcript.turns[0].paragraphs[0].text == "Good evening. Please have a seat."


def test_hearings_print_a_full_stop_after_a_surname_in_capitals():
    transcript = text(
        """
        The CHAIRMAN. The committee will come to order. Mr. Roe is here.

        Mr. ROE. Thank you, Mr. Chairman. I was in Elbonia.

        The CHAIRMAN. For how long?

        Mr. ROE. A year.
        """
    )
    assert labels(transcript) == ["The CHAIRMAN", "Mr. ROE", "The CHAIRMAN", "Mr. ROE"]
    assert transcript.turns[1].speaker == "Roe"


def test_plain_lines_that_take_turns_are_labels():
    transcript = text(
        """
        Press conference in Zenda

        Prime Minister

        Good morning. We met for two hours.

        Question

        Was there a dispute?

        Prime Minister

        There was none.

        Question

        Really?
        """
    )
    assert labels(transcript) == ["Prime Minister", "Question", "Prime Minister", "Question"]
