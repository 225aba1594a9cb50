"""Real records taken in as an editor would expect: who speaks, in which office, for whom, what kind of document."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import call_command

from statements.models import Speaker, Speech, Statement, Treaty
from statements.models.statement import StatementStatus
from statements.publishing import consistency
from statements.reference.loading import load_reference

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]

NAMED = {
    "kremlin_en": ["kremlin-56163", "kremlin-57205", "kremlin-52855", "kremlin-40512"],
    "ungdc": ["ungdc-VEN-54-1999", "ungdc-CAN-47-1992", "ungdc-MNG-28-1973", "ungdc-BHS-65-2010"],
    "whitehouse": [
        "wh-2022-01-21-remarks-by-president-biden-at-the-u-s-conference-of-mayors-90th-annual-winter-meeting",
        "wh-2021-06-21-statement-by-president-joe-biden-on-child-tax-credit-awareness-day",
        "wh-2023-05-01-joint-statement-of-the-leaders-of-the-united-states-and-the-philippines",
    ],
}


def lines_of(corpus: Path, name: str) -> Iterator[bytes]:
    with gzip.open(corpus / f"{name}.jsonl.gz") as file:
        yield from file


@pytest.fixture
def imported(corpus: Path, tmp_path: Path) -> Path:
    """The named records and every 400th of each corpus, imported with all reference data; the file they came from."""
    load_reference()
    path = tmp_path / "slice.jsonl"
    with path.open("wb") as file:
        for name, wanted in NAMED.items():
            for number, line in enumerate(lines_of(corpus, name)):
                if number % 400 == 0 or any(f'"{id}"'.encode() in line[:200] for id in wanted):
                    file.write(line)
    call_command("import_statements", str(path), "--publish", "--no-index")
    return path


def the(id: str) -> Statement:
    return Statement.objects.get(source_key__endswith=f":{id}")


def voices(statement: Statement) -> list[tuple[str, str]]:
    return [
        (voice.speaker.name, voice.party.code if voice.party else "")
        for voice in statement.voices.select_related("speaker", "party").order_by("order")
    ]


def test_real_records_are_filed_as_they_should_be(imported: Path):
    talks = the("kremlin-56163")
    assert voices(talks) == [("Vladimir Putin", "RUS"), ("Omar al-Bashir", "SDN")]
    assert talks.speeches.filter(interpreted=True).exists()
    assert (talks.kind, talks.text_status) == ("meeting", "translation")

    assert the("kremlin-52855").kind == "statement"
    assert voices(the("kremlin-40512")) == []

    chavez = the("ungdc-VEN-54-1999")
    (speech,) = chavez.speeches.select_related("speaker", "party")
    assert (speech.speaker.name, speech.role, speech.party.code) == ("Hugo Chavez", "President", "VEN")
    assert (chavez.date, chavez.date_precision) == ("1999", "year")

    # a surname alone stays a label, with its country
    (speech,) = the("ungdc-CAN-47-1992").speeches.select_related("party")
    assert (speech.speaker, speech.label, speech.party.code) == (None, "Mrs. MCDOUGALL", "CAN")

    mayors = the(NAMED["whitehouse"][0])
    (speech,) = mayors.speeches.filter(label="THE PRESIDENT").select_related("speaker", "term", "party")[:1]
    assert (speech.speaker.name, speech.party.code) == ("Joe Biden", "USA")
    assert speech.term.title == "President of the United States"
    assert the(NAMED["whitehouse"][2]).kind == "joint_statement"


def test_nothing_that_could_be_published_is_left_behind(imported: Path):
    undated = [json.loads(line)["id"] for line in imported.open() if not json.loads(line)["date"]]
    drafts = Statement.objects.exclude(status=StatementStatus.PUBLISHED)
    assert drafts.count() == len(undated)
    assert Statement.objects.count() == sum(1 for _ in imported.open())


def test_nobody_is_called_by_a_placeholder_or_a_title(imported: Path):
    for name in Speaker.objects.values_list("name", flat=True):
        assert any(char.isalpha() for char in name)
        assert not name.lower().startswith(("mr", "mrs ", "ms ", "president ", "the ", "senior "))
    assert Speech.objects.exclude(speaker=None).exists()


def test_the_archive_agrees_with_itself_and_a_second_run_changes_nothing(imported: Path, capsys):
    for check in {**consistency.CHECKS, **consistency.DEEP_CHECKS}.values():
        assert list(check(False)) == []
    capsys.readouterr()
    call_command("import_statements", str(imported), "--publish", "--no-index")
    number = Statement.objects.count()
    assert f"0 added, 0 updated, {number:,} unchanged, 0 skipped, 0 failed" in capsys.readouterr().out


def test_the_list_of_treaties_is_taken_in_whole(corpus: Path, tmp_path: Path, capsys):
    load_reference()
    path = tmp_path / "treaties.jsonl"
    path.write_bytes(b"".join(islice(lines_of(corpus, "treaties"), 0, None, 20)))
    call_command("import_treaties", str(path))
    number = sum(1 for _ in path.open())
    assert Treaty.objects.count() == number
    assert Treaty.objects.exclude(registration="").count() > number / 4
    assert Treaty.objects.filter(participations=None).count() < number / 50
    capsys.readouterr()
    call_command("import_treaties", str(path))
    assert f"{number:,} unchanged" in capsys.readouterr().out
