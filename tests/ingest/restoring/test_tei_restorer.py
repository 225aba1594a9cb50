"""Importing TEI that the archive has exported."""

from pathlib import Path

import pytest
from django.core.management import call_command

from statements.exchange.content import read_content
from statements.exchange.files.tei import render_tei_document
from statements.ingest.report import Outcome, Report
from statements.ingest.restoring.tei_restorer import TeiRestorer, is_tei_export
from statements.models import Speaker, Statement, Term
from statements.models.statement import StatementStatus
from statements.publishing import build_snapshot, publish, withdraw
from tests.exchange.records import empty_the_archive, short, talks_in_pyongyang, untold
from tests.factories import TopicFactory, north_korea, russia, united_nations

pytestmark = pytest.mark.django_db
BASE = "https://archive.example.org"


def file_of(statement: Statement, folder: Path) -> Path:
    path = folder / f"{statement.uid}.tei.xml"
    path.write_text(render_tei_document(read_content(statement), BASE), encoding="utf-8")
    return path


def restored(path: Path, **options) -> Report:
    report = Report()
    TeiRestorer(report, **{"publish": True, **options}).run([path])
    return report


def entry(report: Report):
    [found] = [entry for entries in report.examples.values() for entry in entries]
    return found


def reference_data() -> None:
    russia(), north_korea(), united_nations()
    TopicFactory(name="Arms control", slug="arms-control", parent=TopicFactory())


def test_it_comes_back_whole_into_an_empty_archive(tmp_path):
    statement = talks_in_pyongyang()
    path, before = file_of(statement, tmp_path), build_snapshot(statement)
    empty_the_archive()
    reference_data()
    assert entry(restored(path)).outcome is Outcome.ADDED
    again = Statement.objects.get(uid=statement.uid)
    assert build_snapshot(again) == before == again.revisions.get().snapshot
    assert again.get_absolute_url() == statement.get_absolute_url()
    assert [speech.certainty for speech in again.speeches.order_by("order")][1:3] == ["ask", "editor"]
    assert Speaker.objects.get(name="Vladimir Putin").native_name == "Владимир Путин"
    assert Term.objects.get().title == "President of the Russian Federation"


def test_without_publish_it_stays_a_draft(tmp_path):
    statement = talks_in_pyongyang()
    path = file_of(statement, tmp_path)
    empty_the_archive()
    reference_data()
    restored(path, publish=False)
    assert Statement.objects.get().status == StatementStatus.DRAFT


def test_a_dry_run_writes_nothing(tmp_path):
    statement = talks_in_pyongyang()
    path = file_of(statement, tmp_path)
    empty_the_archive()
    reference_data()
    assert entry(restored(path, dry_run=True)).outcome is Outcome.ADDED
    assert not Statement.objects.exists()
    assert not Speaker.objects.exists()


def test_what_is_there_unchanged_is_left_alone(tmp_path):
    statement = talks_in_pyongyang()
    assert entry(restored(file_of(statement, tmp_path))).outcome is Outcome.UNCHANGED
    assert statement.revisions.count() == 1


def test_a_corrected_file_becomes_the_next_version_of_the_one_it_was_taken_from(tmp_path):
    statement = short(text="A few wrods were said.")
    path = file_of(statement, tmp_path)
    anchor = statement.paragraphs.get().anchor
    path.write_text(path.read_text(encoding="utf-8").replace("wrods", "words"), encoding="utf-8")
    assert entry(restored(path)).outcome is Outcome.UPDATED
    assert statement.paragraphs.get().text == "A few words were said."
    assert statement.paragraphs.get().anchor == anchor
    assert statement.revisions.count() == 2


def test_a_file_of_an_older_version_does_not_undo_the_newer_one(tmp_path):
    statement = short()
    path = file_of(statement, tmp_path)
    statement.title = "Remarks, corrected"
    statement.save()
    publish(statement, "The title.")
    found = entry(restored(path))
    assert found.outcome is Outcome.SKIPPED
    assert "from version 1; the archive has version 2" in found.reason
    statement.refresh_from_db()
    assert statement.title == "Remarks, corrected"


def test_what_was_withdrawn_stays_withdrawn(tmp_path):
    statement = short()
    path = file_of(statement, tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("few", "many"), encoding="utf-8")
    withdraw(statement, "Not what was said.")
    assert entry(restored(path)).outcome is Outcome.SKIPPED
    statement.refresh_from_db()
    assert statement.status == StatementStatus.WITHDRAWN


def test_a_country_that_the_archive_does_not_know_is_named(tmp_path):
    statement = short()
    path = file_of(statement, tmp_path)
    empty_the_archive()
    found = entry(restored(path))
    assert found.outcome is Outcome.FAILED
    assert "“RUS”" in found.reason and "load_reference" in found.reason
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("#kind-press_statement", "#kind-sermon", "sermon"),
        ('when-custom="2024-06-19"', 'when-custom="some day"', "some day"),
        ("</u>", "", "broken"),
        ('type="uid">', 'type="uid">?', "names no statement"),
    ],
)
def test_a_spoiled_file_is_reported_and_changes_nothing(tmp_path, old, new, said):
    statement = short()
    path = file_of(statement, tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    empty_the_archive()
    russia()
    found = entry(restored(path))
    assert found.outcome is Outcome.FAILED
    assert said in found.reason
    assert not Statement.objects.exists()


def test_an_export_without_words_cannot_be_restored(tmp_path):
    path = file_of(untold(), tmp_path)
    assert entry(restored(path)).outcome is Outcome.SKIPPED


def test_import_statements_recognises_its_own_files(tmp_path, capsys):
    statement = short()
    path = file_of(statement, tmp_path)
    before = build_snapshot(statement)
    assert is_tei_export(path)
    empty_the_archive()
    russia()
    call_command("import_statements", str(tmp_path), publish=True)
    assert "1 added" in capsys.readouterr().out
    assert build_snapshot(Statement.objects.get(uid=before["uid"])) == before
