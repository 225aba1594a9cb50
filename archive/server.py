"""gunicorn's configuration, for `script/serve` and the container alike: `python -m gunicorn -c archive/server.py`."""

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from archive.environment import Environment

_root = Path(__file__).resolve().parent.parent
environment = Environment.from_process(_root / ".env")

wsgi_app = "archive.wsgi:application"
_host = environment.text("HOST", "127.0.0.1")
_bracketed = f"[{_host}]" if ":" in _host else _host
bind = f"{_bracketed}:{environment.number('PORT', 8000)}"
# Set in a container by docker-compose.yml: the port under which this one is reached from outside. A line in `.env` is
# Compose's, and may be there where the archive is served without it.
_published_port = os.environ.get("PUBLISHED_PORT")
workers = environment.number("WEB_CONCURRENCY", 2, least=1)
threads = environment.number("WEB_THREADS", 4, least=1)
worker_class = "gthread"
# Settings, models and the index's tables are loaded once and shared by the workers.
preload_app = True
SECONDS_FOR_WRITER = 10  # for which a request waits while another process writes to SQLite
timeout = 120
graceful_timeout = 10
# The heartbeat file of a worker on a slow disk can outlast its own timeout; memory cannot.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = "-" if environment.flag("ACCESS_LOG") else None
errorlog = "-"
loglevel = "warning"
limit_request_line = 8190  # a search may name dozens of records in its address


def when_ready(server: Any) -> None:
    """Print the address of the archive once it can be reached, not before."""
    _make_ready()
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


def post_fork(server: object, worker: object) -> None:
    """A connection opened while the application was loaded must not be shared by two processes."""
    from django.db import connections

    connections.close_all()
    if connections["default"].vendor == "sqlite":
        # A command may wait for SQLite's writer as long as it takes; a visitor is rather told to come back.
        connections.settings["default"]["OPTIONS"]["timeout"] = SECONDS_FOR_WRITER
    from statements.search import query_log

    query_log.start_background_writer()
    from statements.jobs import unfinished_work

    unfinished_work.start_watching()


def worker_exit(server: object, worker: object) -> None:
    from statements.search import query_log

    query_log.flush_query_log()
