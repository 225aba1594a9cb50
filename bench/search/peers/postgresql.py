"""PostgreSQL's full-text search: the `english` configuration, a GIN index, ranked by ts_rank."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

import psycopg2
from psycopg2.extras import execute_values

from bench.search.questions import PER_PAGE, Question
from bench.search.texts import Text

from .base import FACETS, Answer, NotOffered, Peer

#: The variable that holds the server's address; the server is started and ended by the measurement.
ADDRESS = "BENCH_POSTGRESQL"
TABLE = """
CREATE TABLE doc (id integer PRIMARY KEY, title text, country text, speaker text, kind text, publisher text,
                  year integer, date date, body text, words tsvector)
"""
INDEXES = """
CREATE INDEX doc_words ON doc USING gin (words);
CREATE INDEX doc_date ON doc (date);
CREATE INDEX doc_country ON doc (country, date);
ANALYZE doc
"""
FACET_COUNTS = "WITH hits AS MATERIALIZED (SELECT {columns} FROM {wanted}) " + " UNION ALL ".join(
    f"SELECT '{name}', {name}::text, count(*) FROM hits GROUP BY {name}" for name in FACETS
)
NOTHING_LOST = "SET maintenance_work_mem = '512MB'; SET work_mem = '64MB'"


class PostgreSQL(Peer):
    name = "PostgreSQL"

    def build(self, batches: Iterable[list[Text]]) -> None:
        connection = self._connect()
        cursor = connection.cursor()
        cursor.execute(f"DROP TABLE IF EXISTS doc; {TABLE}")
        for batch in batches:
            rows = []
            for t in batch:
                body = f"{t.title}\n\n{t.body}"
                rows.append((t.number, t.title, t.country, t.speaker, t.kind, t.publisher, t.year, t.date, body, body))
            template = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, to_tsvector('english', %s))"
            execute_values(cursor, "INSERT INTO doc VALUES %s", rows, template, page_size=200)
        cursor.execute(INDEXES)
        connection.close()

    def index_bytes(self) -> int:
        connection = self._connect()
        cursor = connection.cursor()
        cursor.execute("SELECT pg_relation_size('doc_words') + (SELECT sum(pg_column_size(words)) FROM doc)")
        (size,) = cursor.fetchone()
        connection.close()
        return int(size)

    def _connect(self) -> psycopg2.extensions.connection:
        connection = psycopg2.connect(os.environ[ADDRESS])
        connection.autocommit = True
        connection.cursor().execute(NOTHING_LOST)
        return connection

    def open(self) -> None:
        self.cursor = self._connect().cursor()

    def ask(self, question: Question) -> Answer:
        query, values = _query(question)
        wanted = f"doc, (SELECT {query} AS query) asked WHERE words @@ query"
        if question.country:
            wanted += " AND country = %s AND date BETWEEN %s AND %s"
            values = [*values, question.country, question.since, question.until]
        self.cursor.execute(f"SELECT count(*) FROM {wanted}", values)
        (total,) = self.cursor.fetchone()
        order = "date DESC" if question.by_date else "ts_rank(words, query) DESC"
        page = f"SELECT title, body, query FROM {wanted} ORDER BY {order} LIMIT {PER_PAGE} OFFSET {question.skipped}"
        shown = ", ts_headline('english', body, query)" if question.snippets else ""
        self.cursor.execute(f"SELECT title{shown} FROM ({page}) page", values)
        rows = self.cursor.fetchall()
        facets: dict[str, dict[str, int]] = defaultdict(dict)
        if question.facets:
            self.cursor.execute(FACET_COUNTS.format(columns=", ".join(FACETS), wanted=wanted), values)
            for name, code, count in self.cursor.fetchall():
                facets[name][code] = count
        return Answer(total, [row[0] for row in rows], facets, [row[1] for row in rows] if shown else [])

    def cpu_elsewhere(self) -> float:
        """Of the server, its processes and those of them that have ended."""
        sockets = Path(unquote(re.search(r"@([^/]+)/", os.environ[ADDRESS])[1]))
        try:
            server = (sockets / "data" / "postmaster.pid").read_text().split()[0]
            running = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        except OSError:
            return 0.0
        return _processor_seconds(server, 4) + sum(_processor_seconds(process, 2) for process in running)


def _processor_seconds(process: str, fields: int) -> float:
    """The first so many of utime, stime, cutime, cstime: fields 14 to 17 of /proc/PID/stat, see proc(5)."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return 0.0
    return sum(map(int, stat.rpartition(")")[2].split()[11 : 11 + fields])) / os.sysconf("SC_CLK_TCK")


def _query(question: Question) -> tuple[str, list[str]]:
    match question.mode:
        case "all":
            return "plainto_tsquery('english', %s)", [" ".join(question.words)]
        case "any":
            return " || ".join(["plainto_tsquery('english', %s)"] * len(question.words)), list(question.words)
        case "phrase":
            return "phraseto_tsquery('english', %s)", [" ".join(question.words)]
        case "prefix":
            return "to_tsquery('english', %s)", [f"{question.words[0]}:*"]
    raise NotOffered(f"no {question.mode}")
