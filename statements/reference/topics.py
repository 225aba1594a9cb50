"""The topics of the reference data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from statements.text.folding import fold

from .records import TopicRecord, read_table


@lru_cache(maxsize=1)
def load_topics() -> tuple[TopicRecord, ...]:
    """Return all topics, each after its parent."""
    return tuple(_walk(read_table("topics.yaml"), ""))


def _walk(table: dict, above: str) -> Iterator[TopicRecord]:
    for name, entry in table.items():
        path = f"{above}/{_slug(name)}" if above else _slug(name)
        yield TopicRecord(
            path,
            name,
            entry.get("note", ""),
            tuple(entry.get("aliases", ())),
            entry.get("unbis", ""),
            entry.get("eurovoc", ""),
        )
        yield from _walk(entry.get("topics", {}), path)


def _slug(name: str) -> str:
    return fold(name).replace(" ", "-")
