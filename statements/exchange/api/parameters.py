"""Parameters that several addresses share, and the answer of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from ninja import Schema
from pydantic import Field

from statements.links.addresses import get_base_url

from .cursors import Key, read_slice

DEFAULT_LIMIT, MAX_LIMIT = 25, 100


def fields_parameter(shape: type[Schema]) -> str:
    """The ``fields`` parameter of a list or record: names of members of ``shape``, separated by commas.

    Like Pydantic's own ``Field``, which it returns, it is typed as the value that it stands for.
    """
    one = "|".join(shape.model_fields)
    return Field(
        "", pattern=f"^(({one})(,({one}))*)?$",
        description=f"Members to send, separated by commas: {', '.join(shape.model_fields)}. All without it.",
    )  # fmt: skip


class Paged(Schema):
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Records on a page")
    cursor: str = Field("", description="`next_cursor` of the page before; only ever for the same filters and order")


def clean_text(value: str) -> str:
    """``value`` without NUL, which no database takes."""
    return value.replace("\x00", "").strip()


M = TypeVar("M", bound=Model)
# From primary keys to records, in the same order.
RecordWriter = Callable[[Sequence[int]], Iterable[Mapping[str, object]]]


def list_response(
    request: HttpRequest,
    records: QuerySet[M],
    keys: Sequence[Key],
    parameters: Paged,
    write: RecordWriter,
    total: int | None = None,
) -> JsonResponse:
    """One page of ``records``. ``write`` turns primary keys into dictionaries, in their order."""
    filters = _filter_values(parameters)
    name = f"{request.path}?{urlencode(sorted(filters.items()))}"
    page = read_slice(records, keys, name, parameters.cursor, parameters.limit)
    shown = parse_fields(getattr(parameters, "fields", ""))
    body = {
        "total": records.count() if total is None else total,
        "next": next_page_url(request, page.next),
        "next_cursor": page.next or None,
        "results": [select_fields(each, shown) for each in write(page.pks)],
    }
    return json_response(body)


def next_page_url(request: HttpRequest, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{get_base_url(request)}{request.path}?{query.urlencode()}"


def json_response(body: object) -> JsonResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def parse_fields(fields: str) -> frozenset[str]:
    return frozenset(name for name in fields.split(",") if name)


def select_fields(whole: Mapping[str, object], fields: frozenset[str]) -> Mapping[str, object]:
    return {name: value for name, value in whole.items() if name in fields} if fields else whole


def _filter_values(parameters: Paged) -> dict[str, str]:
    """The values that distinguish one list from another: all but the page and the members."""
    values = parameters.model_dump(exclude={"limit", "cursor", "fields"}, exclude_none=True)
    if "sort" in type(parameters).model_fields:
        # As it was called when the first cursors were handed out, which go on to fit.
        values["order"] = values.pop("sort", None) or values.get("order") or "newest"
    texts = {name: ",".join(value) if isinstance(value, list) else str(value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if text}
