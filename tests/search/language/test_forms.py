"""What is understood at the edges: signs in words, quotes of every kind, weights, dates; and how it is described."""

from __future__ import annotations

import pytest

from statements.search.language import (
    All,
    Any,
    Dates,
    Everything,
    Field,
    Fuzzy,
    Not,
    Pattern,
    Phrase,
    Title,
    Word,
    describe_query,
    format_query,
    parse_query,
)
from statements.search.language.any_word_fallback import build_any_word_query, find_fallback
from statements.search.language.nodes import boost_words, join_all, join_any, negate
from statements.search.language.vocabulary import MAX_CLAUSES

A, B, C = Word("a1"), Word("b1"), Word("c1")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("   ", Everything()),
        (" * ", Everything()),
        ("**", Everything()),
        ("* a1", A),
        ("a\x00b", All((Word("a"), Word("b")))),
        ("-", Everything()),
        ("--", Everything()),
        ("- a1", A),
        ("-a1", Not(A)),
        ("-XY", Not(Word("XY"))),
        ("--a1", A),
        ("NOT NOT NOT a1", Not(A)),
        ("-(a1 b1)", Not(All((A, B)))),
        ('-"a b"', Not(Phrase("a b"))),
        ("NOT a1 OR b1", Any((Not(A), B))),
        ("a1 OR b1 OR c1", Any((A, B, C))),
        ("(a1 OR b1) OR c1", Any((A, B, C))),
        ("a1 (b1 c1)", All((A, B, C))),
        ("a-b", Word("a-b")),
        ("a,b", Word("a,b")),
        ("{a:b", All((Word("a"), Word("b")))),
        ("x://y", Word("x://y")),
        ("And", Word("And")),
        ('"AND"', Phrase("and")),
        ("éa", Word("éa")),
        ("e\u0301", Word("e\u0301")),
        ("…:peace", Word("peace")),
        ("«a1»", Phrase("a1")),
        ("＂a1＂", Phrase("a1")),
        ('"a1„', Phrase("a1")),
        ('"a1" "b1"', All((Phrase("a1"), Phrase("b1")))),
        ('"a*b c?"', Phrase("a*b c")),
        ('"a~1 b^2"', Phrase("a1 b2")),
        ('"maX?"', Phrase("maX")),
        ('"ab** c*?*d"', Phrase("ab* c*d")),
        ("date:194X/195X", Dates("194X", "195X")),
        ('date:"2014-03-01..2014-03-01?"', Dates("2014-03-01", "2014-03-01?")),
        ("ab*", Pattern("ab*")),
        ("a*b", Pattern("a*b")),
        ("ab?c", Pattern("ab?c")),
        ("w?r?", Pattern("w?r")),
        ("what?", Word("what")),
        ("a1*?*b1", Pattern("a1*b1")),
        ("*a*b~2", Pattern("*a*b")),
        ("ab*^2", Pattern("ab*", 2.0)),
        ("missle~2", Fuzzy("missle", 2)),
        ("missle~1^2", Fuzzy("missle", 1, 2.0)),
        ('"a1 b1"~', Phrase("a1 b1", 5)),
        ('"a1 b1"~1', Phrase("a1 b1", 1)),
        ('"a1 b1"~50', Phrase("a1 b1", 50)),
        ('"a1"^2', Phrase("a1", None, 2.0)),
        ('"a1"~2^3', Phrase("a1", 2, 3.0)),
        ("a1^0.01", Word("a1", 0.01)),
        ("a1^100", Word("a1", 100.0)),
        ("a1^1.10", Word("a1", 1.1)),
        ("(a1^60)^2", Word("a1", 100.0)),
        ("(a1^0.02)^0.1", Word("a1", 0.01)),
        ("(a1 OR b1)^1.5", Any((Word("a1", 1.5), Word("b1", 1.5)))),
        ("title:(a1)^2", Title(Word("a1", 2.0))),
        ("(title:a1)^2", Title(Word("a1", 2.0))),
        ("(-a1)^2", Not(Word("a1", 2.0))),
        ("(lang:en)^2", Field("lang", ("en",))),
        ("kind:a,b,,a", Field("kind", ("a", "b"))),
        ('lang:"en  fr"', Field("lang", ("en fr",))),
        ('country:("a b" OR c AND d)', Field("country", ("a b", "c", "d"))),
        ('country:("OR")', Field("country", ("OR",))),
        ("country:(a, b) c1", All((Field("country", ("a", "b")), C))),
        ("interpreted:yes,true", Field("interpreted", ("yes",))),
        ("interpreted:FALSE", Field("interpreted", ("no",))),
        ("title:lang:en", Field("lang", ("en",))),
        ("title:(a1 lang:en)", All((Title(A), Field("lang", ("en",))))),
        ("title:(a1 OR lang:en)", Any((Title(A), Field("lang", ("en",))))),
        ("title:(-a1 lang:en)", All((Title(Not(A)), Field("lang", ("en",))))),
        ("title:(-(a1 lang:en))", Not(All((Title(A), Field("lang", ("en",)))))),
        ("title:(title:a1 b1)", Title(All((A, B)))),
        ("date:1989,1991", Any((Dates("1989", "1989"), Dates("1991", "1991")))),
        ("date:1989/1991", Dates("1989", "1991")),
        ('date:"since 1989"', Dates("1989", "")),
        ('date:"until 1989"', Dates("", "1989")),
        ("date:2014-03..2014", Dates("2014-03", "2014")),
        ("date:2014..2014-03", Dates("2014", "2014-03")),
        ("date:>1989", Dates("1990-01-01", "")),
        ("date:>=1989", Dates("1989", "")),
        ("date:≥1989", Dates("1989", "")),
        ("date:<=1989", Dates("", "1989")),
        ("date:≤1989", Dates("", "1989")),
        ("date:<1989", Dates("", "1988-12-31")),
        ("year:1989..", Dates("1989", "")),
        ("year:..1989", Dates("", "1989")),
    ],
)
def test_what_is_understood_without_a_fault(typed: str, meant) -> None:
    parsed = parse_query(typed)
    assert parsed.query == meant
    assert parsed.problems == ()
    assert parsed.text == typed
    assert parse_query(format_query(meant)).query == meant


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        (Everything(), ""),
        (All((A, Any((B, C)))), "a1 (b1 OR c1)"),
        (Any((A, All((B, C)))), "a1 OR b1 c1"),
        (Not(Not(A)), "-(-a1)"),
        (Not(Any((A, B))), "-(a1 OR b1)"),
        (Title(All((A, B))), "title:(a1 b1)"),
        (Title(Not(A)), "title:(-a1)"),
        (Field("country", ("RUS",)), "country:RUS"),
        (Field("country", ("RUS", "North Korea")), 'country:(RUS OR "North Korea")'),
        (Field("country", ("OR",)), 'country:"OR"'),
        (Dates("1989", "1989"), "date:1989"),
        (Dates("1989", ""), "date:1989.."),
        (Dates("1989~", "1991"), 'date:"1989~..1991"'),
        (Word("a1", 2.5), "a1^2.5"),
        (Word("a1", 20.0), "a1^20"),
        (Word("a1", 0.25), "a1^0.25"),
        (Pattern("ab*", 2.0), "ab*^2"),
        (Fuzzy("missle", 2, 3.0), "missle~2^3"),
        (Phrase("a b", 5, 2.0), '"a b"~5^2'),
        (Phrase("a b"), '"a b"'),
    ],
)
def test_a_query_is_printed_in_its_shortest_form(query, printed: str) -> None:
    assert format_query(query) == printed


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (Everything(), "all statements"),
        (All((A, B, C)), "‘a1’, ‘b1’ and ‘c1’"),
        (Any((A, All((B, C)))), "‘a1’ or (‘b1’ and ‘c1’)"),
        (Not(All((A, B))), "not (‘a1’ and ‘b1’)"),
        (Not(Any((A, B))), "not (‘a1’ or ‘b1’)"),
        (Title(A), "‘a1’ in the title"),
        (Pattern("ab*"), "words like ‘ab*’"),
        (Fuzzy("missle", 1), "words spelled like ‘missle’ but for 1 letter"),
        (Fuzzy("missle", 2), "words spelled like ‘missle’ but for 2 letters"),
        (Phrase("a b"), "“a b”"),
        (Phrase("a b", 1), "‘a’ and ‘b’ within 1 word of each other"),
        (Phrase("a b c", 2), "‘a’, ‘b’ and ‘c’ within 2 words of each other"),
        (Dates("1999", "2007"), "1999–2007"),
        (Dates("1999", "1999"), "1999"),
        (Dates("1999", ""), "since 1999"),
        (Dates("", "1999"), "until 1999"),
        (Dates("2014-03", "2014"), "March 2014 – 2014"),
        (Dates("2014", "2014-03"), "2014 – March 2014"),
        (All((A, Field("lang", ("fr",)), Dates("1999", "1999"))), "‘a1’, in fr, 1999"),
        (All((Field("lang", ("fr",)), Dates("1999", "1999"))), "in fr, 1999"),
        (All((A, Not(Field("lang", ("fr",))))), "‘a1’, not in fr"),
        (Field("interpreted", ("yes",)), "interpreted"),
        (Field("interpreted", ("no",)), "not interpreted"),
        (Field("speaker", ("castro",)), "in statements by castro"),
        (Field("by", ("castro",)), "in statements by castro"),
        (Field("country", ("CUB", "SUN")), "in statements by CUB or SUN"),
        (Field("about", ("CUB", "SUN", "USA")), "in statements about CUB, SUN or USA"),
        (Field("treaty", ("NPT",)), "in statements naming NPT"),
        (Field("topic", ("health",)), "on health"),
        (Field("place", ("Hanoi",)), "said in Hanoi"),
        (Field("event", ("talks",)), "at talks"),
        (Field("publisher", ("Kremlin",)), "published by Kremlin"),
        (Field("kind", ("speech",)), "in a speech"),
        (Field("lang", ("fr",)), "in fr"),
    ],
)
def test_every_part_of_a_query_is_described(query, words: str) -> None:
    assert describe_query(query) == words


