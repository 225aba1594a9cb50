"""The texts that every engine is given: real transcripts where they lie beside the checkout, else words of the sample.

A text is the same for every engine and in every run. Where more are wanted than there are, those there are come again
with other words in them: some words of each repetition change places with words as frequent, some rare ones become new.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
CORPUS = CHECKOUT.parent / "shared" / "corpus"
SAMPLE = CHECKOUT / "statements" / "sample" / "statements"
FILES = ("ungdc", "whitehouse", "kremlin_en")
CODES = {"Russia": "RUS", "United States": "USA"}

WORD = re.compile(r"[a-z]+")
_LONG_WORD = re.compile(r"\b[A-Za-z][a-z]{4,}\b")
OFTEN_CHANGED = 0.15  # of the words of five letters and more, in each repetition
RARE = 4  # a word in so few texts may become a new one


@dataclass(frozen=True, slots=True)
class Text:
    """One statement: `body` has its paragraphs divided by blank lines; the codes are single tokens."""

    number: int
    title: str
    country: str
    speaker: str
    kind: str
    publisher: str
    date: str
    body: str

    @property
    def year(self) -> int:
        return int(self.date[:4])

    @property
    def day(self) -> date:
        return date.fromisoformat(self.date)

    @property
    def paragraphs(self) -> list[str]:
        return [self.title, *self.body.split("\n\n")]


def source() -> str:
    """What the texts are, for a reader of the figures."""
    if CORPUS.is_dir():
        return "transcripts of the UN General Debate, the White House and the Kremlin (../shared/corpus)"
    return "words of the sample archive, shuffled: ../shared/corpus is not beside the checkout"


def write(path: Path, count: int) -> None:
    """Writes `count` texts, one JSON object a line; does nothing where they lie already."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partly = path.with_suffix(".partly")
    with partly.open("w", encoding="utf-8") as out:
        for text in _numbered(_drawn(count)):
            out.write(json.dumps(asdict(text), ensure_ascii=False) + "\n")
    partly.replace(path)


def read(path: Path) -> Iterator[Text]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Text(**json.loads(line))


def words_of(text: Text) -> list[str]:
    return WORD.findall(f"{text.title} {text.body}".lower())


def _numbered(texts: Iterable[dict]) -> Iterator[Text]:
    return (Text(number=number, **fields) for number, fields in enumerate(texts, start=1))


def _drawn(count: int) -> Iterator[dict]:
    if not CORPUS.is_dir():
        yield from _shuffled_sample(count)
        return
    known = list(_records())
    # The files go by publisher and year, an archive by neither.
    random.Random(0).shuffle(known)
    if count <= len(known):
        yield from known[:count]
        return
    yield from known
    frequencies = Counter(word for record in known for word in set(_LONG_WORD.findall(record["body"])))
    for repetition in range(1, -(-count // len(known))):
        other = _other_words(frequencies, repetition)
        for record in known[: count - repetition * len(known)]:
            yield record | {name: _LONG_WORD.sub(other, record[name]) for name in ("title", "body")}


def _records() -> Iterator[dict]:
    for name in FILES:
        with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, record in enumerate(map(json.loads, lines)):
                if record["text"] and record["date"]:
                    yield {
                        "title": record["title"],
                        "country": record.get("iso3") or CODES.get(record["country"], "") or "XXX",
                        "speaker": _slug(record["speaker"] or "unknown"),
                        "kind": record["kind"] or "statement",
                        "publisher": name.partition("_")[0],
                        "date": _full_date(record["date"], number),
                        "body": record["text"],
                    }


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "unknown"


def _full_date(written: str, number: int) -> str:
    """A day for engines that know no less: dates given to the year fall into the weeks of the General Debate."""
    parts = [int(part) for part in re.findall(r"\d+", written)[:3]]
    if len(parts) == 3:
        return date(*parts).isoformat()
    return (date(parts[0], parts[1] if len(parts) == 2 else 9, 10) + timedelta(days=number % 20)).isoformat()


def _other_words(frequencies: Counter, repetition: int) -> Callable[[re.Match], str]:
    """A substitution for one repetition: the same word gives the same other word throughout it."""
    rng = random.Random(repetition)
    ranked = sorted(frequencies, key=lambda word: (-frequencies[word], word))
    exchanged: dict[str, str] = {}
    for rank, word in enumerate(ranked):
        if rng.random() >= OFTEN_CHANGED:
            continue
        if frequencies[word] <= RARE:
            exchanged[word] = word + rng.choice(("ov", "ia", "en", "ar", "ul")) + "bcdgkmnprst"[repetition % 11]
        else:
            exchanged[word] = ranked[min(len(ranked) - 1, rank + 1 + rng.randrange(2 + rank // 8))]
    return lambda found: exchanged.get(found.group(), found.group())


def _shuffled_sample(count: int) -> Iterator[dict]:
    """Texts of sentences drawn from the sample archive, with its Zipf-like spread of words."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SAMPLE.glob("*.yaml"))]
    strings = [string for file in files for string in _strings(file)]
    sentences = [s for string in strings for s in re.split(r"(?<=[.!?])\s+", string) if s.count(" ") > 3]
    words = [word for sentence in sentences for word in sentence.split()]
    for number in range(count):
        rng = random.Random(number)
        paragraphs = [
            " ".join([rng.choice(sentences), *rng.choices(words, k=rng.randrange(20, 120))])
            for _ in range(rng.randrange(2, 30))
        ]
        yield {
            "title": " ".join(rng.choices(words, k=8)),
            "country": f"C{int(rng.expovariate(0.05)) % 200:02}",
            "speaker": f"speaker-{int(rng.expovariate(0.002))}",
            "kind": rng.choice(("speech", "interview", "readout", "statement", "press_conference")),
            "publisher": f"publisher-{int(rng.expovariate(0.5))}",
            "date": date.fromordinal(rng.randrange(710_000, 739_000)).isoformat(),
            "body": "\n\n".join(paragraphs),
        }


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
