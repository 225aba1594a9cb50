"""What an engine must do to be measured."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.search.questions import Question
from bench.search.texts import Text

FACETS = ("country", "speaker", "kind", "publisher", "year")


class NotOffered(Exception):
    """The engine has nothing that answers this kind of question."""


@dataclass(frozen=True)
class Answer:
    """`total` counts all hits; `titles` and `snippets` are those of the page; `facets` is {name: {code: how many}}."""

    total: int
    titles: list[str]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    snippets: list[str] = field(default_factory=list)


class Peer(ABC):
    """An engine over the texts, kept in `folder`."""

    #: How it is named in the table.
    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, batches: Iterable[list[Text]]) -> None:  # noqa: B027 - most engines keep the texts themselves
        """Put the texts where the engine finds those of a page's hits: the application's database, not the index."""

    @abstractmethod
    def build(self, batches: Iterable[list[Text]]) -> None:
        """Index the texts from nothing, durably."""

    @abstractmethod
    def index_bytes(self) -> int:
        """What the index takes on disk, without the texts themselves where they are kept beside it."""

    @abstractmethod
    def open(self) -> None:
        """Make ready to answer, as a web process does when it starts."""

    @abstractmethod
    def ask(self, question: Question) -> Answer:
        """Raises NotOffered."""

    def cpu_elsewhere(self) -> float:
        """Seconds of processor time that its server has used, where it has one."""
        return 0.0


def bytes_of(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
