"""Records into the archive: what is written, what is recognised, what is left alone."""

from __future__ import annotations

import json

import pytest

from statements import publishing
from statements.ingest.report import Outcome
from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import Paragraph, Permalink, Publisher, Source, Speaker, Speech, Statement, Treaty
from statements.models.statement import StatementStatus, TextStatus
from statements.publishing import record_change

from ..conftest import record

pytestmark = pytest.mark.django_db


def counts(report) -> dict[str, int]:
    return {outcome.value: report.counts[outcome] for outcome in Outcome if report.counts[outcome]}


def test_the_talks_of_june_2024_are_filed_turn_by_turn(people, kremlin, take, write):
    Treaty.objects.create(title="Treaty on Comprehensive Strategic Partnership", signed="2024-06-19")
    report = take(write(record()))
    statement = Statement.objects.get()
    assert counts(report) == {"added": 1}
    assert (statement.title, statement.date, statement.kind) == (
        "Press statements following talks",
        "2024-06-19",
        "press_statement",
    )
    assert statement.status == StatementStatus.PUBLISHED
    assert statement.text_status == TextStatus.TRANSLATION
    assert statement.publisher == kremlin
    turns = [
        (s.label, s.speaker.name, s.party.code, s.interpreted, s.paragraphs.count()) for s in statement.speeches.all()
    ]
    assert turns == [
        ("President of Russia Vladimir Putin", "Vladimir Putin", "RUS", False, 2),
        (
            "Chairman of State Affairs of the Democratic People’s Republic of Korea Kim Jong-un",
            "Kim Jong-un",
            "PRK",
            True,
            1,
        ),
        ("Vladimir Putin", "Vladimir Putin", "RUS", False, 1),
    ]
    assert statement.speeches.first().term.title == "President of the Russian Federation"
    assert statement.speeches.all()[1].interpreted_note == "retranslated"
    assert [voice.speaker.name for voice in statement.voices.order_by("order")] == ["Vladimir Putin", "Kim Jong-un"]
    kim = Speaker.objects.get(name="Kim Jong-un")
    assert (kim.provisional, kim.sort_name) == (True, "Kim Jong-un")


def test_the_raw_record_is_kept_untouched(people, kremlin, take, write):
    path = write(record())
    take(path)
    source = Source.objects.get()
    assert source.raw == path.read_bytes().strip()
    assert (source.name, source.format) == ("records.jsonl:1", "jsonl")
    assert source.statement.raw_sha256 == source.sha256


def test_a_second_import_changes_nothing(people, kremlin, take, write):
    path = write(record(), record(id="kremlin-2", title="Other talks", source_url="http://en.kremlin.ru/2"))
    take(path)
    before = list(Statement.objects.order_by("pk").values())
    report = take(path)
    assert counts(report) == {"unchanged": 2}
    assert list(Statement.objects.order_by("pk").values()) == before


def test_another_text_of_the_same_record_is_a_new_revision_with_its_anchors(people, kremlin, take, write):
    take(write(record()))
    statement = Statement.objects.get()
    anchors = {p.text: p.anchor for p in Paragraph.objects.all()}
    text = record()["text"].replace("We shall meet again soon.", "We shall meet again in Moscow.")
    report = take(write(record(text=text)))
    assert counts(report) == {"updated": 1}
    statement.refresh_from_db()
    assert [r.number for r in statement.revisions.order_by("number")] == [1, 2]
    for paragraph in Paragraph.objects.all():
        assert paragraph.anchor == anchors.get(paragraph.text, anchors["Thank you. We shall meet again soon."])
    assert counts(take(write(record(text=text)))) == {"unchanged": 1}


def test_a_passage_that_is_gone_leaves_a_tombstone(people, kremlin, take, write):
    take(write(record()))
    gone = Paragraph.objects.get(text__startswith="We have signed").anchor
    text = record()["text"].replace("We have signed a treaty which will carry our work for many years to come.\n\n", "")
    take(write(record(text=text)))
    assert Permalink.objects.filter(address=f"s/{Statement.objects.get().uid}/p/{gone}", kind="tombstone").exists()


