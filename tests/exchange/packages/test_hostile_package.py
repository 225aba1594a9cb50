"""A package from anywhere: what breaks a rule is refused by name, the rest is restored, nothing ends in a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from statements.ingest.report import Entry, Outcome, Report
from statements.ingest.restoring.package_restorer import PackageRestorer
from statements.ingest.restoring.packages import find_package
from statements.models import Party, Permalink, Publisher, Statement, Treaty
from statements.publishing import withdraw
from tests.exchange.records import empty_the_archive, short, talks_in_pyongyang

pytestmark = pytest.mark.django_db
SCRIPT = "javascript:alert(1)"


@pytest.fixture
def package(db, tmp_path) -> Path:
    """Two public statements, a withdrawn one and a merged address, exported; the archive is empty again."""
    talks = talks_in_pyongyang()
    short("Declarations")
    withdraw(short("Gone"), "Not what was said.")
    Permalink.objects.create(address="s/0000000", target=talks.get_absolute_url(), reason="The same twice.")
    target = tmp_path / "package"
    call_command("export_archive", str(target), verbosity=0)
    empty_the_archive()
    return target


class ForgettingReport(Report):
    """Takes each statement out again that was restored, so that the next line is not compared with it."""

    def add(self, entry: Entry, *, kind_of_reason: str = "") -> None:
        if entry.outcome is Outcome.ADDED:
            Statement.objects.filter(uid=entry.uid).delete()
        super().add(entry, kind_of_reason=kind_of_reason)


def restore(package: Path, report: Report | None = None) -> Report:
    report = report or Report()
    found = find_package(package)
    assert found is not None
    PackageRestorer(report).run(found)
    return report


def change(package: Path, kind: str, alter: Callable[[dict], object], number: int = 0) -> None:
    """Alter one record of a file of the package."""
    path = package / "archive" / f"{kind}.jsonl"
    lines = path.read_text().splitlines()
    record = json.loads(lines[number])
    alter(record)
    lines[number] = json.dumps(record)
    path.write_text("\n".join(lines) + "\n")


def failures(report: Report) -> list[str]:
    return [entry.reason for entry in report.examples[Outcome.FAILED]]


def test_a_publisher_comes_without_its_script(package):
    change(package, "publishers", lambda record: record.update(home_url=SCRIPT, licence_url=SCRIPT))
    report = restore(package)
    assert report.counts[Outcome.ADDED] == 3, failures(report)
    assert all("is no web address (http or https): it is restored without it." in reason for reason in failures(report))
    assert len(failures(report)) == 2
    assert sorted(Publisher.objects.values_list("home_url", "licence_url"))[0] == ("", "")


def test_a_treaty_comes_without_its_script(package):
    change(package, "treaties", lambda record: record.update(official_url=SCRIPT))
    assert failures(restore(package)) == [
        f"Its official_url “{SCRIPT}” is no web address (http or https): it is restored without it."
    ]
    assert Treaty.objects.get().official_url == ""


@pytest.mark.parametrize("field", ["source_url", "republished_url"])
def test_a_statement_with_a_script_is_refused_and_the_others_are_restored(package, field):
    change(package, "statements", lambda record: record["statement"].update({field: SCRIPT}))
    report = restore(package)
    assert report.counts[Outcome.ADDED] == 2
    assert f"{field}: “{SCRIPT}” is no web address" in failures(report)[0]


@pytest.mark.parametrize(
    "target", ["//evil.example/", "/admin/", "/x\r\nSet-Cookie: a=1", "/\\evil.example", "javascript:1"]
)
def test_a_redirect_leads_inside_the_archive(package, target):
    change(package, "permalinks", lambda record: record.update(target=target))
    report = restore(package)
    assert "is no path of this archive" in failures(report)[0]
    assert not Permalink.objects.exists()
    assert Statement.objects.count() == 3


@pytest.mark.parametrize("uid", ["../../x", "<script>", "", "0bc12345", "0BC1234", "0bc1234\n"])
def test_a_uid_is_a_uid(package, uid):
    change(package, "speakers", lambda record: record.update(uid=uid))
    assert "is no uid" in failures(restore(package))[0] or "uid" in failures(restore(package))[0]


@pytest.mark.parametrize("code", ["../x", "a/b", "", "RUS<b>", "ЖЖ", "rus"])
def test_a_code_can_stand_in_an_address(package, code):
    change(package, "parties", lambda record: record.update(code=code))
    assert "code: " in failures(restore(package))[0]
    assert all(party.get_absolute_url() for party in Party.objects.all())


@pytest.mark.parametrize("slug", ["a/b", "a b", "..", "x" * 81, "<script>"])
def test_a_slug_can_stand_in_an_address(package, slug):
    change(package, "statements", lambda record: record["statement"].update(slug=slug))
    change(package, "events", lambda record: record.update(slug=slug))
    said = failures(restore(package))
    assert len(said) == 2 and all("slug: " in reason for reason in said)


def test_the_name_of_a_passage_can_stand_in_an_address(package):
    change(package, "statements", lambda record: record["statement"]["speeches"][0].update(anchor="../../admin"))
    assert failures(restore(package)) == ["It has a passage whose name is none: “../../admin”."]


def test_a_line_that_is_no_record_costs_itself_alone(package):
    path = package / "archive" / "statements.jsonl"
    first, *rest = path.read_text().splitlines()
    broken = ["[]", "{", '{"id": ' + "9" * 5000 + "}", "[" * 100_000, "7", "{}", '{"statement": []}', '{"status": {}}']
    path.write_text("\n".join([first, *broken, *rest]) + "\n")
    report = restore(package)
    assert (report.counts[Outcome.ADDED], report.counts[Outcome.FAILED]) == (3, len(broken))
    assert "a number of 5,000 digits" in " ".join(failures(report))


def list_values(value: object, path: tuple = ()) -> list[tuple]:
    """The path of every value in a record, its own containers included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    return [found for key, item in inner for found in [(*path, key), *list_values(item, (*path, key))]]


