"""The citation that a statement's page offers."""

import pytest

from statements.citing import citation
from tests.factories import StatementFactory

pytestmark = pytest.mark.django_db
PERMALINK = "https://archive.example/s/0bc1234/"


@pytest.mark.parametrize(
    ("speakers", "named"),
    [
        ([], "“"),
        (["Kim Jong-un"], "Kim Jong-un, “"),
        (["Kim Jong-un", "Vladimir Putin"], "Kim Jong-un and Vladimir Putin, “"),
        (["A. Eban", "G. Rafael", "U Thant"], "A. Eban, G. Rafael and U Thant, “"),
        (["A. Eban", "G. Rafael", "U Thant", "M. El Kony"], "A. Eban and others, “"),
    ],
)
def test_up_to_three_speakers_are_named(speakers, named):
    assert citation(StatementFactory(), speakers, PERMALINK).startswith(named)


def test_what_is_not_known_is_left_out():
    statement = StatementFactory(title="Message.", place="", publisher=None, date="", kind="statement")
    assert citation(statement, [], PERMALINK) == f"“Message”, written statement, undated, Chancery, {PERMALINK}"
