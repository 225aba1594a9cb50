"""The whole public archive as a package: a research corpus that can also be read back into an empty archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

from statements.exchange.content import read_contents, read_keys
from statements.exchange.files.tables import STATEMENTS, TEXTS, Row, format_header
from statements.exchange.files.tables import format_row as table_line
from statements.models import Statement

from .archive_records import AUTHORITIES, format_line, read_published_records, read_withdrawn_records
from .parts import PackageSpec, Table, Tally
from .research_package import render_closing_members, render_statement_members
from .zip_stream import Member

RECORDS_FOLDER = "archive"


def build_archive_package(
    spec: PackageSpec, progress: Callable[[int, int], None] = lambda done, total: None, tally: Tally | None = None
) -> Iterator[Member]:
    """Yield the members. ``progress`` is called with (done, total); ``tally`` counts for the caller."""
    tally = tally or Tally()
    with ExitStack() as stack:
        statements, texts = Table("statements.csv", stack), Table("metadata.csv", stack)
        records = Table(f"{RECORDS_FOLDER}/statements.jsonl", stack)
        statements.write(format_header(STATEMENTS, for_programs=True))
        texts.write(format_header(TEXTS, for_programs=True))
        for name, rows in AUTHORITIES.items():
            table = Table(f"{RECORDS_FOLDER}/{name}.jsonl", stack)
            for row in rows():
                table.write(format_line(row))
            yield table.member(spec.folder)
        pks = read_keys(Statement.objects.published().order_by("pk"))
        for content, record in read_published_records(read_contents(pks)):
            yield from render_statement_members(content, spec, texts, tally)
            statements.write(table_line(STATEMENTS, Row(content, spec.base)))
            records.write(format_line(record))
            progress(tally.statements, len(pks))
        for record in read_withdrawn_records():
            records.write(format_line(record))
        yield records.member(spec.folder)
        yield from render_closing_members(spec, tally, [statements, texts])
