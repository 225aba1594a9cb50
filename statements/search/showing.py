"""Results -> what the page shows: records read for the page's hits alone, passages marked, names for codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Q
from django.utils.safestring import SafeString

from statements.models import Paragraph, Speech, Statement
from statements.models.speech import SpeechKind

from .marking import Finder, excerpt, finder, marked
from .results import FoundPassage, Hit, Results, SearchRequest


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A paragraph with its finds marked; `url` leads to it in its statement, with the finds marked there too."""

    html: SafeString
    number: int
    url: str
    anchor: str
    speaker: str
    speaker_url: str
    party: str
    role: str
    interpreted: bool


@dataclass(frozen=True, slots=True)
class ShownHit:
    statement: Statement
    title: SafeString
    url: str
    passages: tuple[ShownPassage, ...]
    finds: int
    more: int  # finds beside those in the passages shown


def shown_hits(request: SearchRequest, results: Results) -> list[ShownHit]:
    """The page's hits with their texts. A statement that is gone since the index was written is left out."""
    pks = [hit.statement for hit in results.hits]
    statements = Statement.objects.published().on_shelf().in_bulk(set(pks))
    paragraphs = _paragraphs([passage for hit in results.hits for passage in hit.passages])
    finders: dict[str, tuple[Finder, Finder]] = {}
    shown = []
    for hit in results.hits:
        statement = statements.get(hit.statement)
        if statement is None:
            continue
        language = statement.language
        if language not in finders:
            finders[language] = (
                finder(request.query, language, words=results.words),
                finder(request.query, language, title=True),
            )
        shown.append(_shown(request, hit, statement, paragraphs, *finders[language]))
    return shown


def _paragraphs(passages: list[FoundPassage]) -> Mapping[tuple[int, int], Paragraph]:
    if not passages:
        return {}
    wanted: dict[int, list[int]] = {}
    for passage in passages:
        wanted.setdefault(passage.statement, []).append(passage.order)
    condition = Q()
    for statement, orders in wanted.items():
        condition |= Q(statement=statement, order__in=orders)
    found = Paragraph.objects.filter(condition).select_related("speech__speaker", "speech__party")
    return {(paragraph.statement_id, paragraph.order): paragraph for paragraph in found}


def _shown(
    request: SearchRequest,
    hit: Hit,
    statement: Statement,
    paragraphs: Mapping[tuple[int, int], Paragraph],
    words: Finder,
    title_words: Finder,
) -> ShownHit:
    suffix = f"?q={quote(request.text)}" if request.text else ""
    address = f"{statement.get_absolute_url()}{suffix}"
    passages, inside = [], 0
    # A publisher that keeps the full text to itself has it found, not shown.
    showable = hit.passages if statement.publisher and statement.publisher.shows_full_text else ()
    for passage in showable:
        paragraph = paragraphs.get((passage.statement, passage.order))
        if paragraph is None:
            continue
        inside += passage.finds
        passages.append(_shown_passage(paragraph, address, words))
    return ShownHit(
        statement=statement,
        title=marked(statement.title, title_words.spans(statement.title)),
        url=address, passages=tuple(passages), finds=hit.finds, more=max(0, hit.finds - inside),
    )  # fmt: skip


def _name_of(speech: Speech) -> str:
    """Who speaks, or what kind of turn it is; nothing where neither tells a reader anything."""
    if speech.speaker:
        return speech.speaker.name
    return speech.label or ("" if speech.kind == SpeechKind.SPEECH else speech.get_kind_display())


def _shown_passage(paragraph: Paragraph, address: str, words: Finder) -> ShownPassage:
    speech = paragraph.speech
    return ShownPassage(
        html=excerpt(paragraph.text, words), number=paragraph.order, anchor=paragraph.anchor,
        url=f"{address}#p-{paragraph.anchor}",
        speaker=_name_of(speech),
        speaker_url=speech.speaker.get_absolute_url() if speech.speaker else "",
        party=speech.party.name if speech.party else "", role=speech.role, interpreted=speech.interpreted,
    )  # fmt: skip
