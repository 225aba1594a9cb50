"""The OpenAPI document: what Ninja reads from the code, and what it cannot know: problems, validators, headers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from ninja.openapi.schema import OpenAPISchema

from statements.links.addresses import get_base_url

from .middleware import PREFIX
from .parameters import json_response
from .problems import KINDS, MEDIA_TYPE
from .schemas import ProblemDetails
from .site import api

_COMMON_STATUSES = (400, 404, 405, 429, 500, 503)
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Send it back as If-None-Match"}}
# Where the records of a list have addresses of their own: the operation and what its parameters are made of.
_FIRST = "$response.body#/results/0"
_LINKS = {
    "listStatements": ("getStatement", {"uid": f"{_FIRST}/uid"}),
    "listSpeeches": ("getSpeech", {"uid": f"{_FIRST}/statement/uid", "anchor": f"{_FIRST}/anchor"}),
    "listSpeakers": ("getSpeaker", {"uid": f"{_FIRST}/uid"}),
    "listParties": ("getParty", {"code": f"{_FIRST}/code"}),
    "listTopics": ("getTopic", {"path": f"{_FIRST}/path"}),
    "listTreaties": ("getTreaty", {"uid": f"{_FIRST}/uid"}),
    "listEvents": ("getEvent", {"uid": f"{_FIRST}/uid"}),
    "listPublishers": ("getPublisher", {"uid": f"{_FIRST}/uid"}),
    "search": ("getStatement", {"uid": f"{_FIRST}/uid"}),
}
_RETRY_HEADER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait"}}


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    base = get_base_url(request)
    return json_response({**build_document(), "servers": [{"url": base}]})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The lists that there are, by name."""
    base = get_base_url(request)
    lists = {path.removeprefix(PREFIX): base + path for path in build_document()["paths"] if "{" not in path}
    return json_response(
        {**lists, "openapi": base + reverse("statements:api_document"), "manual": base + reverse("statements:api")}
    )


@lru_cache(maxsize=1)
def build_document() -> dict:
    """The document without the address of the server."""
    whole: OpenAPISchema = api.get_openapi_schema()
    schemas = whole["components"]["schemas"]
    schemas["ProblemDetails"] = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schemas["ProblemDetails"].pop("$defs", {})
    whole["externalDocs"] = {"url": reverse("statements:api"), "description": "Examples, limits, errors"}
    for path, operation in _operations(whole):
        for parameter in operation["parameters"]:
            parameter["schema"] = _without_null(parameter["schema"])
        responses = operation["responses"]
        responses = {str(status): response for status, response in responses.items()}
        responses["200"]["headers"] = _ETAG
        responses["304"] = {"description": "It is still what its ETag says", "headers": _ETAG}
        if "{uid}" in path:
            responses["301"] = {"description": "The record has another name for good"}
        responses["414"] = {"description": "The address is longer than the server reads"}
        if links := _LINKS.get(operation["operationId"]):
            responses["200"]["links"] = {links[0]: {"operationId": links[0], "parameters": links[1]}}
        for status in (*_COMMON_STATUSES, *([410] if "{uid}" in path or path.endswith("/speeches") else [])):
            responses[str(status)] = _problem_response(status)
        operation["responses"] = dict(sorted(responses.items()))
    return dict(whole)


def _operations(whole: dict) -> Iterator[tuple[str, dict]]:
    for path, methods in whole["paths"].items():
        for operation in methods.values():
            yield path, operation


def _without_null(schema: dict) -> dict:
    """A parameter is there or is not; null is a word like any other in an address."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name not in ("anyOf", "default")}, **kinds[0]}


def _problem_response(status: int) -> dict:
    titles = [kind.title for kind in KINDS.values() if kind.status == status]
    return {
        "description": "; ".join(titles),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        **({"headers": _RETRY_HEADER} if status in (429, 503) else {}),
    }
