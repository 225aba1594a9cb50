"""Every word of the input is in a paragraph, a label, a note, the front matter or among what was left out."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from statements.transcripts import FrontMatter, Transcript, assemble
from statements.transcripts.normalisation import clean
from statements.transcripts.readers.text import build_draft

_WORD = re.compile(r"[^\W_]+")


def read(text: str) -> Transcript:
    return assemble(build_draft(text, FrontMatter(), [], "txt"))


def words_of(text: str) -> Counter[str]:
    return Counter(_WORD.findall(clean(text).replace("-", "").casefold()))


def kept_words(transcript: Transcript) -> Counter[str]:
    front = transcript.front
    parts = [item.text for item in transcript.dropped]
    parts += [front.provenance, front.caption, front.credit, front.republisher_note]
    for turn in transcript.turns:
        parts += [paragraph.text for paragraph in turn.paragraphs]
        if turn.label:
            parts += [turn.label.printed, turn.timestamp, *(note.printed for note in turn.label.notes)]
    return sum((words_of(part) for part in parts), Counter())


LINES = st.sampled_from(
    [
        "Vladimir Example: Colleagues, good afternoon.",
        "President of Ruritania Rudolf Elphberg (retranslated): Friends,",
        "MR SMITH: (Laughter.) Sure.",
        "Q    Can we start with trade?",
        "32. Mr. AHMED (Pakistan) (spoke in Urdu): My delegation.",
        "[00:00:42] Jane Roe: Good evening.",
        "Question:",
        "(Applause.)",
        "<…>",
        "* * *",
        "---",
        "2:14 p.m. EST",
        "(November 9, 2022)",
        "Transcript originally published by The Gazette.",
        "Press statements after the talks. Photo by Jane Roe (Example Agency)",
        "In Ruritania, Grand Fenwick",
        "EDITOR’S NOTE: We remind our readers.",
        "Recent Posts",
        "Contact Us",
        "END",
        "【記者】説明してください。",
        "毛宁：我们注意到有关报道。",
        "RUDOLF ELPHBERG, REY DE RURITANIA",
        "41 11-50692",
        "7",
        "the treaty that both sides had long wanted and that was signed in the eve-",
        "ning, after eleven hours of talks which nobody had expected to end",
        "Thank you.",
        "",
        "  ",
    ]
)
TEXTS = st.one_of(
    st.lists(LINES, max_size=30).map("\n".join),
    st.lists(LINES, max_size=12).map("\n\n".join),
    st.text(st.sampled_from("Aaя:.—–“”()[]<>…Q \n\t\u00a0\u200f’'-*#1,;?！：记者"), max_size=400),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300),
)


@settings(max_examples=300)
@given(TEXTS.filter(str.strip))
@example("Question:\n\nMR SMITH: Sure.")
@example("MR SMITH: (As interpreted.) Thank you, Joe.")
@example("Mr. Roe (Ruritania) (spoke in French): (inaudible)")
@example("A: b\u2028C: d\x85E")
def test_no_word_is_lost(text: str):
    before, after = words_of(text), kept_words(read(text))
    joined = " ".join(after - before)  # "eve-" and "ning" at a line's end are one word afterwards
    assert [word for word in before - after if word not in joined] == []


@settings(max_examples=150)
@given(TEXTS.filter(str.strip))
def test_every_paragraph_and_dropped_line_says_where_it_was(text: str):
    transcript = read(text)
    last = len(re.split(r"\r\n?|[\n\u2028\u2029\x85]", text)) + 1
    paragraphs = [paragraph for turn in transcript.turns for paragraph in turn.paragraphs]
    assert all(1 <= paragraph.line <= last and paragraph.text.strip() for paragraph in paragraphs)
    assert all(1 <= item.line <= last and item.why for item in transcript.dropped)
    assert all(turn.paragraphs for turn in transcript.turns)