def test_what_is_no_query_is_neither_printed_nor_described() -> None:
    with pytest.raises(TypeError, match="^'x' is no query$"):
        format_query("x")
    with pytest.raises(TypeError, match="^'x' is not a query$"):
        describe_query("x")


def test_nodes_are_joined_into_their_shortest_form() -> None:
    assert join_all([]) == join_any([Everything()]) == Everything()
    assert join_all([A]) == A
    assert join_all([A, Everything(), All((B, C))]) == All((A, B, C))
    assert join_any([A, All((B, C)), Any((B, C))]) == Any((A, All((B, C)), B, C))


def test_negating_twice_is_the_part_itself_and_everything_stays() -> None:
    assert negate(A) == Not(A)
    assert negate(Not(A)) == A
    assert negate(Everything()) == Everything()


def test_weights_are_multiplied_and_stay_within_their_limits() -> None:
    assert boost_words(Word("a1", 2.0), 1.5) == Word("a1", 3.0)
    assert boost_words(Word("a1", 60.0), 2) == Word("a1", 100.0)
    assert boost_words(Word("a1", 0.02), 0.1) == Word("a1", 0.01)
    assert boost_words(Word("a1", 1.11), 1.11) == Word("a1", 1.23)
    assert boost_words(Not(Title(A)), 2) == Not(Title(Word("a1", 2.0)))
    assert boost_words(Dates("1989", ""), 2) == Dates("1989", "")


