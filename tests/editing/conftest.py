import pytest

from statements.editing import archive_known


@pytest.fixture(autouse=True)
def fresh_tables() -> None:
    """The look-up tables of one test are not those of the next."""
    archive_known.forget()
