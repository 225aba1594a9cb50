import pytest

from statements.editing.transcript import archive_cache


@pytest.fixture(autouse=True)
def fresh_tables() -> None:
    """The look-up tables of one test are not those of the next."""
    archive_cache.forget()
