"""Requests handed on to the process for dear ones, over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from statements.serving.admission import Admission
from statements.serving.dear_process import answer_handed_on

from .asgi import Download, Pages, ask, make_admission, settle


def with_two_processes(
    tmp_path: Path, application: Callable[..., Any], steps: Callable[[Admission], Coroutine[Any, Any, None]]
) -> None:
    """Run the steps with the admission of a process that hands dear requests on to another."""
    behind, before = make_admission(application), make_admission(Pages())
    before.dear_socket = str(tmp_path / "dear")

    async def run() -> None:
        server = await asyncio.start_unix_server(
            lambda *streams: answer_handed_on(streams, behind.serve), before.dear_socket
        )
        async with server:
            await steps(before)

    asyncio.run(run())


def test_the_other_process_is_told_all_and_its_answer_comes_back_whole(tmp_path: Path) -> None:
    told = {}

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        told.update(environ, body=environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "text/csv"), ("X-Name", "é")])
        return [b"a" * 300_000, b"b" * 300_000, b"c"]

    async def steps(admission: Admission) -> None:
        asked = ask(
            admission, "/oai", "192.0.2.9", method="POST", query="a=%20", headers=[("Content-Length", "200000")],
            body=[b"x" * 100_000, b"y" * 100_000],
        )  # fmt: skip
        await asked.task
        assert asked.status == 200
        assert asked.messages[0]["headers"] == [(b"content-type", b"text/csv"), (b"x-name", b"\xe9")]
        assert asked.body == b"a" * 300_000 + b"b" * 300_000 + b"c"

    with_two_processes(tmp_path, application, steps)
    assert told["body"] == b"x" * 100_000 + b"y" * 100_000
    assert (told["REMOTE_ADDR"], told["PATH_INFO"], told["QUERY_STRING"]) == ("192.0.2.9", "/oai", "a=%20")


def test_when_its_client_leaves_a_download_stops_in_the_other_process(tmp_path: Path) -> None:
    download = Download()

    async def steps(admission: Admission) -> None:
        asked = ask(admission, "/export/corpus.zip")
        await settle(lambda: len(asked.messages) > 3)
        assert admission.handed_on == 1  # so that its process does not make way meanwhile
        asked.leave()
        await asked.task
        assert admission.handed_on == 0
        await settle(lambda: download.closed == 1)
        made = download.made
        await asyncio.sleep(0.02)
        assert download.made == made

    with_two_processes(tmp_path, download, steps)


def test_a_client_that_does_not_read_stops_the_other_process(tmp_path: Path) -> None:
    download = Download()

    async def steps(admission: Admission) -> None:
        asked = ask(admission, "/export/corpus.zip", reads=False)
        made = -1
        while made != download.made:
            made = download.made
            await asyncio.sleep(0.1)
        assert made * download.size < 20_000_000  # what the sockets hold
        asked.leave()
        await asked.task
        await settle(lambda: download.closed == 1)

    with_two_processes(tmp_path, download, steps)


def test_without_the_other_process_the_client_is_told_to_come_again(tmp_path: Path) -> None:
    async def steps() -> None:
        admission = make_admission(Pages())
        admission.dear_socket = str(tmp_path / "nobody")
        asked = ask(admission, "/export/corpus.zip")
        await asked.task
        assert asked.status == 503 and "retry-after" in asked.headers

    asyncio.run(steps())
