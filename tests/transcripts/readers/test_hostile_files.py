"""Whatever the bytes, a reader of a rich format gives a draft or ``UnreadableTranscript`` with a sentence."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statements.transcripts.draft import Draft
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers import load_reader
from tests.transcripts.readers.test_akoma_ntoso import NAMESPACES, debate
from tests.transcripts.readers.test_docx import press_statements, saved
from tests.transcripts.readers.test_pdf import verbatim_record
from tests.transcripts.readers.test_tei import document

PAGES = Path(__file__).with_name("pages")
MARKUP = st.sampled_from(
    (
        "<p>", "</p>", "<b>", "</b>", "<br>", "<table>", "<tr>", "<td>", "<li>", "<ol start=x>", "<h1>",
        "<div class=nav>", "<dt>", "<dd>", "<span class=speaker>", "<time datetime=9999-99-99>", "<div hidden>",
        "&nbsp;", "&#0;", "&#12;", "&#1;", "&#xFFFF;", "\x0c",
        "&#xD800;", "<!--", "]]>", "b'\\xff", "<meta charset=utf-7>", "<pre>", "<sup>1</sup>",
        "<base href='http://['>", "<link rel=canonical href='//['>", "Anna Berg: Good.", "：", "<a href=x>",
        "<template>", "<svg>", "<form>", "\x00",
        '<script type="application/ld+json">[{"@graph":[1,null]}]</script>', "\ud800",
    )
)  # fmt: skip


@cache
def samples(format: str) -> tuple[bytes, ...]:
    if format == "html":
        return tuple(path.read_bytes() for path in sorted(PAGES.glob("*.html")))
    if format == "docx":
        return (saved(press_statements()),)
    if format == "pdf":
        return (verbatim_record(3)[0],)
    return (document('<u who="#BergAnna"><seg>Good <note>Noise</note> day.</seg></u>'), debate(NAMESPACES[0]))


def outcome(format: str, data: bytes) -> Draft | None:
    """The draft, or None for a refusal in a sentence. Any other exception is the failure that is looked for."""
    try:
        return load_reader(format)(data)
    except UnreadableTranscript as error:
        assert str(error)[0].isupper() and str(error).endswith((".", "?", ")"))
        return None


def spoilt(data: bytes, cuts: list[tuple[float, bytes, int]]) -> bytes:
    for place, piece, length in cuts:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + length :]
    return data


PIECES = st.one_of(st.binary(max_size=12), st.sampled_from([b"<", b"</", b"&", b"\x00", b"obj", b"]]>"]))
CUTS = st.lists(st.tuples(st.floats(0, 1), PIECES, st.integers(0, 400)), min_size=1, max_size=6)


@pytest.mark.parametrize("format", ["html", "docx", "tei", "akn"])
@settings(max_examples=60)
@given(data=st.binary(max_size=600))
def test_random_bytes_are_refused_or_read(format, data):
    outcome(format, data)


@pytest.mark.parametrize("format", ["html", "docx", "tei", "akn"])
@settings(max_examples=80)
@given(choice=st.integers(0, 20), cuts=CUTS)
def test_spoilt_documents_are_refused_or_read(format, choice, cuts):
    documents = samples(format)
    outcome(format, spoilt(documents[choice % len(documents)], cuts))


@settings(max_examples=12)
@given(cuts=CUTS)
def test_spoilt_pdf_files_are_refused_or_read(cuts):
    outcome("pdf", spoilt(samples("pdf")[0], cuts))


@settings(max_examples=150)
@given(parts=st.lists(st.one_of(MARKUP, st.text(max_size=30)), max_size=40))
def test_any_tag_soup_is_read_and_loses_no_paragraph_of_its_own(parts):
    sentence = "This sentence stands at the end of the page and is long enough to be its text"
    draft = outcome("html", ("".join(parts) + f"</p><p>{sentence}").encode("utf-8", "surrogatepass"))
    assert draft is None or draft.refused or draft.blocks


@settings(max_examples=60)
@given(
    texts=st.lists(
        st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60), min_size=1, max_size=12
    )
)
def test_paragraphs_of_a_word_document_come_back_as_they_were_written(texts):
    import docx

    written = docx.Document()
    for text in texts:
        written.add_paragraph(text)
    buffer = io.BytesIO()
    written.save(buffer)
    draft = load_reader("docx")(buffer.getvalue())
    found = [block.text for block in draft.blocks] + [item.text for item in draft.dropped]
    assert all(text.strip() in found for text in texts if text.strip())
