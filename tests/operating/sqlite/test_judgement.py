"""Which log is replayed into which file: after real kills always, into a copy that was put in place never."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from statements.operating.sqlite import opening
from statements.operating.sqlite.judgement import Answer, judge_log
from statements.operating.sqlite.log_file import log_path, read_log

from .copies import COPIES, PLACES, copy_as_ours, restore_by_hand
from .writers import Reader, make_database, read_state, write_and_kill

pytestmark = pytest.mark.sqlite_only
KILLS = 12


def test_the_log_of_a_killed_process_is_always_its_own(tmp_path: Path) -> None:
    database, chance = make_database(tmp_path / "archive.sqlite3"), random.Random(7)
    for _ in range(KILLS):
        committed = write_and_kill(database, chance)
        assert judge_log(database).answer is Answer.BELONGS
        if chance.random() < 0.5:
            last, sound = read_state(database)
            assert sound == "ok"
            assert last >= committed


@pytest.mark.parametrize(("copied", "placed"), list(zip([*COPIES, *COPIES], [*PLACES, *PLACES], strict=False)))
def test_a_copy_put_in_place_is_served_as_it_is_or_the_operator_is_asked(
    tmp_path: Path, copied: str, placed: str
) -> None:
    served = restore_by_hand(tmp_path, copied, placed, random.Random(f"{copied} {placed}"))
    assert served in ("copy", "newest", "asked")
    if copied == "manage.py backup":
        assert served == "copy"


def killed(folder: Path) -> Path:
    """A database whose writers were killed, with a log beside it that holds something."""
    folder.mkdir(exist_ok=True)
    database, chance = make_database(folder / "archive.sqlite3"), random.Random(3)
    reader = Reader(database)
    while read_log(database) is None:
        write_and_kill(database, chance)
    reader.kill()
    return database


def test_a_folder_that_was_copied_whole_keeps_its_log(tmp_path: Path) -> None:
    killed(tmp_path / "there")
    shutil.copytree(tmp_path / "there", tmp_path / "here")
    assert judge_log(tmp_path / "here" / "archive.sqlite3").answer is Answer.BELONGS


def test_a_file_whose_mode_was_changed_after_a_crash_keeps_its_log(tmp_path: Path) -> None:
    database = killed(tmp_path)
    database.chmod(0o640)
    assert judge_log(database).answer is Answer.BELONGS


def test_a_log_without_its_database_is_not_thrown_away(tmp_path: Path) -> None:
    database = killed(tmp_path)
    database.unlink()
    with pytest.raises(opening.CannotOpen, match="missing or empty"):
        opening.enter(database)
    assert log_path(database).stat().st_size


def test_a_log_that_is_set_aside_is_kept_under_another_name_and_the_index_is_marked(tmp_path: Path) -> None:
    database = killed(tmp_path)
    log = log_path(database).read_bytes()
    with closing(sqlite3.connect(tmp_path / "other.sqlite3")) as other:
        other.execute("CREATE TABLE line (id INTEGER PRIMARY KEY)")
    copy_as_ours(tmp_path / "other.sqlite3", tmp_path / "copy.sqlite3")
    (tmp_path / "copy.sqlite3").replace(database)
    opening.settle_log(database)
    (aside,) = tmp_path.glob("archive.sqlite3-wal.set-aside-*")
    assert aside.read_bytes() == log
    assert not log_path(database).exists()
    assert opening.replaced_path(tmp_path).exists()


@pytest.mark.parametrize("answer", [Answer.BELONGS, Answer.FOREIGN])
def test_the_operators_answer_settles_what_cannot_be_told(tmp_path: Path, answer: Answer) -> None:
    database = killed(tmp_path)
    (tmp_path / "archive.sqlite3.record").unlink()
    (tmp_path / "archive.sqlite3-shm").unlink()
    make_database(tmp_path / "other.sqlite3")
    shutil.copyfile(tmp_path / "other.sqlite3", database)
    with pytest.raises(opening.CannotOpen, match="settle_log set-aside.*settle_log replay"):
        opening.settle_log(database)
    opening.settle_log(database, answer)
    assert log_path(database).exists() is (answer is Answer.BELONGS)
    assert judge_log(database).answer is Answer.BELONGS


def test_a_file_replaced_under_a_running_process_is_not_opened(tmp_path: Path) -> None:
    database = make_database(tmp_path / "archive.sqlite3")
    opening.enter(database)
    make_database(tmp_path / "other.sqlite3").replace(database)
    with pytest.raises(opening.CannotOpen, match="replaced while the archive is running"):
        opening.enter(database)
