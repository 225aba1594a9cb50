"""What a redaction leaves where the words stood, and what it refuses."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from statements.exchange.content import read_content
from statements.exchange.files.tei import render_tei_document
from statements.ingest.writing import write_speeches
from statements.models import IndexChange, Redaction, Revision, Source, Speaker, Speech, Statement
from statements.models.redaction import RedactionKind, RedactionReason, RedactionState
from statements.publishing import NotReady, build_snapshot, consistency, publish
from statements.publishing.redaction import (
    CannotRedact,
    Order,
    begin,
    carry_out,
    finish_all,
    leftovers,
    preview,
    redacting,
)
from statements.publishing.redaction.raw_texts import read_texts, rewrite_raw
from statements.publishing.redaction.rewriting import rewrite_address
from statements.search.contract.requests import SearchRequest
from statements.search.engine import get_engine
from statements.search.indexing.updating import update_index
from statements.search.language import parse_query
from statements.text.redacted_words import MARK, RedactedWords, take_fingerprint
from statements.transcripts.readers.xml.archive_tei import read_statement
from tests.factories import kim, published, putin, turn

pytestmark = pytest.mark.django_db(transaction=True)
PASSAGE = "relations between them had reached the level of an alliance"
SENTENCE = "By order of a court."


@pytest.fixture
def talks(index: Path) -> Statement:
    """Of 19 June 2024, in two versions; the second speaks of the alliance too."""
    statement = published()
    write_speeches(
        statement,
        [
            turn(kim(), "He welcomed the guests.", f"He said that {PASSAGE}.", label="Kim Jong-un"),
            turn(putin(), f"He agreed that {PASSAGE.upper()}!", "He thanked Kim Jong-un.", label="President Putin"),
        ],
    )
    publish(statement, "The second turn was corrected.")
    statement.refresh_from_db()
    update_index([statement.pk])
    return statement


def order(statement: Statement | None, *forms: str, kind: RedactionKind = RedactionKind.PASSAGE, **more: str) -> Order:
    return Order(kind, forms, RedactionReason.COURT_ORDER, SENTENCE, statement, **more)


def redact(statement: Statement | None, *forms: str, kind: RedactionKind = RedactionKind.PASSAGE) -> Redaction:
    redaction = begin(order(statement, *forms, kind=kind))
    outcome = carry_out(redaction)
    assert outcome.obstacle == ""
    redaction.refresh_from_db()
    assert redaction.state == RedactionState.DONE
    if statement:
        statement.refresh_from_db()
    return redaction


def count_hits(text: str) -> int:
    return get_engine().search(SearchRequest(query=parse_query(text).query, text=text)).total


def test_letters_written_as_codes_do_not_hide_the_words() -> None:
    words = RedactedWords([take_fingerprint("Петрова", b"key")], b"key")
    address = "https://example.org/news/%D0%9F%D0%B5%D1%82%D1%80%D0%BE%D0%B2%D0%B0"
    assert rewrite_address(address, words) == ("https://example.org/", 1)
    page = '<p title="&#1055;етрова">He spoke.</p>'
    rewritten = rewrite_raw(page.encode(), "html", words)
    assert rewritten is not None and rewritten.raw is None
    assert any(words.find(text) for text in read_texts(page.encode(), "html"))


def test_marks_stand_where_the_words_stood_and_addresses_stay(talks: Statement) -> None:
    before = list(talks.paragraphs.order_by("order").values_list("anchor", flat=True))
    lock, datestamp, words = talks.lock_version, talks.datestamp, talks.word_count
    redact(talks, PASSAGE)
    assert list(talks.paragraphs.order_by("order").values_list("anchor", flat=True)) == before
    texts = list(talks.paragraphs.order_by("order").values_list("text", flat=True))
    assert texts[1:3] == [f"He said that {MARK}.", f"He agreed that {MARK}!"]
    assert talks.lock_version > lock
    assert talks.datestamp > datestamp
    assert talks.word_count == words - 2 * len(PASSAGE.split())
    assert talks.revisions.order_by("-number")[0].snapshot == build_snapshot(talks)
    assert [finding for check in consistency.CHECKS.values() for finding in check(False)] == []


def test_every_version_is_rewritten_and_says_what_its_hash_was(talks: Statement) -> None:
    write_speeches(talks, [turn(putin(), f"Nothing but this: {PASSAGE}.")])
    publish(talks, "Shortened.")
    was = dict(talks.revisions.values_list("number", "sha256"))
    redact(talks, PASSAGE)
    client = Client()
    for number in (2, 3):
        revision = Revision.objects.get(statement=talks, number=number)
        assert PASSAGE not in json.dumps(revision.snapshot)
        page = client.get(f"/s/{talks.uid}/v/{number}/").content.decode()
        assert was[number] in page
        assert revision.sha256 in page
        assert SENTENCE in page
        assert "never changes" not in page
        snapshot = client.get(f"/s/{talks.uid}/v/{number}/snapshot.json").content
        assert hashlib.sha256(snapshot).hexdigest() == revision.sha256
    assert client.get(f"/s/{talks.uid}/history/").content.decode().count("Redacted on") == 2
    assert Revision.objects.get(statement=talks, number=1).sha256 == was[1], "it never had the words"


def test_the_hash_of_before_is_not_told_where_a_name_could_be_guessed_by_it(talks: Statement) -> None:
    was = list(talks.revisions.values_list("sha256", flat=True))
    redact(talks, "Kim Jong-un", kind=RedactionKind.NAME)
    page = Client().get(f"/s/{talks.uid}/v/2/").content.decode()
    assert not any(sha256 in page for sha256 in was)
    assert "words could be guessed by it" in page


def test_the_page_says_why_and_links_each_mark_to_it(talks: Statement) -> None:
    redact(talks, PASSAGE)
    page = Client().get(talks.get_absolute_url()).content.decode()
    assert page.count('<a class="redaction" href="#redactions">[redacted]</a>') == 2
    assert 'id="redactions"' in page
    assert f"Court order: {SENTENCE}" in page
    assert "2 marks" in page


def test_the_mark_is_no_word_of_anybody(talks: Statement) -> None:
    assert count_hits('"reached the level"') == 1
    redact(talks, PASSAGE)
    assert count_hits('"reached the level"') == 0
    assert count_hits("redacted") == 0
    assert count_hits("welcomed") == 1
    assert count_hits('"agreed that he thanked"') == 0


def test_json_tei_text_and_api_tell_of_it_and_tei_is_read_back(talks: Statement) -> None:
    redact(talks, PASSAGE)
    client = Client()
    for address in (f"/s/{talks.uid}/export.json", f"/api/v1/statements/{talks.uid}"):
        (notice,) = client.get(address).json()["redactions"]
        assert (notice["reason"], notice["sentence"], notice["marks"]) == ("court_order", SENTENCE, 2)
    assert (
        f"Redacted: {notice['at'][:10]}, Court order. {SENTENCE}"
        in client.get(f"/s/{talks.uid}/export.txt").content.decode()
    )
    content = read_content(talks)
    assert content is not None
    tei = render_tei_document(content, "http://localhost")
    assert tei.count('<gap reason="redacted"/>') == 2
    assert read_statement(tei.encode()).snapshot == build_snapshot(talks)


def test_a_name_in_one_statement_leaves_the_person_where_others_name_them(talks: Statement) -> None:
    other = published(title="Remarks in Moscow")
    redact(talks, "Kim Jong-un", "Kim", kind=RedactionKind.NAME)
    first = talks.speeches.order_by("order")[0]
    assert (first.speaker, first.label) == (None, MARK)
    assert not talks.speakers.filter(name="Kim Jong-un").exists()
    assert "Kim" not in json.dumps([revision.snapshot for revision in talks.revisions.all()])
    assert other.speakers.filter(name="Kim Jong-un").exists()
    assert talks.revisions.order_by("-number")[0].snapshot == build_snapshot(talks)


def test_a_name_everywhere_takes_what_else_says_who_it_is(talks: Statement) -> None:
    speaker = putin()
    speaker.aliases.create(name="Mr Putin")
    redact(None, "Vladimir Putin", "Putin", kind=RedactionKind.NAME)
    speaker = Speaker.objects.get(pk=speaker.pk)
    assert (speaker.name, speaker.sort_name, speaker.native_name, speaker.wikidata) == (MARK, MARK, "", "")
    assert not speaker.aliases.exists()
    assert Client().get(f"/speakers/{speaker.uid}/", follow=True).status_code == 200
    assert talks.speakers.filter(pk=speaker.pk).exists()


def test_a_preview_shows_each_place_and_changes_nothing(talks: Statement) -> None:
    other = published([turn(None, f"Somebody said that {PASSAGE}.")], title="Elsewhere")
    before = build_snapshot(talks)
    outcome = preview(order(talks, PASSAGE))
    assert outcome.counts["paragraphs: text"] == 2
    assert {find.words.lower() for find in outcome.finds} == {PASSAGE}
    assert outcome.elsewhere == [(other.uid, "Elsewhere")]
    assert build_snapshot(talks) == before
    assert not Redaction.objects.exists()


@pytest.mark.parametrize(
    ("forms", "more", "sentence"),
    [
        ((), {}, "No words are given"),
        (("…",), {}, "fewer than 2 letters"),
        ((PASSAGE,), {"note": f"They said {PASSAGE}"}, "private note holds the words"),
        ((PASSAGE,), {"anchor": "zzzz"}, "has no paragraph zzzz"),
        (("President of Russia",), {}, "name of the publisher"),
    ],
)
def test_what_cannot_be_redacted_is_told_in_a_sentence(
    talks: Statement, forms: tuple[str, ...], more: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CannotRedact, match=sentence):
        begin(order(talks, *forms, **more))
    assert not Redaction.objects.exists()


def test_a_whole_paragraph_goes_by_its_anchor_alone(talks: Statement) -> None:
    anchor = talks.paragraphs.get(text="He welcomed the guests.").anchor
    carry_out(begin(order(talks, anchor=anchor)))
    assert talks.paragraphs.get(anchor=anchor).text == f"{MARK}."


def test_one_that_was_begun_and_killed_is_finished_without_the_words(talks: Statement) -> None:
    begin(order(talks, PASSAGE))
    assert [finding.message for finding in consistency.check_redactions()] != []
    ((redaction, outcome),) = finish_all()
    assert (redaction.state, outcome.obstacle) == (RedactionState.DONE, "")
    assert count_hits('"reached the level"') == 0
    assert list(consistency.check_redactions()) == []


def test_one_killed_after_its_records_is_finished_in_index_and_free_space(talks: Statement) -> None:
    redaction = begin(order(talks, PASSAGE))
    words = redacting.load_words_of(redaction)
    with leftovers.overwrite_deleted(), redacting.pause_indexing(), redacting.transaction.atomic():
        redacting._sweep(redaction, words, frozenset({talks.pk}), write=True)
        Redaction.objects.update(state=RedactionState.REWRITTEN)
    assert IndexChange.objects.exists()
    call_command("prepare_archive", "--no-static")
    redaction.refresh_from_db()
    assert redaction.state == RedactionState.DONE
    assert count_hits('"reached the level"') == 0


def test_a_lost_key_is_told_and_nothing_is_called_done(talks: Statement, settings) -> None:  # noqa: ANN001
    redaction = begin(order(talks, PASSAGE))
    settings.SECRET_KEY = "another"
    with pytest.raises(CannotRedact, match="SECRET_KEY"):
        carry_out(redaction)
    assert any("another SECRET_KEY" in finding.message for finding in consistency.check_redactions())


@pytest.mark.parametrize("before", ["Again: ", "Again:\n"], ids=["on a line", "at its beginning"])
def test_words_that_were_redacted_are_not_published_again(talks: Statement, before: str) -> None:
    redact(talks, PASSAGE)
    write_speeches(talks, [turn(putin(), f"{before}{PASSAGE}.")])
    with pytest.raises(NotReady, match="may not come back"):
        publish(talks, "Restored.")


def test_an_import_that_would_bring_them_back_is_left_out(talks: Statement, tmp_path: Path, capsys) -> None:  # noqa: ANN001
    file = tmp_path / "talks.txt"
    file.write_text(
        f"Talks in Pyongyang\n19 June 2024\n\nPRESIDENT PUTIN: He said that {PASSAGE}, and more than that.\n"
    )
    call_command("import_statements", str(file))
    (imported,) = Statement.objects.exclude(pk=talks.pk)
    raw = Source.objects.get(statement=imported)
    redact(None, PASSAGE)
    assert PASSAGE.encode() not in Source.objects.get(pk=raw.pk).raw
    assert "1 unchanged" in _import(file, capsys)
    assert "Words of it were redacted" in _import(file, capsys)
    file.write_text(file.read_text() + "A line more.\n")
    assert "may not come back" in _import(file, capsys)
    assert Statement.objects.count() == 2


def test_a_short_word_does_not_come_back_by_an_import_into_its_statement(
    talks: Statement, tmp_path: Path, capsys
) -> None:  # noqa: ANN001
    file = tmp_path / "talks.jsonl"
    record = {"id": "1", "title": "Talks in Pyongyang", "date": "2024-06-19", "url": "https://press.example/1"}
    text = "PRESIDENT PUTIN: He thanked Zephyrone for it."
    file.write_text(json.dumps({**record, "text": text}))
    call_command("import_statements", str(file))
    imported = Statement.objects.exclude(pk=talks.pk).get()
    redact(imported, "Zephyrone", kind=RedactionKind.NAME)
    file.write_text(json.dumps({**record, "text": f"{text} A line more."}))
    assert "may not come back" in _import(file, capsys)
    assert "Zephyrone" not in str(read_content(imported))


def _import(file: Path, capsys) -> str:  # noqa: ANN001
    report = file.with_suffix(".json")
    with suppress(SystemExit):
        call_command("import_statements", str(file), "--report", str(report))
    return capsys.readouterr().out + report.read_text()


def test_a_package_tells_of_it_in_another_archive(talks: Statement, tmp_path: Path) -> None:
    redact(talks, PASSAGE)
    package = tmp_path / "archive.zip"
    call_command("export_archive", str(package))
    was = set(Revision.objects.filter(statement=talks).values_list("redactions__was_sha256", flat=True))
    Redaction.objects.all().delete()
    Revision.objects.all().delete()
    Speech.objects.all().delete()
    Statement.objects.all().delete()
    call_command("import_statements", str(package))
    restored = Statement.objects.get(uid=talks.uid)
    assert restored.redactions.get().marks == 2
    assert restored.redactions.get().redaction.sentence == SENTENCE
    assert set(Revision.objects.values_list("redactions__was_sha256", flat=True)) == was
