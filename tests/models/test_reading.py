"""Records read in batches, while the same connection and others write."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from statements.models import Publisher
from statements.models.reading import read_in_batches, read_rows_in_batches

STATEMENTS = Path(__file__).resolve().parents[2] / "statements"
NAMES = [f"Office {number:02}" for number in range(12)]


@pytest.fixture
def publishers(db) -> list[Publisher]:  # noqa: ANN001
    return [Publisher.objects.create(name=name) for name in NAMES]


def test_the_order_is_that_of_the_queryset_and_what_is_gone_is_left_out(publishers: list[Publisher]) -> None:
    reading = read_in_batches(Publisher.objects.order_by("-name"), 5)
    first = next(reading)
    publishers[0].delete()
    assert [first.name, *(publisher.name for publisher in reading)] == NAMES[:0:-1]
    rows = read_rows_in_batches(Publisher.objects.order_by("name"), "name", size=5)
    assert list(rows) == [(name,) for name in NAMES[1:]]


@pytest.mark.sqlite_only
def test_who_reads_may_write_after_others_have_written(publishers: list[Publisher], database_file: Path) -> None:
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        for publisher in read_in_batches(Publisher.objects.order_by("pk"), 5):
            other.execute("UPDATE statements_publisher SET name = name || '.'")
            Publisher.objects.filter(pk=publisher.pk).update(slug="written")
    assert Publisher.objects.filter(slug="written").count() == len(NAMES)


def test_nothing_else_leaves_a_cursor_open() -> None:
    """Django's `iterator()` hands out records while its cursor is open."""
    found = [
        f"{path.relative_to(STATEMENTS)}:{number}"
        for path in STATEMENTS.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\.iterator\(", line)
    ]
    assert found == []
