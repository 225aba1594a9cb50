"""The whole archive, written as a package and read back into an empty one."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import frictionless
import pytest
from django.core.management import CommandError, call_command

from statements.ingest.terminal import Interrupt
from statements.ingest.writing import write_speeches
from statements.models import (
    Event,
    IndexChange,
    Party,
    Permalink,
    Publisher,
    Revision,
    Speaker,
    Statement,
    Term,
    Topic,
    Treaty,
)
from statements.models.permalink import PermalinkKind
from statements.models.statement import StatementStatus
from statements.publishing import build_snapshot, publish, withdraw
from statements.publishing.merging import merge_statements
from tests.exchange.records import draft, empty_the_archive, short, talks_in_pyongyang, untold
from tests.factories import SpeakerFactory, StatementFactory, putin, turn

pytestmark = pytest.mark.django_db
# Withdrawn, merged, or kept by their publisher: their versions do not travel as they are.
WITHOUT_WORDS = ["Gone", "Press statements in Pyongyang", "Remarks in Moscow"]


@pytest.fixture
def archive(db) -> list[Statement]:
    """One of each: corrected, translated, withdrawn, without words, a draft, a merged one."""
    talks = talks_in_pyongyang()
    talks.title = "Press statements after the talks in Pyongyang"
    talks.save()
    publish(talks, "The title.")
    translation = short("Declarations", language="fr", translation_of=talks)
    gone = short("Gone", text="REGRETTED words.")
    withdraw(gone, "Not what was said.")
    silent = untold()
    draft()
    merge_statements(short("Press statements in Pyongyang"), talks, "The same twice.")
    Permalink.objects.create(
        address="s/0000000", kind=PermalinkKind.MOVED, target=talks.get_absolute_url(), reason="The same twice."
    )
    talks.refresh_from_db()
    return [talks, translation, gone, silent]


def exported(target: Path) -> Path:
    call_command("export_archive", str(target), verbosity=0)
    return target


def imported(target: Path, **options) -> None:
    call_command("import_statements", str(target), no_index=True, **options)


@pytest.mark.parametrize("name", ["package.zip", "package"])
def test_an_empty_archive_becomes_the_same_again(archive, tmp_path, name):
    target = exported(tmp_path / name)
    public = [statement for statement in archive if statement.publisher.shows_full_text]
    before = {s.uid: build_snapshot(s) for s in public if s.status == StatementStatus.PUBLISHED}
    moments = dict_of(Statement.objects.exclude(datestamp=None), "uid", "published_at", "datestamp", "added_at")
    versions = list(
        Revision.objects.exclude(statement__title__in=WITHOUT_WORDS).order_by("statement__uid", "number")
        .values_list("statement__uid", "number", "created_at", "reason", "sha256")
    )  # fmt: skip
    counts = [model.objects.count() for model in (Party, Topic, Publisher, Speaker, Term, Event, Treaty)]
    empty_the_archive()
    imported(target)
    assert {uid: build_snapshot(Statement.objects.get(uid=uid)) for uid in before} == before
    assert dict_of(Statement.objects.all(), "uid", "published_at", "datestamp", "added_at") == moments
    assert [model.objects.count() for model in (Party, Topic, Publisher, Speaker, Term, Event, Treaty)] == counts
    again = Revision.objects.exclude(statement__title__in=WITHOUT_WORDS)
    assert (
        list(
            again.order_by("statement__uid", "number").values_list(
                "statement__uid", "number", "created_at", "reason", "sha256"
            )
        )
        == versions
    )


def test_every_address_answers_as_before(archive, tmp_path, client):
    addresses = [statement.get_absolute_url() for statement in archive]
    addresses += [f"/s/{archive[0].uid}/p/{archive[0].paragraphs.first().anchor}/", "/s/0000000/"]
    addresses += [f"/s/{archive[0].uid}/{rest}/" for rest in ("v/1", "v/2", "history")]
    addresses += [putin().get_absolute_url(), Treaty.objects.get().get_absolute_url(), "/topics/security/arms-control/"]
    before = [(r.status_code, r.headers.get("Location"), r.content) for r in map(client.get, addresses)]
    target = exported(tmp_path / "package.zip")
    empty_the_archive()
    imported(target)
    after = [(r.status_code, r.headers.get("Location"), r.content) for r in map(client.get, addresses)]
    for address, old, new in zip(addresses, before, after, strict=True):
        assert new[:2] == old[:2], address
        assert new[2].decode() == old[2].decode(), address
    assert [status for status, _, _ in before] == [200, 200, 410, 200, 302, 301, 200, 200, 200, 200, 200, 200]


def test_a_second_export_is_the_first_one_again(archive, tmp_path):
    first = exported(tmp_path / "first")
    empty_the_archive()
    imported(first)
    second = exported(tmp_path / "second")
    files = {path.relative_to(first) for path in first.rglob("*") if path.is_file()}
    assert files == {path.relative_to(second) for path in second.rglob("*") if path.is_file()}
    for file in files - {Path("datapackage.json")}:  # which says when it was made
        assert (first / file).read_bytes() == (second / file).read_bytes(), file


def test_nothing_private_leaves(archive, tmp_path):
    target = exported(tmp_path / "package")
    text = "".join(path.read_text(encoding="utf-8") for path in target.rglob("*") if path.is_file())
    for secret in ("SECRET-OF-THE-DESK", "REGRETTED", "UNSAYABLE", "UNPUBLISHED"):
        assert secret not in text
    assert "Not what was said." in text  # the reason on the tombstone is for the public


def test_people_that_only_a_draft_names_stay_at_the_desk(tmp_path):
    short()
    hidden = SpeakerFactory(name="Andrei Gromyko", provisional=True)
    write_speeches(StatementFactory(title="A plan"), [turn(hidden, "Some words.")])
    target = exported(tmp_path / "package")
    assert "Gromyko" not in (target / "archive" / "speakers.jsonl").read_text(encoding="utf-8")


def test_it_is_a_data_package_too(archive, tmp_path):
    target = exported(tmp_path / "package")
    assert frictionless.Package(target / "datapackage.json").validate().valid


def test_read_twice_nothing_is_added(archive, tmp_path, capsys):
    target = exported(tmp_path / "package.zip")
    imported(target)
    assert "0 added, 0 updated, 4 unchanged, 1 skipped, 0 failed" in capsys.readouterr().out
    assert Statement.objects.count() == 6


class Killed(BaseException):
    """The command is killed here."""


@pytest.mark.parametrize("written", range(5))
def test_a_restoration_that_was_killed_is_completed_by_the_same_command(archive, tmp_path, monkeypatch, written):
    package, before = exported(tmp_path / "package"), build_snapshot(archive[1])
    assert before["translation_of"] == archive[0].uid
    empty_the_archive()
    with monkeypatch.context() as dying:
        stop_after(written, dying)
        with pytest.raises(Killed):
            imported(package)
    restored = Statement.objects.exclude(status=StatementStatus.WITHDRAWN)
    queued = IndexChange.objects.filter(model="statement").values_list("record", flat=True)
    assert set(restored.values_list("pk", flat=True)) <= set(queued)
    imported(package)
    assert build_snapshot(Statement.objects.get(uid=before["uid"])) == before


def stop_after(written: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an import die once it has restored so many statements."""
    left = iter(range(written))

    def should_stop(self: Interrupt) -> bool:
        if next(left, None) is None:
            raise Killed
        return False

    monkeypatch.setattr(Interrupt, "__call__", should_stop)


