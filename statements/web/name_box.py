"""The box above a list that finds records by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.http import HttpRequest

from statements.search.contract.errors import SearchUnavailable
from statements.search.engine import get_engine
from statements.text.folding import fold

from .converters import read_parameter

_SLIPS = re.compile(r"~[12]?(?=\s|$)")  # as in the search box; here it is done where it helps


@dataclass(frozen=True, slots=True)
class NameBox:
    """`records` are primary keys, None where nothing was typed; `instead` is the likely spelling that found them."""

    typed: str
    records: Collection[int] | None = None
    instead: str = ""


def find_names(request: HttpRequest, kind: str, in_database: Callable[[str], Collection[int]]) -> NameBox:
    """The records of a kind that ``?name=`` (or ``?q=``) finds.

    First those that the index of names has under every word; else those with a name that contains the typed text, from
    the database; else those of nearly the same spelling.
    """
    typed = read_parameter(request, "name") or read_parameter(request, "q")
    words = _SLIPS.sub("", typed)
    if not fold(words):
        return NameBox(typed)
    try:
        found = get_engine().match_names(words, kind)
    except SearchUnavailable:
        return NameBox(typed, in_database(words))
    if found.records and not found.near:
        return NameBox(typed, found.records)
    as_typed = in_database(words)
    if as_typed or not found.near:
        return NameBox(typed, as_typed)
    return NameBox(typed, found.records, found.words)