def test_only_another_wrapping_is_no_change(people, kremlin, take, write):
    take(write(record()))
    report = take(write({**dict(reversed(record().items()))}))
    assert counts(report) == {"unchanged": 1}
    assert Statement.objects.get().revisions.count() == 1


def test_the_same_page_is_known_by_its_address_from_whatever_file(people, kremlin, take, write):
    bare = record()
    del bare["id"]
    take(write(bare, name="a.jsonl"))
    moved = {**bare, "source_url": "https://www.en.kremlin.ru/events/president/news/74334/", "place": "Moscow"}
    assert counts(take(write(moved, name="b.jsonl"))) == {"updated": 1}
    with_id = record(place="Minsk")
    assert counts(take(write(with_id, name="c.jsonl"))) == {"updated": 1}
    assert Statement.objects.count() == 1
    back = {**bare, "place": "Pyongyang, North Korea"}
    assert counts(take(write(back, name="d.jsonl"))) == {"updated": 1}


def test_records_that_share_the_address_of_their_collection_are_not_one(people, kremlin, take, write):
    doi = "https://doi.org/10.7910/DVN/0TJX8Y"
    first = record(id="a", title="Statement of France", source_url=doi)
    second = record(id="b", title="Statement of Chile", source_url=doi)
    assert counts(take(write(first, second))) == {"added": 2}
    assert counts(take(write(first, second))) == {"unchanged": 2}
    changed = take(write({**second, "place": "New York"}, name="again.jsonl"))
    assert counts(changed) == {"updated": 1}
    assert set(Statement.objects.values_list("title", "place")) == {
        ("Statement of France", "Pyongyang"),
        ("Statement of Chile", "New York"),
    }


def test_what_an_editor_corrected_is_not_overwritten(people, kremlin, take, write):
    take(write(record()))
    statement = Statement.objects.get()
    write_speeches(statement, [SpeechDraft([ParagraphDraft("Corrected by hand.")], label="Vladimir Putin")])
    publishing.publish(statement, "Typing errors.")
    report = take(write(record(text="Vladimir Putin: Other words altogether for this occasion.")))
    assert counts(report) == {"skipped": 1}
    assert "editor" in report.examples[Outcome.SKIPPED][0].reason
    assert Paragraph.objects.get().text == "Corrected by hand."


def test_a_withdrawn_statement_does_not_come_back(people, kremlin, take, write):
    take(write(record()))
    publishing.withdraw(Statement.objects.get(), "Published in error.")
    assert counts(take(write(record()))) == {"unchanged": 1}
    report = take(write(record(place="Moscow")))
    assert counts(report) == {"skipped": 1}
    assert Statement.objects.get().status == StatementStatus.WITHDRAWN


def test_without_publish_all_are_drafts_and_a_second_run_with_it_publishes(people, kremlin, take, write):
    path = write(record())
    take(path, publish=False)
    assert Statement.objects.get().status == StatementStatus.DRAFT
    assert counts(take(path, publish=True)) == {"updated": 1}
    assert Statement.objects.get().status == StatementStatus.PUBLISHED
    assert counts(take(path, publish=True)) == {"unchanged": 1}


def test_an_undated_record_stays_a_draft_and_is_reported(people, kremlin, take, write):
    report = take(write(record(date=None), record(id="2", date="some day", source_url="")))
    assert counts(report) == {"added": 2}
    assert set(Statement.objects.values_list("status", flat=True)) == {StatementStatus.DRAFT}
    assert all("no date" in entry.reason for entry in report.examples[Outcome.ADDED])
    assert any(w["code"] == "bad-date" for s in Statement.objects.all() for w in s.warnings)


def test_a_public_statement_never_loses_what_it_must_have(people, kremlin, take, write):
    take(write(record()))
    report = take(write(record(date=None)))
    assert counts(report) == {"failed": 1}
    assert Statement.objects.get().date == "2024-06-19"


