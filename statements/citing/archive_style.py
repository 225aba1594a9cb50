"""A citation as one line of text, in the archive's own style, with the office and the interpreter."""

from __future__ import annotations

from statements.dates import format_date

from .citation import ARCHIVE, Citation, CitationTarget, Creator

MAX_NAMED_SPEAKERS = 3


def format_citation(citation: Citation) -> str:
    """“Kim Jong-un (Chairman of State Affairs), through an interpreter, in “Title”, press statement, Pyongyang,
    19 June 2024, ¶ 2, version 1 (publisher), Chancery, URL, accessed 24 November 2026”."""
    part = citation.target in (CitationTarget.SPEECH, CitationTarget.PASSAGE)
    parts = [
        *(_format_creators(citation.creators) if part else [format_names(citation.creators)]),
        f"{'in ' if part and citation.creators else ''}“{citation.title.rstrip('.')}”",
        citation.kind.lower(),
        citation.place,
        format_date(citation.date) if citation.date else "undated",
        f"¶ {citation.paragraph}" if citation.paragraph else "",
        f"version {citation.version}" if citation.version and part else "",
        citation.registration,
    ]
    said = ", ".join(part for part in parts if part)
    published = f" ({citation.publisher})" if citation.publisher else ""
    accessed = f", accessed {citation.accessed.day} {citation.accessed:%B %Y}" if part else ""
    return f"{said}{published}, {ARCHIVE}, {citation.permalink}{accessed}"


def format_quotation(citation: Citation, text: str) -> str:
    """The words in quotation marks, then their citation."""
    return f"“{text}”\n\n{format_citation(citation)}"


def format_names(creators: tuple[Creator, ...]) -> str:
    names = [creator.name.format_for_text() for creator in creators]
    if len(names) > MAX_NAMED_SPEAKERS:
        return f"{names[0]} and others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _format_creators(creators: tuple[Creator, ...]) -> list[str]:
    parts = []
    for creator in creators:
        capacity = creator.format_capacity()
        parts.append(creator.name.format_for_text() + (f" ({capacity})" if capacity else ""))
        parts.append(creator.format_interpreter())
    return parts
