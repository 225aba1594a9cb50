"""gunicorn's configuration, for `script/serve` and the container alike: `python -m gunicorn -c archive/server.py`."""

import gc
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from archive.environment import Environment
from statements.serving import counters
from statements.serving.lanes import Lane
from statements.serving.worker import ArchiveWorker

logger = logging.getLogger(__name__)
_root = Path(__file__).resolve().parent.parent
environment = Environment.from_process(_root / ".env")
_socket_folder = ""

wsgi_app = "archive.asgi:application"
_host = environment.text("HOST", "127.0.0.1")
_bracketed = f"[{_host}]" if ":" in _host else _host
bind = f"{_bracketed}:{environment.number('PORT', 8000)}"
# Set in a container by docker-compose.yml: the port under which this one is reached from outside. A line in `.env` is
# Compose's, and may be there where the archive is served without it.
_published_port = os.environ.get("PUBLISHED_PORT")
workers = environment.number("WEB_CONCURRENCY", 2, least=1) + 1  # and one for dear requests
worker_class = ArchiveWorker
worker_connections = environment.number("WEB_CONNECTIONS", 1000, least=10)
_waiting = environment.number("WEB_QUEUE", 256, least=1)
_waiting_of_one = environment.number("WEB_QUEUE_OF_ONE", 64, least=1)
LANES = (
    Lane(
        "pages",
        slots=environment.number("WEB_THREADS", 4, least=1),
        max_open=0,
        max_waiting=_waiting,
        max_waiting_of_one=_waiting_of_one,
        patience=environment.number("WEB_PATIENCE", 15, least=1),
        retry_after=5,
    ),
    Lane(
        "dear",
        slots=environment.number("WEB_DEAR_THREADS", 1, least=1),
        max_open=environment.number("WEB_DOWNLOADS", 8, least=1),
        max_waiting=_waiting,
        max_waiting_of_one=_waiting_of_one,
        patience=environment.number("WEB_DEAR_PATIENCE", 60, least=1),
        retry_after=30,
    ),
    Lane("health", slots=1, max_open=0, max_waiting=64, max_waiting_of_one=64, patience=10, retry_after=5),
)
# Settings, models and the index's tables are loaded once and shared by the workers.
preload_app = True
SECONDS_FOR_WRITER = 10  # for which a request waits while another process writes to SQLite
timeout = 120
graceful_timeout = 10
keepalive = 5
asgi_loop = "asyncio"
asgi_lifespan = "off"
# The admission ends what nobody waits for any more; gunicorn would do it in the middle of an answer.
asgi_disconnect_grace_period = timeout
# Nobody's word is taken for the scheme, the script or the client: what a proxy says is for BEHIND_TLS and
# TRUSTED_PROXIES to believe.
forwarded_allow_ips = ""
forwarder_headers = ""
# The heartbeat file of a worker on a slow disk can outlast its own timeout; memory cannot.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# What Python frees is not all given back to the system: a process makes way for a fresh one before that adds up.
max_requests = environment.number("WEB_MAX_REQUESTS", 20_000)
max_requests_jitter = max_requests // 10
ArchiveWorker.max_memory_mb = environment.number("WEB_MAX_MEMORY_MB", 600)
accesslog = "-" if environment.flag("ACCESS_LOG") else None
errorlog = "-"
loglevel = "warning"
limit_request_line = 8190  # a search may name dozens of records in its address


def when_ready(server: Any) -> None:
    """Print the address of the archive once it can be reached, not before."""
    _make_ready()
    from django.conf import settings

    if settings.OTEL_EXPORTER_OTLP_ENDPOINT and not settings.SENDS_TRACES:
        logger.warning(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but no traces are sent, for the packages of "
            "requirements-telemetry.txt are not installed: run `python -m pip install -r requirements-telemetry.txt`."
        )
    shown = "127.0.0.1" if _host in {"0.0.0.0", "::", ""} else _bracketed
    port = _published_port or server.LISTENERS[0].getsockname()[1]
    python = ".venv/bin/python" if Path(sys.prefix) == _root / ".venv" else "python"
    if _published_port:
        python = f"docker compose exec web {python}"
    sys.stdout.write(
        f"\nChancery is at http://{shown}:{port}/\n"
        f"  an editor account:  {python} manage.py createsuperuser   (then sign in at /admin/)\n"
        f"  import transcripts: {python} manage.py import_statements PATH… --publish\n"
        "  Ctrl-C ends it.\n\n"
    )
    sys.stdout.flush()
    # Uploads that were running when the server was last stopped are resumed; without any the process ends at once.
    subprocess.Popen(
        [sys.executable, str(_root / "manage.py"), "run_jobs"],
        cwd=_root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _make_ready() -> None:
    """Load what every page needs once for all workers, before the first request, and keep the garbage collector from
    scanning it again: that would delay a page by a tenth of a second."""
    from django.template.loader import get_template
    from django.urls import reverse

    for name in ("base.html", "statements/search.html", "statements/statement.html", "statements/statements.html"):
        get_template(name)
    reverse("statements:home")
    gc.collect()
    gc.freeze()


def on_starting(server: object) -> None:
    """The socket by which the other processes hand dear requests on to the one that answers them."""
    global _socket_folder  # noqa: PLW0603 - gunicorn's hooks are functions of this module
    # No TemporaryDirectory: each process that ends would take it away.
    _socket_folder = tempfile.mkdtemp(prefix="chancery-", dir=worker_tmp_dir)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{_socket_folder}/dear")
    listener.listen()
    ArchiveWorker.dear_listener = listener


def on_exit(server: object) -> None:
    shutil.rmtree(_socket_folder, ignore_errors=True)


def on_reload(server: Any) -> None:
    """New processes are made before the old ones end: one of the new ones is for dear requests again."""
    for worker in server.WORKERS.values():
        worker.is_for_dear = False


def pre_fork(server: Any, worker: Any) -> None:
    others = server.WORKERS.values()
    worker.row = next(row for row in range(1, counters.MAX_ROWS) if row not in {each.row for each in others})
    worker.is_for_dear = not any(each.is_for_dear for each in others)


def child_exit(server: object, worker: Any) -> None:
    counters.retire_row(worker.row)


def post_fork(server: object, worker: Any) -> None:
    """A connection opened while the application was loaded must not be shared by two processes."""
    counters.use_row(worker.row)
    from django.db import connections

    connections.close_all()
    if connections["default"].vendor == "sqlite":
        # A command may wait for SQLite's writer as long as it takes; a visitor is rather told to come back.
        connections.settings["default"]["OPTIONS"]["timeout"] = SECONDS_FOR_WRITER
    from statements.search import query_log

    query_log.start_background_writer()
    from statements.jobs import unfinished_work

    unfinished_work.start_watching()
    from django.conf import settings

    if settings.SENDS_TRACES:
        from statements.operating import tracing

        tracing.start_sending(settings.OTEL_EXPORTER_OTLP_ENDPOINT)


def worker_exit(server: object, worker: Any) -> None:
    from statements.search import query_log

    query_log.flush_query_log()
    from django.conf import settings

    if settings.SENDS_TRACES:
        from statements.operating import tracing

        tracing.stop_sending()
