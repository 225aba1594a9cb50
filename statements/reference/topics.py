"""The topics of the reference data, and which of them a publisher's own tag means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from statements.text.folding import fold

from .records import TopicRecord, read_table


@lru_cache(maxsize=1)
def topics() -> tuple[TopicRecord, ...]:
    """All topics, each after its parent."""
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


def topic_of(tag: str) -> str | None:
    """The path of the topic that a publisher's tag means, by name or alias; None when we have no such topic."""
    return _by_word().get(fold(tag))


@lru_cache(maxsize=1)
def _by_word() -> dict[str, str]:
    words = {fold(alias): topic.path for topic in topics() for alias in topic.aliases}
    return words | {fold(topic.name): topic.path for topic in topics()}
