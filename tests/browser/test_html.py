"""Every kind of page, read by the Nu HTML checker."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.browser import tools
from tests.browser.pages import PAGES, Page
from tests.served import Served


@pytest.fixture(scope="package")
def checker() -> list[str]:
    return [tools.needed(tools.program, "java"), "-jar", tools.needed(tools.npm_file, tools.VNU)]


@pytest.fixture(scope="module")
def messages(checker: list[str], archive: Served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the checker says of each page, by the page's name: one run for all, since starting it takes seconds."""
    folder = tmp_path_factory.mktemp("pages")
    files = {}
    for number, kind in enumerate(PAGES):
        path = folder / f"{number}.html"
        path.write_text(archive.get(kind.address(archive.get)), encoding="utf-8")
        files[path.as_uri()] = kind.name
    run = subprocess.run(
        [*checker, "--format", "json", "--exit-zero-always", *sorted(map(str, folder.iterdir()))],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[str]] = {name: [] for name in files.values()}
    for message in json.loads(run.stderr)["messages"]:
        address = Path(message["url"].removeprefix("file:")).as_uri()
        found[files[address]].append(f"line {message.get('lastLine')}: {message['message']} — {message.get('extract')}")
    return found


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_the_checker_has_nothing_to_say(kind: Page, messages: dict[str, list[str]]) -> None:
    assert messages[kind.name] == []
