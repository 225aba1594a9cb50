"""Programs that look for weaknesses, against a served sample archive: schemathesis, wapiti and sqlmap.

Each has a time that it may take at most, which wapiti divides among going about and its attacks, and sqlmap among the
addresses. wapiti and sqlmap are installed by this trial into virtual environments of their own (`var/scanners/`), since
they bring much that the archive does not need. sqlmap is told which database it asks, and asks on SQLite and on
PostgreSQL; wapiti goes about the public pages, and the desk signed in as a curator.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from http.cookiejar import CookieJar
from pathlib import Path

from tests import postgres
from tests.served import Served, served_archive

ROOT = Path(__file__).resolve().parents[1]
SCANNERS = Path(os.environ.get("CHANCERY_DATA") or ROOT / "var") / "scanners"
PACKAGES = {"wapiti": "wapiti3==3.2.3", "sqlmap": "sqlmap==1.10.10"}
# Addresses with a parameter of each kind that reaches a query.
ASKED_BY_SQLMAP = (
    "/search/?q=treaty",
    "/search/?q=treaty&country=USA&sort=date",
    "/statements/?year=1972&country=RUS",
    "/statements/?topic=disarmament",
    "/speakers/?name=a",
    "/suggest/?q=nix",
    "/api/v1/statements?q=treaty&limit=5",
    "/api/v1/speeches?party=USA",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=kind:speech",
)
# Without those that need TLS or a host elsewhere that listens (ssl, ssrf, xxe): nothing leaves this machine.
MODULES = ("csp", "http_headers", "cookieflags", "csrf", "methods", "redirect", "crlf", "exec", "file", "sql", "xss",
           "permanentxss")  # fmt: skip
# What wapiti always says here: there is no TLS, and a token against forged forms is no secret of its reader.
ACCEPTED_OF_WAPITI = (
    "Secure flag is not set in the cookie",
    "HttpOnly flag is not set in the cookie : csrftoken",
    "Strict-Transport-Security is not set",
)
PASSWORD = "only for the scan of a sample"


@dataclass
class Finding:
    """What one program asked and found in one archive; ``found`` are sentences."""

    program: str
    archive: str
    seconds: int
    asked: str
    ended: str  # "to its end", "at its time"
    found: list[str]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials scans", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20, help="for each program and archive, at most (%(default)s)")
    parser.add_argument("--only", choices=("schemathesis", "wapiti", "sqlmap"), help="one of the programs")
    parser.add_argument("--examples", type=int, default=400, help="of schemathesis for each operation (%(default)s)")
    parser.add_argument("--report", type=Path, help="write the findings here as JSON")
    options = parser.parse_args(arguments)
    seconds = max(10, int(options.minutes * 60))
    findings = [
        finding
        for program in ("schemathesis", "wapiti", "sqlmap")
        if options.only in (None, program)
        for finding in _PROGRAMS[program](seconds, options.examples)
    ]
    print(f"{'program':14}{'archive':22}{'seconds':>8}  {'ended':12}  asked")
    for each in findings:
        print(f"{each.program:14}{each.archive:22}{each.seconds:>8}  {each.ended:12}  {each.asked}")
        print(*(f"    {sentence}" for sentence in each.found), sep="\n", end="\n" if each.found else "")
    if options.report:
        options.report.write_text(json.dumps([asdict(each) for each in findings], indent=1) + "\n")
    return 1 if any(each.found for each in findings) else 0


def run_schemathesis(seconds: int, examples: int) -> Iterator[Finding]:
    with _serve("SQLite") as served:
        command = [
            str(Path(sys.executable).parent / "schemathesis"),
            "run",
            f"{served.url}/api/v1/openapi.json",
            "--no-color",
            "--checks",
            "all",
            "--phases",
            "coverage,fuzzing,stateful",
            "--max-examples",
            str(examples),
            "--workers",
            "1",
            "--generation-database",
            ":memory:",
        ]
        output, took, ended = _run(command, seconds)
        found = re.findall(r"^_+ (.+?) _+$", output, re.MULTILINE)
        cases = re.search(r"([\d,]+) generated", output)
        if ended == "to its end" and not cases:
            found.append(f"It came to no conclusion: {output.strip()[-400:]}")
        yield Finding("schemathesis", "SQLite, public", took, f"{cases[1] if cases else 'no'} cases", ended, found)


def run_wapiti(seconds: int, examples: int) -> Iterator[Finding]:
    program = _install("wapiti")
    for archive, signed_in in (("public", False), ("signed in", True)):
        with _serve("SQLite") as served, tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            start = served.url + ("/admin/" if signed_in else "/")
            command = [
                str(program),
                "-u",
                start,
                "--scope",
                "folder" if signed_in else "domain",
                "-m",
                ",".join(MODULES),
                "--dns-endpoint",
                "127.0.0.1",
                "--flush-session",
                "--store-session",
                folder,
                "-f",
                "json",
                "-o",
                str(report),
                "--max-scan-time",
                str(seconds // 3),
                "--max-attack-time",
                str(max(2, seconds * 2 // 3 // len(MODULES))),
                "--max-links-per-page",
                "40",
                "--max-files-per-dir",
                "40",
                "--depth",
                "6",
                "-t",
                "10",
                "--tasks",
                "4",
                "--skip",
                "csrfmiddlewaretoken",
                "--no-bugreport",
                "-v",
                "0",
                "-x",
                f"{served.url}/admin/logout/",
                "-x",
                f"{served.url}/admin/account/*",
            ]
            if signed_in:
                served.manage("shell", "-c", _MAKE_CURATOR)
                command += ["--cookie-value", _sign_in(served)]
            _, took, ended = _run(command, seconds + 60)
            pages, found = _read_wapiti(report) if report.exists() else (0, ["It wrote no report."])
            yield Finding("wapiti", f"SQLite, {archive}", took, f"{pages} addresses known", ended, found)


_MAKE_CURATOR = (
    "from django.contrib.auth.models import Group, User; "
    f"u = User.objects.create_user('curator', password={PASSWORD!r}, is_staff=True); "
    "u.groups.add(*Group.objects.all())"
)


def _sign_in(served: Served) -> str:
    """The cookies of the curator, who signs in as at the desk."""
    cookies = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.open(f"{served.url}/admin/login/").read()
    token = next(str(cookie.value) for cookie in cookies if cookie.name == "csrftoken")
    form = {"username": "curator", "password": PASSWORD, "next": "/admin/", "csrfmiddlewaretoken": token}
    with browser.open(f"{served.url}/admin/login/", urllib.parse.urlencode(form).encode()) as answer:
        if not answer.url.endswith("/admin/"):
            raise SystemExit(f"The curator could not sign in: {answer.url} says {answer.status}.")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)


def _read_wapiti(report: Path) -> tuple[int, list[str]]:
    """How many addresses it came to know, and what it found."""
    read = json.loads(report.read_text())
    kinds = {**read.get("vulnerabilities", {}), **read.get("anomalies", {})}
    return read.get("infos", {}).get("crawled_pages_nbr", 0), [
        f"{kind}: {each.get('method')} {each.get('path')} ({each.get('parameter') or ''}): {each.get('info')}"
        for kind, several in kinds.items()
        for each in several
        if not str(each.get("info")).startswith(ACCEPTED_OF_WAPITI)
    ]


def run_sqlmap(seconds: int, examples: int) -> Iterator[Finding]:
    program = _install("sqlmap")
    for database in ("SQLite", "PostgreSQL"):
        with _serve(database) as served, tempfile.TemporaryDirectory() as folder:
            began, found, ended, asked, requests = time.monotonic(), [], "to its end", 0, 0
            traffic = Path(folder) / "traffic.txt"
            for number, path in enumerate(ASKED_BY_SQLMAP):
                # Each address its share: what one leaves is for those after it.
                left = max(5, int((seconds - (time.monotonic() - began)) / (len(ASKED_BY_SQLMAP) - number)))
                command = [
                    str(program),
                    "-u",
                    served.url + path,
                    "--batch",
                    "--dbms",
                    database,
                    "--level",
                    "2",
                    "--risk",
                    "1",
                    "--technique",
                    "BEUS",
                    "--output-dir",
                    folder,
                    "--disable-coloring",
                    "--timeout",
                    "10",
                    "--retries",
                    "0",
                    "--threads",
                    "2",
                    "--flush-session",
                    "--fresh-queries",
                    "-t",
                    str(traffic),
                ]
                traffic.unlink(missing_ok=True)
                output, _, how = _run(command, left)
                asked += 1
                requests += traffic.read_text(errors="replace").count("HTTP request [#") if traffic.exists() else 0
                ended = how if how != "to its end" else ended
                if "sqlmap identified the following injection point" in output:
                    found.append(f"{path}: {output.partition('injection point')[2][:400].strip()}")
                elif how == "to its end" and "do not appear to be injectable" not in output:
                    found.append(f"{path}: it came to no conclusion: {output.strip()[-400:]}")
            took = int(time.monotonic() - began)
            yield Finding(
                "sqlmap", f"{database}, public", took, f"{asked} addresses, {requests} requests", ended, found
            )


_PROGRAMS: dict[str, Callable[[int, int], Iterator[Finding]]] = {
    "schemathesis": run_schemathesis,
    "wapiti": run_wapiti,
    "sqlmap": run_sqlmap,
}


@contextmanager
def _serve(database: str) -> Iterator[Served]:
    """The sample archive, which may be asked as often and as quickly as can be."""
    with ExitStack() as stack:
        url = stack.enter_context(postgres.server()) if database == "PostgreSQL" else ""
        yield stack.enter_context(
            served_archive(url, API_REQUESTS_PER_MINUTE="0", WEB_QUEUE_OF_ONE="256", QUERY_LOG="0")
        )


def _install(name: str) -> Path:
    folder = SCANNERS / name
    program = folder / "bin" / name
    if not program.exists():
        print(f"Installing {PACKAGES[name]} into {folder} …", flush=True)
        venv.create(folder, with_pip=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, PACKAGES[name]], check=True)
    return program


def _run(command: list[str], seconds: int) -> tuple[str, int, str]:
    """(what it printed, seconds, how it ended). A program that takes longer is ended."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
                timeout=seconds,
                stdin=subprocess.DEVNULL,
            )
            output, ended = done.stdout + done.stderr, "to its end"
        except subprocess.TimeoutExpired as error:
            output, ended = (error.stdout or b"").decode(errors="replace"), "at its time"
    return output, int(time.monotonic() - began), ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
