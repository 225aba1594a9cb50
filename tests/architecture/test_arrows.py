"""Which part may know which: the arrows of the architecture, read from the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = ROOT / "statements"
ENGINE = {"haystack", "whoosh"}
# Plain Python, and so usable and testable without a database or settings.
WITHOUT_DJANGO = ["transcripts", "dates", "text", "search/language"]
# What the models may know of the application besides each other.
BELOW_MODELS = {"dates", "models", "text"}


def modules(*places: Path) -> Iterator[Path]:
    for place in places:
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Full dotted names of everything that a module imports, wherever in it, relative imports resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def breaches(paths: Iterator[Path], forbidden: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imported(path)
        if any(name == part or name.startswith(f"{part}.") for part in forbidden)
    ]


@pytest.mark.parametrize("place", [place for place in WITHOUT_DJANGO if (APPLICATION / place).exists()])
def test_reading_dates_and_the_query_language_know_no_django(place: str) -> None:
    assert breaches(modules(APPLICATION / place), {"django", "haystack", "statements.models"}) == []


def test_models_import_nothing_above_them() -> None:
    above = {f"statements.{path.stem}" for path in APPLICATION.iterdir()} - {
        f"statements.{name}" for name in BELOW_MODELS
    }
    assert breaches(modules(APPLICATION / "models"), above | ENGINE) == []


def test_only_search_knows_the_engine() -> None:
    outside = (path for path in modules(APPLICATION, ROOT / "archive") if APPLICATION / "search" not in path.parents)
    assert breaches(outside, ENGINE) == []


def test_transcripts_do_not_know_who_reads_them() -> None:
    assert breaches(modules(APPLICATION / "transcripts"), {"statements.ingest", "statements.search"}) == []


def test_what_lies_below_knows_nothing_of_pages() -> None:
    below = [APPLICATION / name for name in ("models", "ingest", "search", "transcripts")]
    assert breaches(modules(*below), {"statements.web", "statements.urls"}) == []


def test_relative_imports_are_seen_through() -> None:
    names = set(imported(APPLICATION / "models" / "__init__.py"))
    assert "statements.models.statement" in names
    assert "statements.models.statement.Statement" in names
