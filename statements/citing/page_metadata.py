"""A citation inside its page: Highwire and Dublin Core for reference managers, schema.org for search engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from statements.dates import InvalidDate, Precision, parse

from .citation import ARCHIVE, Citation, CitationTarget, Creator


def list_meta_tags(citation: Citation) -> Iterator[tuple[str, str]]:
    """(name, content). Zotero's translator of embedded metadata reads them: Highwire alone makes a journal article of
    every page, ``z:itemType`` says what it is."""
    day = format_iso_date(citation.date)
    fields = (
        ("z:itemType", "document"),
        ("citation_title", citation.title),
        *(("citation_author", format_highwire_name(creator)) for creator in citation.creators),
        ("citation_publication_date", day.replace("-", "/")),
        ("citation_publisher", citation.publisher),
        ("citation_language", citation.language),
        ("citation_public_url", citation.permalink),
        ("DC.title", citation.title),
        *(("DC.creator", creator.name.format_inverted()) for creator in citation.creators),
        ("DC.date", day),
        ("DC.publisher", citation.publisher),
        ("DC.language", citation.language),
        ("DC.identifier", citation.permalink),
        ("DC.type", "Text"),
        ("DC.rights", citation.licence),
        ("DC.source", citation.source_address),
        *(("DC.subject", topic) for topic in citation.topics),
        ("DC.coverage", citation.place),
    )
    return ((name, content) for name, content in fields if content)


def format_highwire_name(creator: Creator) -> str:
    """Readers split a name without a comma at its last space; a comma at the end keeps it whole."""
    name = creator.name
    return f"{name.whole}," if " " in name.whole else name.format_inverted()


def format_iso_date(text: str) -> str:
    """The day, month or year as ISO 8601; of a span its beginning; "" where there is none."""
    if not text:
        return ""
    try:
        when = parse(text)
    except InvalidDate:
        return ""
    if when.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        return text.rstrip("~?%")
    return when.earliest.isoformat() if when.earliest and when.precision == Precision.SPAN else str(when.year or "")


def render_json_ld(citation: Citation) -> str:
    """schema.org as JSON that is safe inside a ``<script>``."""
    text = json.dumps(build_schema_org(citation), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def build_schema_org(citation: Citation) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation" if citation.target == CitationTarget.TREATY else "DigitalDocument",
        "@id": citation.permalink,
        "url": citation.permalink,
        "name": citation.title,
        "headline": citation.title[:110],
        "genre": citation.kind,
        "author": [_build_agent(creator) for creator in citation.creators],
        "dateCreated": format_iso_date(citation.date),
        "inLanguage": citation.language,
        "locationCreated": {"@type": "Place", "name": citation.place} if citation.place else None,
        "publisher": _build_organisation(citation.publisher, citation.publisher_address),
        "isBasedOn": citation.source_address,
        "license": citation.licence_address or citation.licence,
        "version": citation.version,
        "keywords": list(citation.topics),
        "isPartOf": {"@type": "Collection", "name": ARCHIVE},
    }
    return {name: value for name, value in thing.items() if value}


def _build_agent(creator: Creator) -> dict[str, Any]:
    if creator.collective:
        return {"@type": "Organization", "name": creator.name.format_for_text()}
    agent = {
        "@type": "Person",
        "name": creator.name.format_for_text(),
        "familyName": creator.name.family,
        "givenName": creator.name.given,
        "jobTitle": creator.office,
        "url": creator.address,
    }
    return {name: value for name, value in agent.items() if value}


def _build_organisation(name: str, address: str) -> dict[str, str] | None:
    if not name:
        return None
    return {"@type": "Organization", "name": name, **({"url": address} if address else {})}
