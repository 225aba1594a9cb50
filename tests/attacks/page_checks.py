"""Whether an answer is what it says it is, and holds nothing that came in with a record: asked of its parsed form."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

from tests.attacks.hostile import MARK

_LINKING = ("href", "src", "action", "formaction", "data", "poster", "cite", "ping", "srcset", "xlink:href")
_SCHEMES = {"", "http", "https", "mailto"}
_EXECUTING = ("iframe", "object", "embed", "base", "applet", "frame", "foreignobject", MARK)
# What no XML may hold (XML 1.0, section 2.2), and no JSON of ours needs.
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def find_faults(content_type: str, body: bytes) -> Iterator[str]:
    """Sentences about what is wrong with an answer; none where all is well."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "text/html":
        yield from _check_html(body)
    elif kind.endswith(("/xml", "+xml")):
        yield from _check_xml(body)
    elif kind.endswith(("/json", "+json")) and "ndjson" not in kind:
        yield from _check_json(body.decode())
    elif "ndjson" in kind or "jsonl" in kind:
        for line in body.decode().split("\n"):
            yield from _check_json(line) if line else ()
    elif kind == "text/csv":
        yield from _check_csv(body.decode("utf-8-sig"))
    elif kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                if name.startswith("/") or ".." in name.split("/") or "\\" in name or not name.isprintable():
                    yield f"A file of the archive is called {name!r}."
                yield from _check_file(name, archive.read(name))
    else:
        body.decode()


def _check_file(name: str, body: bytes) -> Iterator[str]:
    kinds = {"xml": "text/xml", "json": "text/json", "jsonl": "text/jsonl", "csv": "text/csv", "html": "text/html"}
    yield from find_faults(kinds.get(name.rpartition(".")[2], "text/plain"), body)


def _check_html(body: bytes) -> Iterator[str]:
    # The parser is told the encoding that the header tells, as a browser is.
    root = lxml.html.document_fromstring(body.decode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag.lower() in _EXECUTING:
            yield f"It has an element {element.tag}."
        if element.tag == "script":
            yield from _check_script(element)
        for name, value in element.attrib.items():
            if name.lower().startswith("on"):
                yield f"<{element.tag}> has {name}."
            if name.lower() in _LINKING and urlsplit(value.strip()).scheme.lower() not in _SCHEMES:
                yield f"<{element.tag}> leads to {value[:60]!r}."
            if name.lower() == "style" and MARK in value:
                yield f"<{element.tag}> has the style {value[:60]!r}."


def _check_script(element: lxml.html.HtmlElement) -> Iterator[str]:
    if "json" in element.get("type", ""):
        yield from _check_json(element.text or "")
    elif MARK in (element.text or "") or (element.text or "").strip():
        yield f"It has a script of its own: {(element.text or '')[:60]!r}."


def _check_xml(body: bytes) -> Iterator[str]:
    if found := _FORBIDDEN_IN_XML.search(body.decode()):
        yield f"It holds {found[0]!r}, which is no character of XML."
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, huge_tree=True))
    yield from (f"It has an element {node.tag}." for node in root.iter() if MARK in str(node.tag))


def _check_json(body: str) -> Iterator[str]:
    try:
        json.loads(body, parse_constant=lambda name: 1 / 0)
    except (ValueError, ZeroDivisionError) as error:
        yield f"It is no JSON: {error}."


def _check_csv(body: str) -> Iterator[str]:
    rows = list(csv.reader(io.StringIO(body, newline=""), strict=True))
    if len({len(row) for row in rows if row}) > 1:
        yield "Its rows have different numbers of cells."
    for row in rows[1:]:
        for cell in row:
            first = next((char for char in cell if char.isprintable() and not char.isspace()), "")
            if first and first in "=+-@＝＋－＠":  # noqa: RUF001 - full width on purpose
                yield f"A spreadsheet would run {cell[:40]!r}."
