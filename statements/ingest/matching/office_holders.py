"""The office holders listed in the YAML file beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """An office, by the code of its party, with EDTF dates ("" where it has not ended) and the ways it is printed."""

    party: str
    title: str
    start: str
    end: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    name: str
    aliases: tuple[str, ...]
    terms: tuple[OfficeTerm, ...]


@lru_cache(maxsize=1)
def load_office_holders() -> tuple[OfficeHolder, ...]:
    with (Path(__file__).parent / "office_holders.yaml").open(encoding="utf-8") as file:
        # Every scalar stays a string: YAML would turn dates into dates and NO into a boolean.
        listed = yaml.load(file, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader builds strings, lists and dicts only
    return tuple(
        OfficeHolder(name, tuple(entry.get("as", ())), tuple(_build_term(*term) for term in entry["terms"]))
        for name, entry in listed.items()
    )


def _build_term(party: str, title: str, start: str, end: str, aliases: list[str] | None = None) -> OfficeTerm:
    return OfficeTerm(party, title, start, end, tuple(aliases or ()))