def test_what_is_here_in_another_version_is_left_alone(archive, tmp_path, capsys):
    target = exported(tmp_path / "package.zip")
    archive[1].title = "Déclarations"
    archive[1].save()
    publish(archive[1], "An accent.")
    imported(target)
    assert "another version" in capsys.readouterr().out
    assert Statement.objects.get(pk=archive[1].pk).title == "Déclarations"


def test_a_dry_run_of_the_import_writes_nothing(archive, tmp_path, capsys):
    target = exported(tmp_path / "package.zip")
    empty_the_archive()
    imported(target, dry_run=True)
    assert "5 added" in capsys.readouterr().out
    assert not Statement.objects.exists() and not Party.objects.exists()


def test_a_dry_run_of_the_export_says_what_would_be_written(archive, tmp_path, capsys):
    target = tmp_path / "package.zip"
    call_command("export_archive", str(target), dry_run=True)
    told = capsys.readouterr().out
    assert "3 statements" in told and "2 tombstones" in told
    assert "leave out 1 statements that are not public" in told
    assert "A news agency" in told
    assert not target.exists()


def test_an_export_does_not_write_over_what_is_there(archive, tmp_path):
    target = tmp_path / "package.zip"
    target.write_text("something else")
    with pytest.raises(CommandError, match="is there already"):
        exported(target)
    assert target.read_text() == "something else"
    with pytest.raises(CommandError, match="There is no folder"):
        exported(tmp_path / "nowhere" / "package.zip")