def test_a_question_falls_back_to_any_of_its_telling_words() -> None:
    assert build_any_word_query("What did the King’s envoys say AND do?") == Any(
        (Word("king’s"), Word("envoys"), Word("say"))
    )
    assert build_any_word_query("who is it") == Any((Word("who"), Word("is"), Word("it")))
    assert build_any_word_query("a peace of your") == Word("peace")
    assert build_any_word_query("…") == Everything()
    text = "why did peace talks fail?"
    assert find_fallback(text, parse_query(text).query) == Any((Word("peace"), Word("talks"), Word("fail")))
    assert find_fallback("the peace", parse_query("the peace").query) == Word("peace")
    assert find_fallback("peace peace talks", parse_query("peace peace talks").query) == Any(
        (Word("peace"), Word("talks"))
    )


@pytest.mark.parametrize(
    "typed", ["peace", "peace OR war", 'peace "cold war"', "peace^2 war", "peace -war", "peac* war"]
)
def test_a_query_with_more_than_plain_words_has_no_fallback(typed: str) -> None:
    assert find_fallback(typed, parse_query(typed).query) is None


def test_a_fallback_has_no_more_words_than_a_query_may_have() -> None:
    text = " ".join(f"w{number}" for number in range(MAX_CLAUSES + 5))
    assert len(find_fallback(text, parse_query(text).query).parts) == MAX_CLAUSES
