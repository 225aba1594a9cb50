"""The whole public archive as a package: a research corpus that can also be read back into an empty archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

from statements.exchange.content import contents, keys
from statements.exchange.files.tables import STATEMENTS, TEXTS, Row, headers
from statements.exchange.files.tables import line as table_line
from statements.models import Statement

from .archive_records import AUTHORITIES, line, published_records, withdrawn_records
from .parts import Order, Table, Tally
from .research_package import files_of, last_files
from .zip_stream import Member

RECORDS = "archive"


def archive_package(
    order: Order, progress: Callable[[int, int], None] = lambda done, total: None, tally: Tally | None = None
) -> Iterator[Member]:
    """The members. ``progress`` hears how many statements of how many are done; ``tally`` counts for the caller."""
    tally = tally or Tally()
    with ExitStack() as stack:
        statements, texts = Table("statements.csv", stack), Table("metadata.csv", stack)
        records = Table(f"{RECORDS}/statements.jsonl", stack)
        statements.write(headers(STATEMENTS, for_programs=True))
        texts.write(headers(TEXTS, for_programs=True))
        for name, rows in AUTHORITIES.items():
            table = Table(f"{RECORDS}/{name}.jsonl", stack)
            for row in rows():
                table.write(line(row))
            yield table.member(order.folder)
        pks = keys(Statement.objects.published().order_by("pk"))
        for content, record in published_records(contents(pks)):
            yield from files_of(content, order, texts, tally)
            statements.write(table_line(STATEMENTS, Row(content, order.base)))
            records.write(line(record))
            progress(tally.statements, len(pks))
        for record in withdrawn_records():
            records.write(line(record))
        yield records.member(order.folder)
        yield from last_files(order, tally, [statements, texts])
