"""The archive's own search: the query language and the engine behind it, documents written without the ORM."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.search.questions import PER_PAGE, Question
from bench.search.texts import Text

from . import django_side
from .base import FACETS, Answer, Peer, bytes_of

TABLES = """
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE paragraph (doc INTEGER, place INTEGER, body TEXT, PRIMARY KEY (doc, place)) WITHOUT ROWID;
"""


def typed(question: Question) -> str:
    """The question as a reader would type it."""
    match question.mode:
        case "any":
            return " OR ".join(question.words)
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "near":
            return f'"{" ".join(question.words)}"~5'
        case "prefix":
            return f"{question.words[0]}*"
    return " ".join(question.words)


def values_of(text: Text) -> dict[str, Any]:
    """The fields of a statement's document, without the records that the archive would read them from."""
    return {
        "title": text.title,
        "place": "",
        "uid": f"u{text.number}",
        "kind": text.kind,
        "lang": "en",
        "publisher": text.publisher,
        "event": None,
        "country": [text.country],
        "about": [],
        "speaker": [text.speaker],
        "topic": [],
        "treaty": [],
        "interpreted": "no",
        "record": text.number,
        "year": text.year,
        "date_from": text.day,
        "date_to": text.day,
        "added": datetime(2026, 1, 1, tzinfo=UTC),
        "version": 1,
    }


class OurIndex(Peer):
    """Builds the archive's index of statements; the texts lie in a database beside it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        django_side.set_up(folder)

    def keep(self, batches: Iterable[list[Text]]) -> None:
        connection = sqlite3.connect(self.folder / "texts.sqlite3")
        connection.executescript(TABLES)
        for batch in batches:
            with connection:
                connection.executemany("INSERT INTO doc VALUES (?, ?)", [(text.number, text.title) for text in batch])
                connection.executemany(
                    "INSERT INTO paragraph VALUES (?, ?, ?)",
                    [(text.number, *each) for text in batch for each in enumerate(text.paragraphs)],
                )
        connection.close()

    def build(self, batches: Iterable[list[Text]]) -> None:
        from statements.search.contract.documents import IndexedSpeech, Passage, build_document
        from statements.search.contract.fields import NAMES, STATEMENT_FIELDS, STATEMENTS
        from statements.search.engine import get_engine

        engine = get_engine()
        engine.clear(NAMES)
        with engine.open_rebuild(STATEMENTS) as index:
            for text in (text for batch in batches for text in batch):
                passages = [Passage(each, place, 0 if place else -1) for place, each in enumerate(text.paragraphs)]
                index.add(
                    build_document(
                        "statements.statement", text.number, STATEMENT_FIELDS, values_of(text),
                        language="en", passages=passages, speeches=[IndexedSpeech(text.speaker, text.country)],
                    )
                )  # fmt: skip

    def index_bytes(self) -> int:
        return bytes_of((self.folder / "index").iterdir())


class Requests(OurIndex):
    """Asked as the results page asks, short of the records themselves: texts come from a table instead of the ORM."""

    name = "Chancery"

    def open(self) -> None:
        from statements.search.contract.requests import SearchRequest
        from statements.search.engine import get_engine

        self.engine = get_engine()
        self.engine.search(SearchRequest(per_page=1, facets=()))
        self.texts = sqlite3.connect(self.folder / "texts.sqlite3")

    def ask(self, question: Question) -> Answer:
        from statements.search.contract.requests import SearchRequest, Sort
        from statements.search.language import parse_query

        query = parse_query(typed(question)).query
        results = self.engine.search(
            SearchRequest(
                text=typed(question),
                query=query,
                filters={"country": (question.country,)} if question.country else {},
                since=question.since,
                until=question.until,
                sort=Sort.NEWEST if question.by_date else Sort.RELEVANCE,
                page=question.page,
                per_page=PER_PAGE,
                facets=FACETS if question.facets else (),
                passages=question.snippets,
            )
        )
        found = [hit.statement for hit in results.hits]
        marks = ", ".join("?" * len(found))
        titles = dict(self.texts.execute(f"SELECT id, title FROM doc WHERE id IN ({marks})", found))
        facets = {name: {each.code: each.count for each in counts} for name, counts in results.facets.items()}
        snippets = self._snippets(query, results) if question.snippets else []
        return Answer(results.total, [titles[number] for number in found], facets, snippets)

    def _snippets(self, query: Any, results: Any) -> list[str]:
        """Up to three marked passages a hit, as the results page shows them."""
        from statements.search.marking import excerpt, make_finder

        words = make_finder(query, words=results.words)
        return ["\n".join(excerpt(body, words) for body in self._passages(hit)) for hit in results.hits]

    def _passages(self, hit: Any) -> list[str]:
        one = "SELECT body FROM paragraph WHERE doc = ? AND place = ?"
        return [self.texts.execute(one, (each.statement, each.order)).fetchone()[0] for each in hit.passages]
