"""`/metrics`: what the archive does and how it is, in the text format of Prometheus, for the operator's machines only.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils import timezone

from statements.serving import counters
from statements.serving.request_kinds import BUCKETS, KINDS, MICROSECONDS, STATUSES, TROUBLES
from statements.serving.visitors import find_visitor

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# What proxies add. Where none is trusted, a request that has one came from somewhere else than it seems.
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")
Sample = tuple[str, float]  # labels as they are written, and the value


def is_allowed(request: HttpRequest) -> bool:
    """Whether it comes from an address of METRICS_ALLOWED. What came through a proxy counts as its visitor's."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "")
    if any(name in request.headers for name in _FORWARDED):
        # An empty peer: a list that is too short or names no address must not leave the proxy's own.
        visitor = find_visitor("", forwarded, settings.TRUSTED_PROXIES)
    else:
        visitor = peer
    try:
        asking = ipaddress.ip_network(visitor.partition("%")[0])
    except ValueError:
        return False
    if isinstance(asking, ipaddress.IPv6Network) and (mapped := asking.network_address.ipv4_mapped):
        asking = ipaddress.ip_network(mapped)
    allowed = (ipaddress.ip_network(words, strict=False) for words in settings.METRICS_ALLOWED)
    return any(
        asking.version == network.version
        and int(network.network_address) <= int(asking.network_address)
        and int(asking.broadcast_address) <= int(network.broadcast_address)
        for network in allowed
    )


def render_metrics() -> str:
    return "".join([*_render_counters(counters.snapshot()), *_render_state()])


def _render(name: str, kind: str, explained: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP chancery_{name} {explained}\n# TYPE chancery_{name} {kind}\n"
    for labels, value in samples:
        number = int(value) if float(value).is_integer() else value
        yield f"chancery_{name}{labels} {number}\n"


def _render_counters(counted: dict[str, int]) -> Iterator[str]:
    yield from _render(
        "requests_total", "counter", "Requests answered, by kind of page and status.",
        ((f'{{kind="{kind}",status="{status}"}}', number) for kind in KINDS for status in STATUSES
         if (number := counted[f"requests_{kind}_{status}"])),
    )  # fmt: skip
    yield "# HELP chancery_request_seconds How long a request took until its answer began.\n"
    yield "# TYPE chancery_request_seconds histogram\n"
    for kind in KINDS:
        yield from _render_histogram(kind, counted)
    for level in counters.LEVELS:
        yield from _render(
            f"lane_{level}", "gauge", f"Requests {level} now, by lane.",
            ((f'{{lane="{lane}"}}', counted[f"{lane}_{level}"]) for lane in counters.LANES),
        )  # fmt: skip
    yield from _render(
        "lane_requests_total", "counter", "Requests of each lane, by how they ended.",
        ((f'{{lane="{lane}",ended="{ended}"}}', counted[f"{lane}_{ended}"])
         for lane in counters.LANES for ended in counters.TOTALS),
    )  # fmt: skip
    for name in ("connections_open", "processes_running"):
        yield from _render(name, "gauge", f"{name.replace('_', ' ').capitalize()} now.", [("", counted[name])])
    for name in ("connections_timed_out", "connections_evicted", "bodies_refused", "processes_recycled"):
        yield from _render(
            f"{name}_total", "counter", f"{name.replace('_', ' ').capitalize()}.", [("", counted[name])]
        )  # fmt: skip
    yield from _render(
        "searches_total", "counter", "First pages of searches, by whether anything was found.",
        [('{found="yes"}', counted["searches_found"]), ('{found="no"}', counted["searches_empty"])],
    )  # fmt: skip
    yield from _render(
        "trouble_total", "counter", "Requests that met trouble with database or disk.",
        ((f'{{kind="{trouble}"}}', counted[f"trouble_{trouble}"]) for trouble in TROUBLES),
    )  # fmt: skip


def _render_histogram(kind: str, counted: dict[str, int]) -> Iterator[str]:
    places = [counted[f"seconds_{kind}_{place}"] for place in range(len(BUCKETS) + 1)]
    if not any(places):
        return
    below = 0
    for end, number in zip([*map(str, BUCKETS), "+Inf"], places, strict=True):
        below += number
        yield f'chancery_request_seconds_bucket{{kind="{kind}",le="{end}"}} {below}\n'
    yield f'chancery_request_seconds_sum{{kind="{kind}"}} {counted[f"microseconds_{kind}"] / MICROSECONDS}\n'
    yield f'chancery_request_seconds_count{{kind="{kind}"}} {below}\n'


def _render_state() -> Iterator[str]:
    """What is read when it is asked for. While the database does not answer, only that."""
    from statements.operating.health import describe_health

    health = describe_health()
    for part in ("database", "disk", "index"):
        yield from _render(f"{part}_up", "gauge", f"1 where the {part} is well.", [("", float(not health[part]))])
    if not health["database"]:
        try:
            yield from _render_records()
        except Error:
            return
    yield from _render_sizes()


def _render_records() -> Iterator[str]:
    from statements.models import IndexChange, Job, Statement, UncomparedStatement
    from statements.publishing.datestamps import read_lag

    queued = IndexChange.objects.aggregate(number=Count("pk"), oldest=Min("made_at"))
    lag = (timezone.now() - queued["oldest"]).total_seconds() if queued["oldest"] else 0.0
    yield from _render("index_queue", "gauge", "Changes that the index does not have yet.", [("", queued["number"])])
    yield from _render("index_lag_seconds", "gauge", "Age of the oldest of them.", [("", max(lag, 0.0))])
    states = Job.objects.order_by().values_list("state").annotate(number=Count("pk"))
    yield from _render("jobs", "gauge", "Uploads by state.", ((f'{{state="{state}"}}', n) for state, n in states))
    statuses = Statement.objects.order_by().values_list("status").annotate(number=Count("pk"))
    yield from _render(
        "statements", "gauge", "Statements by status.", ((f'{{status="{status}"}}', n) for status, n in statuses)
    )  # fmt: skip
    yield from _render(
        "clock_behind_seconds", "gauge", "By how much the clock is behind the newest change or harvest.",
        [("", read_lag().total_seconds())],
    )  # fmt: skip
    yield from _render(
        "statements_uncompared", "gauge", "Statements that are yet to be compared with the others.",
        [("", UncomparedStatement.objects.count())],
    )  # fmt: skip


def _render_sizes() -> Iterator[str]:
    from statements.operating.backup.making import read_last_backup

    folders = {
        "index": Path(str(settings.HAYSTACK_CONNECTIONS["default"]["PATH"])),
        "uploads": Path(settings.MEDIA_ROOT),
    }
    sizes = [(f'{{part="{part}"}}', float(_measure(folder))) for part, folder in folders.items()]
    if connection.vendor == "sqlite":
        sizes.append(('{part="database"}', float(_measure_file(Path(str(connection.settings_dict["NAME"]))))))
    yield from _render("size_bytes", "gauge", "Bytes on the disk.", sizes)
    if last := read_last_backup():
        yield from _render(
            "last_backup_timestamp_seconds", "gauge", "When the last backup was made.", [("", last.made.timestamp())]
        )  # fmt: skip


def _measure(folder: Path) -> int:
    return sum(_measure_file(path) for path in folder.rglob("*"))


def _measure_file(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0  # it has just been removed
