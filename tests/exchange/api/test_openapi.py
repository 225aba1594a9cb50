"""The OpenAPI document is true, and the examples of the manual run: real clients against a served archive."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from statements.exchange.api.examples import EXAMPLES
from statements.exchange.api.openapi import build_document
from tests.served import Served, served_archive

EXAMPLES_A_CHECK = "12"
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"


@pytest.fixture(scope="module")
def archive() -> Iterator[Served]:
    """The sample archive, with no limit to how often it may be asked."""
    with served_archive(API_REQUESTS_PER_MINUTE="0") as served:
        yield served


def test_schemathesis_finds_nothing(archive, tmp_path):
    command = [
        SCHEMATHESIS, "run", f"{archive.url}/api/v1/openapi.json", "--no-color", "--checks", "all",
        "--phases", "coverage,fuzzing,stateful", "--max-examples", EXAMPLES_A_CHECK, "--seed", "1",
        "--workers", "1", "--generation-database", ":memory:",
    ]  # fmt: skip
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert f"Tested: {len(build_document()['paths'])}" in run.stdout


def program(language: str, code: str, folder: Path) -> list[str]:
    if language == "curl":
        return ["bash", "-euo", "pipefail", "-c", code]
    file = folder / f"example.{'py' if language == 'Python' else 'R'}"
    file.write_text(code, encoding="utf-8")
    return [sys.executable, str(file)] if language == "Python" else ["Rscript", "--vanilla", str(file)]


@pytest.mark.parametrize("language", ["curl", "Python", "R"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_the_examples_of_the_manual_run(archive, tmp_path, example, language):
    needed = {"curl": "curl", "Python": sys.executable, "R": "Rscript"}[language]
    if not shutil.which(needed):
        if os.environ.get("CI") == "true":
            pytest.fail(f"{needed} is not here")
        pytest.skip(f"{needed} is not here")
    command = program(language, example.programs(archive.url)[language], tmp_path)
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    assert OUTPUTS[example.title](archive, run.stdout), run.stdout


def asked(archive: Served, address: str) -> dict:
    return json.loads(archive.get(f"/api/v1/{address}"))


def is_whole_list(archive: Served, output: str) -> bool:
    total = asked(archive, "statements?limit=1")["total"]
    return f"{total} of {total}" in output or output.count('"uid"') == total


# Whether the output of an example is what it should be.
OUTPUTS = {
    "Search": lambda archive, output: asked(archive, "search?q=treaty&country=RUS")["results"][0]["uid"] in output,
    "A whole list": is_whole_list,
    "What somebody said": lambda archive, output: (
        asked(archive, "speeches?party=USA&kind=speech")["results"][0]["statement"]["title"][:30] in output
    ),
    "Only when it has changed": lambda archive, output: output.strip() == "304",
}


def test_the_manual_shows_the_examples_as_they_run(archive):
    page = etree.HTML(archive.get("/api/"))
    shown = [code.text for code in page.xpath("//pre/code")]
    assert shown == [code for example in EXAMPLES for code in example.programs(archive.url).values()]
