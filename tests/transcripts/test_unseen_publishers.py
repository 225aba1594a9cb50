"""Files of publishers the grammar was not made for, in texts written for these tests: heads, ends and bytes."""

from __future__ import annotations

import random
from textwrap import dedent

import pytest

from statements.transcripts import ParagraphKind, Transcript, TurnKind, UnreadableTranscript, read


def text(source: str) -> Transcript:
    return read(dedent(source).strip().encode(), "txt")


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_named_as_a_page_are_refused(seed: int):
    with pytest.raises(UnreadableTranscript, match="not a text"):
        read(random.Random(seed).randbytes(20_000), name="page.html")
