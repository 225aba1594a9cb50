"""Parses untrusted XML: no entities expanded, nothing fetched, size limited, every failure one sentence."""

from __future__ import annotations

import re
from html.entities import name2codepoint

from lxml import etree

from statements.transcripts.model import UnreadableTranscript

MAX_BYTES = 60_000_000
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


def parse_xml(data: bytes) -> etree._Element:
    """The root element of an XML file.

    Raises ``UnreadableTranscript`` for XML that is broken (with the line), too large, nested too deeply, or that
    declares entities of its own: a transcript needs none, and a small file can expand to fill the memory.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTranscript(
            f"The XML file has {len(data) // 1_000_000} MB; over {MAX_BYTES // 1_000_000} MB is too much. Split it."
        )
    if not data.strip():
        raise UnreadableTranscript("The XML file is empty.")
    head = data[:100_000].replace(b"\x00", b"").decode("latin-1")
    if _DOCTYPE.search(head) and (match := _ENTITY.search(head)):
        line = head.count("\n", 0, match.start()) + 1
        raise UnreadableTranscript(
            f"The XML file declares entities of its own (line {line}); such files are not read. Save it resolved."
        )
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        if "Entity '" in str(error) and (plain := _without_html_entities(data)) != data:
            return parse_xml(plain)
        line = error.lineno or 1
        raise UnreadableTranscript(
            f"The XML is broken at line {line}: {error.msg}. Correct it and try again."
        ) from error
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise UnreadableTranscript(f"The XML cannot be read: {error}.") from error
    if root is None:
        raise UnreadableTranscript("The XML file holds no element.")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _without_html_entities(data: bytes) -> bytes:
    """``&nbsp;`` and its like, which XML does not know but many publishers write, as character references."""

    def reference(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("ascii")
        if name in ("amp", "lt", "gt", "quot", "apos") or name not in name2codepoint:
            return match[0]
        return b"&#%d;" % name2codepoint[name]

    return re.sub(rb"&([A-Za-z][A-Za-z0-9]{1,9});", reference, data)


def name_of(element: etree._Element | None) -> str:
    """The element's name without its namespace; "" for comments, processing instructions and None."""
    tag = None if element is None else element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """All text under the element, as it stands."""
    return "".join(map(str, element.itertext()))


def words_of(element: etree._Element) -> str:
    """All text under the element, white space collapsed."""
    return " ".join(text_of(element).split())


def line_of(element: etree._Element) -> int:
    """The line of the file on which the element begins; 0 where it is not known."""
    line = element.sourceline
    return line if isinstance(line, int) else 0
