"""Small random archives and random queries over the same few words, and how they come into an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st
from whoosh.fields import Schema

from statements.search.contract.documents import Document, IndexedSpeech, Passage
from statements.search.engines.whoosh.fields import Code
from statements.search.engines.whoosh.fields import Text as TextField
from statements.search.engines.whoosh.segments.builder import SegmentBuilder
from statements.search.engines.whoosh.segments.postings import encode_number
from statements.search.engines.whoosh.storage.store import Store
from statements.search.language import Dates, Everything, Field, Fuzzy, Pattern, Phrase, Title, Word, join_all, join_any
from statements.search.language.nodes import negate

from .bruteforce import Text, Turn

WORDS = ("peace", "peaceful", "treaty", "treaties", "the", "of", "war", "Wars", "negotiate", "negotiation", "sea")
SPEAKERS = ("putin", "kim", "castro")
PARTIES = ("RUS", "PRK", "CUB")
TOPICS = ("security", "security/arms", "trade")
SCHEMA = Schema(
    id=Code(stored=True, unique=True), text=TextField(), title=TextField(), speaker=Code(), country=Code(),
    kind=Code(), topic=Code(), interpreted=Code(),
)  # fmt: skip

_sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
_turns = st.builds(
    Turn,
    st.sampled_from(SPEAKERS),
    st.sampled_from(PARTIES),
    st.lists(_sentence, min_size=1, max_size=3).map(tuple),
    st.booleans(),
)
_days = st.integers(0, 900).map(lambda days: (date(1989, 1, 1) + timedelta(days)).isoformat())


@st.composite
def archives(draw, most: int = 8) -> list[Text]:
    count = draw(st.integers(1, most))
    return [
        Text(
            pk, draw(_sentence), tuple(draw(st.lists(_turns, min_size=1, max_size=3))), draw(_days),
            draw(st.sampled_from(("speech", "interview"))),
            tuple(draw(st.lists(st.sampled_from(TOPICS), unique=True, max_size=2))),
        )
        for pk in range(1, count + 1)
    ]  # fmt: skip


_words = st.sampled_from([word.lower() for word in WORDS])
nears = st.builds(Phrase, st.lists(_words, min_size=2, max_size=3).map(" ".join), st.integers(1, 6))
_phrases = st.lists(_words, min_size=1, max_size=3).map(" ".join)
_fields = st.one_of(
    st.builds(
        lambda values: Field("speaker", tuple(values)), st.lists(st.sampled_from(SPEAKERS), min_size=1, unique=True)
    ),
    st.builds(lambda value: Field("country", (value,)), st.sampled_from(PARTIES)),
    st.builds(lambda value: Field("topic", (value,)), st.sampled_from(TOPICS)),
    st.builds(lambda value: Field("interpreted", (value,)), st.sampled_from(("yes", "no"))),
)
_leaves = st.one_of(
    st.builds(Word, _words),
    st.builds(Phrase, _phrases),
    nears,
    st.sampled_from([Pattern("pe*"), Pattern("w?r"), Pattern("*ti*e"), Pattern("tre*s"), Pattern("zz*")]),
    st.builds(Fuzzy, st.sampled_from(["peece", "wra", "seas", "treety"]), st.integers(1, 2)),
    st.builds(Title, st.builds(Word, _words)),
    st.builds(Title, st.builds(Phrase, _phrases)),
    _fields,
    st.sampled_from([Dates("1990", "1990"), Dates("1989-06", ""), Dates("", "1990-03-15")]),
    st.just(Everything()),
)
queries = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(join_all),
        st.lists(inner, min_size=2, max_size=3).map(join_any),
        inner.map(negate),
    ),
    max_leaves=5,
)


def document_of(text: Text) -> Document:
    passages, speeches = [Passage(text.title, 0)], []
    for turn in text.turns:
        speeches.append(IndexedSpeech(turn.speaker, turn.party, turn.interpreted))
        passages += [
            Passage(words, len(passages) + place, len(speeches) - 1) for place, words in enumerate(turn.paragraphs)
        ]
    when = date.fromisoformat(text.day)
    return Document(
        key=f"statements.statement.{text.pk}", language="en", passages=passages, speeches=speeches,
        texts={"title": text.title},
        codes={"id": [f"statements.statement.{text.pk}"]}
        | {name: sorted(text.codes(name)) for name in ("speaker", "country", "kind", "topic", "interpreted")},
        numbers={
            "record": text.pk, "date_from": encode_number(when), "date_to": encode_number(when), "year": when.year,
            "added": text.pk, "version": 1,
        },
    )  # fmt: skip


def indexed(folder: Path, lots: Sequence[Sequence[Text]], gone: Sequence[int] = (), merged: bool = False) -> Store:
    """A store with a segment for each lot, from which the statements `gone` were taken out again."""
    store = Store(folder)
    with store.open_writer(SCHEMA, rebuild=True):
        pass
    added(store, lots, gone)
    if merged:
        with store.open_writer(SCHEMA) as writing:
            writing.merge(writing.segments)
    return store


def added(store: Store, lots: Sequence[Sequence[Text]], gone: Sequence[int] = ()) -> None:
    """Add a segment for each lot and take the statements `gone` out."""
    for lot in lots:
        builder = SegmentBuilder()
        for text in lot:
            builder.add(document_of(text))
        with store.open_writer(SCHEMA) as writing:
            writing.add(builder)
    with store.open_writer(SCHEMA) as writing:
        writing.delete(f"statements.statement.{pk}" for pk in gone)