def test_a_dry_run_gives_the_same_report_and_writes_nothing(people, kremlin, take, write):
    path = write(record(), record(id="2", title="Other", source_url="", speaker="Li Qiang", country="China"), record())
    rehearsed = take(path, dry_run=True)
    assert Statement.objects.count() == Speech.objects.count() == 0
    assert not Speaker.objects.filter(name="Kim Jong-un").exists()
    written = take(path)
    assert counts(rehearsed) == counts(written) == {"added": 2, "unchanged": 1}
    assert rehearsed.note_counts == written.note_counts


def test_topics_and_mentioned_parties_come_from_the_publishers_tags_and_the_text(
    people, kremlin, security, take, write
):
    tags = {"topics": ["National security", "Gardening"], "geography": ["Japan"], "persons": []}
    text = record()["text"] + "\n\nVladimir Putin: We spoke of China. China is our neighbour."
    report = take(write(record(tags=tags, text=text)))
    statement = Statement.objects.get()
    assert [topic.name for topic in statement.topics.all()] == ["Peace and security"]
    assert report.note_counts["tag without a topic: Gardening"] == 1
    roles = {(role.party.code, role.role) for role in statement.party_roles.all()}
    assert roles == {("RUS", "speaking"), ("PRK", "speaking"), ("JPN", "mentioned"), ("CHN", "mentioned")}


def test_treaties_named_in_the_text_are_linked_to_their_passages(people, kremlin, take, write):
    treaty = Treaty.objects.create(title="The Antarctic Treaty", signed="1959-12-01")
    text = record()["text"] + "\n\nVladimir Putin: We keep to the Antarctic Treaty."
    take(write(record(text=text)))
    (mention,) = treaty.mentions.all()
    assert (mention.relation, mention.surface) == ("mentions", "Antarctic Treaty")
    assert mention.paragraph.text == "We keep to the Antarctic Treaty."


def test_a_monologue_is_spoken_by_whom_the_record_names_for_its_country(people, take, write):
    speech = record(
        id="ungdc-FRA-72-2017",
        title="Statement of France in the General Debate",
        date="2017",
        country="France",
        speaker="Mr. MACRON",
        office="President",
        source="UN General Debate Corpus",
        kind="speech",
        text="Many words are said here every autumn, and many of them are said for the first time by the young.",
    )
    take(write(speech))
    (turn,) = Speech.objects.all()
    assert (turn.speaker, turn.label, turn.role, turn.party.code) == (
        people["macron"],
        "Mr. MACRON",
        "President",
        "FRA",
    )
    assert Publisher.objects.get().licence == "CC0 1.0"


def test_a_placeholder_is_nobody_and_the_country_speaks(people, take, write):
    take(write(record(speaker="???", office=None, text="Many words were said on this day by somebody for everybody.")))
    (turn,) = Speech.objects.all()
    assert (turn.speaker, turn.label, turn.party.code) == (None, "", "RUS")
    assert not Speaker.objects.filter(name__contains="?").exists()


def test_two_words_without_an_office_may_be_surnames_and_make_nobody(people, take, write):
    text = "Many words are said here every autumn, and many of them are said for the first time by the young."
    take(write(record(speaker="Mr. Borg Olivier", office=None, text=text)))
    assert Speech.objects.get().label == "Mr. Borg Olivier"
    assert not Speaker.objects.filter(name="Borg Olivier").exists()


def test_an_unknown_publisher_is_made_by_name_with_an_unknown_licence(people, take, write):
    take(write(record(source="Ministry of Silly Walks", source_url="https://silly.example.org/1")))
    publisher = Publisher.objects.get()
    assert (publisher.name, publisher.licence) == ("Ministry of Silly Walks", "")


def test_new_speakers_of_a_record_that_fails_are_not_left_behind(people, kremlin, take, write, monkeypatch):
    from django.db import DataError

    from statements.ingest.importing import importer

    def refuse(*args, **kwargs):
        raise DataError("value too long")

    monkeypatch.setattr(importer, "write_source", refuse)
    report = take(write(record()))
    assert counts(report) == {"failed": 1}
    assert "value too long" in report.examples[Outcome.FAILED][0].reason
    assert Statement.objects.count() == 0
    assert not Speaker.objects.filter(name="Kim Jong-un").exists()
    monkeypatch.undo()
    assert counts(take(write(record()))) == {"added": 1}


