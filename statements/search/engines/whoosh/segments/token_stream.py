"""The tokens of a field while a segment is built: their words as numbers, and their positions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from statements.text import tokenization

from .postings import FieldPostings, invert
from .vocabulary import Vocabulary, plain_bytes

GAP = 1  # positions left free between passages: words on both sides are never next to each other
_SEPARATOR = "\x1e"
# Characters that are numbered together: their arrays take a few MB, and numpy's own part of a call no longer counts.
_BATCH = 1 << 16


class TokenStreamBuilder:
    """Collects the texts of every document and numbers their words, batch by batch; texts are not kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._waiting: list[Sequence[str]] = []
        self._waiting_size = 0
        self._texts: list[int] = []
        self._tokens: list[np.ndarray] = []
        self._counts: list[np.ndarray] = []
        self.size = 0

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, texts: Sequence[str]) -> None:
        """Add a document of `texts`, of which there is one at least."""
        self._texts.append(len(texts))
        self._waiting.append(texts)
        self._waiting_size += sum(map(len, texts))
        if self._waiting_size >= _BATCH:
            self._number()

    def _number(self) -> None:
        for are_plain, group in groupby(map(_fold, self._waiting), lambda each: each[0] is not None):
            documents = list(group)
            if are_plain:
                plain = b" ".join(each for each, _ in documents if each is not None)
                self._number_plain(plain, [text for _, texts in documents for text in texts])
            else:
                for _, texts in documents:
                    self._number_words(texts)
        self._waiting, self._waiting_size = [], 0

    def _number_plain(self, plain: bytes, texts: Sequence[str]) -> None:
        numbers, begins = self._vocabulary.numbers_in(plain)
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
        self._append(numbers, np.diff(np.searchsorted(begins, ends), prepend=0))

    def _number_words(self, folded: Sequence[str]) -> None:
        found = [tokenization.tokenize_folded(text) for text in folded]
        words = [word for some in found for word in some]
        self._append(self._vocabulary.numbers_of(words), np.fromiter(map(len, found), np.int64, len(found)))

    def _append(self, numbers: np.ndarray, counts: np.ndarray) -> None:
        self._tokens.append(numbers)
        self._counts.append(counts)
        self.size += len(numbers)

    def read(self) -> TokenStream:
        """What was added, as arrays; the field is spent."""
        self._number()
        return TokenStream(
            self._vocabulary, _cat(self._tokens, np.uint32), _cat(self._counts), np.array(self._texts, np.int64)
        )


class TokenStream:
    """The tokens of a field, document by document.

    `numbers`: uint32 by token, the number of its word in the vocabulary. `lengths`: int64 by document, its tokens.
    `starts`: int64 by text, the position in its document at which it begins.
    """

    def __init__(self, vocabulary: Vocabulary, numbers: np.ndarray, counts: np.ndarray, texts: np.ndarray) -> None:
        """`counts`: int64 by text, its tokens; `texts`: int64 by document, its texts."""
        self.vocabulary, self.numbers = vocabulary, numbers
        self._counts = counts
        firsts = np.cumsum(texts) - texts
        self.lengths = np.add.reduceat(counts, firsts) if len(texts) else counts
        before = np.cumsum(counts + GAP) - (counts + GAP)
        self.starts = before - np.repeat(before[firsts], texts)

    def positions(self) -> np.ndarray:
        """uint32 by token: its position in its document."""
        positions = np.arange(len(self.numbers), dtype=np.uint32)
        shift = self.starts - (np.cumsum(self._counts) - self._counts)
        positions += np.repeat(shift.astype(np.uint32), self._counts)  # modulo 2^32, for shifts are below 0
        return positions

    def postings(self) -> tuple[FieldPostings, np.ndarray]:
        """The postings of the field, and the number of each of its terms (int64)."""
        docs = np.repeat(np.arange(len(self.lengths), dtype=np.uint32), self.lengths)
        return invert(self.numbers, docs, self.positions(), self.vocabulary.words)

    def words_of(self, documents: Sequence[int]) -> np.ndarray:
        """int64, ascending: the numbers of the words that stand in any of these documents."""
        chosen = np.zeros(len(self.lengths), bool)
        chosen[documents] = True
        some = self.numbers if chosen.all() else self.numbers[np.repeat(chosen, self.lengths)]
        return np.flatnonzero(np.bincount(some, minlength=1))


def _fold(texts: Sequence[str]) -> tuple[bytes | None, Sequence[str]]:
    """The texts of a document as plain bytes (see `plain_bytes`) where that can be, and as they were folded."""
    plain = plain_bytes(" ".join(texts))
    if plain is None:
        folded = tokenization.fold(
            tokenization.replace_typography(_SEPARATOR.join(text.replace(_SEPARATOR, " ") for text in texts))
        )
        texts = folded.split(_SEPARATOR)
        if folded.isascii():
            plain = plain_bytes(folded)
    return plain, texts


def _cat(arrays: list[np.ndarray], dtype: type = np.int64) -> np.ndarray:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype)
