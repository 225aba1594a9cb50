"""A citation as a BibTeX entry, in UTF-8, with the special characters of TeX escaped."""

from __future__ import annotations

import unicodedata

from statements.dates import InvalidDate, Precision, format_date, parse

from .citation import ARCHIVE, Citation, Name
from .csl import build_citation_key

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def render_bibtex(citation: Citation) -> str:
    """One ``@misc`` entry: no entry type of BibTeX is a statement, and misc leaves nothing out."""
    year, month, day = _format_date_fields(citation.date)
    fields = {
        "title": "{" + escape(citation.title) + "}",  # braced: styles must not lower its case
        "author": " and ".join(_format_name(creator.name) for creator in citation.creators),
        "year": year,
        "month": month,
        "day": day,
        "date": citation.date,
        "howpublished": escape(citation.kind),
        "address": escape(citation.place),
        "eventtitle": escape(citation.event),
        "publisher": escape(citation.publisher),
        "organization": ARCHIVE,
        "language": escape(citation.language),
        "version": str(citation.version) if citation.version else "",
        "number": escape(citation.registration),
        "url": citation.permalink,
        "urldate": citation.accessed.isoformat(),
        "keywords": escape(", ".join(citation.topics)),
        "note": escape(". ".join(citation.notes())),
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'}," for name, value in fields.items() if value
    ]
    return "\n".join([f"@misc{{{build_citation_key(citation)},", *lines, "}", ""])


def escape(text: str) -> str:
    text = "".join(char for char in text if not unicodedata.category(char).startswith("C"))
    return "".join(_ESCAPES.get(char, char) for char in text)


def _format_name(name: Name) -> str:
    """ "de Villepin, Dominique"; in braces where it must not be split or reordered."""
    if name.whole or name.family_first:
        return "{" + escape(name.format_for_text()) + "}"
    family = " ".join(part for part in (escape(name.particle), _brace_family(name.family)) if part)
    return ", ".join(part for part in (family, escape(name.suffix), escape(name.given)) if part)


def _brace_family(family: str) -> str:
    """BibTeX takes a first word in lower case for a particle, so a family name that begins with one is braced."""
    braced = len(family.split()) > 1 or family[:1].islower()
    return "{" + escape(family) + "}" if braced else escape(family)


def _format_date_fields(text: str) -> tuple[str, str, str]:
    if not text:
        return "", "", ""
    try:
        when = parse(text)
    except InvalidDate:
        return "", "", ""
    digits = text.rstrip("~?%").split("-")
    if when.precision not in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        return escape(format_date(when)), "", ""
    month = _MONTHS[int(digits[1]) - 1] if len(digits) > 1 else ""
    return digits[0], month, str(int(digits[2])) if len(digits) > 2 else ""
