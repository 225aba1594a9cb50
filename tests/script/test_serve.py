"""`script/serve` on machines that lack something, and from its start to its end on one that does not."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["bash", "cat", "dirname", "env", "flock", "grep", "mkdir", "rm", "sed", "tail"]
# The virtual environment's own Python cannot stand for the machine's.
MACHINE_PYTHON = getattr(sys, "_base_executable", sys.executable)


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Path:
    """The scripts and requirements alone, without `.venv`, and a `bin` beside them with the tools but no Python."""
    shutil.copytree(ROOT / "script", tmp_path / "checkout" / "script")
    for name in ("requirements.txt", "requirements-build.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / "checkout")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (binaries / tool).symlink_to(found)
    return tmp_path / "checkout"


def executable(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(checkout: Path, **variables: str) -> subprocess.CompletedProcess:
    environment = {
        "PATH": str(checkout.parent / "bin"),
        "HOME": str(checkout.parent),
        "PORT": str(free_port()),
        "CHANCERY_ENV_FILE": os.devnull,
        **variables,
    }
    bash = shutil.which("bash")
    return subprocess.run(
        [bash, checkout / "script" / "serve"], env=environment, capture_output=True, text=True, check=False
    )


def one_sentence(run: subprocess.CompletedProcess) -> str:
    """What the script said on its way out: one line, of its own, that is no traceback."""
    assert run.returncode == 1
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1, run.stderr
    assert lines[0].startswith("Chancery: ")
    return lines[0]


def test_no_python(bare_checkout: Path) -> None:
    assert "no Python was found; install Python 3.11, 3.12 or 3.13" in one_sentence(serve(bare_checkout))


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.14"])
def test_a_python_of_another_version(bare_checkout: Path, version: str) -> None:
    executable(bare_checkout.parent / "bin" / "python3", f"echo {version}")
    assert f"only Python {version} was found" in one_sentence(serve(bare_checkout))


def test_a_python_without_its_venv_module(bare_checkout: Path) -> None:
    says_its_version_only = 'case "$2" in *version_info*) echo 3.11 ;; *) exit 1 ;; esac'
    executable(bare_checkout.parent / "bin" / "python3", says_its_version_only)
    assert "apt install python3-venv" in one_sentence(serve(bare_checkout))


def test_a_second_python_is_tried(bare_checkout: Path) -> None:
    executable(bare_checkout.parent / "bin" / "python3", "echo 3.9")
    (bare_checkout.parent / "bin" / "python3.11").symlink_to(MACHINE_PYTHON)
    assert "PORT is '80a'; write a number" in one_sentence(serve(bare_checkout, PORT="80a"))


def test_a_port_in_use_is_said_before_any_set_up(bare_checkout: Path) -> None:
    (bare_checkout.parent / "bin" / "python3").symlink_to(MACHINE_PYTHON)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = one_sentence(serve(bare_checkout, PORT=str(port)))
    assert f"port {port} on 127.0.0.1 is in use" in sentence
    assert not (bare_checkout / ".venv").exists()
    assert not (bare_checkout / "var").exists()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PORT": "0"}, "write a number from 1 to 65535"),
        ({"PORT": "99999"}, "write a number from 1 to 65535"),
        ({"HOST": "nowhere.invalid"}, "'nowhere.invalid', which is not an address of this machine"),
        ({"CHANCERY_DATA": "/dev/null/data"}, "/dev/null/data cannot be written; set CHANCERY_DATA"),
    ],
)
def test_settings_that_cannot_be(bare_checkout: Path, variables: dict[str, str], said: str) -> None:
    (bare_checkout.parent / "bin" / "python3").symlink_to(MACHINE_PYTHON)
    assert said in one_sentence(serve(bare_checkout, **variables))


def test_no_network(bare_checkout: Path) -> None:
    (bare_checkout.parent / "bin" / "python3").symlink_to(MACHINE_PYTHON)
    nothing_listens = f"http://127.0.0.1:{free_port()}/simple"
    run = serve(bare_checkout, PIP_INDEX_URL=nothing_listens, PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0")
    assert "the network cannot be reached; connect this machine and run the script again" in one_sentence(run)
    assert not list((bare_checkout / ".venv").glob(".installed-*"))


@contextmanager
def running(data: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    """`script/serve` of this checkout on fresh data, and what it said until it could be reached."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"CHANCERY_ENV_FILE": os.devnull, "CHANCERY_DATA": str(data), "PORT": str(free_port())}
    environment |= {"LOAD_SAMPLE": "0"}
    process = subprocess.Popen(
        [ROOT / "script" / "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                yield process, said
                return
        pytest.fail(said + process.stderr.read())
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_asked_to_end(tmp_path: Path, sent: signal.Signals) -> None:
    with running(tmp_path / "data") as (process, said):
        address = re.search(r"http://\S+/", said).group()
        with urllib.request.urlopen(address + "admin/login/", timeout=60) as response:
            assert response.status == 200
        process.send_signal(sent)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "createsuperuser" in said
    assert "import_statements" in said
    assert "Traceback" not in errors
    assert (tmp_path / "data" / "archive.sqlite3").is_file()
