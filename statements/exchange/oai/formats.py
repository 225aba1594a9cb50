"""The metadata formats: simple Dublin Core, which every repository must have, and TEI with the whole text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from statements.dates import format_date
from statements.exchange.content import Content
from statements.exchange.files.tei import render_tei_element
from statements.exchange.xml_text import element
from statements.links.addresses import build_permalink
from statements.models.statement import PartyRole, StatementKind, TextStatus

_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@dataclass(frozen=True, slots=True)
class Format:
    """``page`` is the number of records in a response; ``words`` says whether the text is needed."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Content, str], str]
    page: int
    words: bool


def render_dublin_core(content: Content, base: str) -> str:
    return "\n".join(
        [
            '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
            f' xmlns:dc="http://purl.org/dc/elements/1.1/" {_XSI}'
            ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/'
            ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd">',
            *(element(f"dc:{name}", value) for name, value in _elements(content, base) if value),
            "</oai_dc:dc>",
        ]
    )


def _elements(content: Content, base: str) -> Iterator[tuple[str, str]]:
    snapshot, names = content.snapshot, content.names
    yield "title", snapshot["title"]
    for uid, _, _ in content.speakers():
        entry = names.speakers.get(uid)
        yield "creator", (entry.sort_name or entry.name) if entry else ""
    yield from (("contributor", names.party_name(code)) for code in content.parties(PartyRole.SPEAKING))
    yield from (("subject", names.topics.get(path, path)) for path in snapshot["topics"])
    yield from (("subject", names.party_name(code)) for code in content.parties(PartyRole.MENTIONED))
    yield "description", _describe(content)
    yield "publisher", content.publisher.name
    yield "date", snapshot["date"]
    yield "type", "Text"
    yield "type", StatementKind(snapshot["kind"]).label
    yield "format", "text/html"
    yield "identifier", build_permalink(base, content.uid)
    yield "source", snapshot["source_url"]
    yield "language", snapshot["language"]
    for uid in dict.fromkeys(mention["treaty"] for mention in snapshot["treaty_mentions"]):
        yield "relation", names.treaties[uid].name if uid in names.treaties else ""
    for name in ("translation_of", "version_of"):
        yield "relation", build_permalink(base, snapshot[name]) if snapshot[name] else ""
    yield "coverage", ", ".join(filter(None, [snapshot["place"], names.party_name(snapshot["place_party"])]))
    yield "rights", content.publisher.licence
    yield "rights", content.publisher.licence_url


def _describe(content: Content) -> str:
    snapshot = content.snapshot
    words = [StatementKind(snapshot["kind"]).label]
    speakers = [content.names.speakers[uid].name for uid, _, _ in content.speakers() if uid in content.names.speakers]
    if speakers:
        words.append(f"by {', '.join(speakers[:3])}{' and others' if len(speakers) > 3 else ''}")
    if snapshot["place"]:
        words.append(f"in {snapshot['place']}")
    status = TextStatus(snapshot["text_status"]).label
    return f"{' '.join(words)}, {format_date(snapshot['date'])}. Text: {status.lower()}, {content.word_count:,} words."


_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_POINTERS = ("who", "ana", "ref", "corresp", "target", "scheme")


def render_tei(content: Content, base: str) -> str:
    """The TEI of the statement's own file with its ids made unique: a response has many statements, and an id may occur
    only once in an XML document."""
    root = etree.fromstring(render_tei_element(content, base))
    own = f"c{content.uid}."
    for each in root.iter():
        if identity := each.get(_XML_ID):
            each.set(_XML_ID, own + identity)
        for name in _POINTERS:
            if "#" in (pointers := each.get(name, "")):
                each.set(name, " ".join(re.sub("^#", f"#{own}", pointer) for pointer in pointers.split()))
    return etree.tostring(root, encoding="unicode")


FORMATS = {
    format.prefix: format
    for format in (
        Format(
            "oai_dc",
            "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            "http://www.openarchives.org/OAI/2.0/oai_dc/",
            render_dublin_core,
            page=100,
            words=False,
        ),
        Format(
            "tei",
            "https://tei-c.org/release/xml/tei/custom/schema/xsd/tei_all.xsd",
            "http://www.tei-c.org/ns/1.0",
            render_tei,
            page=20,
            words=True,
        ),
    )
}
