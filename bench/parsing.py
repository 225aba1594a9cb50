"""Reading transcripts: megabytes of text a second on one core.

The peer splits paragraphs at a capitalised label and a colon and does nothing else: what any reader must spend.
"""

import re
from collections.abc import Iterator

from bench.figures import Figure, take_turns
from statements.transcripts import read

LABEL = re.compile(r"^([A-Z][\w.'’ -]{1,60}):\s+(.*)$")
PARTS = [
    "President Anna Example: Mr Chairman, my delegation welcomes the report, and thanks the Secretariat for its work.",
    "We note three points in it: the budget, the calendar and the mandate. None of them is new to this Committee.",
    "Mr. John Sample (Utopia): I thank the representative for those words; we shall answer them in writing on 3 May.",
    "(Applause.)",
    "Question: Will the agreement that was signed this morning enter into force before the end of the year?",
    "The Minister replied that ratification was a matter for the two parliaments, which would meet in the autumn.",
]


def build_record(megabytes: float) -> str:
    """A long record of our own making, label by label, paragraphs divided by blank lines."""
    once = "\n\n".join(PARTS) + "\n\n"
    return once * round(megabytes * 1_000_000 / len(once.encode()))


def split_at_labels(text: str) -> list[tuple[str, list[str]]]:
    turns: list[tuple[str, list[str]]] = []
    for paragraph in text.split("\n\n"):
        if found := LABEL.match(paragraph):
            turns.append((found[1], [found[2]]))
        elif turns:
            turns[-1][1].append(paragraph)
    return turns


def measure() -> Iterator[Figure]:
    for megabytes in (0.1, 1, 5):
        text = build_record(megabytes)
        raw = text.encode()
        yield take_turns(
            f"plain text of {megabytes:g} MB",
            lambda raw=raw: read(raw, "txt"),
            {"splitting at labels alone": lambda text=text: split_at_labels(text)},
            rounds=3,
            amount=len(raw) / 1_000_000,
            unit="MB/s",
            target=5,
        )
    one_line = build_record(5).replace("\n", " ").encode()
    yield take_turns(
        "plain text of 5 MB in a single line",
        lambda: read(one_line, "txt"),
        rounds=3,
        amount=len(one_line) / 1_000_000,
        unit="MB/s",
    )
