"""Signposting (FAIR, level 1): what a statement's page is, for programs that read headers and no pages."""

from __future__ import annotations

from django.urls import reverse

from statements.citing.citation import Citation, CitationTarget
from statements.citing.ris import MEDIA_TYPE as RIS
from statements.links.addresses import build_permalink

from .link_header import Link

# Headers are limited in length, and a debate may have a hundred speakers.
MAX_AUTHORS = 20
_ABOUT_PAGE = "https://schema.org/AboutPage"
_DESCRIBED_BY = (
    ("json", "application/json"),
    ("tei", "application/tei+xml"),
)
CITATION_FILES = (("bib", "application/x-bibtex"), ("ris", RIS), ("json", "application/vnd.citationstyles.csl+json"))


def list_signposts(citation: Citation, base: str, uid: str, *, has_text: bool) -> list[Link]:
    """The typed links of a statement's page. ``has_text`` says whether its text may be shown."""
    authors = [creator.address for creator in citation.creators if creator.address]
    links = [
        Link(build_permalink(base, uid), "cite-as"),
        *(Link(address, "author") for address in authors[:MAX_AUTHORS]),
    ]
    links += [
        Link(base + reverse(f"statements:statement_{form}", args=[uid]), "describedby", (("type", media_type),))
        for form, media_type in _DESCRIBED_BY
    ]
    links += [
        Link(base + reverse("statements:cite_file", args=[uid, form]), "describedby", (("type", media_type),))
        for form, media_type in CITATION_FILES
    ]
    if has_text:
        text = base + reverse("statements:statement_text", args=[uid])
        links.append(Link(text, "item", (("type", "text/plain"),)))
    if citation.licence_address:
        links.append(Link(citation.licence_address, "license"))
    kind = "Legislation" if citation.target == CitationTarget.TREATY else "DigitalDocument"
    return [*links, Link(_ABOUT_PAGE, "type"), Link(f"https://schema.org/{kind}", "type")]
