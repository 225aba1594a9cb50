"""The filters as parameters of the API, the same for statements and the search. Old names are taken as well."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, JsonValue

from statements.filters.record_names import NamedRecord, RecordNames, find_filter
from statements.filters.vocabulary import MAX_VALUES, Filter
from statements.models.statement import StatementKind
from statements.search.contract.requests import Sort

from .parameters import Paged, clean_text
from .problems import Problem

# Not Pydantic's own mark, which warns whenever the value is read.
DEPRECATED: dict[str, JsonValue] = {"deprecated": True}
_PERIOD = "^([0-9]{4}(-(XX|[0-9]{2})(-(XX|[0-9]{2}))?)?)?$"


def _values(what: str) -> Any:
    return Field(default_factory=list, description=f"{what}; any of several, of which {MAX_VALUES} are read")


def _old_values(name: str) -> Any:
    return Field(
        default_factory=list,
        json_schema_extra=DEPRECATED,
        description=f"Old name of `{name}`; values of both are joined",
    )


class FilterParameters(Paged):
    country: list[str] = _values("Codes of countries or organisations for which somebody speaks")
    about: list[str] = _values("Codes of countries or organisations spoken of")
    speaker: list[str] = _values("uids")
    topic: list[str] = _values("Paths; the topics below each are included")
    treaty: list[str] = _values("uids")
    event: list[str] = _values("uids")
    publisher: list[str] = _values("uids")
    kind: list[StatementKind] = _values("Kinds of statements")
    language: list[str] = _values("BCP 47 tags")
    interpreted: list[Literal["yes", "no"]] = _values("yes or no")
    year: list[str] = _values("Years")
    date: str = Field(
        "", pattern=_PERIOD,
        description="2024, 2024-06, 2024-06-19; 2024-XX and 2024-06-XX where month or day is not known",
    )  # fmt: skip
    since: str = Field("", description="EDTF date or English words for one")
    until: str = Field("", description="EDTF date or English words for one")
    sort: Sort | None = Field(None, description="Lists begin with the newest, searches with the best match")
    party: list[str] = _old_values("country")
    lang: list[str] = _old_values("language")
    order: Sort | None = Field(
        None, json_schema_extra=DEPRECATED, description="Old name of `sort`, which wins where both are given"
    )


def resolve_filter(name: str, *values: str) -> NamedRecord | None:
    """The record that the first value names, None for empty ones. Raises `Problem` where there is no such record."""
    typed = next((text for value in values if (text := clean_text(value))), "")
    if not typed:
        return None
    filter = find_filter(name)
    code = filter.parse(typed)
    record = RecordNames().record(name, code) if code else None
    if record is None:
        raise _no_such_filter(filter, typed)
    return record


def _no_such_filter(filter: Filter, typed: str) -> Problem:
    return Problem("no-such-filter", f"There is no {filter.noun} “{typed[:60]}” here.")