def test_a_new_person_in_two_records_is_written_once(people, kremlin, take, write):
    take(write(record(), record(id="2", source_url="", title="Again")))
    assert Speaker.objects.filter(name="Kim Jong-un").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_index_hears_of_every_change_once_at_the_end(people, kremlin, command, write, monkeypatch):
    from statements.search.indexing import queue

    told: list[set[int]] = []
    monkeypatch.setattr(queue, "update_index", lambda statements, names: told.append(statements))
    path = write(record(), record(id="2", source_url="", title="Again"))
    command("import_statements", path, "--publish", "--dry-run")
    assert told == []
    command("import_statements", path, "--publish")
    assert told == [set(Statement.objects.values_list("pk", flat=True))]
    command("import_statements", path, "--publish")
    assert len(told) == 1


def test_the_command_says_what_it_did_and_writes_it_to_a_file(people, kremlin, command, write, tmp_path):
    path = write(record(), b"{broken", {"id": "3", "title": "Empty", "text": ""})
    status, said = command("import_statements", path, "--publish", "--report", tmp_path / "report.json")
    assert status == 1
    assert "1 added, 0 updated, 0 unchanged, 0 skipped, 2 failed" in said
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["counts"] == {"added": 1, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 2}
    failed = [entry for entry in report["entries"] if entry["outcome"] == "failed"]
    assert [(entry["line"], entry["title"]) for entry in failed] == [(2, ""), (3, "Empty")]
    added = next(entry for entry in report["entries"] if entry["outcome"] == "added")
    assert added["uid"] == Statement.objects.get().uid


def test_the_publisher_of_the_command_overrules_the_records(people, kremlin, command, write):
    status, _ = command("import_statements", write(record()), "--publisher", "The Author")
    assert status == 0
    assert Statement.objects.get().publisher.name == "The Author"


def test_a_report_can_be_a_table(people, kremlin, command, write, tmp_path):
    import csv

    command("import_statements", write(record(title="=HYPERLINK(1)")), "--report", tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["outcome"], row["title"]) == ("added", "'=HYPERLINK(1)")


def test_the_report_of_an_import_is_that_of_its_repetition_but_for_the_outcome(
    people, kremlin, command, write, tmp_path
):
    path = write(*(record(id=str(n), source_url="", title=f"Talks {n}") for n in range(5)))
    command("import_statements", path, "--publish", "--report", tmp_path / "one.json")
    command("import_statements", path, "--publish", "--report", tmp_path / "two.json")
    one, two = (json.loads((tmp_path / name).read_text())["entries"] for name in ("one.json", "two.json"))
    assert [(e["line"], e["title"], e["uid"]) for e in one] == [(e["line"], e["title"], e["uid"]) for e in two]
    assert {e["outcome"] for e in one} == {"added"}
    assert {e["outcome"] for e in two} == {"unchanged"}


def test_a_draft_without_a_publisher_says_so_and_is_published_once_one_is_named(people, command, write):
    path = write(record(source="", source_url="", country="", title="Joint press conference"))
    _, said = command("import_statements", path, "--publish", "--no-index")
    assert "Left as drafts:\n  1 × It has no publisher. (--publisher NAME names one: give the same command" in said
    _, said = command("import_statements", path, "--publish", "--no-index")
    assert "1 unchanged" in said and "It has no publisher." in said
    _, said = command("import_statements", path, "--publish", "--no-index", "--publisher", "United Nations")
    assert "1 updated" in said
    statement = Statement.objects.get()
    assert (statement.is_public, statement.publisher.name) == (True, "United Nations")
    _, said = command("import_statements", path, "--publish", "--no-index", "--publisher", "United Nations")
    assert "1 unchanged" in said and "Left as" not in said


def test_a_draft_that_an_editor_has_changed_is_given_no_publisher(people, command, write):
    path = write(record(source="", source_url="", country=""))
    command("import_statements", path, "--publish", "--no-index")
    record_change(Statement.objects.get(), "The title.")
    _, said = command("import_statements", path, "--publish", "--no-index", "--publisher", "United Nations")
    assert "1 unchanged" in said
    assert Statement.objects.get().publisher is None
