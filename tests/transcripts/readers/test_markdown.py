"""Markdown: headings and rules, and the marks that publishers' converters leave."""

from __future__ import annotations

import pytest

from statements.transcripts import read
from statements.transcripts.draft import BlockKind
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers import markdown
from statements.transcripts.readers.markdown import read_blocks


def blocks(text: str) -> list[tuple[str, BlockKind, int]]:
    return [(block.text, block.kind, block.line) for block in read_blocks(text)]


@pytest.mark.parametrize("text", ["# The harbour", "### The harbour ###", "The harbour\n===", "The harbour\n---"])
def test_headings_are_told_by_their_marks(text: str):
    assert blocks(f"{text}\n\nIt is open.")[0] == ("The harbour", BlockKind.HEADING, 1)


def test_text_right_below_a_heading_is_a_block_of_its_own():
    assert blocks("# The harbour\nIt is open.") == [
        ("The harbour", BlockKind.HEADING, 1),
        ("It is open.", BlockKind.TEXT, 2),
    ]


@pytest.mark.parametrize("rule", ["---", "***", "* * *", "_____"])
def test_rules_divide(rule: str):
    assert blocks(f"It is open.\n\n{rule}\n\nIt is ours.")[1] == (rule, BlockKind.RULE, 3)


def test_a_rule_right_below_several_lines_makes_no_heading_of_them():
    assert blocks("It is open,\nand it is ours.\n---") == [
        ("It is open,\nand it is ours.", BlockKind.TEXT, 1),
        ("---", BlockKind.RULE, 3),
    ]


def test_a_hard_break_cuts_a_block():
    assert blocks("It is open.  \nIt is ours.\\\nWe are glad.") == [
        ("It is open.", BlockKind.TEXT, 1),
        ("It is ours.", BlockKind.TEXT, 2),
        ("We are glad.", BlockKind.TEXT, 3),
    ]


def test_numbers_and_indents_of_a_record_stay_words():
    assert [text for text, *_ in blocks("110. The President: We agree.\n\n    So do we.")] == [
        "110. The President: We agree.",
        "    So do we.",
    ]


@pytest.mark.parametrize("opening", ["**Jane Roe:** We agree.", "**Jane Roe**: We agree.", "**Jane Roe:**We agree."])
def test_a_bold_opening_is_a_label(opening: str):
    transcript = read(f"{opening}\n\n**John Doe:** So do we.\n\n**Jane Roe:** Good.".encode(), "md")
    assert [turn.label.printed for turn in transcript.turns] == ["Jane Roe", "John Doe", "Jane Roe"]


def test_marks_are_taken_out_and_words_stay():
    text = "We have *really* agreed, see [the text](https://example.org) and ![a map](map.png), \\[sic\\]."
    assert blocks(text) == [("We have really agreed, see the text and a map, [sic].", BlockKind.TEXT, 1)]


def test_a_quotation_loses_its_marks():
    assert blocks("> It is open,\n> and it is ours.") == [("It is open,\nand it is ours.", BlockKind.TEXT, 1)]


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\ntitle: *b",
        "title: &title Talks\nheadline: *title",
        "a: &a {x: 1}\n<<: *a\ntitle: Talks",
        # A hundred levels of ten each: only what refuses the first alias is ever done with it.
        "a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 100)),
    ],
)
def test_front_matter_that_repeats_itself_is_refused_with_its_line(front):
    with pytest.raises(UnreadableTranscript, match=r"by an alias \(\*, line \d+\): write the part out there"):
        markdown.read(f"---\n{front}\n---\nMinister Ann Bell: I thank you.".encode())
