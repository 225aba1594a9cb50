"""The index follows the records, survives being killed, and tells whether it is up to date."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from haystack.inputs import Raw
from haystack.query import SearchQuerySet
from whoosh.fields import DATETIME, NUMERIC

from statements.ingest.writing import write_speeches
from statements.models import IndexChange, Statement
from statements.publishing import publish, withdraw
from statements.search.contract.documents import Document
from statements.search.contract.requests import SearchRequest
from statements.search.engines.whoosh.evaluation.query_run import run_query
from statements.search.engines.whoosh.segments.postings import encode_number, encode_number_term
from statements.search.engines.whoosh.storage.store import Store
from statements.search.indexing.documents import STATEMENT_SOURCE
from statements.search.indexing.documents.statements import StatementSource
from statements.search.indexing.queue import defer_indexing, process_queue, queue_statements
from statements.search.indexing.status import describe_stale, read_status
from statements.search.indexing.updating import update_index
from statements.search.language import Everything, Word
from tests.factories import StatementFactory, published, putin, turn
from tests.search.engines.whoosh.bruteforce import Text, Turn
from tests.search.engines.whoosh.corpora import SCHEMA, document_of, indexed
from tests.search.records import archive


def hits(word: str) -> int:
    from statements.search.engine import get_engine

    return get_engine().search(SearchRequest(query=Word(word))).total


@pytest.mark.django_db
def test_publishing_correcting_and_withdrawing_are_followed(index, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        statement = published([turn(putin(), "Of armistice.")])
    assert (hits("armistice"), hits("ceasefire")) == (1, 0)
    with django_capture_on_commit_callbacks(execute=True):
        write_speeches(statement, [turn(putin(), "Of ceasefire.")])
        publish(statement, "A word was wrong.")
    assert (hits("armistice"), hits("ceasefire")) == (0, 1)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(statement, "Published by mistake.")
    assert hits("ceasefire") == 0
    assert read_status().fresh


@pytest.mark.django_db
def test_a_draft_is_never_indexed(index) -> None:
    draft = StatementFactory()
    write_speeches(draft, [turn(putin(), "Of armistice.")])
    update_index([draft.pk])
    assert hits("armistice") == 0


@pytest.mark.django_db(transaction=True)
def test_many_changes_are_written_together(index) -> None:
    before = len(list(index.glob("MAIN_*.arrays")))
    with defer_indexing():
        for word in ("armistice", "ceasefire", "truce"):
            published([turn(putin(), f"Of {word}.")], title=f"On {word}")
            assert hits(word) == 0
    assert [hits(word) for word in ("armistice", "ceasefire", "truce")] == [1, 1, 1]
    assert len(list(index.glob("MAIN_*.arrays"))) == before + 1


@pytest.mark.django_db(transaction=True)
def test_an_index_that_cannot_be_written_does_not_harm_the_record(index: Path, monkeypatch, caplog) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("statements.search.engines.whoosh.segments.builder.SegmentBuilder.write", full)
    statement = published()
    assert statement.is_public
    assert "stale" in caplog.text
    monkeypatch.undo()
    assert read_status().missing == [statement.pk]
    another = published(title="Another")
    assert read_status().fresh
    assert another.is_public
    assert not IndexChange.objects.exists()


@pytest.mark.django_db
def test_a_change_is_noted_with_the_record_and_taken_away_when_followed(index) -> None:
    statement = published()
    assert list(IndexChange.objects.filter(model="statement").values_list("record", flat=True)) == [statement.pk]
    assert process_queue()
    assert not IndexChange.objects.exists()
    assert read_status().fresh


@pytest.mark.django_db
def test_a_rebuild_takes_away_what_was_noted_before_it(index) -> None:
    published()
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert not IndexChange.objects.exists()


@pytest.mark.django_db
def test_what_changes_while_the_index_is_rebuilt_is_followed_at_its_end(index, monkeypatch) -> None:
    talks = archive()["talks"]
    build_documents = StatementSource.build_documents

    def changed_meanwhile(self: StatementSource, statements: list[Statement]) -> Iterator[Document]:
        documents = list(build_documents(self, statements))
        monkeypatch.undo()
        talks.title, talks.lock_version = "Press statements after the talks", talks.lock_version + 1
        talks.save()
        queue_statements([talks.pk])
        return iter(documents)

    monkeypatch.setattr(StatementSource, "build_documents", changed_meanwhile)
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert read_status().fresh
    assert not IndexChange.objects.exists()


@pytest.mark.django_db
def test_the_status_names_what_is_missing_changed_and_extra_and_repairs_it(index) -> None:
    records = archive()
    assert read_status().fresh
    records["talks"].title = "Press statements after the talks"
    records["talks"].lock_version += 1
    records["talks"].save()
    withdraw(records["french"], "Published by mistake.")
    new = published(title="A new one")
    status = read_status()
    assert (status.missing, status.stale, status.extra) == ([new.pk], [records["talks"].pk], [records["french"].pk])
    with pytest.raises(SystemExit) as ended:
        call_command("index_status", stdout=StringIO())
    assert ended.value.code == 1
    said = StringIO()
    call_command("index_status", "--repair", stdout=said)
    assert "up to date: 4 statements" in said.getvalue()
    assert describe_stale() == ""


@pytest.mark.django_db
def test_many_statements_are_read_in_as_many_queries_as_one(index, django_assert_num_queries) -> None:
    archive()
    for count in (1, 4):
        with django_assert_num_queries(7):
            records = STATEMENT_SOURCE.select_for_reading().order_by("pk")[:count]
            documents = list(STATEMENT_SOURCE.read_documents(records))
    assert len(documents) == 4
    assert all(document.speeches and document.passages[1:] for document in documents)


@pytest.mark.django_db
def test_haystacks_commands_build_and_update(index) -> None:
    archive()
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert read_status().fresh
    assert len(list(index.glob("MAIN_*.arrays"))) == len(list(index.glob("NAMES_*.arrays"))) == 1
    published(title="A new one")
    call_command("update_index", verbosity=0)
    assert read_status().fresh
    call_command("clear_index", interactive=False, verbosity=0)
    assert len(read_status().missing) == 5


@pytest.mark.django_db
def test_haystacks_searches_work_as_documented(index) -> None:
    records = archive()
    everything = SearchQuerySet().models(Statement)
    assert everything.count() == 4
    assert {result.pk for result in everything.filter(content="negotiation")} == {
        str(records["assembly"].pk), str(records["address"].pk),
    }  # fmt: skip
    assert everything.exclude(country="RUS").count() == 2
    assert [result.date_from.year for result in everything.order_by("date_from")] == [1960, 1979, 2007, 2024]
    assert [result.lang for result in everything.order_by("lang", "-date_from")] == ["en", "en", "en", "fr"]
    assert [result.date_from.year for result in everything.order_by("lang", "-date_from")] == [2024, 2007, 1960, 1979]
    assert [result.date_from.year for result in everything.order_by("-date_from")[1:4]] == [2007, 1979, 1960]
    assert everything.filter(year__gte=1979, year__lt=2024).count() == 2
    assert dict(everything.facet("country").facet_counts()["fields"]["country"]) == {"RUS": 2, "PRK": 1, "CUB": 2}
    assert everything.narrow("kind:speech").filter(content="arms").count() == 2
    highlighted = everything.filter(content="multipolar").highlight()[0].highlighted
    assert "<em>multipolar</em>" in highlighted["text"][0]
    assert everything.more_like_this(records["address"]).count() > 0
    assert everything.auto_query('"arms race"').count() == 1
    assert everything.auto_query('"race arms"').count() == 0
    assert (
        everything.filter(content__startswith="multipol").count() == everything.filter(content="multipolar").count() > 0
    )
    assert everything.filter(content=Raw("mu*lar")).count() == everything.filter(content="multipolar").count()


@pytest.mark.django_db
def test_a_rebuild_that_fails_leaves_the_old_index(index, monkeypatch) -> None:
    archive()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("statements.search.indexing.documents.statements.StatementSource.build_documents", fail)
    with pytest.raises(RuntimeError):
        call_command("rebuild_index", interactive=False, verbosity=0)
    monkeypatch.undo()
    assert read_status().fresh


@pytest.mark.parametrize("value", [0, 1, -5, 2007, date(1989, 11, 9), datetime(2007, 2, 10, 12, 30, 15, 250)])
def test_numbers_and_dates_are_indexed_as_whoosh_indexes_them(value: int | date) -> None:
    field = NUMERIC(int, bits=64) if isinstance(value, int) else DATETIME()
    field.shift_step = 0
    whole = value if isinstance(value, int | datetime) else datetime(value.year, value.month, value.day)
    assert [encode_number_term(encode_number(value))] == [token[0] for token in field.index(whole)]


def statement(pk: int, words: str) -> Text:
    return Text(pk, f"Statement {pk}", (Turn("putin", "RUS", (words,)),))


def test_a_writer_killed_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    store = indexed(tmp_path, [[statement(1, "peace")]])
    script = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from tests.search.engines.whoosh.corpora import SCHEMA, document_of
        from tests.search.indexing.test_updating import statement
        from statements.search.engines.whoosh.segments.builder import SegmentBuilder
        from statements.search.engines.whoosh.storage.store import Store
        builder = SegmentBuilder()
        builder.add(document_of(statement(2, "war")))
        with Store(Path(sys.argv[1])).open_writer(SCHEMA) as writing:
            writing.delete(["statements.statement.1"])
            writing.add(builder)
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{script}", str(tmp_path)], env=environment, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob("*.arrays"))) == 2
    assert [hit.statement for hit in run_query(store.generation(), SearchRequest(query=Everything())).hits] == [1]
    with store.open_writer(SCHEMA) as writing:
        writing.delete(["statements.statement.1"])
    assert run_query(store.generation(), SearchRequest(query=Everything())).total == 0
    assert list(tmp_path.glob("*.arrays")) == []


def test_readers_keep_their_generation_while_others_write(tmp_path: Path) -> None:
    store = indexed(tmp_path, [[statement(pk, "peace") for pk in range(1, 11)]])
    held = store.generation()
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        own = Store(tmp_path)
        while not stop.is_set():
            try:
                results = run_query(own.generation(), SearchRequest(query=Word("peace"), per_page=100))
                assert results.total == 10, results.total
                assert {hit.statement for hit in results.hits} == set(range(1, 11))
            except BaseException as error:  # noqa: BLE001 - handed to the main thread
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    from statements.search.engines.whoosh.segments.builder import SegmentBuilder
    from statements.search.engines.whoosh.storage.upkeep import merge_small_segments

    for round_ in range(25):
        builder = SegmentBuilder()
        builder.add(document_of(statement(round_ % 10 + 1, "peace")))
        with Store(tmp_path).open_writer(SCHEMA) as writing:
            writing.delete(builder.keys)
            writing.add(builder)
            merge_small_segments(writing)
    stop.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert run_query(held, SearchRequest(query=Word("peace"))).total == 10
