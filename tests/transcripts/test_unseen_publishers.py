"""Files of publishers the grammar was not made for, in texts written for these tests: heads, ends and bytes."""

from __future__ import annotations

import random
from textwrap import dedent

import pytest

from statements.transcripts import Transcript, UnreadableTranscript, read


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
