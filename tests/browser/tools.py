"""The programs that check pages: where they are on this machine, or what is missing to run them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NODE_MODULES = CHECKOUT / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
VNU = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = NODE_MODULES / "lighthouse" / "cli" / "index.js"
# The last six keep a browser that nobody watches from asking its maker's servers for things.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Missing(Exception):
    """A program is not on this machine; the message says which and how to get it."""


def chromium() -> str:
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    raise Missing("no Chromium on this machine (Debian: apt install chromium; or name it in CHROMIUM)")


def driver() -> str:
    """The version of Playwright, whose driver is a program of its own that needs libraries of the system."""
    run = subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True, text=True, check=False)
    if run.returncode:
        raise Missing(f"Playwright's driver does not start: {run.stderr.strip()} (Debian: apt install libatomic1)")
    return run.stdout.strip()


def program(name: str) -> str:
    if path := shutil.which(name):
        return path
    raise Missing(f"{name} is not on this machine")


def npm_file(path: Path) -> Path:
    if path.is_file():
        return path
    raise Missing(f"{path.relative_to(NODE_MODULES).parts[0]} is not installed (npm ci --ignore-scripts)")


def needed(find: Callable, *arguments: object) -> str:
    """What `find` finds; where it is missing the test is left out, or failed where nothing may be left out."""
    try:
        return str(find(*arguments))
    except Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
