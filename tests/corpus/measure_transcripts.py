"""Measures the transcript reader on the real corpora: ``python -m tests.corpus.measure_transcripts [--misses]``.

Labels: (record, paragraph, label as printed). Boundaries: (record, paragraph) at which a turn begins. The gold labels
are the publisher's bold openings. He left some labels without bold, most of them those with a bracket
("(retranslated)"), so two precisions are given: *literal*, and *settled*, where a label that the gold lacks counts as
right if a bracket stands at its colon, or if it ends in the name of somebody who has gold labels elsewhere in the
corpus.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from statements.text.folding import fold
from statements.transcripts import Transcript
from statements.transcripts.assembly import assemble
from statements.transcripts.labels.notes import extract_notes
from statements.transcripts.normalisation import one_line
from statements.transcripts.readers.json_record import build_draft

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@dataclass
class Score:
    """Counts of one measurement; ``missed`` and ``wrong`` hold (record, paragraph, label)."""

    hits: int = 0
    unbolded: int = 0  # found, not in the gold, but settled as labels of known speakers
    missed: list[tuple[str, int, str]] = field(default_factory=list)
    wrong: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + len(self.wrong))

    @property
    def settled_precision(self) -> float:
        return (self.hits + self.unbolded) / max(1, self.hits + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + len(self.missed))

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def lines(path: Path):
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        yield from map(json.loads, handle)


def labels_of(transcript: Transcript) -> dict[int, str]:
    """Return the labels by index of their paragraph in ``text.split("\\n\\n")``."""
    return {(turn.line - 1) // 2: turn.label.printed for turn in transcript.turns if turn.label}


def same(left: str, right: str) -> bool:
    return one_line(extract_notes(left)[0]).rstrip(" :").casefold() == one_line(right).rstrip(" :").casefold()


def _name(label: str) -> str:
    return " ".join(fold(label).split()[-2:])


def kremlin() -> tuple[Score, Score]:
    """Return (labels, boundaries) over the gold turns of the Kremlin pages."""
    gold = {record["id"]: record["turns"] for record in lines(CORPUS / "kremlin_en.turns.jsonl.gz")}
    labels, boundaries = Score(), Score()
    bracketed: list[list[str | int]] = []
    for record in lines(CORPUS / "kremlin_en.jsonl.gz"):
        turns = gold.get(record["id"])
        if turns is None:
            continue
        paragraphs = record["text"].split("\n\n")
        found = labels_of(assemble(build_draft(record)))
        wanted = {turn["para"]: turn["label"] for turn in turns}
        for para, label in wanted.items():
            if para in found and same(label, found[para]):
                labels.hits += 1
            else:
                labels.missed.append((record["id"], para, label))
            boundaries.hits += para in found
            if para not in found:
                boundaries.missed.append((record["id"], para, label))
        for para, label in found.items():
            if para not in wanted:
                boundaries.wrong.append((record["id"], para, label))
            if para not in wanted or not same(wanted[para], label):
                labels.wrong.append((record["id"], para, label))
                head, _, rest = paragraphs[para].partition(":")
                if head.rstrip().endswith(")") or rest.lstrip().startswith("("):
                    bracketed.append([record["id"], para])
    known = {_name(turn["label"]) for turns in gold.values() for turn in turns if " " in turn["label"]}
    for score in (labels, boundaries):
        score.unbolded = sum(_name(label) in known or place in bracketed for *place, label in score.wrong)
    return labels, boundaries


def report(labels: Score, boundaries: Score) -> str:
    return (
        f"kremlin_en gold turns: labels precision {labels.precision:.4f} literal, "
        f"{labels.settled_precision:.4f} settled, recall {labels.recall:.4f} of {labels.hits + len(labels.missed)}; "
        f"boundaries F1 {boundaries.f1:.4f} literal, recall {boundaries.recall:.4f}"
    )


def throughput(path: Path, every: int = 12) -> tuple[float, float]:
    """Return (megabytes of text, seconds of processor time) for every so many-th record, decoding the JSON aside."""
    records = [record for number, record in enumerate(lines(path)) if number % every == 0]
    size = sum(len(record["text"].encode()) for record in records)
    start = time.process_time()
    for record in records:
        assemble(build_draft(record))
    return size / 1e6, time.process_time() - start


def main(arguments: list[str]) -> None:
    labels, boundaries = kremlin()
    out = sys.stdout.write
    out(report(labels, boundaries) + "\n")
    for name in ("ungdc", "whitehouse"):
        megabytes, seconds = throughput(CORPUS / f"{name}.jsonl.gz")
        out(f"{name}: {megabytes:.1f} MB of text in {seconds:.1f} s, {megabytes / seconds:.1f} MB/s\n")
    if "--misses" in arguments:
        for name, items in (("missed", labels.missed), ("wrong", labels.wrong)):
            for (label, number), sample in _grouped(items):
                out(f"{name} {number}x {label!r} e.g. {sample}\n")


def _grouped(items: list[tuple[str, int, str]]):
    counts = Counter(label for _, _, label in items)
    samples = {label: f"{record} paragraph {para}" for record, para, label in items}
    for label, number in counts.most_common(200):
        yield (label, number), samples[label]


if __name__ == "__main__":
    main(sys.argv[1:])
