"""What every engine has to do. Another engine is added to ENGINES."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from statements.search.contract.documents import Document, Passage, build_document, format_key
from statements.search.contract.engine import Engine
from statements.search.contract.errors import IndexLocked, IndexNotWritten, SearchUnavailable
from statements.search.contract.fields import (
    INDEXES,
    NAME_FIELDS,
    NAMES,
    STATEMENT_FIELDS,
    STATEMENTS,
    FieldKind,
    IndexField,
)
from statements.search.contract.record_names import NamePart
from statements.search.contract.requests import SearchRequest
from statements.search.engines.whoosh.engine import WhooshEngine
from statements.search.language import Node, parse_query

ENGINES: list[type[Engine]] = [WhooshEngine]
STATEMENT, SPEAKER = "statements.statement", "statements.speaker"


@pytest.fixture(params=ENGINES, ids=lambda engine_class: engine_class.__name__)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with request.param.open_temporary() as engine:
        yield engine


def statement(pk: int, text: str, *, version: int = 1, speaker: str = "putin") -> Document:
    values = {"title": "", "speaker": [speaker], "record": pk, "version": version, "date_from": date(1960, 9, 26)}
    return build_document(STATEMENT, pk, STATEMENT_FIELDS, values, language="en", passages=[Passage(text)])


def speaker(pk: int, name: str, weight: int = 1) -> Document:
    values = {
        "title": name, "what": "speaker", "uid": f"u{pk}", "slug": "s", "record": pk, "weight": weight, "version": 1,
        "key": [name.lower()], "family": [name.split()[-1].lower()],
    }  # fmt: skip
    passages = [Passage(name, NamePart.SHOWN), Passage(name.split()[-1], NamePart.FAMILY)]
    return build_document(SPEAKER, pk, NAME_FIELDS, values, language="und", passages=passages)


def write(engine: Engine, *documents: Document, index: str = STATEMENTS) -> None:
    with engine.open_batch(index) as batch:
        for document in documents:
            batch.add(document)


def find(engine: Engine, text: str) -> list[int]:
    return sorted(hit.statement for hit in engine.search(SearchRequest(query=query(text))).hits)


def query(text: str) -> Node:
    return parse_query(text).query


def test_a_document_is_found_replaced_and_deleted(engine: Engine) -> None:
    write(engine, statement(1, "Of armistice."), statement(2, "Of ceasefire."))
    assert (find(engine, "armistice"), find(engine, "ceasefire")) == ([1], [2])
    write(engine, statement(1, "Of truce."))
    assert (find(engine, "armistice"), find(engine, "truce")) == ([], [1])
    with engine.open_batch(STATEMENTS) as batch:
        batch.delete([format_key(STATEMENT, 1), format_key(STATEMENT, 99)])
    assert (find(engine, "truce"), engine.count(STATEMENTS)) == ([], 1)


def test_what_a_batch_adds_is_not_deleted_by_it(engine: Engine) -> None:
    write(engine, statement(1, "Of armistice."))
    with engine.open_batch(STATEMENTS) as batch:
        batch.add(statement(1, "Of truce."))
        batch.delete([format_key(STATEMENT, 1)])
    assert find(engine, "truce") == [1]


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_block_left_by_an_error_changes_nothing(engine: Engine, rebuild: bool) -> None:
    write(engine, statement(1, "Of armistice."))
    before = engine.generation()
    with (
        pytest.raises(ZeroDivisionError),
        engine.open_rebuild(STATEMENTS) if rebuild else engine.open_batch(STATEMENTS) as batch,
    ):
        batch.add(statement(2, "Of ceasefire."))
        raise ZeroDivisionError
    assert (find(engine, "armistice"), find(engine, "ceasefire"), engine.generation()) == ([1], [], before)


def test_the_old_index_answers_until_the_new_one_is_whole(engine: Engine) -> None:
    write(engine, statement(1, "Of armistice."))
    before = engine.generation()
    with engine.open_rebuild(STATEMENTS) as batch:
        batch.add(statement(2, "Of ceasefire."))
        assert find(engine, "armistice") == [1]
    assert (find(engine, "armistice"), find(engine, "ceasefire")) == ([], [2])
    assert engine.generation() > before


@pytest.mark.parametrize("rebuild", [False, True])
def test_parts_are_written_elsewhere_and_taken(engine: Engine, rebuild: bool) -> None:
    write(engine, statement(1, "Of armistice."), statement(2, "Of armistice."))
    with engine.open_rebuild(STATEMENTS) if rebuild else engine.open_batch(STATEMENTS) as batch:
        writer = pickle.loads(pickle.dumps(batch.part_writer()))
        for part in writer.write([statement(1, "Of truce."), statement(3, "Of truce.")]):
            batch.take(pickle.loads(pickle.dumps(part)))
    assert find(engine, "truce") == [1, 3]
    assert find(engine, "armistice") == ([] if rebuild else [2])


def test_an_index_tells_what_it_holds(engine: Engine) -> None:
    write(engine, statement(1, "Of armistice.", version=3), statement(2, "Of truce.", speaker="castro"))
    write(engine, speaker(7, "Andrei Gromyko", weight=5), index=NAMES)
    assert engine.read_versions(STATEMENTS, STATEMENT) == {1: 3, 2: 1}
    assert engine.read_versions(NAMES, SPEAKER) == {7: 1}
    assert engine.read_versions(NAMES, "statements.treaty") == {}
    keys = [format_key(STATEMENT, pk) for pk in (1, 2, 99)]
    assert engine.read_codes(STATEMENTS, keys, ["speaker", "treaty"]) == {
        "speaker": {"putin", "castro"}, "treaty": set(),
    }  # fmt: skip
    gromyko = format_key(SPEAKER, 7)
    assert engine.read_numbers(NAMES, [gromyko, format_key(SPEAKER, 8)], "weight") == {gromyko: 5}


def test_names_are_found_completed_and_matched(engine: Engine) -> None:
    write(engine, statement(1, "Words."))
    write(engine, speaker(7, "Andrei Gromyko"), index=NAMES)
    assert [hit.record for hit in engine.find_names(query("gromyko"))] == [7]
    assert [(hit.label, hit.what, hit.code) for hit in engine.complete_name("grom")] == [
        ("Andrei Gromyko", "speaker", "u7")
    ]
    assert engine.match_names("andrei", "speaker").records == {7}


def test_a_word_like_one_of_the_index_is_suggested(engine: Engine) -> None:
    write(engine, statement(1, "Of armistice."))
    assert engine.suggest_words("armistise") == ["armistice"]


def test_an_index_is_cleared_and_optimized(engine: Engine) -> None:
    write(engine, statement(1, "Of armistice."))
    write(engine, statement(2, "Of armistice."))
    engine.optimize(STATEMENTS)
    assert find(engine, "armistice") == [1, 2]
    engine.clear(STATEMENTS)
    assert engine.exists(STATEMENTS)
    assert engine.count(STATEMENTS) == 0


def test_sweeping_leaves_the_index_as_it_was(engine: Engine) -> None:
    write(engine, statement(1, "Of armistice."))
    engine.sweep()
    assert find(engine, "armistice") == [1]


def test_a_missing_index_is_unavailable_until_something_is_written(tmp_path) -> None:  # noqa: ANN001
    engine = WhooshEngine({"PATH": str(tmp_path / "none")})
    assert not any(map(engine.exists, INDEXES))
    for ask in (engine.generation, lambda: engine.count(NAMES), lambda: find(engine, "armistice")):
        with pytest.raises(SearchUnavailable):
            ask()
    write(engine, statement(1, "Of armistice."))
    assert find(engine, "armistice") == [1]


def test_a_disk_that_is_full_is_an_index_not_written(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("statements.search.engines.whoosh.segments.builder.SegmentBuilder.write", fail)
    with pytest.raises(IndexNotWritten, match="No space left"):
        write(engine, statement(1, "Of armistice."))


def test_a_lock_is_held_by_one_at_a_time(engine: Engine) -> None:
    refused: list[IndexLocked] = []

    def compete() -> None:
        try:
            with engine.lock("queue", 0):
                pass
        except IndexLocked as error:
            refused.append(error)

    with engine.lock("queue", 0):
        competitor = threading.Thread(target=compete)
        competitor.start()
        competitor.join()
    compete()
    assert len(refused) == 1


def test_values_are_sorted_by_the_kinds_of_their_fields() -> None:
    fields = [
        IndexField("text", FieldKind.BODY), IndexField("place", FieldKind.TEXT), IndexField("kind", FieldKind.CODE),
        IndexField("topic", FieldKind.CODES, stored=False), IndexField("day", FieldKind.DATE),
        IndexField("year", FieldKind.NUMBER), IndexField("event", FieldKind.CODE),
    ]  # fmt: skip
    values = {
        "place": "Geneva",
        "kind": "speech",
        "topic": ("a", "b"),
        "day": date(1985, 11, 21),
        "year": 1985,
        "event": None,
    }
    document = build_document("app.model", 5, fields, values, language="en", passages=[Passage("Words.")])
    identity = {"id": "app.model.5", "django_ct": "app.model", "django_id": "5"}
    assert document.key == "app.model.5"
    assert document.texts == {"place": "Geneva"}
    assert document.codes == {
        **{name: [code] for name, code in identity.items()},
        "kind": ["speech"],
        "topic": ["a", "b"],
    }
    assert document.numbers == {"day": date(1985, 11, 21), "year": 1985}
    assert document.stored == {**identity, "place": "Geneva", "kind": "speech", "day": "1985-11-21", "year": 1985}
