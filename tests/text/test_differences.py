"""What changed between two texts. The words are ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.text import differences
from statements.text.differences import (
    ChangeKind,
    Part,
    PartKind,
    align_paragraphs,
    compare_paragraphs,
    compare_words,
    rebuild_new_text,
    rebuild_old_text,
)
from statements.text.folding import fold

OLD = [
    ("bcdf", "He welcomed the guests."),
    ("ghjk", "The treaty was signed in the morning."),
    ("lmnp", "Questions were not taken."),
    ("qrst", "The meeting ended at noon."),
]
_text = st.text(alphabet="ab 、漢字.,’\n\t", max_size=30)
_paragraphs = st.lists(st.tuples(st.sampled_from("abcdefgh"), _text), unique_by=lambda pair: pair[0], max_size=8)


def kinds(changes):
    return {change.anchor: change.kind for change in changes}


@given(_paragraphs, _paragraphs)
def test_both_texts_can_be_read_back_from_their_difference(old, new):
    changes = compare_paragraphs(old, new)
    assert rebuild_old_text(changes) == old
    assert rebuild_new_text(changes) == new


@given(_text, _text)
def test_the_parts_of_two_paragraphs_are_the_two_paragraphs(old, new):
    parts = compare_words(old, new)
    assert "".join(part.text for part in parts if part.kind != PartKind.ADDED) == old
    assert "".join(part.text for part in parts if part.kind != PartKind.REMOVED) == new


@given(_paragraphs)
def test_a_text_does_not_differ_from_itself(text):
    assert all(change.kind == ChangeKind.SAME for change in compare_paragraphs(text, text))


@given(_paragraphs, st.randoms())
def test_a_reordered_text_has_moved_and_unchanged_paragraphs_only(text, random):
    shuffled = random.sample(text, len(text))
    assert {change.kind for change in compare_paragraphs(text, shuffled)} <= {ChangeKind.SAME, ChangeKind.MOVED}


def test_one_changed_word_is_shown_among_those_that_stayed():
    assert compare_words("The talks were long.", "The talks were short.") == (
        Part(PartKind.SAME, "The talks were "),
        Part(PartKind.REMOVED, "long"),
        Part(PartKind.ADDED, "short"),
        Part(PartKind.SAME, "."),
    )


def test_neighbouring_changed_words_are_one_change():
    kinds = [part.kind for part in compare_words("He spoke of old wars at length.", "He spoke of new hopes at length.")]
    assert kinds == [PartKind.SAME, PartKind.REMOVED, PartKind.ADDED, PartKind.SAME]


def test_chinese_is_compared_character_by_character():
    parts = compare_words("双方签署了条约并发表声明", "双方签署了协定并发表声明")
    assert [part.text for part in parts] == ["双方签署了", "条约", "协定", "并发表声明"]


def test_a_paragraph_with_nearly_nothing_in_common_is_shown_whole():
    parts = compare_words("He thanked his host warmly.", "Ports and railways come first, then trade.")
    assert [part.kind for part in parts] == [PartKind.REMOVED, PartKind.ADDED]


def test_a_moved_paragraph_is_told_from_one_taken_out_and_one_put_in():
    new = [OLD[3], OLD[0], OLD[1], ("vwxz", "Tea was served.")]
    assert kinds(compare_paragraphs(OLD, new)) == {
        "qrst": ChangeKind.MOVED,
        "bcdf": ChangeKind.SAME,
        "ghjk": ChangeKind.SAME,
        "lmnp": ChangeKind.REMOVED,
        "vwxz": ChangeKind.ADDED,
    }


def test_a_moved_paragraph_may_have_changed_too():
    new = [OLD[1], OLD[2], OLD[3], ("bcdf", "He welcomed the many guests.")]
    assert kinds(compare_paragraphs(OLD, new))["bcdf"] == ChangeKind.MOVED_AND_CHANGED


def test_what_was_taken_out_stands_where_it_stood():
    changes = compare_paragraphs(OLD, [OLD[0], OLD[1], OLD[3]])
    assert [change.anchor for change in changes] == ["bcdf", "ghjk", "lmnp", "qrst"]


def test_past_a_number_of_changed_paragraphs_they_are_shown_whole():
    new = [(anchor, text.replace(".", " that day.")) for anchor, text in OLD] + [("vwxz", "Tea was served.")]
    changes = compare_paragraphs(OLD, new, max_compared=1)
    assert [len(change.parts) for change in changes] == [3, 2, 2, 2, 1]
    assert (rebuild_old_text(changes), rebuild_new_text(changes)) == (OLD, new)


def test_the_work_is_bounded(monkeypatch):
    """Two long texts of few different words: past the bound they are told apart as wholes, still without loss."""
    looked_at = []
    whole = differences.SequenceMatcher

    def counted(junk, old, new, **rest):
        looked_at.append(sum(new.count(word) for word in old if not word.isspace()))
        return whole(junk, old, new, **rest)

    monkeypatch.setattr(differences, "SequenceMatcher", counted)
    old = [(f"a{number}", "the of and " * 100) for number in range(40)]
    new = [(anchor, "of and the " * 100 + "end") for anchor, _ in old]
    changes = compare_paragraphs(old, new)
    assert rebuild_new_text(changes) == new
    assert max(looked_at) <= differences.MAX_PAIRS
    assert sum(looked_at) <= differences.MAX_PAIRS_IN_ALL


@given(st.lists(_text), st.lists(_text))
def test_aligned_rows_hold_both_texts_in_order(old, new):
    rows = align_paragraphs(old, new)
    assert [row.old for row in rows if row.old] == [text for text in old if text]
    assert [row.new for row in rows if row.new] == [text for text in new if text]
    assert all(row.old == row.new for row in rows if row.same)


def test_paragraphs_are_aligned_by_their_key():
    rows = align_paragraphs(["Good morning.", "One."], ["GOOD MORNING", "Two.", "Three."], key=fold)
    assert [(row.old, row.new, row.same) for row in rows] == [
        ("Good morning.", "GOOD MORNING", True),
        ("One.", "Two.", False),
        ("", "Three.", False),
    ]


def shown(parts):
    """Parts in short: removed words in brackets, added ones in braces."""
    marks = {PartKind.SAME: "{}", PartKind.REMOVED: "[{}]", PartKind.ADDED: "<{}>"}
    return "".join(marks[part.kind].format(part.text) for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "Peace.", "<Peace.>"),
        ("Peace.", "", "[Peace.]"),
        ("Peace.", "Peace.", "Peace."),
        ("Peace now.", "Peace.", "Peace[ now]."),
        ("Peace.", "Peace now.", "Peace< now>."),
        ("We talk.", "Today we talk.", "[We]<Today we> talk."),
        (" a", " b", " [a]<b>"),
        ("a ", "b ", "[a]<b> "),
        ("Two old wars ended.", "Two new talks ended.", "Two [old wars]<new talks> ended."),
        ("Old wars, new talks.", "Old wars; new talks.", "Old wars[,]<;> new talks."),
        ("one two three four", "one 2 three 4", "one [two]<2> three [four]<4>"),
        ("a b c", "a  b c", "a[ ]<  >b c"),
        ("平和を望む", "平和と望む", "平和[を]<と>望む"),
    ],
)
def test_words_are_shown_as_kept_removed_and_added(old, new, expected):
    assert shown(compare_words(old, new)) == expected


def test_a_quarter_of_common_words_is_enough_to_show_them():
    assert shown(compare_words("peace " + "a" * 18, "peace " + "b" * 18)) == f"peace [{'a' * 18}]<{'b' * 18}>"
    assert shown(compare_words("peace " + "a" * 19, "peace " + "b" * 19)) == f"[peace {'a' * 19}]<peace {'b' * 19}>"
    assert shown(compare_words("peace " + "a" * 18, "peace " + "b" * 40)) == f"peace [{'a' * 18}]<{'b' * 40}>"


def test_past_the_limit_of_pairs_only_beginning_and_end_are_told_from_the_rest(monkeypatch):
    old, new = "Today one two two three ended.", "Today 1 two two 3 ended."
    monkeypatch.setattr(differences, "MAX_PAIRS", 4)
    assert shown(compare_words(old, new)) == "Today [one]<1> two two [three]<3> ended."
    monkeypatch.setattr(differences, "MAX_PAIRS", 3)
    assert shown(compare_words(old, new)) == "Today [one two two three]<1 two two 3> ended."


def test_the_pairs_of_all_paragraphs_together_are_limited(monkeypatch):
    old = [("bcdf", "Today one two two three ended."), ("ghjk", "Today one two two three ended.")]
    new = [(anchor, "Today 1 two two 3 ended.") for anchor, _ in old]
    monkeypatch.setattr(differences, "MAX_PAIRS_IN_ALL", 8)
    assert [len(change.parts) for change in compare_paragraphs(old, new)] == [7, 7]
    monkeypatch.setattr(differences, "MAX_PAIRS_IN_ALL", 7)
    assert [len(change.parts) for change in compare_paragraphs(old, new)] == [7, 4]
    monkeypatch.setattr(differences, "MAX_PAIRS", 3)
    assert [len(change.parts) for change in compare_paragraphs(old, new)] == [4, 4]


def test_the_limits_are_those_that_were_measured():
    assert (differences.MAX_PAIRS, differences.MAX_PAIRS_IN_ALL, differences.MIN_COMMON) == (100_000, 300_000, 0.25)


def test_paragraphs_are_numbered_from_one_in_both_versions():
    changes = compare_paragraphs(OLD, [OLD[0], ("vwxz", "Tea was served."), OLD[2], OLD[3]])
    assert [(change.anchor, change.before, change.after) for change in changes] == [
        ("bcdf", 1, 1),
        ("vwxz", 0, 2),
        ("ghjk", 2, 0),
        ("lmnp", 3, 3),
        ("qrst", 4, 4),
    ]


def test_removed_paragraphs_come_before_the_next_one_that_stayed_and_the_last_at_the_end():
    old = [(letter, letter) for letter in "abcdefg"]
    new = [("b", "b"), ("f", "f"), ("d", "d"), ("x", "x")]
    changes = compare_paragraphs(old, new)
    assert [change.anchor for change in changes] == ["a", "b", "f", "c", "d", "x", "e", "g"]
    assert kinds(changes)["f"] == ChangeKind.MOVED
    assert rebuild_old_text(changes) == old


def test_of_a_reordered_text_the_longest_row_stayed():
    old = [(letter, letter) for letter in "abcdef"]
    new = [(letter, letter) for letter in "fadbce"]
    changes = kinds(compare_paragraphs(old, new))
    assert {anchor for anchor, kind in changes.items() if kind == ChangeKind.SAME} == set("abce")
    assert {anchor for anchor, kind in changes.items() if kind == ChangeKind.MOVED} == set("fd")


def test_as_many_changed_paragraphs_as_allowed_are_compared_word_by_word():
    new = [(anchor, text.replace(".", " that day.")) for anchor, text in OLD]
    assert [len(change.parts) for change in compare_paragraphs(OLD, new, max_compared=3)] == [3, 3, 3, 2]
    assert [len(change.parts) for change in compare_paragraphs(OLD, new, max_compared=0)] == [2, 2, 2, 2]
    all_other_words = [("bcdf", "Ports and railways come first."), *new[1:]]
    assert [len(change.parts) for change in compare_paragraphs(OLD, all_other_words, max_compared=2)] == [2, 3, 2, 2]
    same_first = [OLD[0], *new[1:]]
    assert [len(change.parts) for change in compare_paragraphs(OLD, same_first, max_compared=1)] == [1, 3, 2, 2]


def test_a_changed_paragraph_that_stayed_is_told_from_one_that_did_not_change():
    new = [("bcdf", "He welcomed all guests."), *OLD[1:]]
    assert kinds(compare_paragraphs(OLD, new)) == {
        "bcdf": ChangeKind.CHANGED,
        "ghjk": ChangeKind.SAME,
        "lmnp": ChangeKind.SAME,
        "qrst": ChangeKind.SAME,
    }


def test_rows_are_aligned_around_equal_paragraphs():
    rows = align_paragraphs(["A.", "B.", "C."], ["A.", "X.", "Y.", "C."])
    assert [(row.old, row.new, row.same) for row in rows] == [
        ("A.", "A.", True),
        ("B.", "X.", False),
        ("", "Y.", False),
        ("C.", "C.", True),
    ]


def test_what_stands_often_in_a_long_text_is_matched_all_the_same():
    turns = [f"Turn {number}." for number in range(200)]
    rows = align_paragraphs(["Thank you."], [*turns, *["Thank you."] * 8])
    assert [row.new for row in rows if row.same] == ["Thank you."]
    words = " ".join(f"word{number}" for number in range(200))
    parts = compare_words("old peace plan", f"{words} peace talks" + " new peace" * 8)
    assert [part.text.strip() for part in parts if part.kind == PartKind.SAME] == ["peace"]
