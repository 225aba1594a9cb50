"""The token streams of a field while a segment is built: numbers and positions, texts let go at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from statements.search import analysis

from .documents import GAP
from .postings import FieldPostings, invert
from .vocabulary import Vocabulary, plain_bytes

_SEPARATOR = "\x1e"
_SHORT = 400  # characters up to which words are quicker numbered one by one


class TextField:
    """The tokens of every document, and how many each of its texts has."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.tokens: list[np.ndarray] = []
        self._counts: list[np.ndarray] = []
        self._texts: list[int] = []
        self.size = 0

    def __len__(self) -> int:
        return len(self.tokens)

    def add(self, texts: Sequence[str]) -> None:
        """Append a document of `texts`, of which there is one at least."""
        tokens, counts = self._numbered(texts)
        self.tokens.append(tokens)
        self._counts.append(counts)
        self._texts.append(len(texts))
        self.size += len(tokens)

    def _numbered(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        joined = " ".join(texts)
        plain = plain_bytes(joined) if len(joined) > _SHORT else None
        if plain is None:
            folded = analysis.fold(analysis.spaced(_SEPARATOR.join(text.replace(_SEPARATOR, " ") for text in texts)))
            texts = folded.split(_SEPARATOR)
            if len(joined) <= _SHORT or not folded.isascii():
                return self._one_by_one(texts)
            plain = plain_bytes(folded)
        numbers, begins = self._vocabulary.numbers_in(plain)
        if len(texts) == 1:
            return numbers, np.array([len(numbers)])
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
        return numbers, np.diff(np.searchsorted(begins, ends), prepend=0)

    def _one_by_one(self, folded: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        found = [analysis.tokens_of_folded(text) for text in folded]
        words = found[0] if len(found) == 1 else [word for some in found for word in some]
        return self._vocabulary.numbers_of(words), np.fromiter(map(len, found), np.int64, len(found))

    def lengths(self) -> np.ndarray:
        """Tokens of each document."""
        return np.fromiter(map(len, self.tokens), np.uint32, len(self.tokens))

    def starts(self) -> np.ndarray:
        """The position at which each text begins, document by document."""
        counts = _cat(self._counts) + GAP
        before = np.cumsum(counts) - counts
        texts = np.array(self._texts, np.int64)
        firsts = np.cumsum(texts) - texts
        return before - np.repeat(before[firsts], texts)

    def postings(self) -> tuple[FieldPostings, np.ndarray]:
        """The field inverted, and the number of each of its terms; what it holds is spent."""
        lengths, starts, counts = self.lengths(), self.starts(), _cat(self._counts)
        tokens = _cat(self.tokens)
        self.tokens = []
        shift = starts - (np.cumsum(counts) - counts)
        positions = np.arange(len(tokens), dtype=np.uint32)
        positions += np.repeat(shift.astype(np.uint32), counts)  # modulo 2^32, as shifts are below 0
        docs = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
        return invert(tokens, docs, positions, self._vocabulary.words)

    def words_of(self, documents: Sequence[int]) -> np.ndarray:
        """The numbers of the words that stand in any of these documents."""
        seen = np.zeros(len(self._vocabulary.words), bool)
        for document in documents:
            seen[self.tokens[document]] = True
        return np.flatnonzero(seen)


def _cat(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)
