"""Results -> what the page shows: records read for the page's hits alone, passages marked, names for codes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.safestring import SafeString

from statements.models.base import build_paragraph_fragment
from statements.search.contract.requests import SearchRequest
from statements.search.contract.results import Results

from .hit_records import FoundParagraph, ListedStatement, Voice, found_paragraphs, listed_statements, voices_in
from .marking import Finder, excerpt, make_finder, mark_spans


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A paragraph with its finds marked; `url` leads to it in its statement, with the finds marked there too."""

    html: SafeString
    number: int
    url: str
    anchor: str
    speaker: str
    party: str
    role: str
    interpreted: bool


@dataclass(frozen=True, slots=True)
class ShownHit:
    statement: ListedStatement
    title: SafeString
    url: str
    voices: tuple[Voice, ...]
    passages: tuple[ShownPassage, ...]
    finds: int
    more: int  # finds beside those in the passages shown


def shown_hits(request: SearchRequest, results: Results) -> list[ShownHit]:
    """The page's hits with their texts. A statement that is gone since the index was written is left out."""
    pks = list({hit.statement: None for hit in results.hits})
    statements = listed_statements(pks)
    voices = voices_in(pks)
    paragraphs = found_paragraphs([passage for hit in results.hits for passage in hit.passages])
    finders: dict[str, tuple[Finder, Finder]] = {}
    suffix = f"?q={quote(request.text)}" if request.text else ""
    shown = []
    for hit in results.hits:
        statement = statements.get(hit.statement)
        if statement is None:
            continue
        language = statement.language
        if language not in finders:
            finders[language] = make_finder(request.query, language), make_finder(request.query, language, title=True)
        words, title_words = finders[language]
        address = f"{statement.get_absolute_url()}{suffix}"
        # A publisher that keeps the full text to itself has it found, not shown.
        showable = hit.passages if statement.shows_text else ()
        found = [(each, paragraph) for each in showable if (paragraph := paragraphs.get((each.statement, each.order)))]
        inside = sum(each.finds for each, _ in found)
        shown.append(
            ShownHit(
                statement=statement,
                title=mark_spans(statement.title, title_words.spans(statement.title)),
                url=address,
                voices=voices.get(hit.statement, ()),
                passages=tuple(_shown_passage(paragraph, address, words) for _, paragraph in found),
                finds=hit.finds,
                more=max(0, hit.finds - inside),
            )  # fmt: skip
        )
    return shown


def _shown_passage(paragraph: FoundParagraph, address: str, words: Finder) -> ShownPassage:
    return ShownPassage(
        html=excerpt(paragraph.text, words), number=paragraph.order, anchor=paragraph.anchor,
        url=address + build_paragraph_fragment(paragraph.anchor),
        speaker=paragraph.said_by, party=paragraph.party or "",
        role=paragraph.role, interpreted=bool(paragraph.interpreted),
    )  # fmt: skip
