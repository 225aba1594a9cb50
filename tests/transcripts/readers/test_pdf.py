"""PDF files made here with reportlab, read back: columns, running heads, hyphens, paragraphs; files without text."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph, Spacer

from statements.transcripts import read
from statements.transcripts.draft import BlockKind
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers.pdf import document as pdf
from statements.transcripts.readers.pdf.worker import Glyph, join_glyphs

WIDTH, HEIGHT = A4
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, firstLineIndent=24, alignment=4)
PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=11, leading=14, spaceAfter=9)
TITLE = ParagraphStyle("title", fontName="Times-Bold", fontSize=18, leading=22, spaceAfter=12)
HEAD = ParagraphStyle("head", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=4)
SENTENCES = (
    "We have come to this hall from many harbours and by many roads.",
    "The sea does not ask whose flag a ship flies before it sinks her.",
    "My Government has ratified the convention and asks others to do the same without delay.",
    "Nothing in the report persuades us that the work can wait another year.",
    "Small ports feed great cities, and great cities have long forgotten it.",
)


def words(number: int, length: int = 5) -> str:
    return " ".join(SENTENCES[(number + step * (number % 3 + 1)) % len(SENTENCES)] for step in range(length))


def verbatim_record(turns: int = 14) -> tuple[bytes, list[str]]:
    """A record in two columns in the manner of the United Nations, and the labels it holds."""

    def margin(canvas: Canvas, document) -> None:
        page = document.page
        canvas.setFont("Times-Roman", 9)
        marks = ("A/79/PV.7", "24/09/2024") if page % 2 == 0 else ("24/09/2024", "A/79/PV.7")
        if page > 1:
            canvas.drawString(60, HEIGHT - 40, marks[0])
            canvas.drawRightString(WIDTH - 60, HEIGHT - 40, marks[1])
        canvas.drawString(60, 30, "24-27291 (E)")
        canvas.drawRightString(WIDTH - 60, 30, f"{page}/9")

    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4)
    column, gap = (WIDTH - 140) / 2, 20
    no_pad = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    first = [
        Frame(60, HEIGHT - 230, WIDTH - 120, 180, **no_pad),
        Frame(60, 60, column, HEIGHT - 310, **no_pad),
        Frame(60 + column + gap, 60, column, HEIGHT - 310, **no_pad),
    ]
    later = [
        Frame(60, 60, column, HEIGHT - 120, **no_pad),
        Frame(60 + column + gap, 60, column, HEIGHT - 120, **no_pad),
    ]
    document.addPageTemplates(
        [PageTemplate("first", first, onPage=margin), PageTemplate("later", later, onPage=margin)]
    )
    story = [NextPageTemplate("later"), Paragraph("United Nations", HEAD), Paragraph("General Assembly", TITLE)]
    story += [Paragraph(text, HEAD) for text in ("Seventy-ninth session", "<b>7</b>th plenary meeting")]
    story += [Paragraph("Tuesday, 24 September 2024, 9 a.m.", HEAD), Paragraph("New York", HEAD), FrameBreak()]
    story += [Paragraph("<i>The meeting was called to order at 9 a.m.</i>", BODY)]
    labels = []
    for number in range(turns):
        name = f"Mr. Example{chr(65 + number)}"
        labels.append(name)
        spoke = " (<i>spoke in French</i>)" if number % 2 else ""
        story.append(Paragraph(f"<b>{name}</b> (Examplia){spoke}: {words(number)}", BODY))
        story += [Paragraph(words(number + step, 3), BODY) for step in range(1, 4)]
    story.append(Paragraph("<i>The meeting rose at 1.05 p.m.</i>", BODY))
    document.build(story)
    return buffer.getvalue(), labels


def simple(story: list, **arguments) -> bytes:
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, **arguments)
    document.addPageTemplates([PageTemplate("page", [Frame(70, 70, WIDTH - 140, HEIGHT - 140)])])
    document.build(story)
    return buffer.getvalue()


def drawn(lines: list[tuple[float, float, str]], font: str = "Helvetica", size: float = 11, **arguments) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **arguments)
    canvas.setFont(font, size)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.save()
    return buffer.getvalue()


def test_a_verbatim_record_in_two_columns_gives_its_turns_in_order():
    data, labels = verbatim_record()
    transcript = read(data, "pdf")
    assert [turn.label.printed for turn in transcript.turns if turn.label] == labels
    assert [turn.party for turn in transcript.turns if turn.label] == ["Examplia"] * len(labels)
    assert [turn.interpreted for turn in transcript.turns if turn.label] == [bool(n % 2) for n in range(len(labels))]


def test_paragraphs_of_a_record_survive_columns_and_pages():
    data, _ = verbatim_record()
    texts = [block.text for block in pdf.read(data).blocks]
    for number in range(14):
        for step in range(1, 4):
            assert words(number + step, 3) in texts


def test_running_heads_and_page_numbers_of_a_record_are_left_out():
    draft = pdf.read(verbatim_record()[0])
    assert not any(
        mark in block.text for block in draft.blocks for mark in ("A/79/PV.7", "24-27291", "24/09/2024", "/9")
    )
    reasons = {item.why.split(" (")[0] for item in draft.dropped}
    assert {"A page number", "The symbol of the document, in the margin"} <= reasons


def test_the_title_page_of_a_record_is_its_front_matter():
    front = pdf.read(verbatim_record()[0]).front
    assert front.title == "General Assembly, Seventy-ninth session, 7th plenary meeting"
    assert (front.date, front.place, front.publisher) == ("2024-09-24", "New York", "United Nations")


def test_a_record_tells_that_the_meeting_rose_as_a_stage_direction():
    assert pdf.read(verbatim_record()[0]).blocks[-1].kind is BlockKind.STAGE


def test_title_day_and_paragraphs_of_a_plain_statement():
    data = simple(
        [
            Paragraph("Statement on the harbour", TITLE),
            Paragraph("19 June 2024", PLAIN),
            Paragraph(words(1), PLAIN),
            Paragraph(words(2), PLAIN),
            Spacer(1, 8),
            Paragraph("<b>Question:</b> When does it open?", PLAIN),
            Paragraph("<b>Anna Berg:</b> In June.", PLAIN),
        ]
    )
    draft = pdf.read(data)
    assert (draft.front.title, draft.front.date) == ("Statement on the harbour", "2024-06-19")
    assert [block.text for block in draft.blocks] == [
        words(1),
        words(2),
        "Question: When does it open?",
        "Anna Berg: In June.",
    ]
    assert [block.emphasis for block in draft.blocks][2:] == ["Question:", "Anna Berg:"]
    assert draft.blocks[0].page == 1


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("The treaty was nego-", "tiated in the harbour town by", "The treaty was negotiated in the harbour town by"),
        (
            "The peoples have self-",
            "determination, and so has the",
            "The peoples have self-determination, and so has the",
        ),
        (
            "We met the Prime Minister of Bosnia-",
            "Herzegovina at the quay where",
            "Bosnia-Herzegovina at the quay where",
        ),
    ],
)
def test_words_divided_at_the_end_of_a_line_are_joined_and_compounds_kept(first, second, whole):
    rest = "ships of every size have come and gone for longer than we know."
    assert whole in pdf.read(drawn([(70, 700, first), (70, 686, second), (70, 672, rest)])).blocks[0].text


def test_footnotes_and_their_marks_are_left_out():
    note = ParagraphStyle("note", fontName="Helvetica", fontSize=8, leading=10)
    frame = [Paragraph("Nobody sees them<super size=6>1</super> from the shore. " + words(1), PLAIN)]
    frame += [Paragraph(words(2), PLAIN), Spacer(1, 300), Paragraph("1 Harbour Board, annual report, 2023.", note)]
    draft = pdf.read(simple(frame))
    assert draft.blocks[0].text.startswith("Nobody sees them from the shore.")
    assert [item.text for item in draft.dropped] == ["1 Harbour Board, annual report, 2023."]


def test_paragraphs_of_one_line_each_stay_apart():
    texts = [
        "18 June",
        "MR ROWE: Yes.",
        "QUESTION: Who paid for the harbour –",
        "MR ROWE: We did.",
        "QUESTION: – and why?",
    ]
    draft = pdf.read(drawn([(70, 700 - 26 * number, text) for number, text in enumerate(texts)]))
    assert [block.text for block in draft.blocks] == texts


def test_what_a_browser_prints_in_the_margins_is_left_out():
    lines = [(30, 820, "24/11/2026, 08:25"), (70, 700, "Anna Berg: We open the harbour today, after years of work.")]
    draft = pdf.read(drawn([*lines, (30, 20, "https://www.example.org/speeches/1")]))
    assert [block.text for block in draft.blocks] == [lines[1][2]]
    assert {item.why for item in draft.dropped} == {"Printed by the browser that made the PDF (page 1)."}


def test_right_to_left_words_are_put_in_the_order_they_are_read():
    glyphs = [Glyph("م", 0, 5, 0, 10), Glyph("ا", 5, 8, 0, 10), Glyph("ل", 8, 12, 0, 10), Glyph("س", 12, 20, 0, 10)]
    assert join_glyphs(glyphs, 0)[:3] == ("سلام", 0, 20)
    mixed = [
        Glyph("5", 0, 5, 0, 9),
        Glyph("2", 5, 9, 0, 9),
        Glyph("و", 9, 14, 0, 9),
        Glyph("ب", 14, 20, 0, 9),
        Glyph("(", 20, 22, 0, 9),
        Glyph("ا", 22, 25, 0, 9),
    ]
    assert join_glyphs(mixed, 0)[0] == "ا)بو52"


def test_a_page_of_pictures_asks_for_ocr():
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableTranscript, match="run OCR first"):
        pdf.read(buffer.getvalue())


def test_a_locked_file_says_so():
    locked = drawn([(70, 700, "A secret statement on the harbour")], encrypt=StandardEncryption("user", "owner"))
    with pytest.raises(UnreadableTranscript, match="password"):
        pdf.read(locked)


def test_a_file_with_an_owner_password_alone_is_read():
    text = "Anna Berg: We open the harbour today, after four years of work by many hands."
    data = drawn([(70, 700, text)], encrypt=StandardEncryption("", "owner", canCopy=1))
    assert pdf.read(data).blocks[0].text == text


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nno more", b"plain words", b"%PDF-1.4\n" + b"\xff\x00" * 5000])
def test_what_is_no_pdf_gets_a_sentence(data):
    with pytest.raises(UnreadableTranscript, match=r"(new PDF|another format\?)"):
        pdf.read(data)


def test_a_process_that_runs_out_of_its_time_gives_a_sentence(monkeypatch):
    monkeypatch.setattr("statements.transcripts.readers.pdf.pages.MAX_SECONDS", 0.001)
    with pytest.raises(UnreadableTranscript, match="seconds"):
        pdf.read(verbatim_record(2)[0])


def test_more_pages_than_are_read_at_once_are_refused(monkeypatch):
    monkeypatch.setattr("statements.transcripts.readers.pdf.pages.MAX_BYTES", 100)
    with pytest.raises(UnreadableTranscript, match="too large"):
        pdf.read(verbatim_record(2)[0])