def test_an_export_that_fails_leaves_no_half_of_a_package(archive, tmp_path, monkeypatch):
    def broken(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("statements.exchange.packages.targets.stream_zip", broken)
    with pytest.raises(CommandError, match="No space left"):
        exported(tmp_path / "package.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_was_tampered_with_is_refused(archive, tmp_path, capsys):
    target = exported(tmp_path / "package")
    records = target / "archive" / "statements.jsonl"
    records.write_text(records.read_text(encoding="utf-8").replace("welcome", "unwelcome").replace(
        "He thanked his host", "He blamed his host"), encoding="utf-8")  # fmt: skip
    empty_the_archive()
    with pytest.raises(SystemExit):
        imported(target)
    assert "is not what its SHA-256 says" in capsys.readouterr().out
    assert not Statement.objects.filter(uid=archive[0].uid).exists()
    assert Statement.objects.filter(uid=archive[1].uid).exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda line: line[: len(line) // 2], "no record"),
        (lambda line: '["a list"]', "no record"),
        (lambda line: line.replace('"layout":1', '"layout":99'), "newer version"),
        (lambda line: json.dumps({"layout": 1, "status": "published", "statement": {"uid": "bcd12"}}), "not laid out"),
    ],
)  # fmt: skip
def test_a_damaged_package_is_told_of(tmp_path, capsys, spoil, said):
    short()
    target = exported(tmp_path / "package")
    records = target / "archive" / "statements.jsonl"
    records.write_text(spoil(records.read_text(encoding="utf-8").strip()) + "\n", encoding="utf-8")
    empty_the_archive()
    with pytest.raises(SystemExit):
        imported(target)
    assert said in capsys.readouterr().out
    assert not Statement.objects.exists()


def test_a_truncated_zip_file_is_no_package(tmp_path, capsys):
    short()
    target = exported(tmp_path / "package.zip")
    target.write_bytes(target.read_bytes()[:-400])
    with pytest.raises(SystemExit):
        imported(target)
    assert "added" in capsys.readouterr().out


def test_a_zip_file_with_a_broken_member_is_told_of(tmp_path, capsys):
    short()
    whole, target = exported(tmp_path / "package.zip"), tmp_path / "broken.zip"
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as broken:
        for name in archive.namelist():
            broken.writestr(name, archive.read(name))
    data = target.read_bytes()
    place = data.index(b'"layout":1')
    target.write_bytes(data[:place] + b'"layout":2' + data[place + 10 :])
    empty_the_archive()
    with pytest.raises(SystemExit):
        imported(target)
    assert "damaged" in capsys.readouterr().out


def test_an_archive_that_has_statements_keeps_its_own_records(archive, tmp_path):
    target = exported(tmp_path / "package.zip")
    empty_the_archive()
    imported(target)
    Statement.objects.filter(uid=archive[1].uid).delete()
    Party.objects.filter(code="RUS").update(name="Russian Federation")
    imported(target)
    assert Party.objects.get(code="RUS").name == "Russian Federation"
    assert Statement.objects.filter(uid=archive[1].uid).exists()


def test_a_person_known_here_under_another_uid_is_not_made_twice(tmp_path):
    speaker = putin()
    speaker.wikidata = "Q7747"
    speaker.save()
    statement = short()
    target = exported(tmp_path / "package.zip")
    empty_the_archive()
    here = Speaker.objects.create(name="Putin", wikidata="Q7747")
    imported(target)
    assert Speaker.objects.get() == here
    assert Statement.objects.get(uid=statement.uid).speakers.get() == here


def test_packages_and_other_files_may_be_given_together(archive, tmp_path, capsys):
    target = exported(tmp_path / "package.zip")
    text = tmp_path / "speech.txt"
    text.write_text(
        "Title: A speech\nDate: 2001-05-01\n\nPRESIDENT PUTIN: A few words of greeting.\n", encoding="utf-8"
    )
    empty_the_archive()
    call_command("import_statements", str(target), str(text), no_index=True)
    assert "6 added" in capsys.readouterr().out


def dict_of(rows, key: str, *fields: str) -> dict:
    return {row[0]: row[1:] for row in rows.values_list(key, *fields)}


def test_the_folder_of_a_package_may_have_any_name(archive, tmp_path):
    target = exported(tmp_path / "package")
    moved = tmp_path / "renamed by hand"
    shutil.move(target, moved)
    empty_the_archive()
    imported(moved)
    assert Statement.objects.count() == 5
