"""A citation as RIS. GOVDOC: the one type that readers keep as a document with a publisher (GEN becomes an article)."""

from __future__ import annotations

from collections.abc import Iterator

from statements.dates import InvalidDate, Precision, format_date, parse

from .citation import ARCHIVE, Citation
from .csl import build_citation_key

MEDIA_TYPE = "application/x-research-info-systems"


def render_ris(citation: Citation) -> str:
    """One reference; lines end with CR LF, as the format requires."""
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in _list_fields(citation))


def _list_fields(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "GOVDOC"
    yield "ID", build_citation_key(citation)
    yield "TI", citation.title
    for creator in citation.creators:
        yield "AU", creator.name.format_inverted()
    year, day = _format_dates(citation.date)
    fields = (
        ("PY", year), ("DA", day), ("PB", citation.publisher), ("CY", citation.place), ("T2", citation.event),
        ("M3", citation.kind), ("LA", citation.language), ("M1", citation.registration), ("UR", citation.permalink),
        ("Y2", f"{citation.accessed:%Y/%m/%d}"), ("DB", ARCHIVE),
        ("ET", str(citation.version) if citation.version else ""),
    )  # fmt: skip
    yield from ((tag, value) for tag, value in fields if value)
    yield from (("KW", topic) for topic in citation.topics)
    yield from (("N1", note) for note in citation.notes())
    yield "ER", ""


def _format_dates(text: str) -> tuple[str, str]:
    """Year, and YYYY/MM/DD/other as far as known; other dates in words."""
    if not text:
        return "", ""
    try:
        when = parse(text)
    except InvalidDate:
        return "", f"///{text}"
    digits = text.rstrip("~?%").split("-")
    if when.precision not in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        return str(when.year or ""), f"{when.year or ''}///{format_date(when)}"
    about = "" if digits[-1] == text.split("-")[-1] else format_date(when)
    return digits[0], "/".join([*digits, "", ""][:3]) + f"/{about}"
