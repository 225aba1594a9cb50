"""Control characters that word processors and broken exports leave in a text: none reaches the archive."""

import json

import pytest

from statements import transcripts

WORDS = "Prime Minister Jane Roe: We have agreed on dis\x1farma\x1fment and on a non\x1eproliferation treaty."
RIGHT = "We have agreed on disarmament and on a non-proliferation treaty."


def words_of(data: bytes, format: str) -> str:
    return " ".join(part.text for turn in transcripts.read(data, format).turns for part in turn.paragraphs)


@pytest.mark.parametrize(
    ("format", "document"),
    [
        ("txt", f"Press statement\n\n{WORDS}"),
        ("md", f"# Press statement\n\n{WORDS}"),
        ("html", f"<html><body><h1>Press statement</h1><p>{WORDS}</p></body></html>"),
        ("txt", f"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Jane Roe>{WORDS[25:]}\n\n00:02.000 --> 00:04.000\nYes.\n"),
        ("json", json.dumps({"title": "Press statement", "text": WORDS})),
    ],
)
def test_the_hyphens_of_word_are_read_as_what_they_show(format, document):
    assert RIGHT in words_of(document.encode(), format)


@pytest.mark.parametrize("code", [*range(0x09), *range(0x0E, 0x1E), *range(0x7F, 0x85), *range(0x86, 0xA0)])
def test_no_other_control_character_stays(code):
    text = {"title": "Press statement", "text": f"Jane Roe: We agree{chr(code)} on it.\n\nMax Moe: Yes."}
    words = words_of(json.dumps(text).encode(), "json")
    assert chr(code) not in words
    assert "We agree on it." in words
