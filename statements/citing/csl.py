"""A citation as CSL-JSON 1.0.2, the form that Zotero, pandoc and citeproc read."""

from __future__ import annotations

from datetime import date
from typing import Any

from statements.dates import InvalidDate, Precision, format_date, parse

from .citation import ARCHIVE, Citation, CitationTarget, Name


def build_csl_item(citation: Citation) -> dict[str, Any]:
    """Return one item; the schema is csl-data.json of the CSL project."""
    item: dict[str, Any] = {
        "id": build_citation_key(citation),
        "type": "treaty" if citation.target == CitationTarget.TREATY else "document",
        "title": citation.title,
        "author": [build_csl_name(creator.name) for creator in citation.creators],
        "issued": build_csl_date(citation.date),
        "genre": citation.kind,
        "publisher": citation.publisher,
        "event-title": citation.event,
        "event-place": citation.place,
        "language": citation.language,
        "archive": ARCHIVE,
        "URL": citation.permalink,
        "accessed": _date_parts(citation.accessed),
        "version": str(citation.version) if citation.version else "",
        "number": citation.registration,
        "source": citation.source_address,
        "note": ". ".join(citation.notes()),
        "keyword": ", ".join(citation.topics),
    }
    return {name: value for name, value in item.items() if value}


def build_citation_key(citation: Citation) -> str:
    """ "chancery-0bc1234-bcdf": made only of what is never corrected."""
    return "-".join(("chancery", *citation.keys))


def build_csl_name(name: Name) -> dict[str, Any]:
    if name.whole:
        return {"literal": name.whole}
    parts: dict[str, Any] = {
        "family": name.family,
        "given": name.given,
        "dropping-particle": name.particle,
        "suffix": name.suffix,
        "static-ordering": name.family_first,
    }
    return {key: value for key, value in parts.items() if value}


def build_csl_date(text: str) -> dict[str, Any]:
    """The known parts as numbers; any other date in words."""
    if not text:
        return {}
    try:
        when = parse(text)
    except InvalidDate:
        return {"literal": text}
    if when.precision == Precision.SPAN:
        ends = [_parse_parts(end) for end in text.split("/")]
        return {"date-parts": ends} if len(ends) == 2 and all(ends) else {"literal": format_date(when)}
    known = _parse_parts(text)
    if not known:
        return {"literal": format_date(when)}
    return {"date-parts": [known], **({"circa": True} if text[-1] in "~?%" else {})}


def _parse_parts(text: str) -> list[int]:
    digits = text.rstrip("~?%").split("-")
    return [int(part) for part in digits] if all(part.isascii() and part.isdigit() for part in digits) else []


def _date_parts(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
