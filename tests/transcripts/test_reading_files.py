"""Bytes to transcripts: encodings, formats told by content, and what is refused with a sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from statements.transcripts import UnreadableTranscript, read
from statements.transcripts.formats import guess_format

ENGLISH = "Jane Roe: Good morning – “friends”.\n\nQuestion: What is the café’s name?\n\nJane Roe: It has none."
RUSSIAN = "В.Иванов: Добрый день, уважаемые коллеги.\n\nВопрос: Когда подпишут договор?\n\nВ.Иванов: Завтра утром."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_english_text_is_read_in_each_encoding(encoding: str):
    transcript = read(ENGLISH.encode(encoding), "txt")
    assert [turn.label.printed for turn in transcript.turns] == ["Jane Roe", "Question", "Jane Roe"]
    assert transcript.turns[1].paragraphs[0].text == "What is the café’s name?"
    assert ("encoding" in [warning.code for warning in transcript.warnings]) == (encoding == "cp1252")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_russian_text_is_read_in_each_encoding(encoding: str):
    transcript = read(RUSSIAN.encode(encoding), "txt")
    assert [turn.label.printed for turn in transcript.turns] == ["В.Иванов", "Вопрос", "В.Иванов"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"  \n\n ", "empty"),
        (b"Jane Roe\x00: hello", "NUL"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word", ".docx"),
        (b"\xff\xfeJ\x00a\x00n", "breaks off"),
        (bytes(range(1, 32)) * 40 + b"\xff\xfe\xfd", "control characters"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, says: str):
    with pytest.raises(UnreadableTranscript, match=says) as refusal:
        read(data, "txt")
    assert str(refusal.value).endswith(".")


def test_missing_file_and_folder_are_refused_with_a_sentence(tmp_path: Path):
    with pytest.raises(UnreadableTranscript, match="cannot be read"):
        read(tmp_path / "none.txt")
    with pytest.raises(UnreadableTranscript, match="folder"):
        read(tmp_path)


def test_a_text_and_the_path_of_a_file_are_told_apart(tmp_path: Path):
    path = tmp_path / "talks.txt"
    path.write_text(ENGLISH)
    assert len(read(str(path)).turns) == len(read(path).turns) == len(read(ENGLISH).turns) == 3


def test_a_body_stored_as_bytes_literal_is_decoded_and_flagged():
    stored = repr("MR. ROE:\u00a0 Good afternoon.\n\nQ\u00a0\u00a0\u00a0 Why?\n\nMR. ROE:\u00a0 It’s late.".encode())
    transcript = read(stored.encode(), "txt")
    assert [turn.label.printed for turn in transcript.turns] == ["MR. ROE", "Q", "MR. ROE"]
    assert transcript.turns[2].paragraphs[0].text == "It’s late."
    assert "bytes-literal" in [warning.code for warning in transcript.warnings]


def test_a_broken_bytes_literal_stays_and_is_flagged():
    transcript = read(b"b'MR. ROE: It\\xe2\\x80 is late\\xzz and dark.'", "txt")
    assert "bytes-literal" in [warning.code for warning in transcript.warnings]
    assert transcript.turns[0].paragraphs


@pytest.mark.parametrize(
    ("head", "name", "format"),
    [
        (b"%PDF-1.7 ...", "a.txt", "pdf"),
        (b"<!DOCTYPE html><html>", "", "html"),
        (b"\xef\xbb\xbf\n  <html lang='en'>", "x.txt", "html"),
        (b"<h1>Title</h1>\n<p>Jane Roe: hello</p>", "", "html"),
        (b"<?xml version='1.0'?><TEI xmlns='http://www.tei-c.org/ns/1.0'>", "x.xml", "tei"),
        (b"<?xml version='1.0'?>\n<akomaNtoso>", "x.xml", "akn"),
        (b'{"title": "x", "text": "y"}\n', "", "json"),
        (b'{"title": "x"}\n{"title": "y"}\n', "", "jsonl"),
        (b"---\ntitle: x\n---\nJane Roe: hello", "", "md"),
        (b"---\nPRESIDENTE JUAN\nhola", "x.txt", "txt"),
        (b"[00:00:42] Jane Roe: hello", "", "txt"),
        (b"{braces} Jane Roe: hello", "notes.txt", "txt"),
        (b"Jane Roe: hello", "x.MD", "md"),
        (b"Jane Roe: hello", "", "txt"),
    ],
)
def test_format_is_told_by_content_then_by_name(head: bytes, name: str, format: str):
    assert guess_format(head, name) == format


def test_unknown_format_is_refused_with_those_that_are_known():
    with pytest.raises(UnreadableTranscript, match="known are txt, md"):
        read(b"Jane Roe: hello", "rtf")


def test_a_packed_text_is_unpacked():
    assert len(read(gzip.compress(ENGLISH.encode())).turns) == 3


def test_a_damaged_packed_text_is_refused():
    with pytest.raises(UnreadableTranscript, match="damaged"):
        read(b"\x1f\x8b\x08\x00damaged beyond repair")


def test_text_recognition_that_failed_is_refused():
    noise = "\n".join("cco AUS 33g atd Aaa g aSile advil yc alia Bad Gljad aS Lai Ol cia Ada" for _ in range(40))
    transcript = read(noise, "txt")
    assert "no language" in transcript.refused
    assert transcript.turns == []
    assert transcript.dropped


def test_a_page_flattened_to_one_line_is_flagged():
    sentence = "Мы говорили о торговле и о дорогах, и я благодарен за это. "
    page = "Переговоры 13 марта 2025 года 17:40 Москва " + (
        sentence * 30 + "В.Иванов : Спасибо. " + sentence * 30 + "А.Петров : Да. " + sentence
    )
    transcript = read(page, "txt")
    assert "flattened" in [warning.code for warning in transcript.warnings]
    assert transcript.front.date == "2025-03-13"
