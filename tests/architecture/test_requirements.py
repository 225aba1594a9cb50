"""The archive imports nothing that only the development requirements bring: such a module is there in every test and
missing where the archive is served."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("archive", "statements")
# The modules that are imported only where an extra is installed, and its requirements.
EXTRAS = {"statements/operating/tracing.py": "requirements-telemetry.txt"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imports(path: Path) -> Iterator[str]:
    """The first names of the modules that a file imports, at its top or in a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def pinned(file: str) -> set[str]:
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", (ROOT / file).read_text(), re.MULTILINE)
    return {canonical(name) for name in names}


def test_every_import_of_the_archive_is_installed_with_it() -> None:
    installed = pinned("requirements.txt")
    extra = {ROOT / module: pinned(file) for module, file in EXTRAS.items()}
    distributions = packages_distributions()
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for folder in OURS
        for path in (ROOT / folder).rglob("*.py")
        for name in imports(path)
        if name not in sys.stdlib_module_names and name not in OURS
        if not (installed | extra.get(path, set())) & set(map(canonical, distributions.get(name, [])))
    }
    assert sorted(missing) == []
