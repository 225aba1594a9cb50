"""What words of a query stand for: one rule for the engine and for marking."""

from __future__ import annotations

import pytest

from statements.search.language import parse_query
from statements.search.language.nodes import TermSequence, WordTerm, find_sequences, strip_clitics


def exact(*words: str) -> tuple[WordTerm, ...]:
    return tuple(WordTerm("exact", word) for word in words)


@pytest.mark.parametrize(
    ("typed", "sequences"),
    [
        ("treaty", [TermSequence((WordTerm("forms", "treaty"),))]),
        ("Korea’s", [TermSequence((WordTerm("forms", "korea"),))]),
        ("peace-keeping", [TermSequence((WordTerm("forms", "peace"), WordTerm("forms", "keeping")))]),
        ('"arms race"', [TermSequence(exact("arms", "race"))]),
        ('"arms race"~5', [TermSequence(exact("arms", "race"), within=5)]),
        ('"arms"~5', [TermSequence(exact("arms"))]),
        ("negotiat*", [TermSequence((WordTerm("pattern", "negotiat*"),))]),
        ("missle~1", [TermSequence((WordTerm("fuzzy", "missle", 1),))]),
        ("arms -race", [TermSequence((WordTerm("forms", "arms"),))]),
        ('"京"', [TermSequence((WordTerm("pattern", "京*"),))]),
        ('"北京"', [TermSequence(exact("北京"))]),
        ('"a"', [TermSequence(exact("a"))]),
        ("peace-keep*", [TermSequence((*exact("peace"), WordTerm("pattern", "keep*")))]),
        ("country:RUS date:1989", []),
    ],
)
def test_a_query_is_looked_for_as_sequences_of_terms(typed: str, sequences: list[TermSequence]) -> None:
    assert list(find_sequences(parse_query(typed).query)) == sequences


def test_words_of_a_title_are_looked_for_in_titles_only() -> None:
    query = parse_query("arms title:race").query
    assert [each.terms[0].text for each in find_sequences(query)] == ["arms"]
    assert [each.terms[0].text for each in find_sequences(query, titles=True)] == ["arms", "race"]


@pytest.mark.parametrize(
    ("typed", "word"), [("Korea's", "Korea"), ("l’union", "union"), ("qu'il", "il"), ("'s", "'s"), ("peace", "peace")]
)
def test_possessives_and_elided_articles_are_no_part_of_a_word(typed: str, word: str) -> None:
    assert strip_clitics(typed) == word


def test_terms_near_each_other_have_so_many_words_among_them() -> None:
    assert TermSequence(exact("arms", "race"), within=5).max_span == 5
    assert TermSequence(exact("arms", "control", "talks"), within=5).max_span == 6
    assert TermSequence(exact("arms", "race")).max_span == 0
