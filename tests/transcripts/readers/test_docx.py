"""Word documents made here with python-docx, read back; and files that are none."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from statements.transcripts import read
from statements.transcripts.draft import BlockKind
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers.docx import document as reader
from statements.transcripts.readers.docx.numbering import format_number


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_label(document, label: str, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(label).bold = True
    paragraph.add_run(words)


def press_statements() -> docx.document.Document:
    document = docx.Document()
    document.core_properties.author = "A. Clerk"
    document.add_heading("Press statements after the talks in Northport", 0)
    document.add_paragraph("14 March 2023")
    document.sections[0].header.paragraphs[0].text = "Ministry of Examples – for release"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 3"
    with_label(document, "President Anna Berg:", " Good afternoon. We have met for an hour.")
    document.add_paragraph("The harbour is open.")
    with_label(document, "Prime Minister Karl Lund", ": Thank you.")
    with_label(document, "Question:", " When does the railway open?")
    with_label(document, "Anna Berg:", " In June.")
    return document


def element(name: str, **attributes: str) -> OxmlElement:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def run_of(text: str, tag: str = "w:t") -> OxmlElement:
    run, words = OxmlElement("w:r"), OxmlElement(tag)
    words.text = text
    run.append(words)
    return run


def test_title_day_speakers_and_turns_of_a_document():
    transcript = read(saved(press_statements()), "docx")
    assert (transcript.front.title, transcript.front.date) == (
        "Press statements after the talks in Northport",
        "2023-03-14",
    )
    assert [turn.label.printed for turn in transcript.turns] == [
        "President Anna Berg",
        "Prime Minister Karl Lund",
        "Question",
        "Anna Berg",
    ]
    assert len(transcript.turns[0].paragraphs) == 2


def test_page_headers_and_the_clerk_are_no_part_of_the_transcript():
    draft = reader.read(saved(press_statements()))
    why = {item.text: item.why for item in draft.dropped}
    assert why["Ministry of Examples – for release"] == "The page header of the document."
    assert why["Page 1 of 3"] == "The page footer of the document."
    assert "Clerk" not in repr(draft)


def test_bold_openings_and_headings_are_marked():
    document = press_statements()
    document.add_heading("Questions", 2)
    blocks = reader.read(saved(document)).blocks
    assert blocks[0].emphasis == "President Anna Berg:"
    assert blocks[2].emphasis == "Prime Minister Karl Lund"
    assert (blocks[-1].text, blocks[-1].kind) == ("Questions", BlockKind.HEADING)


def test_tracked_changes_are_read_as_accepted():
    document = docx.Document()
    paragraph = document.add_paragraph("Anna Berg: We ")
    deleted, inserted = element("w:del", id="1", author="x"), element("w:ins", id="2", author="x")
    deleted.append(run_of("may", "w:delText"))
    inserted.append(run_of("will"))
    paragraph._p.append(deleted)
    paragraph._p.append(inserted)
    paragraph._p.append(run_of(" open the harbour."))
    assert reader.read(saved(document)).blocks[0].text == "Anna Berg: We will open the harbour."


def test_a_table_with_names_gives_labels_and_a_soft_break_a_new_line():
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Berg:", "Shall we begin?"
    table.cell(1, 0).text, table.cell(1, 1).text = "Lund:", "Let us."
    table.cell(1, 1).add_paragraph("The harbour first.")
    document.add_paragraph("END").add_run().add_break()
    document.paragraphs[-1].add_run("2:01 p.m.")
    texts = [block.text for block in reader.read(saved(document)).blocks]
    assert texts == ["Berg: Shall we begin?", "Lund: Let us.", "The harbour first.", "END", "2:01 p.m."]


def test_numbers_that_word_counts_are_printed():
    document = docx.Document()
    document.add_paragraph("The parties have agreed as follows:")
    for text in ("To open the harbour.", "To keep it open."):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("a flag on the quay", style="List Bullet")
    texts = [block.text for block in reader.read(saved(document)).blocks]
    assert texts[1:] == ["1. To open the harbour.", "2. To keep it open.", "a flag on the quay"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (4, "lowerRoman", "iv"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (1949, "upperRoman", "MCMXLIX"),
        (7, "x", "7"),
    ],
)
def test_numbers_are_printed_in_the_form_of_the_list(number, form, text):
    assert format_number(number, form) == text


def test_hidden_text_is_left_out_and_named():
    document = docx.Document()
    document.add_paragraph("Anna Berg: Good evening to you all.").add_run(" secret").font.hidden = True
    draft = reader.read(saved(document))
    assert draft.blocks[0].text == "Anna Berg: Good evening to you all."
    assert [(item.text, item.why) for item in draft.dropped] == [("secret", "Hidden text of the document.")]


def test_an_empty_document_is_refused():
    assert "no text" in reader.read(saved(docx.Document())).refused


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def altered(data: bytes, name: str, content: bytes) -> bytes:
    """The document with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return packed(**{**parts, name: content})


def test_a_part_that_breaks_the_schema_gets_a_sentence():
    data = saved(press_statements())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml")
    broken = re.sub(rb'(<w:headerReference[^>]*?) r:id="[^"]*"', rb"\1", body)
    assert broken != body
    with pytest.raises(UnreadableTranscript, match="not whole"):
        reader.read(altered(data, "word/document.xml", broken))


def test_a_zip_bomb_is_not_unpacked():
    bomb = altered(saved(press_statements()), "word/media/picture.xml", b"\x00" * 120_000_000)
    with pytest.raises(UnreadableTranscript, match="unpack to 1[23]\\d MB"):
        reader.read(bomb)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_either(monkeypatch):
    monkeypatch.setattr("statements.transcripts.readers.docx.package.MAX_UNPACKED", 50_000)
    bomb = bytearray(packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 3_000_000}))
    declared = (3_000_000).to_bytes(4, "little")
    while (at := bytes(bomb).find(declared)) >= 0:
        bomb[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableTranscript):
        reader.read(bytes(bomb))


def test_entities_in_a_part_are_refused():
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(UnreadableTranscript, match="declares XML entities"):
        reader.read(altered(saved(press_statements()), "word/settings.xml", evil))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "Word 97"),
        (packed(**{"content.xml": b"<a/>"}), "OpenDocument|no Word document"),
        (packed(**{"[Content_Types].xml": b"<Types/>"}), "not whole"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"plain words", "damaged"),
    ],
)
def test_what_is_no_word_document_gets_a_sentence(data, sentence):
    with pytest.raises(UnreadableTranscript, match=sentence):
        reader.read(data)
