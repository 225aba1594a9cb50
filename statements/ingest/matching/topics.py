"""Publishers' tags matched to topics, by name and alias."""

from __future__ import annotations

from collections.abc import Iterable

from statements.models import Topic
from statements.text.folding import fold


class Topics:
    """All topics of the archive, in memory: a tag finds the topic of that name or alias."""

    def __init__(self, topics: Iterable[tuple[int, str, list[str]]]):
        self._by_word: dict[str, int] = {}
        topics = list(topics)
        for pk, _, aliases in topics:
            for alias in aliases:
                self._by_word.setdefault(fold(alias), pk)
        # A topic's own name wins over another's alias.
        self._by_word |= {fold(name): pk for pk, name, _ in topics}

    @classmethod
    def load(cls) -> Topics:
        return cls(Topic.objects.order_by("pk").values_list("pk", "name", "aliases"))

    def match(self, tags: Iterable[str]) -> tuple[list[int], list[str]]:
        """Return the topics that the tags mean, each once, and the tags that mean none."""
        found: dict[int, None] = {}
        unknown = []
        for tag in tags:
            pk = self._by_word.get(fold(tag))
            if pk:
                found[pk] = None
            elif tag.strip():
                unknown.append(tag)
        return list(found), unknown
