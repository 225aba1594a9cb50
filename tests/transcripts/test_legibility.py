"""What is no text that anybody could have said is refused with a sentence, whatever format it comes in."""

from __future__ import annotations

import json
import random

import pytest

from statements.transcripts import read

DICE = random.Random(7)
FIGURES = "\n\n".join(f"{n * 7919} {n * 31} {n * 17}" for n in range(60))
LETTERS = "\n".join(
    " ".join("".join(DICE.choice("bcdfghjklmnpqrstvwxz") for _ in range(DICE.randint(4, 9))) for _ in range(12))
    for _ in range(4)
)
REFUSED = {
    "figures": (FIGURES, "not one word"),
    "a few figures": ("12 34 56\n\n78 90", "not one word"),
    "signs": ("@@@ ### $$$ %%%", "not one word"),
    "letters struck at random": (LETTERS, "no language"),
    "a program": ("\n".join(f"function f{n}(a) {{ var b = {n}; return a; }}" for n in range(40)), "a program"),
}


@pytest.mark.parametrize("format", ["txt", "md", "html", "json", "tei"])
@pytest.mark.parametrize("kind", REFUSED)
def test_text_without_words_is_refused(kind: str, format: str):
    text, why = REFUSED[kind]
    if format == "html":
        paragraphs = text.replace("\n", "</p><p>") if len(text) > 200 else "</p><p>".join([text] * 40)
        text = f"<html><body><main><p>{paragraphs}</p></main></body></html>"
    elif format == "json":
        text = json.dumps({"text": text})
    elif format == "tei":
        text = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>{text}</p></body></text></TEI>'
    transcript = read(text.encode(), format)
    assert why in transcript.refused
    assert transcript.turns == []
    assert transcript.dropped


@pytest.mark.parametrize(
    "text",
    ["Yes.", "好。", "네.", "PM MSR NGTT FBI CIA NSC said so.", "A = B, he said; {so} it is.", "Strč prst skrz krk."],
)
def test_short_texts_with_words_are_read(text: str):
    assert read(text, "txt").refused == ""
