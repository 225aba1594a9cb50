"""The public content, which all exports are made from."""

import pytest

from statements.exchange.content import BATCH_SIZE, read_content, read_contents, read_keys
from statements.models import Statement
from statements.publishing import build_snapshot, withdraw
from tests.exchange.records import draft, short, talks_in_pyongyang, untold

pytestmark = pytest.mark.django_db


def all_keys():
    return read_keys(Statement.objects.order_by("pk"))


def test_it_is_what_a_version_keeps():
    statement = talks_in_pyongyang()
    short(translation_of=statement)
    for content in read_contents(all_keys()):
        shown = Statement.objects.get(pk=content.pk)
        assert content.snapshot == build_snapshot(shown) == shown.revisions.get().snapshot


def test_drafts_and_withdrawn_texts_are_not_in_it():
    kept, gone = short("Kept"), short("Withdrawn")
    draft()
    withdraw(gone, "Published by mistake.")
    assert [content.uid for content in read_contents(all_keys())] == [kept.uid]
    assert read_content(gone) is None


def test_words_that_a_licence_forbids_are_left_out_and_who_spoke_is_not():
    content = read_content(untold())
    assert not content.has_text
    assert "UNSAYABLE" not in str(content.snapshot)
    assert content.snapshot["speeches"][0]["speaker"]["name"] == "Vladimir Putin"
    assert content.word_count == 5


def test_statements_come_in_the_order_asked_for():
    first, second, third = short("One"), short("Two"), short("Three")
    asked = [third.pk, first.pk, second.pk]
    assert [content.pk for content in read_contents(asked)] == asked


def test_a_lot_costs_as_many_queries_as_one_statement(django_assert_max_num_queries):
    for number in range(12):
        talks_in_pyongyang(title=f"Talks, part {number}", source_key="")
    pks = all_keys()
    assert len(pks) < BATCH_SIZE
    with django_assert_max_num_queries(14):
        assert len(list(read_contents(pks))) == 12


def test_it_reads_only_the_lots_that_are_taken(django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("statements.exchange.content.BATCH_SIZE", 2)
    for number in range(8):
        short(f"Remarks {number}")
    reading = read_contents(all_keys())
    with django_assert_max_num_queries(14):
        next(reading)


def test_without_words_no_paragraph_is_read():
    content = next(read_contents([talks_in_pyongyang().pk], words=False))
    assert all(speech["paragraphs"] == [] for speech in content.snapshot["speeches"])
    assert len(content.snapshot["speeches"]) == 6


def test_a_content_keeps_its_names_when_the_next_lot_is_read(monkeypatch):
    monkeypatch.setattr("statements.exchange.content.BATCH_SIZE", 1)
    talks_in_pyongyang(), short()
    first, _ = list(read_contents(all_keys()))
    assert {speaker.name for speaker in first.names.speakers.values()} == {"Kim Jong-un", "Vladimir Putin"}
