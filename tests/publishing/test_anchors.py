"""Anchors stay with the words they name, whatever an editor does to a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from statements.publishing.anchors import inherit_anchors, match_removed_paragraphs

OLD = [
    ("bbbb", "The talks of today were long and useful for both of our countries."),
    ("cccc", "We have signed a treaty which will carry our work for many years."),
    ("dddd", "I thank our guests for their visit and for a frank exchange of views."),
]
TEXTS = [text for _, text in OLD]


def test_an_unchanged_text_keeps_all():
    assert inherit_anchors(OLD, TEXTS) == ["bbbb", "cccc", "dddd"]


def test_moved_paragraphs_take_their_anchors_along():
    assert inherit_anchors(OLD, TEXTS[::-1]) == ["dddd", "cccc", "bbbb"]


def test_a_corrected_word_keeps_the_anchor():
    assert inherit_anchors(OLD, [TEXTS[0].replace("useful", "fruitful"), *TEXTS[1:]]) == ["bbbb", "cccc", "dddd"]


def test_other_words_get_no_anchor_and_leave_the_old_one_to_nobody():
    assert inherit_anchors(OLD, [TEXTS[0], "Something else was said about the weather.", TEXTS[2]]) == [
        "bbbb",
        None,
        "dddd",
    ]


def test_a_split_leaves_the_anchor_with_the_part_that_holds_most():
    first, second = "The talks of today were long", "and useful for both of our countries in every way."
    assert inherit_anchors(OLD, [first, second, *TEXTS[1:]]) == [None, "bbbb", "cccc", "dddd"]
    assert inherit_anchors(OLD, [second, first, *TEXTS[1:]]) == ["bbbb", None, "cccc", "dddd"]


def test_a_joined_paragraph_takes_the_anchor_of_its_longest_part():
    joined = f"{TEXTS[0]} Yes."
    assert inherit_anchors([*OLD, ("ffff", "Yes.")], [joined, *TEXTS[1:]])[0] == "bbbb"


def test_equal_paragraphs_keep_their_anchors_in_order():
    assert inherit_anchors([("bbbb", "Yes."), ("cccc", "Yes."), ("dddd", "Yes.")], ["Yes.", "Yes."]) == ["bbbb", "cccc"]


def test_case_accents_and_punctuation_do_not_matter():
    assert inherit_anchors([("bbbb", "Café, no?")], ["CAFE — no"]) == ["bbbb"]


def test_the_words_of_a_joined_paragraph_are_found_under_the_anchor_of_the_other():
    joined = f"{TEXTS[0]} {TEXTS[1]}"
    assert match_removed_paragraphs(OLD, [joined, TEXTS[2]]) == {"bbbb": 0, "cccc": 0, "dddd": 1}


def test_a_formula_that_two_paragraphs_share_makes_neither_the_heir_of_the_other():
    old = [("bbbb", "I thank our guests for their visit and for the flowers which they brought with them.")]
    assert match_removed_paragraphs(old, [TEXTS[2], "Something else was said about the weather."]) == {}


def test_half_of_the_neighbouring_words_keep_an_anchor_and_fewer_do_not():
    old = [("bbbb", "ports roads rails canals bridges")]
    assert inherit_anchors(old, ["ports roads rails tunnels lights"]) == ["bbbb"]
    assert inherit_anchors(old, ["ports roads tunnels lights signs"]) == [None]


def test_the_shorter_text_says_how_much_has_to_be_shared():
    old = [("bbbb", "ports roads rails canals bridges tunnels lights signs")]
    assert inherit_anchors(old, ["ports roads rails"]) == ["bbbb"]
    assert inherit_anchors([("bbbb", "ports roads rails")], [old[0][1]]) == ["bbbb"]


def test_of_two_texts_the_one_that_shares_more_words_takes_the_anchor():
    old = [("bbbb", "ports roads rails canals bridges tunnels")]
    more, fewer = "ports roads rails canals stations", "canals bridges tunnels"
    assert inherit_anchors(old, [fewer, more]) == [None, "bbbb"]
    assert inherit_anchors(old, [more, fewer]) == ["bbbb", None]


def test_of_texts_that_share_as_many_words_the_one_most_alike_takes_the_anchor():
    old = [("bbbb", "ports roads rails canals")]
    longer, shorter = "ports roads rails lights signs stations depots", "ports roads rails depots"
    assert inherit_anchors(old, [longer, shorter]) == [None, "bbbb"]


def test_of_texts_that_are_as_much_alike_the_first_takes_the_anchor():
    old = [("bbbb", "ports roads rails canals")]
    assert inherit_anchors(old, ["ports roads rails depots", "ports roads rails lights"]) == ["bbbb", None]


def test_of_two_anchors_the_one_with_more_of_its_words_left_is_inherited():
    old = [("bbbb", "ports roads lights signs"), ("cccc", "ports roads rails canals")]
    assert inherit_anchors(old, ["ports roads rails canals depots"]) == ["cccc"]


def test_an_anchor_that_is_taken_leaves_the_next_best_to_another_text():
    old = [("bbbb", "ports roads rails canals bridges"), ("cccc", "ports roads rails canals lights")]
    new = ["ports roads rails canals bridges tunnels", "ports roads rails canals depots"]
    assert inherit_anchors(old, new) == ["bbbb", "cccc"]


def test_a_single_word_is_compared_as_it_is():
    assert inherit_anchors([("bbbb", "Yes.")], ["No."]) == [None]
    assert inherit_anchors([("bbbb", "Thank you.")], ["Thank you!"]) == ["bbbb"]
    assert inherit_anchors([("bbbb", "Thank you.")], ["Thank them."]) == [None]
    assert match_removed_paragraphs([("bbbb", "Yes.")], ["No.", "Yes!"]) == {"bbbb": 1}


def test_words_count_as_joined_from_four_fifths_on():
    old = [("bbbb", "ports roads rails canals bridges tunnels")]
    assert match_removed_paragraphs(old, ["ports roads rails canals bridges lights"]) == {"bbbb": 0}
    assert match_removed_paragraphs(old, ["ports roads rails canals lights"]) == {}


def test_joined_words_are_found_where_most_of_them_are_and_first_of_equals():
    old = [("bbbb", "ports roads rails canals bridges tunnels")]
    most, all_of_it = "ports roads rails canals bridges lights", "we have ports roads rails canals bridges tunnels now"
    assert match_removed_paragraphs(old, [most, all_of_it]) == {"bbbb": 1}
    assert match_removed_paragraphs(old, ["lights", all_of_it, all_of_it]) == {"bbbb": 1}


def test_a_paragraph_without_words_is_joined_to_nothing():
    assert match_removed_paragraphs([("bbbb", "…"), ("cccc", "Yes.")], ["Yes."]) == {"cccc": 0}


VOCABULARY = "peace treaty talks Pyongyang Moscow signed today guests frank views long useful work years"
WORDS = st.sampled_from(VOCABULARY.split())
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=8)


@st.composite
def edits(draw):
    """A text with anchors and what an editor made of it: paragraphs deleted, moved, split, joined, added, reworded."""
    texts = draw(PARAGRAPHS)
    old = [(f"a{number}", text) for number, text in enumerate(texts)]
    new = list(texts)
    for _ in range(draw(st.integers(0, 6))):
        if not new:
            break
        place = draw(st.integers(0, len(new) - 1))
        match draw(st.sampled_from(["delete", "move", "split", "join", "add", "reword"])):
            case "delete":
                del new[place]
            case "move":
                new.insert(draw(st.integers(0, len(new) - 1)), new.pop(place))
            case "split":
                words = new[place].split()
                cut = draw(st.integers(0, len(words)))
                new[place : place + 1] = [part for part in (" ".join(words[:cut]), " ".join(words[cut:])) if part]
            case "join" if place + 1 < len(new):
                new[place : place + 2] = [f"{new[place]} {new[place + 1]}"]
            case "add":
                new.insert(place, " ".join(draw(st.lists(WORDS, min_size=1, max_size=8))))
            case "reword":
                words = new[place].split()
                words[draw(st.integers(0, len(words) - 1))] = draw(WORDS)
                new[place] = " ".join(words)
    return old, new


@given(edits())
def test_an_anchor_goes_to_one_paragraph_at_most_and_never_from_nowhere(script):
    old, new = script
    kept = [anchor for anchor in inherit_anchors(old, new) if anchor]
    assert len(kept) == len(set(kept))
    assert set(kept) <= {anchor for anchor, _ in old}
    assert len(inherit_anchors(old, new)) == len(new)


@given(edits())
def test_whatever_is_still_there_word_for_word_keeps_an_anchor_of_those_words(script):
    old, new = script
    words_of = dict(old)
    available = [text for _, text in old]
    for text, anchor in zip(new, inherit_anchors(old, new), strict=True):
        if text in available:
            available.remove(text)
            assert anchor is not None
            assert words_of[anchor] == text


@given(edits())
def test_an_inherited_anchor_still_points_at_words_it_named(script):
    old, new = script
    words_of = dict(old)
    for text, anchor in zip(new, inherit_anchors(old, new), strict=True):
        if anchor:
            assert set(words_of[anchor].split()) & set(text.split())
