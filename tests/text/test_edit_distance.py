"""Edit distances: what counts as one edit, what as one slip, and where counting stops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.text.edit_distance import count_edits, is_within_edits, is_within_slips

few_letters = st.text("abcй", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("niger", "nigeria", 2), ("bostwana", "botswana", 1), ("mali", "malta", 2), ("", "ab", 2)],
)
def test_a_slip_is_a_letter_more_less_or_other_or_two_neighbours_swapped(one, other, slips):
    assert is_within_slips(one, other, slips)
    assert not is_within_slips(one, other, slips - 1)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("treaty", "treatys", 1), ("treaty", "treety", 1), ("treaty", "teraty", 2), ("мир", "мира", 1), ("", "ab", 2)],
)
def test_two_swapped_letters_are_two_edits(one, other, edits):
    assert is_within_edits(one, other, edits)
    assert not is_within_edits(one, other, edits - 1)


def test_edits_are_counted_for_many_words_at_once_up_to_one_more_than_asked_for():
    assert count_edits("accord", ["accord", "accords", "record", "discord", "peace"], 2).tolist() == [0, 1, 2, 3, 3]
    assert count_edits("accord", [], 2).tolist() == []


@given(few_letters, few_letters, st.integers(0, 3))
def test_distances_are_symmetric_and_both_ways_of_counting_edits_agree(one, other, most):
    assert is_within_edits(one, other, most) == is_within_edits(other, one, most)
    assert is_within_slips(one, other, most) == is_within_slips(other, one, most)
    assert (count_edits(one, [other], most)[0] <= most) == is_within_edits(one, other, most)
    assert is_within_edits(one, other, 0) == is_within_slips(one, other, 0) == (one == other)
