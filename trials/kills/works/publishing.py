"""Publishing at the desk by HTTP, twenty at once, while processes of the server are killed."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from ..archives import Archive
from ..facts import find_faults
from ..made_records import write_records
from ..processes import WorkFailed, run
from . import start
from .importing import FOLDER

AT_ONCE = 20
SECONDS_TO_KILL = 2.0  # after the requests are sent; twenty publications take about as long
SECONDS_TO_RECOVER = 10.0
TOKEN = "c" * 32
WHO = ("one worker", "all workers", "the whole server")


class PublishRounds:
    """Rounds on one archive that is served all the while: each has twenty drafts of its own."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self.archive, self.seed = archive, seed
        self.answer = FOLDER / "answer-publish.json"
        self.session = ""
        self.server: subprocess.Popen | None = None
        self.url = ""

    def try_round(self, number: int) -> dict:
        if self.server is None:
            self._begin()
        drawn = random.Random(f"{self.seed} publish {self.archive.vendor} {number}")
        who, seconds = drawn.choice(WHO), drawn.uniform(0, SECONDS_TO_KILL)
        faults: list[str] = []
        recovery = 0.0
        try:
            drafts, _, _ = run(lambda: _make_drafts(number), self.answer)
            acknowledged = self._publish_and_kill([pk for pk, _ in drafts], who, seconds)
            begun = time.monotonic()
            faults = self._recover(drafts, acknowledged, who)
            recovery = time.monotonic() - begun
        except WorkFailed as error:
            faults.append(str(error))
        return {
            "database": self.archive.vendor, "kind": "publish", "seed": self.seed, "round": number, "kills": 1,
            "moment": f"{who} killed after {seconds:.3f} s", "recovery": round(recovery, 2), "faults": faults,
        }  # fmt: skip

    def close(self) -> None:
        if self.server is not None:
            self._kill_server()

    def _begin(self) -> None:
        self.archive.restore("filled")
        self.session, _, _ = run(_open_session, self.answer)
        self._serve()

    def _serve(self) -> None:
        environment = {**os.environ, "HOST": "127.0.0.1", "PORT": "0", "PYTHONUNBUFFERED": "1"}
        with (FOLDER / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "archive/server.py"],
                env=environment, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            )  # fmt: skip
        assert self.server.stdout is not None
        for line in self.server.stdout:
            if found := re.search(r"http://\S+:\d+", line):
                self.url = found.group()
                return
        raise WorkFailed(f"The server did not start: {(FOLDER / 'server.log').read_text()[-2000:]}")

    def _kill_server(self) -> None:
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        assert self.server.stdout is not None
        self.server.stdout.close()
        self.server = None

    def _publish_and_kill(self, pks: list[int], who: str, seconds: float) -> list[int]:
        """The statements whose publication was acknowledged."""
        forms = {pk: self._read_form(pk) for pk in pks}
        acknowledged: list[int] = []

        def publish(pk: int) -> None:
            if self._post(pk, forms[pk]):
                acknowledged.append(pk)

        clients = [threading.Thread(target=publish, args=(pk,)) for pk in pks]
        for client in clients:
            client.start()
        time.sleep(seconds)
        self._kill(who)
        for client in clients:
            client.join()
        return acknowledged

    def _kill(self, who: str) -> None:
        assert self.server is not None
        if who == "the whole server":
            self._kill_server()
            return
        workers = _list_workers(self.server.pid)
        for worker in workers[:1] if who == "one worker" else workers:
            try:
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def _recover(self, drafts: list, acknowledged: list[int], who: str) -> list[str]:
        """What is still wrong ten seconds after the kill or the next start."""
        if who == "the whole server":
            run(start, self.answer)
            self._serve()
        until = time.monotonic() + SECONDS_TO_RECOVER
        while True:
            faults, _, _ = run(lambda: _look(drafts, acknowledged), self.answer)
            if not faults or time.monotonic() > until:
                return faults
            time.sleep(0.5)

    def _read_form(self, pk: int) -> dict[str, str]:
        """What the page asks for, filled in: every warning is overruled."""
        until = time.monotonic() + 60
        while True:
            try:
                page = self._request(f"/admin/statements/statement/{pk}/checks/").read().decode()
                break
            except (urllib.error.URLError, OSError) as error:  # a worker that was killed in the round before
                if time.monotonic() > until:
                    raise WorkFailed(f"The desk does not answer: {error}") from error
                time.sleep(0.2)
        version = re.search(r'name="lock_version" value="(\d+)"', page)
        if not version:
            raise WorkFailed(f"No form to publish: {page[:300]}")
        fields = {"lock_version": version[1], "reason": "First published.", "action": "publish"}
        return fields | dict.fromkeys(re.findall(r'name="(word-[^"]+)"', page), "Looked at.")

    def _post(self, pk: int, form: dict[str, str]) -> bool:
        try:
            answer = self._request(f"/admin/statements/statement/{pk}/checks/", form)
        except urllib.error.HTTPError as error:
            return error.code == 302
        except (urllib.error.URLError, OSError):
            return False
        return answer.status == 302

    def _request(self, path: str, form: dict[str, str] | None = None):  # noqa: ANN202 - urllib's answer
        cookies = f"sessionid={self.session}; csrftoken={TOKEN}"
        data = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": TOKEN}).encode() if form else None
        request = urllib.request.Request(self.url + path, data, {"Cookie": cookies, "Referer": self.url + path})
        return _opener.open(request, timeout=60)


class _StayHere(urllib.request.HTTPRedirectHandler):
    """The redirection is the acknowledgement."""

    def redirect_request(self, *arguments: object) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


def _list_workers(master: int) -> list[int]:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [int(pid) for pid in children if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def _open_session() -> str:
    """The key of an editor's session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    user = User.objects.create_superuser("editor", password="only for trials")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    return str(session.session_key)


def _make_drafts(number: int) -> list[tuple[int, str]]:
    """Import a file of drafts; their primary keys and titles."""
    from django.core.management import call_command

    from statements.models import Statement

    path = write_records(FOLDER / "drafts.jsonl", f"isle{number}", AT_ONCE)
    call_command("import_statements", str(path), no_duplicates=True)
    titled = Statement.objects.filter(title__startswith=f"Talks on the isle{number},")
    return list(titled.order_by("pk").values_list("pk", "title"))


def _look(drafts: list, acknowledged: list[int]) -> list[str]:
    from statements.models import Statement
    from statements.models.statement import StatementStatus

    faults = find_faults()
    for pk, title in drafts:
        statement = Statement.objects.filter(pk=pk).first()
        if statement is None:
            faults.append(f"{title} is lost.")
            continue
        public = statement.status == StatementStatus.PUBLISHED
        if pk in acknowledged and not public:
            faults.append(f"{title} was acknowledged and is not public.")
        if (versions := statement.revisions.count()) != public:
            faults.append(f"{title} has {versions} versions and is {statement.status}.")
    return faults
