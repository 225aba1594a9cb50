"""A file that cannot be sent to its end, read through a real server: nobody may take it for whole."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[str, Path]]:  # noqa: ANN001
    """The address of the server, and its log."""
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, "-m", "gunicorn", "--bind=127.0.0.1:0", "--no-control-socket"]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [
                *command,
                "--worker-class=statements.serving.worker.ArchiveWorker",
                "tests.operating.broken_stream:application",
            ],
            cwd=ROOT,
            env=dict(os.environ),
            stderr=stream,
        )
    try:
        while not (found := re.search(r"Listening at: http://(\S+) .*Booting worker", log.read_text(), re.DOTALL)):
            assert process.poll() is None, log.read_text()
        yield found[1], log
    finally:
        process.terminate()
        process.wait()


def test_a_part_sent_in_chunks_is_seen_to_be_a_part(server: tuple[str, Path]) -> None:
    address, log = server
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request("GET", "/3/")
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        connection.getresponse().read()
    connection.close()
    assert "GET /3/: broken off in the middle. The database does not answer." in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_part_sent_until_the_connection_ends_is_seen_to_be_a_part(server: tuple[str, Path]) -> None:
    """As proxies ask that speak HTTP/1.0 with the archive."""
    host, port = server[0].split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"GET /3/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            while connection.recv(65536):
                pass


def test_trouble_before_the_first_part_is_an_ordinary_answer(server: tuple[str, Path]) -> None:
    connection = http.client.HTTPConnection(server[0], timeout=30)
    connection.request("GET", "/0/")
    response = connection.getresponse()
    assert response.status == 503
    assert response.headers["Retry-After"] == "30"
    assert b"The database does not answer." in response.read()
    connection.close()
