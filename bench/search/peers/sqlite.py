"""SQLite's FTS5: Porter's stemmer, accents removed, ranked by its bm25; facets and filters by SQL."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from bench.search.questions import PER_PAGE, Question
from bench.search.texts import Text

from .base import FACETS, Answer, NotOffered, Peer

TABLES = """
CREATE TABLE text (id INTEGER PRIMARY KEY, body TEXT);
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT, country TEXT, speaker TEXT, kind TEXT, publisher TEXT,
                  year INTEGER, date TEXT);
"""
INDEXES = """
CREATE VIRTUAL TABLE fts USING fts5(body, content='text', content_rowid='id',
                                    tokenize='porter unicode61 remove_diacritics 2');
CREATE INDEX doc_country ON doc (country, date);
CREATE INDEX doc_date ON doc (date);
"""
FACET_COUNTS = "WITH hits AS MATERIALIZED ({hits}) " + " UNION ALL ".join(
    f"SELECT '{name}', CAST({name} AS TEXT), count(*) FROM hits JOIN doc USING (id) GROUP BY {name}" for name in FACETS
)


class Fts5(Peer):
    name = "SQLite FTS5"

    def keep(self, batches: Iterable[list[Text]]) -> None:
        connection = self._connect()
        connection.executescript(TABLES)
        for batch in batches:
            with connection:
                bodies = [(text.number, f"{text.title}\n\n{text.body}") for text in batch]
                connection.executemany("INSERT INTO text VALUES (?, ?)", bodies)
        connection.close()

    def build(self, batches: Iterable[list[Text]]) -> None:
        connection = self._connect()
        connection.executescript(INDEXES)
        for batch in batches:
            with connection:
                bodies = [(text.number, f"{text.title}\n\n{text.body}") for text in batch]
                connection.executemany("INSERT INTO fts (rowid, body) VALUES (?, ?)", bodies)
                connection.executemany(
                    "INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [(t.number, t.title, t.country, t.speaker, t.kind, t.publisher, t.year, t.date) for t in batch],
                )
        with connection:
            connection.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("ANALYZE")
        connection.close()

    def index_bytes(self) -> int:
        connection = self._connect()
        (whole,) = connection.execute("SELECT sum(length(block)) FROM fts_data").fetchone()
        (sizes,) = connection.execute("SELECT sum(length(sz)) FROM fts_docsize").fetchone()
        connection.close()
        return whole + sizes

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.folder / "fts.sqlite3")
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA mmap_size=4294967296;"
            "PRAGMA temp_store=MEMORY;"
        )
        return connection

    def open(self) -> None:
        self.connection = self._connect()

    def ask(self, question: Question) -> Answer:
        wanted, values = self._wanted(question)
        (total,) = self.connection.execute(f"SELECT count(*) FROM {wanted}", values).fetchone()
        shown = ", snippet(fts, 0, '<mark>', '</mark>', '…', 32)" if question.snippets else ""
        order = "doc.date DESC" if question.by_date else "rank"
        if not wanted.startswith("fts JOIN"):
            wanted = wanted.replace("fts WHERE", "fts JOIN doc ON doc.id = fts.rowid WHERE")
        rows = self.connection.execute(
            f"SELECT doc.title{shown} FROM {wanted} ORDER BY {order} LIMIT {PER_PAGE} OFFSET {question.skipped}",
            values,
        ).fetchall()
        facets: dict[str, dict[str, int]] = defaultdict(dict)
        if question.facets:
            counting = FACET_COUNTS.format(hits="SELECT rowid AS id FROM fts WHERE fts MATCH ?")
            for name, code, count in self.connection.execute(counting, values[:1]):
                facets[name][code] = count
        return Answer(total, [row[0] for row in rows], facets, [row[1] for row in rows] if shown else [])

    def _wanted(self, question: Question) -> tuple[str, list[str]]:
        match = _match(question)
        if not question.country:
            return "fts WHERE fts MATCH ?", [match]
        wanted = "fts JOIN doc ON doc.id = fts.rowid WHERE fts MATCH ? AND doc.country = ? AND doc.date BETWEEN ? AND ?"
        return wanted, [match, question.country, question.since, question.until]


def _match(question: Question) -> str:
    words = [f'"{word}"' for word in question.words]
    match question.mode:
        case "all":
            return " AND ".join(words)
        case "any":
            return " OR ".join(words)
        case "phrase":
            return " + ".join(words)
        case "near":
            return f"NEAR({' '.join(words)}, 4)"
        case "prefix":
            return f"{words[0]} *"
    raise NotOffered(f"no {question.mode}")
