"""Texts that have no labels, whatever stands before their colons, in words written for these tests."""

from __future__ import annotations

from textwrap import dedent

from statements.transcripts import Transcript, TurnKind, read


def text(source: str) -> Transcript:
    return read(dedent(source).strip().encode(), "txt")


def labels(transcript: Transcript) -> list[str | None]:
    return [turn.label.printed if turn.label else None for turn in transcript.turns]


def speakers(transcript: Transcript) -> list[str]:
    return [turn.speaker for turn in transcript.turns]


def test_british_government_speech_has_no_labels():
    transcript = text(
        """
        Foreign Secretary's speech at the Guildhall

        Delivered on: 3 May 2016

        (Transcript of the speech, exactly as it was delivered)

        My Lord Mayor, ladies and gentlemen,

        Three things matter here: trade, trade and trade.

        Question: what is it worth? I will tell you.

        Thank you.
        """
    )
    assert labels(transcript) == [None]
    assert transcript.turns[0].kind is TurnKind.SPEECH
    assert transcript.front.date == "2016-05-03"
    assert transcript.front.title == "Foreign Secretary's speech at the Guildhall"
    assert transcript.front.text_status.startswith("Transcript of the speech")
    assert transcript.turns[0].paragraphs[-1].text == "Thank you."


def test_joint_communique_has_no_speakers():
    transcript = text(
        """
        Joint communiqué of the third ministerial meeting

        The Ministers met in Elbonia on 3 and 4 May. They agreed on the following:

        1. Economic Cooperation: the two sides will lower tariffs.

        2. People-to-People Exchanges: the two sides will open libraries.

        Regional Security: the two sides will consult.

        Next Meeting: the Ministers will meet again in 2031.
        """
    )
    assert labels(transcript) == [None]


def test_dash_dialogues_are_left_to_the_editor():
    transcript = text(
        """
        – Will you sign?

        – Yes.

        – When: today?
        """
    )
    assert labels(transcript) == [None]


def test_memorandum_heads_are_no_turns():
    transcript = text(
        """
        MEMORANDUM FOR THE HEADS OF DEPARTMENTS

        FROM: Jane Roe, Director

        SUBJECT: Guidance on treaties

        Section 1 says what is to be done. It is to be done at once.
        """
    )
    assert labels(transcript) == [None]


def test_letter_opens_with_a_salutation():
    transcript = text(
        """
        Dear Mr. Speaker:

        I transmit herewith the report on the treaty.

        Mr. President:

        It is attached.
        """
    )
    assert labels(transcript) == [None]


def test_collected_quotations_are_no_transcript():
    transcript = text(
        """
        Jane Roe, Director of the Example Institute: “This is a great step.”

        Senator John Doe: “I welcome it.”

        Governor Mary Poe: “At last.”
        """
    )
    assert labels(transcript) == [None]
    assert "quotations" in [warning.code for warning in transcript.warnings]


def test_list_of_appointments_is_no_dialogue():
    transcript = read(
        dedent(
            """
            The President announces his intent to appoint:

            **Jane Roe, Member, Example Board**

            Jane Roe has led the Example Institute since 2001.

            **John Doe, Member, Example Board**

            John Doe is a farmer.
            """
        ).encode(),
        "md",
    )
    assert labels(transcript) == [None]


def test_section_titles_are_no_labels():
    transcript = text(
        """
        Trade

        We sell more than we buy.

        Energy

        We buy more than we sell.

        Foreign Affairs

        We talk to everybody.
        """
    )
    assert labels(transcript) == [None]
