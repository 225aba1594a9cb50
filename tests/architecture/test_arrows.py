"""Which part may know which: the table of arrows in pyproject.toml, and that it would notice a wrong one."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_every_arrow_runs_as_the_table_says() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout


def test_an_arrow_upwards_and_a_circle_are_named(tmp_path: Path) -> None:
    for name in ("archive", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    copy = tmp_path / "statements"
    copy.mkdir()
    for path in (ROOT / "statements").iterdir():
        if path.name != "dates":
            (copy / path.name).symlink_to(path)
    shutil.copytree(ROOT / "statements" / "dates", copy / "dates")
    with (copy / "dates" / "edtf.py").open("a", encoding="utf-8") as module:
        module.write("\nfrom statements.dates import typed\nfrom statements.models import Statement\n")
    run = lint_imports(tmp_path)
    assert run.returncode != 0
    assert "statements.dates is not allowed to import statements.models" in " ".join(run.stdout.split())
    assert "No cycles are allowed in statements.dates" in " ".join(run.stdout.split())
