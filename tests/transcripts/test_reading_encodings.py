"""One decoder for every format: a text in an old encoding is read alike as .txt, .md, .html, .srt and .json."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from statements.transcripts import Transcript, UnreadableTranscript, read
from tests.text.talks_by_language import CASES, TALKS, written


def as_page(text: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in text.strip().split("\n\n"))
    return f"<html><head><title>2024</title></head><body><article>{paragraphs}</article></body></html>"


def as_subtitles(text: str) -> str:
    cues = enumerate(text.strip().split("\n\n"), 1)
    return "\n".join(f"{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{part}\n" for number, part in cues)


FORMATS: dict[str, Callable[[str], str]] = {
    "talks.txt": str,
    "talks.md": lambda text: f"# 2024\n\n{text}",
    "talks.html": as_page,
    "talks.srt": as_subtitles,
    "talks.json": lambda text: json.dumps({"title": "2024", "text": text}, ensure_ascii=False),
}


def words(transcript: Transcript) -> list[tuple[str, str]]:
    return [
        (turn.label.printed if turn.label else "", " ".join(paragraph.text for paragraph in turn.paragraphs))
        for turn in transcript.turns
    ]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_an_old_encoding_is_read_as_utf_8_is(name: str, language: str, encoding: str):
    data, text = written(FORMATS[name](TALKS[language]), encoding)
    found, expected = read(data, name=name), read(text.encode(), name=name)
    assert words(found) == words(expected) != []
    assert encoding == "iso2022-jp" or [warning.code for warning in found.warnings].count("encoding") == 1


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", TALKS)
def test_utf_16_without_its_mark_is_read(name: str, language: str):
    text = FORMATS[name](TALKS[language])
    assert words(read(text.encode("utf-16-le"), name=name)) == words(read(text.encode(), name=name)) != []


@pytest.mark.parametrize("name", ["talks.txt", "talks.md", "talks.srt"])
def test_an_encoding_that_cannot_be_told_is_refused_with_what_to_do(name: str):
    with pytest.raises(UnreadableTranscript, match="cannot be told: save it as UTF-8"):
        read(bytes(range(0x80, 0x100)) * 3, name=name)
