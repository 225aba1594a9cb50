"""Traces of a served archive, as a collector receives them by HTTP."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.served import CHECKOUT, NotServed, Served, served_again, served_archive, served_here

from .answers import Answer, log_of

VISITOR = "203.0.113.77"


class Collector(ThreadingHTTPServer):
    """Takes what is sent to /v1/traces. `resource` is what the sender says of itself."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.received: list[bytes] = []

    @property
    def spans(self) -> list[Span]:
        return [
            span
            for body in list(self.received)
            for of_resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in of_resource.scope_spans
            for span in scope.spans
        ]

    @property
    def resource(self) -> dict[str, object]:
        return read_attributes(ExportTraceServiceRequest.FromString(self.received[0]).resource_spans[0].resource)

    def wait_for(self, request_id: str) -> Span:
        """The span of this request."""
        return self.wait(lambda: [span for span in self.spans if named(span) == request_id])[0]

    def wait(self, find: Callable[[], list[Span]]) -> list[Span]:
        for _ in range(300):
            if found := find():
                return found
            time.sleep(0.1)
        raise AssertionError("the spans did not come")

    def within(self, span: Span) -> list[Span]:
        return [each for each in self.spans if each.parent_span_id == span.span_id]


class _Receiver(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/traces":
            self.server.received.append(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def read_attributes(holder) -> dict[str, object]:  # noqa: ANN001
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in holder.attributes}


def named(span: Span) -> object:
    return read_attributes(span).get("chancery.request_id")


@contextmanager
def collecting() -> Iterator[Collector]:
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever, daemon=True)
        thread.start()
        yield collector
        collector.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="module")
def served(collector: Collector) -> Iterator[Served]:
    with served_archive(
        OTEL_EXPORTER_OTLP_ENDPOINT=f"{collector.url}/", OTEL_BSP_SCHEDULE_DELAY="100", WEB_CONCURRENCY="1"
    ) as served:
        yield served


def test_a_page_is_a_span_with_its_queries(served: Served, collector: Collector) -> None:
    answer = Answer(served, "/speakers/")
    span = collector.wait_for(answer.headers["X-Request-ID"])
    assert span.name == "GET /speakers/"
    assert span.kind == Span.SPAN_KIND_SERVER
    assert not span.parent_span_id
    told = read_attributes(span)
    assert told == {
        "http.request.method": "GET", "http.route": "/speakers/", "http.response.status_code": 200,
        "chancery.request_id": answer.headers["X-Request-ID"], "chancery.kind": "page",
    }  # fmt: skip
    queries = collector.wait(lambda: collector.within(span))
    for query in queries:
        about = read_attributes(query)
        assert set(about) == {"db.system.name", "db.operation.name", "db.query.text"}
        assert about["db.system.name"] == "sqlite"
        assert query.trace_id == span.trace_id
        assert span.start_time_unix_nano <= query.start_time_unix_nano <= query.end_time_unix_nano
    assert any('FROM "statements_speaker"' in str(read_attributes(query)["db.query.text"]) for query in queries)
    resource = collector.resource
    assert resource["service.name"] == "chancery"
    assert not [name for name in resource if not name.startswith(("service.", "telemetry.sdk."))]


def test_a_route_stands_for_the_words_of_an_address(served: Served, collector: Collector) -> None:
    address = re.search(r'href="(/s/\w+/[^/"]+/)"', served.get("/statements/"))[1]
    span = collector.wait_for(Answer(served, address).headers["X-Request-ID"])
    assert span.name.startswith("GET /s/<")
    assert address.split("/")[2] not in span.name


def test_a_download_is_a_span_until_its_last_piece(served: Served, collector: Collector) -> None:
    answer = Answer(served, "/export/?format=jsonl")
    assert answer.status == 200
    span = collector.wait_for(answer.headers["X-Request-ID"])
    assert read_attributes(span)["chancery.kind"] == "download"
    queries = collector.wait(lambda: collector.within(span))
    assert all(query.end_time_unix_nano <= span.end_time_unix_nano for query in queries)
    head = Answer(served, "/export/?format=jsonl", method="HEAD")
    assert collector.wait_for(head.headers["X-Request-ID"]).name.startswith("HEAD ")


