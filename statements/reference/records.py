"""What the reference data consists of, before anything is a database row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
# Every scalar stays a string: YAML would turn 1949-10-07 into a date and the code NO into a boolean.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class NameRecord:
    """One name of a party. `start` and `end` are EDTF, "" where the name was not bound to its time.

    `kind` is short, official, former, variant or initials; `language` a BCP 47 tag, "" for initials.
    """

    code: str
    name: str
    language: str = "en"
    kind: str = "variant"
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """One party. `kind` is state, territory, former_state or organisation; `start` and `end` are EDTF or ""."""

    code: str
    kind: str
    name: str
    official_name: str = ""
    start: str = ""
    end: str = ""
    successors: tuple[str, ...] = ()
    note: str = ""
    names: tuple[NameRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """One topic; `path` is made of the slugs from the root down, `aliases` are publishers' words for it."""

    path: str
    name: str
    note: str = ""
    aliases: tuple[str, ...] = ()
    unbis: str = ""
    eurovoc: str = ""

    @property
    def slug(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def parent_path(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def depth(self) -> int:
        return self.path.count("/") + 1


def read_table(name: str) -> dict:
    """Read one of the YAML files beside this module; every scalar is a string."""
    with (_FOLDER / name).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)  # noqa: S506 - BaseLoader builds strings, lists and dicts only
