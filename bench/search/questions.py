"""What is asked: sets of different questions a kind, drawn from the texts by how many of them hold each word."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from . import texts
from .texts import Text

A_KIND = 30  # questions
SAMPLED = 2_000  # texts whose rows of words are looked at for phrases
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Question:
    """`mode` says how the words belong together: all, any, phrase, near (within five words), prefix, pattern.

    Every answer holds the number of all hits and the titles of one page of them; `facets` counts all hits by five
    fields, `snippets` shows where the words stand in each hit of the page.
    """

    words: tuple[str, ...]
    mode: str = "all"
    country: str = ""
    since: str = ""
    until: str = ""
    by_date: bool = False
    page: int = 1
    facets: bool = False
    snippets: bool = False

    @property
    def skipped(self) -> int:
        """Hits on the pages before."""
        return (self.page - 1) * PER_PAGE

    @classmethod
    def of_json(cls, fields: dict) -> Question:
        return cls(**{**fields, "words": tuple(fields["words"])})


KINDS = {
    "rare": "rare word",
    "common": "common word",
    "and": "words, all of them",
    "or": "words, any of them",
    "phrase": "phrase of rarer words",
    "common_phrase": "phrase of common words",
    "near": "words within five words",
    "prefix": "prefix",
    "pattern": "wildcard inside a word",
    "filter": "word, country and years",
    "sort": "common word, newest first",
    "facets": "common word, five facets",
    "snippets": "words with snippets",
    "deep": "common word, page 50",
    "page": "full results page",
}
FIRST_LETTERS = 5


def write(path: Path, texts_path: Path) -> None:
    """Draws the questions once for a set of texts. `path` will hold {kind: [question, …]}."""
    if not path.exists():
        drawn = _Drawing(texts_path).all()
        path.write_text(json.dumps({kind: [asdict(each) for each in some] for kind, some in drawn.items()}))


def read(path: Path) -> dict[str, list[Question]]:
    return {kind: [Question.of_json(each) for each in some] for kind, some in json.loads(path.read_text()).items()}


class _Drawing:
    def __init__(self, path: Path) -> None:
        self.frequencies: Counter[str] = Counter()
        self.sample: list[tuple[Text, list[str]]] = []
        rows: Counter[tuple[str, ...]] = Counter()
        self.count = sum(1 for _ in texts.read(path))
        step = max(1, self.count // SAMPLED)
        for place, text in enumerate(texts.read(path)):
            words = texts.words_of(text)
            self.frequencies.update(set(words))
            if place % step == 0:
                self.sample.append((text, words))
        common = {word for word, many in self.frequencies.items() if many > self.count * 0.2}
        for _, words in self.sample:
            rows.update(row for row in zip(words, words[1:], words[2:], strict=False) if common.issuperset(row))
        self.common_rows = [row for row, _ in rows.most_common(400)]

    def all(self) -> dict[str, list[Question]]:
        plain = self._single("common", 0.1, 0.6)
        pairs = self._drawn("and", self._of_one_text)
        rows = self._drawn("common_phrase", self._common_row)
        page = [*self._single("page", 0.1, 0.6)[: A_KIND // 3], *self._drawn("page", self._of_one_text)[: A_KIND // 3]]
        page += self._drawn("page of phrases", self._common_row)[: A_KIND - len(page)]
        return {
            "rare": self._rare(),
            "common": plain,
            "and": pairs,
            "or": self._drawn("or", lambda rng: self._of_one_text(rng, mode="any")),
            "phrase": self._drawn("phrase", self._row),
            "common_phrase": rows,
            "near": self._drawn("near", self._near),
            "prefix": self._beginnings(),
            "pattern": self._patterns(),
            "filter": self._drawn("filter", self._filtered),
            "sort": [Question(each.words, by_date=True) for each in self._single("sort", 0.1, 0.6)],
            "facets": [Question(each.words, facets=True) for each in self._single("facets", 0.1, 0.6)],
            "snippets": [Question(each.words, snippets=True) for each in self._drawn("snippets", self._of_one_text)],
            "deep": [Question(each.words, page=self._deep(each)) for each in self._single("deep", 0.1, 0.9)],
            "page": [Question(each.words, each.mode, facets=True, snippets=True) for each in page],
        }

    def _between(self, least: float, most: float, letters: int = 4) -> list[str]:
        return sorted(w for w, many in self.frequencies.items() if least <= many <= most and len(w) >= letters)

    def _some(self, kind: str, words: list[str], mode: str = "all") -> list[Question]:
        return [Question((word,), mode) for word in random.Random(kind).sample(words, min(A_KIND, len(words)))]

    def _single(self, seed: str, least: float, most: float) -> list[Question]:
        return self._some(seed, self._between(least * self.count, most * self.count))

    def _rare(self) -> list[Question]:
        return self._some("rare", self._between(3, max(5, self.count // 1_000), letters=5))

    def _drawn(self, seed: str, draw: Callable[[random.Random], Question | None]) -> list[Question]:
        """`A_KIND` different questions, where they can be had in a bounded number of draws."""
        rng, found = random.Random(seed), {}
        for _ in range(A_KIND * 200):
            question = draw(rng)
            if question is not None:
                found[question] = None
            if len(found) == A_KIND:
                break
        return list(found)

    def _telling(self, word: str, least: float = 0.01, most: float = 0.3) -> bool:
        return len(word) >= 4 and least * self.count <= self.frequencies[word] <= most * self.count

    def _of_one_text(self, rng: random.Random, mode: str = "all") -> Question | None:
        _, words = rng.choice(self.sample)
        telling = sorted({word for word in words if self._telling(word)})
        many = rng.choice((2, 2, 3))
        return Question(tuple(rng.sample(telling, many)), mode) if len(telling) >= many else None

    def _row(self, rng: random.Random) -> Question | None:
        _, words = rng.choice(self.sample)
        if len(words) < 3:
            return None
        at = rng.randrange(len(words) - 2)
        row = tuple(words[at : at + rng.choice((2, 3))])
        return Question(row, "phrase") if all(self._telling(word, 0.001, 0.15) for word in row) else None

    def _common_row(self, rng: random.Random) -> Question | None:
        return Question(rng.choice(self.common_rows), "phrase") if self.common_rows else None

    def _near(self, rng: random.Random) -> Question | None:
        _, words = rng.choice(self.sample)
        if len(words) < 8:
            return None
        at = rng.randrange(len(words) - 6)
        pair = (words[at], words[at + rng.randrange(2, 5)])
        return Question(pair, "near") if pair[0] != pair[1] and all(map(self._telling, pair)) else None

    def _beginnings(self) -> list[Question]:
        words = self._between(0.01 * self.count, 0.3 * self.count, letters=9)
        return self._some("prefix", sorted({word[:FIRST_LETTERS] for word in words}), "prefix")

    def _patterns(self) -> list[Question]:
        words = self._between(0.01 * self.count, 0.3 * self.count, letters=9)
        return self._some("pattern", sorted({f"{word[:3]}*{word[-3:]}" for word in words}), "pattern")

    def _filtered(self, rng: random.Random) -> Question | None:
        text, words = rng.choice(self.sample)
        telling = sorted({word for word in words if self._telling(word, 0.05, 0.6)})
        if not telling:
            return None
        return Question(
            (rng.choice(telling),), country=text.country, since=f"{text.year - 5}-01-01", until=f"{text.year + 5}-12-31"
        )

    def _deep(self, question: Question) -> int:
        return max(1, min(50, self.frequencies[question.words[0]] // PER_PAGE))


def in_order(questions: dict[str, list[Question]], kinds: list[str]) -> Iterator[tuple[str, list[Question]]]:
    """The sets of questions of `kinds`, or of every kind."""
    return ((kind, questions[kind]) for kind in KINDS if kind in (kinds or KINDS))
