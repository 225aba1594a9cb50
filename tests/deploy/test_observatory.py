"""The grade that MDN's HTTP Observatory gives the archive behind the recipe for nginx, and what Google's CSP Evaluator
finds in its policy. Both run here, from their npm packages; nothing outside this machine is asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from tests.conftest import CHECKOUT
from tests.deploy.conftest import require
from tests.deploy.proxies import HOST, Proxy, shown_statement

SCANNER = CHECKOUT / "node_modules" / "@mdn" / "mdn-http-observatory"
EVALUATOR = CHECKOUT / "node_modules" / "csp_evaluator"
# What is left, and asked of every policy that allows scripts of its own host: whether one could be put there. The
# archive has no JSONP and no AngularJS, and serves nothing that was uploaded (uploads lie in the folder of data).
QUESTION = "'self' can be problematic if you host JSONP, AngularJS or user uploaded files."


@pytest.fixture(scope="module")
def grades(request: pytest.FixtureRequest) -> dict[str, dict]:
    """Kind of page -> what the scan says of one."""
    require(shutil.which("node") is not None, "Node is missing (apt install nodejs)")
    require(
        SCANNER.is_dir() and EVALUATOR.is_dir(), "the scanners of package.json are missing (npm ci --ignore-scripts)"
    )
    nginx: Proxy = request.getfixturevalue("nginx")
    statement = shown_statement(nginx)
    pages = {"home": "/", "search": "/search/?q=treaty", "statement": statement, "sign-in": "/admin/login/"}
    run = subprocess.run(
        ["node", "tests/deploy/observatory.mjs", HOST, str(nginx.http_port), str(nginx.https_port), *pages.values()],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "NODE_EXTRA_CA_CERTS": str(nginx.certificate)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    graded = json.loads(run.stdout)
    return {kind: graded[path] for kind, path in pages.items()}


@pytest.mark.parametrize("kind", ["home", "search", "statement", "sign-in"])
class TestGrade:
    def test_the_observatory_says_a_plus(self, grades: dict[str, dict], kind: str) -> None:
        assert grades[kind]["failed"] == []
        assert grades[kind]["grade"] == "A+"

    def test_the_evaluator_finds_nothing_in_the_policy_but_a_question(self, grades: dict[str, dict], kind: str) -> None:
        assert grades[kind]["policy"]
        assert grades[kind]["findings"] == [
            {"severity": "MEDIUM_MAYBE", "directive": "script-src", "description": QUESTION}
        ]


def test_every_page_has_the_same_policy(grades: dict[str, dict]) -> None:
    """So that pages that were kept, and answers that say a page is still true, never carry an older one."""
    assert len({frozenset(each["policy"].split("; ")) for each in grades.values()}) == 1