def put(record: dict, path: tuple, value: object) -> None:
    for key in path[:-1]:
        record = record[key]
    record[path[-1]] = value


ODD = [None, 10**30, -1, 1.5, True, "", "\x00", "\ud800", "x" * 600, [], {}, [[]], [None], {"a": 1}]


@pytest.mark.parametrize("kind", ["parties", "topics", "publishers", "speakers", "events", "treaties", "permalinks"])
def test_a_value_of_another_kind_never_ends_the_restoration(package, kind):
    """Each value in turn by each odd one, in a copy of the record before the right one."""
    path = package / "archive" / f"{kind}.jsonl"
    first = json.loads(path.read_text().splitlines()[0])
    altered = []
    for place in list_values(first):
        for odd in ODD:
            copy = json.loads(json.dumps(first))
            put(copy, place, odd)
            altered.append(json.dumps(copy))
    rest = path.read_text().splitlines()
    path.write_text("\n".join([*rest, *altered]) + "\n")
    report = restore(package)
    assert report.counts[Outcome.ADDED] == 3, failures(report)
    assert not any("What its statements name cannot be restored" in reason for reason in failures(report))
    for page in ("/", "/speakers/", "/treaties/", "/topics/", "/countries/"):
        call_page(page)


def call_page(page: str) -> None:
    from django.test import Client

    assert Client().get(page).status_code == 200


@pytest.mark.parametrize("number", [0, 2])
def test_a_statement_of_another_shape_never_ends_the_restoration(package, number):
    path = package / "archive" / "statements.jsonl"
    lines = path.read_text().splitlines()
    first = json.loads(lines[number])
    altered = []
    for count, place in enumerate(list_values(first)):
        # Two of the odd values for each place, in turn. Another layout ends it: it is for another program.
        for odd in (ODD[count % len(ODD)], ODD[(count + 5) % len(ODD)]) if place != ("layout",) else ():
            copy = json.loads(json.dumps(first))
            put(copy, place, odd)
            altered.append(json.dumps(copy))
    path.write_text("\n".join([*altered, lines[number]]) + "\n")
    report = restore(package, ForgettingReport())
    assert report.counts[Outcome.FAILED] > len(altered) * 2 / 3
    assert sum(report.counts.values()) == len(altered) + 1
    # After all of it the true one is restored, and its pages answer.
    path.write_text(lines[number] + "\n")
    assert restore(package).counts[Outcome.ADDED] == 1
    for statement in Statement.objects.published():
        call_page(statement.get_absolute_url())