def test_nothing_that_was_asked_for_and_nobody_who_asked_is_sent(served: Served, collector: Collector) -> None:
    answers = [
        Answer(served, "/search/?q=zephyrword", Cookie="flavour=zephyrcookie", User_Agent="zephyragent"),
        Answer(served, "/search/?q=nuclear+zephyrword*&after=1960", X_Forwarded_For=VISITOR),
        Answer(served, "/suggest/?q=zephyrword"),
        Answer(served, "/speakers/?q=zephyrword"),
        Answer(served, "/zephyrword/"),
        Answer(served, "/api/v1/search?q=zephyrword"),
        Answer(served, "/api/v1/speakers?q=zephyrword"),
        Answer(served, "/admin/login/", method="POST", body="username=zephyrname&password=zephyrpassword",
               Content_Type="application/x-www-form-urlencoded"),
        Answer(served, "/speakers/", traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ]  # fmt: skip
    for answer in answers:
        span = collector.wait_for(answer.headers["X-Request-ID"])
        assert not span.parent_span_id
        assert read_attributes(span)["http.response.status_code"] == answer.status
    sent = b"".join(collector.received)
    assert b"/suggest/" in sent  # as it is written: what is sent is not packed
    for secret in (b"zephyr", VISITOR.encode(), b"0af7651916cd43dd", bytes.fromhex("0af7651916cd43dd")):
        assert secret not in sent
    served.get("/healthz")
    assert not [span for span in collector.spans if "healthz" in span.name]


def test_trouble_is_an_error_without_its_message(served: Served, collector: Collector, tmp_path: Path) -> None:
    data = shutil.copytree(served.data, tmp_path / "data")
    with served_here(data, {**served.environment, "CHANCERY_DATA": str(data), "TRUSTED_PROXIES": "1"}) as damaged:
        parent = "b7ad6b7169203331"
        answer = Answer(damaged, "/speakers/", traceparent=f"00-0af7651916cd43dd8448eb211c80319c-{parent}-01")
        assert collector.wait_for(answer.headers["X-Request-ID"]).parent_span_id.hex() == parent
        (data / "archive.sqlite3").write_bytes(b"no database at all" * 1000)
        refused = Answer(damaged, "/speakers/")
        assert refused.status == 503
        span = collector.wait_for(refused.headers["X-Request-ID"])
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert not span.status.message and not span.events


def test_what_is_left_is_sent_at_the_end(served: Served) -> None:
    with collecting() as collector:
        slow = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "600000"}
        with served_again(served, **slow) as again:
            answer = Answer(again, "/speakers/")
            assert not collector.received
        assert answer.headers["X-Request-ID"] in [named(span) for span in collector.spans]


def test_a_collector_that_is_away_costs_no_answer_and_no_traceback(served: Served) -> None:
    with collecting() as gone:
        url = gone.url
    with served_again(served, OTEL_EXPORTER_OTLP_ENDPOINT=url, OTEL_BSP_SCHEDULE_DELAY="50") as again:
        assert Answer(again, "/speakers/").status == 200
        for _ in range(300):
            if "opentelemetry" in log_of(again):
                break
            time.sleep(0.1)
        assert Answer(again, "/speakers/").status == 200
        log = log_of(again)
    assert "opentelemetry" in log
    assert "Traceback" not in log


def test_without_the_extra_the_log_says_so_once(served: Served, tmp_path: Path) -> None:
    missing = tmp_path / "opentelemetry" / "__init__.py"
    missing.parent.mkdir()
    missing.write_text("raise ModuleNotFoundError('not here', name='opentelemetry')\n")
    environment = {**served.environment, "PYTHONPATH": str(tmp_path)}
    with served_here(served.data, environment) as again:
        assert Answer(again, "/speakers/").status == 200
        log = log_of(again)
    assert log.count("requirements-telemetry.txt are not installed") == 1
    assert "Traceback" not in log


def test_nothing_is_loaded_that_was_not_asked_for(served: Served) -> None:
    code = "import sys; import archive.wsgi; print(sorted(name for name in sys.modules if 'opentelemetry' in name))"
    environment = {**served.environment, "OTEL_EXPORTER_OTLP_ENDPOINT": ""}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("address", ["127.0.0.1:4318", "grpc://collector:4317", "http://", "http://host:port"])
def test_an_address_that_nobody_can_send_to_is_named(served: Served, address: str) -> None:
    with pytest.raises(NotServed, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        served.manage("check", OTEL_EXPORTER_OTLP_ENDPOINT=address)
