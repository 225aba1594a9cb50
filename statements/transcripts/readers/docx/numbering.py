"""The numbers that Word prints before the paragraphs of its lists ("3.", "(a)"), which stand nowhere in the text."""

from __future__ import annotations

import re
from collections import defaultdict

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _value(parent: etree._Element | None, name: str) -> str:
    found = parent.find(qn(name)) if parent is not None else None
    return (found.get(qn("w:val")) or "") if found is not None else ""


def _parse_number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def format_number(number: int, form: str) -> str:
    """The number in a form of OOXML's ST_NumberFormat; decimal where the form is not one of the common five."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 5)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        text = ""
        for size, sign in _ROMAN:
            text += sign * (number // size)
            number %= size
        return text if form == "lowerRoman" else text.upper()
    return str(number)


class Numbering:
    """Counts through the document's lists; ask it once for every paragraph, in order."""

    def __init__(self, document: Document) -> None:
        self.lists: dict[str, dict[int, tuple[str, str, int]]] = {}  # numId -> level -> (form, pattern, start)
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.styles: dict[str, etree._Element] = {
            style.get(qn("w:styleId")): properties
            for style in document.styles.element.iter(qn("w:style"))
            if (properties := style.find(qn("w:pPr"))) is not None
        }
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                self._read(relation.target_part.element)

    def _read(self, root: etree._Element) -> None:
        abstract = {found.get(qn("w:abstractNumId")): found for found in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            source = abstract.get(_value(number, "w:abstractNumId"))
            if source is None:
                continue
            self.lists[number.get(qn("w:numId")) or ""] = {
                _parse_number(level.get(qn("w:ilvl")) or "", 0): (
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText"),
                    _parse_number(_value(level, "w:start"), 1),
                )
                for level in source.iter(qn("w:lvl"))
            }

    def prefix(self, paragraph: etree._Element) -> str:
        """What Word prints before the paragraph, with a space after it; "" for bullets and for what is in no list."""
        properties = paragraph.find(qn("w:pPr"))
        found = properties.find(qn("w:numPr")) if properties is not None else None
        if found is None:
            style = self.styles.get(_value(properties, "w:pStyle"))
            found = style.find(qn("w:numPr")) if style is not None else None
        identity, level = _value(found, "w:numId"), _parse_number(_value(found, "w:ilvl"), 0)
        levels = self.lists.get(identity, {})
        if level not in levels or levels[level][0] in ("bullet", "none"):
            return ""
        counts = self.counts[identity]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, start = levels.get(at, ("decimal", "", 1))
            return format_number(counts.get(at, start), form)

        text = re.sub(r"%([1-9])", number, levels[level][1]).strip()
        return f"{text} " if text else ""
