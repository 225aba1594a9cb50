"""The setting that names the engine."""

from __future__ import annotations

import pytest

from statements.search.engine import get_engine
from statements.search.indexing.checks import check_engine, check_index


def test_the_engine_of_the_settings_is_made_once(settings) -> None:  # noqa: ANN001
    assert get_engine() is get_engine()
    first = get_engine()
    default = settings.HAYSTACK_CONNECTIONS["default"]
    settings.HAYSTACK_CONNECTIONS = {"default": {**default, "PATH": f"{default['PATH']}-other"}}
    assert get_engine() is not first


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("opensearch", "cannot be imported"),
        ("statements.search.engines.nowhere.Engine", "cannot be imported"),
        ("statements.search.contract.documents.Document", "it lacks clear, complete_name, count"),
    ],
)
def test_an_unknown_engine_is_reported_by_the_system_check(settings, path: str, reason: str) -> None:  # noqa: ANN001
    assert check_engine() == []
    settings.SEARCH_ENGINE = path
    (error,) = check_engine()
    assert error.id == "statements.E010"
    assert path in error.msg
    assert reason in error.msg
    assert check_index(databases=["default"]) == []
