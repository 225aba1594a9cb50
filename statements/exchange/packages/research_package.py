"""A research package: texts, tables, TEI, and what a program and a person must know to use them.

The members come one after another as they are read from the database; tables grow in temporary files meanwhile, and
what counts the records is written last, when they have been counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from statements.exchange.content import Content
from statements.exchange.files.tables import STATEMENTS, TEXTS, Row, format_header, format_row, render_text_rows
from statements.exchange.files.tei import render_tei_document

from .notes import render_citation, render_data_package, render_readme
from .parts import PackageSpec, Table, Tally
from .zip_stream import Member


def build_package(contents: Iterable[Content], spec: PackageSpec) -> Iterator[Member]:
    """The members of a research package of ``contents``."""
    with ExitStack() as stack:
        statements, texts = Table("statements.csv", stack), Table("metadata.csv", stack)
        statements.write(format_header(STATEMENTS, for_programs=True))
        texts.write(format_header(TEXTS, for_programs=True))
        tally = Tally()
        for content in contents:
            yield from render_statement_members(content, spec, texts, tally)
            statements.write(format_row(STATEMENTS, Row(content, spec.base)))
        yield from render_closing_members(spec, tally, [statements, texts])


def render_statement_members(content: Content, spec: PackageSpec, texts: Table, tally: Tally) -> Iterator[Member]:
    """The TEI of a statement and the text of each of its turns."""
    tally.count(content)
    folder, uid = spec.folder, content.uid
    yield Member(f"{folder}/tei/{uid}.xml", render_tei_document(content, spec.base).encode())
    for text, row in render_text_rows(content, spec.base, lambda number: f"{uid}-{number:03d}.txt"):
        tally.texts += 1
        yield Member(f"{folder}/texts/{row.partition(',')[0]}", text.encode())
        texts.write(row)


def render_closing_members(spec: PackageSpec, tally: Tally, tables: list[Table]) -> Iterator[Member]:
    for table in tables:
        yield table.member(spec.folder)
    for name, text in (
        ("datapackage.json", render_data_package(spec, tally, tables)),
        ("CITATION.cff", render_citation(spec, tally)),
        ("README.md", render_readme(spec, tally)),
    ):
        yield Member(f"{spec.folder}/{name}", text.encode())
