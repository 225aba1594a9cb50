"""Every saved change of a statement raises its lock version, and one module does it."""

import ast
from pathlib import Path

import pytest

from statements.models import Statement
from statements.publishing.lifecycle import StaleVersion, raise_lock, take_lock
from tests.factories import StatementFactory

APPLICATION = Path(__file__).resolve().parents[2] / "statements"
OWNER = APPLICATION / "publishing" / "lifecycle.py"


def writes_of_lock_version(path: Path) -> list[int]:
    """The lines of ``path`` that set a lock version: an assignment, or an argument of a constructor or an update."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            lines += [
                node.lineno for target in targets if isinstance(target, ast.Attribute) and target.attr == "lock_version"
            ]
        elif isinstance(node, ast.Call):
            # A filter only reads it.
            reads = isinstance(node.func, ast.Attribute) and node.func.attr in {"filter", "exclude", "get"}
            lines += [node.lineno for word in node.keywords if word.arg == "lock_version" and not reads]
    return lines


def test_nobody_else_writes_a_lock_version():
    assert writes_of_lock_version(OWNER)
    elsewhere = {
        f"{path.relative_to(APPLICATION)}:{line}"
        for path in APPLICATION.rglob("*.py")
        if path != OWNER and "migrations" not in path.parts
        for line in writes_of_lock_version(path)
    }
    assert elsewhere == set()


@pytest.mark.django_db
def test_of_two_who_read_one_version_the_first_takes_the_lock():
    statement = StatementFactory()
    mine, theirs = Statement.objects.get(pk=statement.pk), Statement.objects.get(pk=statement.pk)
    take_lock(mine, mine.lock_version)
    with pytest.raises(StaleVersion):
        take_lock(theirs, theirs.lock_version)
    assert Statement.objects.get(pk=statement.pk).lock_version == mine.lock_version == 1


@pytest.mark.django_db
def test_raising_the_lock_of_a_record_read_long_ago_never_lowers_it():
    statement = StatementFactory()
    stale = Statement.objects.get(pk=statement.pk)
    raise_lock(statement)
    raise_lock(stale)
    assert Statement.objects.get(pk=statement.pk).lock_version == 2
