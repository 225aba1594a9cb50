"""Word documents (.docx): the text as it stands when all tracked changes are accepted.

Footnotes, endnotes and comments are left out with the reason: nobody spoke them. So are headers and footers.
"""

from __future__ import annotations

import re

import docx
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn
from lxml import etree

from statements.transcripts.draft import Block, BlockKind, Draft
from statements.transcripts.model import Dropped, FrontMatter, UnreadableTranscript
from statements.transcripts.printed_dates import find_lone_date
from statements.transcripts.readers.docx.numbering import Numbering
from statements.transcripts.readers.docx.package import check_package

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {
    qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), qn("w:delText"), qn("w:sectPr"),
    qn("w:footnoteReference"), qn("w:endnoteReference"), qn("w:commentReference"), qn("w:drawing"), qn("w:pict"),
    qn("w:object"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_BREAKS = {qn("w:br"), qn("w:cr")}
_NOT_WHOLE = (
    OpcError, PythonDocxError, XmlchemyError, etree.LxmlError, LookupError, ValueError, AttributeError, TypeError,
    AssertionError, ArithmeticError, RuntimeError,
)  # fmt: skip
_SMALL_NOTE = re.compile(r"^\d{1,3}$")
_OFF = ("0", "false", "off", "none")


def read(data: bytes, *, name: str = "") -> Draft:
    """A .docx file as blocks. Raises ``UnreadableTranscript`` for files that are damaged, locked or no Word files."""
    package = check_package(data)
    try:
        document = docx.Document(package)
        return _build_draft(document)
    except _NOT_WHOLE as error:
        # python-docx takes a package apart without checking it and fails in all these ways on one that is not whole.
        raise UnreadableTranscript(
            f"The Word document is not whole ({type(error).__name__}). Open it in a word processor and save it again."
        ) from error


def _build_draft(document: Document) -> Draft:
    blocks: list[Block] = []
    styles = _read_styles(document)
    numbering = Numbering(document)
    for element in _paragraphs_and_tables(document.element.body):
        if element.tag == qn("w:p"):
            prefix = numbering.prefix(element)
            found = _build_blocks(element, styles)
            if prefix and found and not found[0].text.startswith(prefix.strip()):
                found[0].text, found[0].emphasis = prefix + found[0].text, ""
            blocks.extend(found)
        else:
            blocks.extend(_read_rows(element, styles))
    dropped = _collect_dropped(document)
    front, blocks = _read_front(document, blocks, dropped)
    refused = "" if blocks else "The Word document holds no text: it may be made of pictures. Run OCR on them first."
    return Draft(front, blocks, dropped, [], refused, "docx", wrapped=False)


def _paragraphs_and_tables(body: etree._Element) -> list[etree._Element]:
    """Paragraphs and tables in reading order, also inside content controls and accepted insertions."""
    found: list[etree._Element] = []
    pending = list(reversed(body))
    while pending:
        element = pending.pop()
        if element.tag in (qn("w:p"), qn("w:tbl")):
            found.append(element)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            pending.extend(reversed(element))
    return found


def _read_styles(document: Document) -> dict[str, tuple[bool, bool]]:
    """Style id -> (is a heading, is bold), with what each style inherits."""
    known: dict[str, tuple[bool, bool]] = {}
    by_id = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
    for identity in by_id:
        heading, bold, current, steps = False, None, identity, 0
        while current in by_id and steps < 20:
            style = by_id[current]
            label = style.find(qn("w:name"))
            label = (label.get(qn("w:val")) or "").lower() if label is not None else ""
            heading = heading or label.startswith("heading") or label in ("title", "subtitle")
            if bold is None:
                bold = _read_switch(style.find(qn("w:rPr")), "w:b")
            based = style.find(qn("w:basedOn"))
            current, steps = (based.get(qn("w:val")) if based is not None else None), steps + 1
        known[identity] = (heading, bool(bold))
    return known


def _read_switch(properties: etree._Element | None, name: str) -> bool | None:
    """An on/off property of a run: None where it is not set."""
    found = properties.find(qn(name)) if properties is not None else None
    if found is None:
        return None
    return (found.get(qn("w:val")) or "1").lower() not in _OFF


def _find_style(paragraph: etree._Element) -> str:
    properties = paragraph.find(qn("w:pPr"))
    style = properties.find(qn("w:pStyle")) if properties is not None else None
    return style.get(qn("w:val")) or "" if style is not None else ""


def _gather(paragraph: etree._Element, styles: dict[str, tuple[bool, bool]]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    inherited = styles.get(_find_style(paragraph), (False, False))[1]
    pending: list[tuple[etree._Element, bool]] = [(child, inherited) for child in reversed(paragraph)]
    while pending:
        element, bold = pending.pop()
        if element.tag in _SKIPPED or not isinstance(element.tag, str):
            continue
        if element.tag == qn("w:r"):
            properties = element.find(qn("w:rPr"))
            if _read_switch(properties, "w:vanish"):
                continue
            bold = _is_bold(properties, styles, bold)
            raised = properties.find(qn("w:vertAlign")) if properties is not None else None
            if raised is not None and _SMALL_NOTE.match("".join(map(str, element.itertext())).strip()):
                continue
        if element.tag == qn("w:t"):
            pieces.append((element.text or "", bold))
        elif element.tag == qn("w:tab"):
            pieces.append(("\t", bold))
        elif element.tag in _BREAKS:
            pieces.append(("\n", bold))
        elif element.tag == qn("w:noBreakHyphen"):
            pieces.append(("-", bold))
        else:
            pending.extend((child, bold) for child in reversed(element))
    return pieces


def _is_bold(properties: etree._Element | None, styles: dict[str, tuple[bool, bool]], inherited: bool) -> bool:
    if properties is None:
        return inherited
    style = properties.find(qn("w:rStyle"))
    if style is not None and styles.get(style.get(qn("w:val")) or "", (False, False))[1]:
        inherited = True
    said = _read_switch(properties, "w:b")
    small = _read_switch(properties, "w:smallCaps")
    return bool(said) or bool(small) or (inherited if said is None else False)


def _build_blocks(paragraph: etree._Element, styles: dict[str, tuple[bool, bool]]) -> list[Block]:
    heading = styles.get(_find_style(paragraph), (False, False))[0] or _has_outline_level(paragraph)
    kind = BlockKind.HEADING if heading else BlockKind.TEXT
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, bold in _gather(paragraph, styles):
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append((part, bold))
    blocks = []
    for line in lines:
        text = "".join(piece for piece, _ in line).strip()
        if text:
            blocks.append(Block(text=text, kind=kind, emphasis=_find_bold_opening(line, text)))
    return blocks


def _has_outline_level(paragraph: etree._Element) -> bool:
    properties = paragraph.find(qn("w:pPr"))
    level = properties.find(qn("w:outlineLvl")) if properties is not None else None
    return level is not None and (level.get(qn("w:val")) or "9") in tuple("012345678")


def _find_bold_opening(line: list[tuple[str, bool]], text: str) -> str:
    opening = ""
    for piece, bold in line:
        if not bold and piece.strip():
            break
        opening += piece
    opening = opening.strip()
    return opening if opening and text.startswith(opening) else ""


def _read_rows(table: etree._Element, styles: dict[str, tuple[bool, bool]]) -> list[Block]:
    """A block a row, or a block a paragraph where a cell holds several ("name | what they said")."""
    blocks: list[Block] = []
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not table:
            continue
        cells = [
            [block for paragraph in cell.iter(qn("w:p")) for block in _build_blocks(paragraph, styles)]
            for cell in row.iterchildren(qn("w:tc"))
        ]
        cells = [cell for cell in cells if cell]
        if cells and (len(cells) == 1 or any(len(cell) > 1 for cell in cells)):
            blocks.extend(_spread_cells(cells))
        elif cells:
            first = cells[0][0]
            text = " ".join(cell[0].text for cell in cells)
            blocks.append(Block(text=text, kind=BlockKind.TEXT, emphasis=first.emphasis))
    return blocks


def _spread_cells(cells: list[list[Block]]) -> list[Block]:
    first = cells[0][0]
    if len(cells) == 2 and len(cells[0]) == 1 and first.text.endswith((":", "：")):
        head, *rest = cells[1]
        return [Block(text=f"{first.text} {head.text}", emphasis=first.emphasis or first.text), *rest]
    return [block for cell in cells for block in cell]


def _collect_dropped(document: Document) -> list[Dropped]:
    body = document.element.body
    found = [
        Dropped(0, text[:2000], "A text box beside the text.")
        for box in body.iter(qn("w:txbxContent"))
        if (text := _text_of(box)) and next(box.iterancestors(_FALLBACK), None) is None
    ]
    for run in body.iter(qn("w:r")):
        if _read_switch(run.find(qn("w:rPr")), "w:vanish") and (text := _text_of(run)):
            found.append(Dropped(0, text[:2000], "Hidden text of the document."))
    seen: set[str] = set()
    for section in document.sections:
        for part, why in (
            (section.header, "The page header of the document."),
            (section.first_page_header, "The page header of the document."),
            (section.footer, "The page footer of the document."),
            (section.first_page_footer, "The page footer of the document."),
        ):
            if part.is_linked_to_previous:
                continue
            text = _text_of(part._element)
            if text and text not in seen:
                seen.add(text)
                found.append(Dropped(0, text[:2000], why))
    notes = (("footnotes", "A footnote."), ("endnotes", "An endnote."), ("comments", "A comment in the margin."))
    for relation in document.part.rels.values():
        for kind, why in notes:
            if relation.reltype.endswith("/" + kind) and not relation.is_external:
                found.extend(_read_notes(relation.target_part.blob, why))
    return found


def _text_of(element: etree._Element) -> str:
    return " ".join("".join(node.text or "" for node in element.iter(qn("w:t"))).split())


def _read_notes(blob: bytes, why: str) -> list[Dropped]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    found = []
    for note in etree.fromstring(blob, parser):
        text = _text_of(note)
        if text:
            found.append(Dropped(0, text[:2000], f"{why} Nobody spoke it."))
    return found


def _read_front(document: Document, blocks: list[Block], dropped: list[Dropped]) -> tuple[FrontMatter, list[Block]]:
    """Front matter from the title style and the properties. The author and the dates of the file are the clerk's."""
    properties = document.core_properties
    front = FrontMatter(language=(properties.language or "").strip())
    titles = [block for block in blocks[:8] if block.kind is BlockKind.HEADING]
    said = (properties.title or "").strip()
    if titles:
        front.title = titles[0].text
    elif (
        said
        and said.lower() not in ("word document", "document", "untitled")
        and not said.lower().endswith((".doc", ".docx"))
    ):
        front.title = said
    kept = []
    for number, block in enumerate(blocks):
        if number < 8 and front.title and block.text == front.title:
            dropped.append(Dropped(0, block.text, "The title, kept in the front matter."))
            continue
        day = find_lone_date(block.text, front.language) if number < 8 else ""
        if len(day) == 10 and not front.date:
            front.date = day
            dropped.append(Dropped(0, block.text, "The date, kept in the front matter."))
            continue
        kept.append(block)
    return front, kept
