"""How requests are let in: in their lanes, fairly, not for ever, and never for somebody who has gone."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from statements.serving import admission as admission_module
from statements.serving import bodies, counters

from .asgi import DEAR, PAGES, Download, Pages, ask, make_admission, settle


def run(steps: Coroutine[Any, Any, None]) -> None:
    asyncio.run(steps)


@pytest.fixture(autouse=True)
def refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission_module, "SECONDS_BEFORE_REFUSAL", 0)
    monkeypatch.setattr(bodies, "SECONDS_TO_READ_A_REFUSAL", 0.01)


def gained(before: dict[str, int]) -> dict[str, int]:
    return {name: number - before[name] for name, number in counters.snapshot().items() if number != before[name]}


def test_a_crowd_from_one_address_leaves_the_next_turn_to_another() -> None:
    async def steps() -> None:
        pages = Pages()
        admission = make_admission(pages)
        crowd = [ask(admission, f"/{number}", "192.0.2.1") for number in range(8)]
        await settle(lambda: len(pages.begun) == 1)
        reader = ask(admission, "/reader", "192.0.2.2")
        await asyncio.sleep(0.01)
        pages.open()
        await asyncio.gather(reader.task, *(each.task for each in crowd))
        assert pages.begun[:2] == [("192.0.2.1", "/0"), ("192.0.2.2", "/reader")]
        assert {each.status for each in crowd} == {200} and reader.body == b"here"

    run(steps())


def test_behind_a_proxy_the_visitors_are_told_apart_by_what_it_wrote() -> None:
    async def steps() -> None:
        pages = Pages()
        admission = make_admission(pages, trusted_proxies=1)
        first = [
            ask(admission, f"/{number}", headers=[("X-Forwarded-For", f"203.0.113.10:{40_000 + number}")])
            for number in range(4)
        ]
        await settle(lambda: len(pages.begun) == 1)
        second = ask(admission, "/other", headers=[("X-Forwarded-For", "198.51.100.1")])
        await asyncio.sleep(0.01)
        pages.open()
        await asyncio.gather(second.task, *(each.task for each in first))
        assert [path for _, path in pages.begun[:2]] == ["/0", "/other"]

    run(steps())


def test_who_leaves_while_waiting_is_never_worked_for() -> None:
    async def steps() -> None:
        before, pages = counters.snapshot(), Pages()
        admission = make_admission(pages)
        first, second, third = (ask(admission, path) for path in ("/first", "/second", "/third"))
        await settle(lambda: counters.snapshot()["pages_waiting"] - before["pages_waiting"] == 2)
        second.leave()
        await second.task
        pages.open()
        await asyncio.gather(first.task, third.task)
        assert [path for _, path in pages.begun] == ["/first", "/third"]
        assert second.messages == []
        assert gained(before) == {"pages_answered": 2, "pages_dropped": 1}

    run(steps())


def test_beyond_the_queue_a_readable_503_says_when_to_come_again() -> None:
    async def steps() -> None:
        before, pages = counters.snapshot(), Pages()
        admission = make_admission(pages, replace(PAGES, max_waiting_of_one=2))
        let_in = [ask(admission) for _ in range(3)]
        page, program = ask(admission), ask(admission, "/api/v1/statements")
        head = ask(admission, method="HEAD")
        await asyncio.gather(page.task, program.task, head.task)
        for refused in (page, program, head):
            assert refused.status == 503 and refused.headers["retry-after"] == "5"
        assert b"busy" in page.body and page.headers["content-type"].startswith("text/html")
        assert program.headers["content-type"] == "application/problem+json"
        assert head.body == b""
        pages.open()
        await asyncio.gather(*(each.task for each in let_in))
        assert gained(before) == {"pages_answered": 3, "pages_refused": 3}

    run(steps())


def test_nobody_waits_longer_than_the_lane_s_patience() -> None:
    async def steps() -> None:
        before, pages = counters.snapshot(), Pages()
        admission = make_admission(pages, replace(PAGES, patience=0.05))
        first, second = ask(admission), ask(admission)
        await second.task
        assert second.status == 503 and second.headers["retry-after"] == "5"
        pages.open()
        await first.task
        assert gained(before) == {"pages_answered": 1, "pages_expired": 1}

    run(steps())


def test_downloads_hold_up_no_page_and_no_look_at_the_health() -> None:
    async def steps() -> None:
        download, pages = Download(), Pages()
        pages.open()
        admission = make_admission(
            lambda environ, start: (download if environ["PATH_INFO"].startswith("/export") else pages)(environ, start)
        )
        downloads = [ask(admission, "/export/corpus.zip", reads=False) for _ in range(8)]
        await settle(lambda: download.made > 0)
        page, health = ask(admission), ask(admission, "/healthz")
        await asyncio.gather(page.task, health.task)
        assert page.status == health.status == 200
        for each in downloads:
            each.leave()
        await asyncio.gather(*(each.task for each in downloads))

    run(steps())


def test_a_download_stops_soon_after_its_reader_has_gone() -> None:
    async def steps() -> None:
        before, download = counters.snapshot(), Download()
        admission = make_admission(download)
        asked = ask(admission, "/export/corpus.zip")
        await settle(lambda: len(asked.messages) > 3)
        asked.leave()
        await asked.task
        made = download.made
        await asyncio.sleep(0.02)
        assert (download.made, download.closed) == (made, 1)
        assert gained(before) == {"dear_abandoned": 1}

    run(steps())


def test_a_reader_that_does_not_read_holds_no_thread_and_no_turn() -> None:
    async def steps() -> None:
        download = Download()
        admission = make_admission(download)
        silent = [ask(admission, "/export/corpus.zip", "192.0.2.1", reads=False) for _ in range(2)]
        await settle(lambda: download.made == 2)
        other = ask(admission, "/export/corpus.zip", "192.0.2.2")
        await settle(lambda: len(other.messages) > 5)
        made_for_silent = download.made - len(other.messages)
        assert made_for_silent <= 4  # a slice each, and what is on its way
        for each in (*silent, other):
            each.leave()
        await asyncio.gather(other.task, *(each.task for each in silent))
        assert download.closed == 3

    run(steps())


def test_only_so_many_downloads_are_under_way() -> None:
    async def steps() -> None:
        before, download = counters.snapshot(), Download()
        admission = make_admission(download, replace(DEAR, max_open=2))
        downloads = [ask(admission, "/export/corpus.zip", f"192.0.2.{number}") for number in range(5)]
        await settle(lambda: sum(bool(each.messages) for each in downloads) == 2)
        assert gained(before)["dear_running"] == 2 and gained(before)["dear_waiting"] == 3
        downloads[0].leave()
        await settle(lambda: sum(bool(each.messages) for each in downloads) == 3)
        for each in downloads:
            each.leave()
        await asyncio.gather(*(each.task for each in downloads))

    run(steps())


def test_head_of_a_download_makes_none_of_it() -> None:
    async def steps() -> None:
        download = Download()
        asked = ask(make_admission(download), "/export/corpus.zip", method="HEAD")
        await asked.task
        assert asked.status == 200 and asked.headers["content-type"] == "text/csv"
        assert (asked.body, download.made, download.closed) == (b"", 0, 1)

    run(steps())


def test_a_body_is_read_before_a_thread_is_taken() -> None:
    async def steps() -> None:
        pages = Pages()
        pages.open()
        admission = make_admission(pages)
        slow = ask(admission, "/oai", method="POST", headers=[("Content-Length", "5")], body=None)
        slow.inbox.put_nowait({"type": "http.request", "body": b"he", "more_body": True})
        page = ask(admission)
        await page.task
        assert [path for _, path in pages.begun] == ["/"]
        slow.inbox.put_nowait({"type": "http.request", "body": b"llo", "more_body": False})
        await slow.task
        assert slow.status == 200 and pages.environs[1]["CONTENT_LENGTH"] == "5"

    run(steps())


def test_a_body_that_comes_too_slowly_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "FIRST_SECONDS", 0.05)

    async def steps() -> None:
        pages = Pages()
        asked = ask(make_admission(pages), "/oai", method="POST", headers=[("Content-Length", "5")], body=None)
        await asked.task
        assert asked.status == 408 and not pages.begun

    run(steps())


def test_a_body_that_cannot_be_kept_is_refused_for_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    async def steps() -> None:
        pages = Pages()
        asked = ask(
            make_admission(pages), "/admin/", method="POST", headers=[("Content-Length", "300000")],
            body=[b"x" * 150_000, b"x" * 150_000],
        )  # fmt: skip
        await asked.task
        assert asked.status == 503 and asked.headers["retry-after"] and not pages.begun

    run(steps())


def test_an_address_with_a_host_takes_the_lane_of_its_path() -> None:
    async def steps() -> None:
        before, pages = counters.snapshot(), Pages()
        pages.open()
        asked = ask(make_admission(pages), "http://elsewhere.example/export/corpus.zip")
        await asked.task
        assert pages.begun == [("192.0.2.1", "/export/corpus.zip")]
        assert gained(before) == {"dear_answered": 1}

    run(steps())


@pytest.mark.parametrize("announced", [True, False])
def test_only_who_has_a_session_may_send_long_bodies(announced: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission_module, "MAX_BYTES_OF_A_STRANGER", 1_000_000)
    length = 1_000_001
    headers = [("Content-Length", str(length))] if announced else [("Transfer-Encoding", "chunked")]

    async def steps() -> None:
        pages = Pages()
        pages.open()
        admission = make_admission(pages)
        stranger = ask(admission, "/admin/", method="POST", headers=headers, body=[b"x" * length])
        editor = ask(
            admission, "/admin/", method="POST", headers=[*headers, ("Cookie", "sessionid=abc")], body=[b"x" * length]
        )
        await asyncio.gather(stranger.task, editor.task)
        assert (stranger.status, editor.status) == (413, 200)
        assert pages.environs[0]["CONTENT_LENGTH"] == str(length)

    run(steps())


def test_many_slow_bodies_of_one_visitor_are_refused_those_of_another_are_not() -> None:
    async def steps() -> None:
        admission = make_admission(Pages())
        headers = [("Content-Length", "5")]
        first = [
            ask(admission, "/oai", method="POST", headers=headers, body=None)
            for _ in range(admission_module.MAX_BODIES_OF_ONE + 1)
        ]
        await first[-1].task
        assert first[-1].status == 503 and "retry-after" in first[-1].headers
        other = ask(admission, "/oai", "192.0.2.2", method="POST", headers=headers, body=None)
        await asyncio.sleep(0.01)
        assert not other.messages
        for each in (*first, other):
            each.leave()
        await asyncio.gather(other.task, *(each.task for each in first))

    run(steps())


def test_a_fault_before_the_answer_is_a_500_and_gives_its_slot_back() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> Any:
        raise ValueError("out of order")

    async def steps() -> None:
        before = counters.snapshot()
        admission = make_admission(broken)
        for _ in range(3):
            asked = ask(admission)
            await asked.task
            assert asked.status == 500
        assert gained(before) == {"pages_failed": 3}

    run(steps())


def test_a_fault_in_the_middle_of_an_answer_breaks_it_off_and_gives_its_slot_back() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        yield b"x" * 1_000_000
        raise ValueError("out of order")

    async def steps() -> None:
        before = counters.snapshot()
        admission = make_admission(broken)
        for _ in range(2):
            asked = ask(admission, "/export/corpus.zip")
            with pytest.raises(admission_module.BrokenOff):
                await asked.task
            assert asked.messages[-1]["more_body"] is True
        assert gained(before) == {"dear_failed": 2}

    run(steps())
