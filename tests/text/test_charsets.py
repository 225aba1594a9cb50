"""Bytes to text: every language is read in the encodings it was once written in, and what cannot be told is refused."""

from __future__ import annotations

import codecs
import random

import pytest

from statements.text.charsets import UndecodableText, decode, decode_page
from tests.text.talks_by_language import CASES, TALKS, written


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_text_is_read_in_the_encoding_of_its_language(language: str, encoding: str):
    data, text = written(TALKS[language], encoding)
    assert decode(data).text == text
    assert decode(data).remark or encoding == "iso2022-jp"


@pytest.mark.parametrize("size", [40, 80])
@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_short_text_is_read_too(language: str, encoding: str, size: int):
    data, text = written(TALKS[language][:size], encoding)
    assert decode(data).text == text


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_page_and_a_file_are_read_alike(language: str, encoding: str):
    data, text = written(TALKS[language], encoding)
    page = f"<html><body>{text}</body></html>".encode(encoding)
    assert decode_page(page).text == decode(page).text == f"<html><body>{text}</body></html>"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", TALKS)
def test_utf_16_is_read_with_its_mark_and_without(language: str, encoding: str):
    data, text = written(TALKS[language], encoding)
    mark = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE
    assert decode(data).text == decode(mark + data).text == text
    assert not decode(data).remark


@pytest.mark.parametrize("language", TALKS)
def test_utf_8_is_read_without_a_remark(language: str):
    data, text = written(TALKS[language], "utf-8")
    for encoded in (data, codecs.BOM_UTF8 + data):
        assert (decode(encoded).text, decode(encoded).remark) == (text, "")


def test_what_a_page_declares_decides_before_a_guess():
    page = '<meta charset="iso-8859-7"><p>Ά.</p>'.encode("iso8859-7")
    assert decode_page(page).text.endswith("<p>Ά.</p>")


def test_a_false_declaration_is_seen_through():
    page = f'<meta charset="utf-8">{TALKS["ru"]}'.encode("koi8-r")
    assert TALKS["ru"] in decode_page(page).text


def test_a_few_spoiled_bytes_do_not_make_another_encoding_of_utf_8():
    data = TALKS["ru"].encode() * 3
    decoded = decode(data.replace(b"\n\n", b"\n\xff\n", 1))
    assert decoded.encoding == "utf-8"
    assert decoded.text.count("\ufffd") == 1
    assert "not valid UTF-8" in decoded.remark


def test_a_few_quotation_marks_in_a_long_english_text_are_windows_1252():
    text = "The harbour is open to everyone. " * 400 + "We hope for an “autumn finish”."
    assert decode(text.encode("cp1252")).text == text


def test_utf_8_that_breaks_off_inside_a_character_is_kept_up_to_there():
    whole = TALKS["ru"] * 8
    decoded = decode((whole + "я").encode()[:-1])
    assert (decoded.text, decoded.cut_short) == (whole, True)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [200, 20_000])
def test_bytes_without_meaning_are_refused(seed: int, size: int):
    data = bytes(random.Random(seed).choices(range(32, 256), k=size))
    with pytest.raises(UndecodableText, match="cannot be told"):
        decode(data)


def test_control_characters_are_refused():
    with pytest.raises(UndecodableText, match="control characters"):
        decode(bytes(range(1, 32)) * 40 + b"\xff\xfe\xfd")


def test_nul_bytes_are_refused_in_a_file_and_passed_over_in_a_page():
    with pytest.raises(UndecodableText, match="NUL"):
        decode(b"Jane Roe\x00: hello")
    assert decode_page(b"<p>Jane Roe\x00: hello</p>").text == "<p>Jane Roe: hello</p>"


def test_doubly_encoded_text_is_put_right_in_a_file_as_in_a_page():
    data = "It’s here. We’re glad, and they’re too.".encode().decode("cp1252").encode()
    assert decode(data).text == decode_page(data).text == "It’s here. We’re glad, and they’re too."
    assert "doubly encoded" in decode(data).remark


def test_a_long_line_without_a_break_is_told_quickly_and_rightly():
    text = TALKS["ja"].replace("\n", "") * 1000
    assert decode(text.encode("cp932")).text == text
