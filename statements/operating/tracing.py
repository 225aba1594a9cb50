"""Traces of requests and of what they ask the database, sent by OTLP over HTTP.

The one module that needs requirements-telemetry.txt: it is imported where OTEL_EXPORTER_OTLP_ENDPOINT is set and
nowhere else. OpenTelemetry's own instrumentation of Django and of databases is not used, for it sends whole addresses
with the words of a search, the addresses of visitors and the messages of errors.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from statements import VERSION
from statements.serving.requests import describe_request

SECONDS_TO_SEND = 3
_LONGEST_STATEMENT = 2000  # characters: a list of a thousand parameters says nothing after the first
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_quiet = {"record_exception": False, "set_status_on_exception": False}  # an error's message may tell what was asked
_tracer = trace.get_tracer("statements", VERSION)
_providers: list[TracerProvider] = []


def start_sending(endpoint: str) -> None:
    """To `endpoint`/v1/traces, from this process; the thread that sends would not outlive a fork."""
    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "chancery"}
    resource = Resource.create({**named, "service.version": VERSION})
    exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=SECONDS_TO_SEND)
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    _providers.append(provider)


def stop_sending() -> None:
    """Send what is left, if that can be done in SECONDS_TO_SEND: a process does not wait longer for its end."""
    while _providers:
        sending = threading.Thread(target=_providers.pop().shutdown, daemon=True)
        sending.start()
        sending.join(SECONDS_TO_SEND)


class TracingMiddleware:
    """A span for each request, until the last piece of its answer is made, and in it one for each database query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        connection_created.connect(_trace_queries, dispatch_uid="tracing")

    def __call__(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        method = request.method if request.method in _METHODS else "_OTHER"
        span = _tracer.start_span(
            method, _find_parent(request), trace.SpanKind.SERVER, {"http.request.method": method}
        )  # fmt: skip
        with trace.use_span(span, **_quiet):
            response: HttpResponse | StreamingHttpResponse = self.get_response(request)
        _describe(span, request, response.status_code)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse) and method != "HEAD":
            response.streaming_content = _TracedPieces(cast("Iterable[bytes]", response.streaming_content), span)
        else:
            span.end()
        return response


def _find_parent(request: HttpRequest) -> Context:
    """The trace that the operator's own proxy has begun. A client's word is not taken for it."""
    if not settings.TRUSTED_PROXIES:
        return Context()
    named = {"traceparent": request.headers.get("traceparent", "")}
    return TraceContextTextMapPropagator().extract(named, Context())


def _describe(span: trace.Span, request: HttpRequest, status: int) -> None:
    told = describe_request()
    span.set_attribute("chancery.request_id", told.get("request_id", ""))
    span.set_attribute("chancery.kind", told.get("address", ""))
    span.set_attribute("http.response.status_code", status)
    if request.resolver_match:
        # The pattern of the address, not what stands for its parts.
        route = f"/{request.resolver_match.route}"
        span.set_attribute("http.route", route)
        span.update_name(f"{request.method} {route}")
    if status >= 500:
        span.set_attribute("error.type", str(status))
        span.set_status(trace.StatusCode.ERROR)


class _TracedPieces:
    """The pieces of an answer, each made within the request's span, which ends when Django closes the answer."""

    def __init__(self, pieces: Iterable[bytes], span: trace.Span) -> None:
        self._pieces, self._span = iter(pieces), span

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with trace.use_span(self._span, **_quiet):
            return next(self._pieces)

    def close(self) -> None:
        self._span.end()


def _trace_queries(connection: BaseDatabaseWrapper, **_: object) -> None:
    if _trace_query not in connection.execute_wrappers:
        connection.execute_wrappers.append(_trace_query)


def _trace_query(execute: Callable[..., Any], sql: object, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """The statement as it is written, without its parameters. What runs outside a request is not traced."""
    if not trace.get_current_span().is_recording():
        return execute(sql, params, many, context)
    statement = str(sql)
    operation = statement.split(maxsplit=1)[0].upper() if statement.strip() else "QUERY"
    attributes = {
        "db.system.name": context["connection"].vendor,
        "db.operation.name": operation,
        "db.query.text": statement[:_LONGEST_STATEMENT],
    }
    span = _tracer.start_span(operation, kind=trace.SpanKind.CLIENT, attributes=attributes)
    with trace.use_span(span, end_on_exit=True, **_quiet):
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(trace.StatusCode.ERROR)
            raise
