"""`/api/`: the API for people who write programs, with examples that run."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from statements.links.addresses import get_base_url

from .examples import EXAMPLES
from .openapi import build_document
from .parameters import DEFAULT_LIMIT, MAX_LIMIT
from .problems import KINDS


@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    base = get_base_url(request)
    context = {
        "base": base,
        "operations": [
            {
                **operation,
                "path": path,
                "words": _mark_code(operation.get("description", "")),
                "parameters": [_describe_parameter(parameter) for parameter in operation["parameters"]],
            }
            for path, methods in build_document()["paths"].items()
            for operation in methods.values()
        ],
        "examples": [(example, example.programs(base)) for example in EXAMPLES],
        "problems": [(name, kind, _mark_code(kind.help)) for name, kind in KINDS.items()],
        "limit": DEFAULT_LIMIT,
        "max_limit": MAX_LIMIT,
        "rate": settings.API_REQUESTS_PER_MINUTE,
    }
    return render(request, "statements/api.html", context)


def _describe_parameter(parameter: dict) -> dict[str, object]:
    """Its name, what it means, and the few values that it takes where it takes only these."""
    schema = parameter["schema"]
    named = build_document()["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
    words = parameter.get("description", "") or ("In the address" if parameter["in"] == "path" else "")
    return {"name": parameter["name"], "words": _mark_code(words), "values": named.get("enum", ())}


def _mark_code(text: str) -> SafeString:
    """Our own sentences, with what stands in backticks as code."""
    return mark_safe(re.sub("`([^`]+)`", r"<code>\1</code>", escape(text)))
