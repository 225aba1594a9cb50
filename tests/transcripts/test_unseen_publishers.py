"""Files of publishers the grammar was not made for, in texts written for these tests: heads, ends and bytes."""

from __future__ import annotations

import random
from textwrap import dedent

import pytest

from statements.transcripts import ParsedParagraphKind, Transcript, TurnKind, UnreadableTranscript, read


def text(source: str) -> Transcript:
    return read(dedent(source).strip().encode(), "txt")


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_named_as_a_page_are_refused(seed: int):
    with pytest.raises(UnreadableTranscript, match="not a text"):
        read(random.Random(seed).randbytes(20_000), name="page.html")


@pytest.mark.parametrize("capitals", [False, True])
@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_russian_is_read_in_each_code_page(encoding: str, capitals: bool):
    words = "Добрый день, уважаемые коллеги. Мы говорили о торговле и о новых дорогах."
    words = words.upper() if capitals else words
    transcript = read(f"В.Иванов: {words}\n\nВопрос: Когда подпишут договор?".encode(encoding), "txt")
    assert [turn.label.printed for turn in transcript.turns] == ["В.Иванов", "Вопрос"]
    assert transcript.turns[0].paragraphs[0].text == words
    assert encoding in transcript.warnings[0].message


def test_verbatim_record_of_the_united_nations():
    transcript = text(
        """
        United Nations A/70/PV.99

        General Assembly

        99th plenary meeting

        Monday, 4 July 2016, 10 a.m.

        The President: I welcome all of you to this hall.

        Mr. Doe (Elbonia): We thank you, Sir.

        Mr. Poe (Freedonia), Vice-President, took the Chair.

        The Acting President: I give the floor to Sylvania.

        Mr. Coe (Sylvania): My delegation is glad. The chairman took the chair home.

        The meeting rose at 1.05 p.m.
        """
    )
    assert transcript.front.title == "United Nations A/70/PV.99, 99th plenary meeting"
    assert transcript.front.date == "2016-07-04"
    stage = [turn for turn in transcript.turns if turn.kind is TurnKind.STAGE]
    assert [turn.paragraphs[0].text.split()[-1] for turn in stage] == ["Chair.", "p.m."]
    assert all(turn.label is None and not turn.speaker for turn in stage)
    assert len(transcript.turns) == 6


def test_delivery_line_of_a_government_gives_date_and_status():
    transcript = text(
        """
        The way to a fair trade

        Delivered on: 2 May 2024 (Transcript of the speech, exactly as it was delivered)

        Good morning and thank you for having me. It is a pleasure.
        """
    )
    front = transcript.front
    assert (front.title, front.date) == ("The way to a fair trade", "2024-05-02")
    assert front.text_status == "Transcript of the speech, exactly as it was delivered"


def test_head_and_end_of_a_department_briefing():
    transcript = text(
        """
        Department Press Briefing – February 3, 2022

        03 Feb. 2022

        Jane Roe, Department Spokesperson

        2:05 p.m. EST

        MS. ROE: Good afternoon.

        QUESTION: What of the talks?

        MS. ROE: They go on as planned.

        (The briefing was concluded at 3:04 p.m.)

        # # #
        """
    )
    front = transcript.front
    assert (front.title, front.date) == ("Department Press Briefing – February 3, 2022", "2022-02-03")
    assert front.place == ""
    assert transcript.turns[0].label.printed == "MS. ROE"
    assert transcript.turns[-1].paragraphs[-1].kind is ParsedParagraphKind.STAGE
