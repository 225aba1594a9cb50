"""The system check of the index, as Django's command runs it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import published

pytestmark = pytest.mark.django_db


def run_check() -> str:
    said = StringIO()
    call_command("check", databases=["default"], stdout=said, stderr=said)
    return said.getvalue()


def test_a_stale_index_is_a_warning_and_a_fresh_one_is_none(index) -> None:  # noqa: ANN001
    assert "W010" not in run_check()
    published()
    said = run_check()
    assert "statements.W010" in said
    assert "index_status --repair" in said
