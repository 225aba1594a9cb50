"""A research package: texts, tables, TEI, and what a program and a person must know to use them.

The members come one after another as they are read from the database; tables grow in temporary files meanwhile, and
what counts the records is written last, when they have been counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from statements.exchange.content import Content
from statements.exchange.files.tables import STATEMENTS, TEXTS, Row, headers, line, text_lines
from statements.exchange.files.tei import tei_document

from .notes import citation, description, readme
from .parts import Order, Table, Tally
from .zip_stream import Member


def package(contents: Iterable[Content], order: Order) -> Iterator[Member]:
    """The members of a research package of ``contents``."""
    with ExitStack() as stack:
        statements, texts = Table("statements.csv", stack), Table("metadata.csv", stack)
        statements.write(headers(STATEMENTS, for_programs=True))
        texts.write(headers(TEXTS, for_programs=True))
        tally = Tally()
        for content in contents:
            yield from files_of(content, order, texts, tally)
            statements.write(line(STATEMENTS, Row(content, order.base)))
        yield from last_files(order, tally, [statements, texts])


def files_of(content: Content, order: Order, texts: Table, tally: Tally) -> Iterator[Member]:
    """The TEI of a statement and the text of each of its turns."""
    tally.count(content)
    folder, uid = order.folder, content.uid
    yield Member(f"{folder}/tei/{uid}.xml", tei_document(content, order.base).encode())
    for text, row in text_lines(content, order.base, lambda number: f"{uid}-{number:03d}.txt"):
        tally.texts += 1
        yield Member(f"{folder}/texts/{row.partition(',')[0]}", text.encode())
        texts.write(row)


def last_files(order: Order, tally: Tally, tables: list[Table]) -> Iterator[Member]:
    for table in tables:
        yield table.member(order.folder)
    for name, text in (
        ("datapackage.json", description(order, tally, tables)),
        ("CITATION.cff", citation(order, tally)),
        ("README.md", readme(order, tally)),
    ):
        yield Member(f"{order.folder}/{name}", text.encode())
