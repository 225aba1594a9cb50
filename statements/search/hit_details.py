"""The hits of a page with their texts: records read for these hits alone, passages marked."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.safestring import SafeString

from statements.models.base import build_paragraph_fragment
from statements.search.contract.requests import SearchRequest
from statements.search.contract.results import Results

from .hit_records import ParagraphRow, SpeakerCredit, StatementRow, read_paragraphs, read_speakers, read_statements
from .marking import Finder, excerpt, make_finder, mark_spans


@dataclass(frozen=True, slots=True)
class PassageDetails:
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
class HitDetails:
    statement: StatementRow
    title: SafeString
    url: str
    speakers: tuple[SpeakerCredit, ...]
    passages: tuple[PassageDetails, ...]
    finds: int
    more: int  # finds beyond those in `passages`


def load_hits(request: SearchRequest, results: Results) -> list[HitDetails]:
    """The hits with their texts, without statements that are no longer public."""
    pks = list({hit.statement: None for hit in results.hits})
    statements = read_statements(pks)
    speakers = read_speakers(pks)
    paragraphs = read_paragraphs([passage for hit in results.hits for passage in hit.passages])
    finders: dict[str, tuple[Finder, Finder]] = {}
    suffix = f"?q={quote(request.text)}" if request.text else ""
    details = []
    for hit in results.hits:
        statement = statements.get(hit.statement)
        if statement is None:
            continue
        language = statement.language
        if language not in finders:
            finders[language] = make_finder(request.query, language), make_finder(request.query, language, title=True)
        words, title_words = finders[language]
        address = f"{statement.get_absolute_url()}{suffix}"
        # A text that its publisher does not let others show can be found, but is not shown.
        visible = hit.passages if statement.shows_text else ()
        found = [(each, paragraph) for each in visible if (paragraph := paragraphs.get((each.statement, each.order)))]
        inside = sum(each.finds for each, _ in found)
        details.append(
            HitDetails(
                statement=statement,
                title=mark_spans(statement.title, title_words.spans(statement.title)),
                url=address,
                speakers=speakers.get(hit.statement, ()),
                passages=tuple(_build_passage(paragraph, address, words) for _, paragraph in found),
                finds=hit.finds,
                more=max(0, hit.finds - inside),
            )  # fmt: skip
        )
    return details


def _build_passage(paragraph: ParagraphRow, address: str, words: Finder) -> PassageDetails:
    return PassageDetails(
        html=excerpt(paragraph.text, words), number=paragraph.order, anchor=paragraph.anchor,
        url=address + build_paragraph_fragment(paragraph.anchor),
        speaker=paragraph.speaker_or_turn, party=paragraph.party or "",
        role=paragraph.role, interpreted=bool(paragraph.interpreted),
    )  # fmt: skip
