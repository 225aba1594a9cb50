"""What `/metrics` says and to whom; what a request leaves in the log."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.test import Client

from statements.models import IndexChange
from statements.operating.log_lines import JsonLines, RefusalFilter
from tests.factories import published

pytestmark = pytest.mark.django_db
SAMPLE = re.compile(r'(chancery_[a-z_]+)(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (-?[0-9.e+-]+)')


def read(client: Client, **headers: str) -> dict[str, float]:
    """Each sample by its name and labels. Every line must be one, or tell of one."""
    response = client.get("/metrics", **headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    samples = {}
    for line in response.text.splitlines():
        if not line.startswith(("# HELP ", "# TYPE ")):
            found = SAMPLE.fullmatch(line)
            assert found, line
            samples[line.rpartition(" ")[0]] = float(found[4])
    return samples


def test_requests_are_counted_by_kind_and_status(client: Client, index) -> None:  # noqa: ANN001
    before = read(client)
    client.get("/speakers/")
    client.get("/speakers/?format=nothing")
    client.get("/no/such/page/")
    client.get("/api/v1/speakers")
    client.get("/search/?q=zephyrone")
    after = read(client)
    grown = {name: number - before.get(name, 0) for name, number in after.items()}
    assert grown['chancery_requests_total{kind="page",status="200"}'] == 2
    assert grown['chancery_requests_total{kind="page",status="404"}'] == 1
    assert grown['chancery_requests_total{kind="api",status="200"}'] == 1
    assert grown['chancery_request_seconds_count{kind="search"}'] == 1
    assert grown['chancery_request_seconds_bucket{kind="search",le="+Inf"}'] == 1
    assert grown['chancery_searches_total{found="no"}'] == 1
    assert after["chancery_database_up"] == after["chancery_index_up"] == 1


def test_a_queue_is_told_with_its_age(client: Client, index) -> None:  # noqa: ANN001
    published()
    IndexChange.objects.create(record=1)
    samples = read(client)
    assert samples["chancery_index_queue"] >= 1
    assert samples["chancery_index_lag_seconds"] > 0
    assert samples['chancery_statements{status="published"}'] == 1


@pytest.mark.parametrize(
    ("proxies", "headers", "status"),
    [
        (0, {"REMOTE_ADDR": "127.0.0.1"}, 200),
        (0, {"REMOTE_ADDR": "::1"}, 200),
        (0, {"REMOTE_ADDR": "::ffff:127.0.0.1"}, 200),
        (0, {"REMOTE_ADDR": "203.0.113.7"}, 404),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 404),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, 404),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.7"}, 404),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "unknown"}, 404),
        (2, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.2"}, 200),
        (1, {"REMOTE_ADDR": "127.0.0.1"}, 200),
    ],
)
def test_a_visitor_through_a_proxy_is_not_the_machine_itself(
    client: Client, index, settings, proxies: int, headers: dict[str, str], status: int,  # noqa: ANN001
) -> None:  # fmt: skip
    settings.TRUSTED_PROXIES = proxies
    assert client.get("/metrics", **headers).status_code == status


def test_networks_can_be_allowed(client: Client, index, settings) -> None:  # noqa: ANN001
    settings.METRICS_ALLOWED = ["10.0.0.0/8"]
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404


def test_a_request_can_be_found_in_the_log(client: Client, settings, caplog) -> None:  # noqa: ANN001
    settings.LOG_FORMAT = "JSON"
    lines = []
    formatter = JsonLines()

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(formatter.format(record)))

    logger, handler = logging.getLogger("statements.operating.requests"), Handler()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        response = client.get("/speakers/", headers={"X-Request-ID": "chosen-by-a-visitor"})
        settings.TRUSTED_PROXIES = 1
        named = client.get("/speakers/", headers={"X-Request-ID": "chosen-by-our-proxy"})
    finally:
        logger.removeHandler(handler)
    assert response["X-Request-ID"] not in ("", "chosen-by-a-visitor")
    assert named["X-Request-ID"] == "chosen-by-our-proxy"
    assert [line["request_id"] for line in lines] == [response["X-Request-ID"], "chosen-by-our-proxy"]
    assert (lines[0]["status"], lines[0]["address"], lines[0]["level"]) == (200, "page", "INFO")
    assert lines[0]["duration"] > 0


def test_a_refused_look_up_is_a_line_without_a_traceback(admin_client: Client, caplog) -> None:  # noqa: ANN001
    caplog.handler.addFilter(RefusalFilter())
    response = admin_client.get("/admin/statements/statement/?publisher__statements__private_note__startswith=a")
    assert response.status_code == 400
    (record,) = [record for record in caplog.records if record.name.startswith("django.security")]
    assert record.levelname == "WARNING"
    assert not record.exc_info
