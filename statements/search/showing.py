"""Results -> what the page shows: records read for the page's hits alone, passages marked, names for codes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString

from statements.models import Statement, StatementSpeaker
from statements.models.speech import SpeechKind
from statements.models.statement import StatementKind, StatementStatus

from .marking import Finder, excerpt, finder, marked
from .results import FoundPassage, Results, SearchRequest


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
class Voice:
    """Who speaks in a statement; `party` is the name of whom they speak for, `code` its code ("" for nobody)."""

    uid: str
    name: str
    party: str
    code: str


@dataclass(frozen=True, slots=True)
class ListedStatement:
    """What a line of a list shows of a statement. `publisher` is a name; `shows_text`: its texts may be shown."""

    uid: str
    slug: str
    title: str
    kind: str
    language: str
    date: str
    place: str
    publisher: str
    shows_text: bool

    @property
    def kind_name(self) -> str:
        return _KINDS.get(self.kind, self.kind)

    def get_absolute_url(self) -> str:
        return reverse("statements:statement", args=[self.uid, self.slug])


_LISTED = (
    "uid", "slug", "title", "kind", "language", "date", "place", "publisher__name", "publisher__shows_full_text",
)  # fmt: skip
_KINDS = {value: str(label) for value, label in StatementKind.choices}


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
    statements = _statements(pks)
    voices = _voices(pks)
    paragraphs = _paragraphs([passage for hit in results.hits for passage in hit.passages])
    finders: dict[str, tuple[Finder, Finder]] = {}
    suffix = f"?q={quote(request.text)}" if request.text else ""
    shown = []
    for hit in results.hits:
        statement = statements.get(hit.statement)
        if statement is None:
            continue
        language = statement.language
        if language not in finders:
            finders[language] = finder(request.query, language), finder(request.query, language, title=True)
        words, title_words = finders[language]
        address = f"{statement.get_absolute_url()}{suffix}"
        # A publisher that keeps the full text to itself has it found, not shown.
        showable = hit.passages if statement.shows_text else ()
        found = [(each, paragraph) for each in showable if (paragraph := paragraphs.get((each.statement, each.order)))]
        inside = sum(each.finds for each, _ in found)
        shown.append(
            ShownHit(
                statement=statement,
                title=marked(statement.title, title_words.spans(statement.title)),
                url=address,
                voices=voices.get(hit.statement, ()),
                passages=tuple(_shown_passage(paragraph, address, words) for _, paragraph in found),
                finds=hit.finds,
                more=max(0, hit.finds - inside),
            )  # fmt: skip
        )
    return shown


def _statements(pks: list[int]) -> dict[int, ListedStatement]:
    """Looked up by their keys alone: asked for their status too, SQLite would walk through all that are published."""
    rows = Statement.objects.filter(pk__in=pks).order_by().values_list("pk", "status", *_LISTED)
    return {pk: ListedStatement(*row) for pk, status, *row in rows if status == StatementStatus.PUBLISHED}


def _voices(pks: list[int]) -> dict[int, tuple[Voice, ...]]:
    found: dict[int, list[Voice]] = {}
    spoken = StatementSpeaker.objects.filter(statement__in=pks).order_by("order")
    for pk, *who, party, code in spoken.values_list(
        "statement_id", "speaker__uid", "speaker__name", "party__name", "party__code"
    ):
        found.setdefault(pk, []).append(Voice(*who, party or "", code or ""))
    return {pk: tuple(voices) for pk, voices in found.items()}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A row of `_PARAGRAPHS`; `label`, `kind`, `role` and `interpreted` are its speech's."""

    order: int
    anchor: str
    text: str
    kind: str
    label: str
    role: str
    interpreted: bool
    speaker: str | None
    party: str | None

    @property
    def said_by(self) -> str:
        """Who speaks, or what kind of turn it is; nothing where neither tells a reader anything."""
        if self.speaker or self.label or self.kind == SpeechKind.SPEECH:
            return self.speaker or self.label
        return str(dict(SpeechKind.choices).get(self.kind, self.kind))


_PARAGRAPHS = """
SELECT paragraph.statement_id, paragraph."order", paragraph.anchor, paragraph.text,
       speech.kind, speech.label, speech.role, speech.interpreted, speaker.name, party.name
FROM statements_paragraph paragraph
JOIN statements_speech speech ON speech.id = paragraph.speech_id
LEFT JOIN statements_speaker speaker ON speaker.id = speech.speaker_id
LEFT JOIN statements_party party ON party.id = speech.party_id
WHERE """
_ONE = '(paragraph.statement_id = %s AND paragraph."order" = %s)'


def _paragraphs(passages: list[FoundPassage]) -> dict[tuple[int, int], _Paragraph]:
    """Written as SQL: a queryset takes ten times as long to put its sixty conditions together as to find the rows."""
    if not passages:
        return {}
    wanted = list({(passage.statement, passage.order): None for passage in passages})
    with connection.cursor() as cursor:
        cursor.execute(
            _PARAGRAPHS + " OR ".join([_ONE] * len(wanted)), [number for place in wanted for number in place]
        )
        return {(statement, row[0]): _Paragraph(*row) for statement, *row in cursor.fetchall()}


def _shown_passage(paragraph: _Paragraph, address: str, words: Finder) -> ShownPassage:
    return ShownPassage(
        html=excerpt(paragraph.text, words), number=paragraph.order, anchor=paragraph.anchor,
        url=f"{address}#p-{paragraph.anchor}", speaker=paragraph.said_by, party=paragraph.party or "",
        role=paragraph.role, interpreted=bool(paragraph.interpreted),
    )  # fmt: skip
