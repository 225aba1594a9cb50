"""How many files of the project each of the six ways through the house crosses: see docs/architecture.md.

A file counts where one of its functions runs while the way is gone, in a sample archive of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
TALKS = """Press statements following the talks

Moscow, 26 May 1972

RICHARD NIXON: We have signed today the Treaty on the Limitation of Anti-Ballistic Missile Systems. Quagmalion.

LEONID BREZHNEV: We welcome the treaty. It serves the peace.
"""


class FilesCrossed:
    """Collects the files in which a function runs while `recording`."""

    def __init__(self) -> None:
        self.files: set[str] = set()

    def _profile(self, frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_name != "<module>":
            path = Path(code.co_filename)
            if path.is_relative_to(ROOT) and ".venv" not in path.parts and "trials" not in path.parts:
                self.files.add(path.relative_to(ROOT).as_posix())

    @contextlib.contextmanager
    def recording(self) -> Iterator[None]:
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)


def count(name: str, walk: Callable[[], object], *, verbose: bool) -> None:
    crossed = FilesCrossed()
    with crossed.recording():
        walk()
    longest = max(crossed.files, key=lambda file: len((ROOT / file).read_bytes().splitlines()))
    lines = len((ROOT / longest).read_bytes().splitlines())
    print(f"{len(crossed.files):4}  {name} (the longest of them: {longest}, {lines} lines)")
    if verbose:
        print(*(f"        {file}" for file in sorted(crossed.files)), sep="\n")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/trials ways", description=__doc__)
    parser.add_argument("--files", action="store_true", help="name the files")
    verbose = parser.parse_args(arguments).files
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "archive.settings", "CHANCERY_ENV_FILE": os.devnull, "CHANCERY_DATA": folder,
            "DATABASE_URL": "", "LOG_LEVEL": "ERROR", "ALLOWED_HOSTS": "testserver",
        }  # fmt: skip
        walk_all(Path(folder), verbose)
    return 0


def walk_all(folder: Path, verbose: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from statements import publishing
    from statements.models import Statement, Treaty

    def run(*command: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            call_command(*command, verbosity=0)

    client = Client()

    def get(address: str) -> None:
        response = client.get(address)
        if response.status_code not in (200, 301):
            raise RuntimeError(f"{address} answers {response.status_code}")

    def import_talks(name: str, text: str) -> None:
        (folder / name).write_text(text)
        run("import_statements", str(folder / name), "--publisher", "United Nations", "--no-index", "--no-duplicates")

    run("prepare_archive")
    for address in ("/search/?q=peace", "/statements/", "/treaties/"):
        get(address)  # what a process reads once is no part of a way
    known = Statement.objects.published().order_by("pk")[3]
    count("a query becomes a page", lambda: get("/search/?q=%22peaceful+coexistence%22+treaty"), verbose=verbose)
    count("a line of a transcript becomes a paragraph", lambda: import_talks("talks.txt", TALKS), verbose=verbose)
    talks = Statement.objects.order_by("-pk")[0]
    if not talks.date:
        talks.date = "1972-05-26"
        talks.save()
    count("publish to findable", lambda: publishing.publish(talks, "First."), verbose=verbose)
    if "Press statements following" not in client.get("/search/?q=quagmalion").content.decode():
        raise RuntimeError("What was published is not found.")

    def follow_permalink() -> None:
        get(f"/s/{known.uid}/an-old-slug/")
        get(known.get_absolute_url())

    count("a permalink", follow_permalink, verbose=verbose)
    count("a click on a facet", lambda: get("/search/?q=treaty&country=USA"), verbose=verbose)

    treaty = Treaty.objects.filter(mentions__isnull=False).order_by("pk")[0]

    def mention_treaty() -> None:
        import_talks("more.txt", TALKS.replace("Quagmalion", "Quagmaliost").replace("26 May", "27 May"))
        get(treaty.get_absolute_url())

    count("the mention of a treaty", mention_treaty, verbose=verbose)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
