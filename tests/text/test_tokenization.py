"""Tokens: folding, scripts, and that marking sees the same ones as the index."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statements.search.engines.whoosh.segments.token_stream import GAP, TokenStreamBuilder
from statements.search.engines.whoosh.segments.vocabulary import Vocabulary
from statements.text import tokenization


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Café CAFÉ cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("ёлка Ёлка", ["елка", "елка"]),
        ("российский", ["российский"]),
        ("ﬁnal ﬂag", ["final", "flag"]),
        ("co\u00adoperation", ["cooperation"]),
        ("Côte d’Ivoire's", ["cote", "d", "ivoire", "s"]),
        ("ping\u2011pong ping-pong", ["ping", "pong", "ping", "pong"]),
        ("no\u00a0break", ["no", "break"]),
        ("U.S. 1,000 A/RES/377(V)", ["u", "s", "1", "000", "a", "res", "377", "v"]),
        ("Łódź Þór Øresund straße", ["lodz", "thor", "oresund", "strasse"]),
        ("السَّلام السلام", ["السلام", "السلام"]),
        ("नमस्ते", ["नमस्ते"]),
        ("北京会谈", ["北京", "京会", "会谈", "谈"]),
        ("WTO加入2001年", ["wto", "加入", "入", "2001", "年"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenization.tokenize(text) == tokens


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["negotiate", "negotiations", "negotiating"]),
        ("ru", ["москва", "москве", "москвы"]),
        ("fr", ["nation", "nations"]),
        ("es", ["negociacion", "negociaciones"]),
        ("de", ["vertrag", "vertrage", "vertrages"]),
        ("ar-EG", ["كتاب", "الكتاب"]),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, words: list[str]) -> None:
    assert len(set(tokenization.stem_words(words, language))) == 1


def test_a_language_without_a_stemmer_leaves_words_alone() -> None:
    assert tokenization.stem_words(["北京", "会谈"], "zh") == ["北京", "会谈"]
    assert tokenization.stem_words(["words"], "tlh") == ["words"]


def test_what_is_searched_for_does_not_ask_for_the_end_of_a_run() -> None:
    assert tokenization.tokenize_query("北京会谈") == ["北京", "京会", "会谈"]
    assert tokenization.tokenize_query("北") == ["北"]


@settings(max_examples=500)
@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_and_marking_sees_the_tokens_of_the_index(text: str) -> None:
    folded = tokenization.fold(text)
    assert tokenization.fold(folded) == folded
    surfaces = list(tokenization.locate_tokens(text))
    assert [piece for _, _, pieces in surfaces for piece in pieces] == tokenization.tokenize(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in surfaces)


@given(
    st.sampled_from(["en", "fr", "es", "de", "ru", "pt", "it", "pl", "cs"]),
    st.text(st.characters(categories=["Ll"]), min_size=1),
)
def test_forms_begin_with_the_same_letter_where_stemmers_take_endings_only(language: str, word: str) -> None:
    assert tokenization.keeps_first_letter(language)
    for token in tokenization.tokenize(word):
        assert tokenization.stem_words([token], language)[0][0] == token[0]


def test_arabic_forms_may_begin_with_another_letter() -> None:
    assert not tokenization.keeps_first_letter("ar")


_stretches = st.one_of(
    st.text(max_size=12),
    st.text("abcé’ –\u00a0½²ﬁ\x1e_", max_size=30),
    st.sampled_from(
        ["arms race", "mutual-assured destruction", "counterrevolutionaries", "Москва", "北京会谈", "café"]
    ),
)


@settings(max_examples=200)
@given(st.lists(st.lists(st.lists(_stretches, max_size=60).map(" ".join), min_size=1, max_size=4), max_size=4))
def test_the_words_of_documents_are_numbered_as_their_tokens(documents: list[list[str]]) -> None:
    vocabulary = Vocabulary()
    field = TokenStreamBuilder(vocabulary)
    # Long ones and short ones take different ways.
    documents += [[" ".join(["and so on"] * 50), *texts] for texts in documents]
    for texts in documents:
        field.add(texts)
    read = field.read()
    words = [vocabulary.words[number] for number in read.numbers.tolist()]
    starts, positions = [], []
    for texts, length in zip(documents, read.lengths.tolist(), strict=True):
        tokens, position = [], 0
        for text in texts:
            starts.append(position)
            tokens += tokenization.tokenize(text)
            positions += range(position, position + len(tokenization.tokenize(text)))
            position += len(tokenization.tokenize(text)) + GAP
        assert words[:length] == tokens
        del words[:length]
    assert words == []
    assert read.starts.tolist() == starts
    assert read.positions().tolist() == positions
