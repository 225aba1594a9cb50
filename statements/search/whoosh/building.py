"""Documents -> a segment file. Holds token numbers only; texts are read once and let go."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from statements.search import analysis

from .arrays import ArraysWriter
from .documents import GAP, Document
from .postings import FieldPostings, encode, invert

BODY = "text"
_SEPARATOR = "\x1e"


class Vocabulary(dict):
    """token -> number, given out in order of first appearance."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.words)
        self.words.append(word)
        return number


class _TextField:
    """The token stream of one field: numbers per document, and the tokens and position of each stretch."""

    def __init__(self) -> None:
        self.tokens: list[np.ndarray] = []
        self.counts: list[int] = []
        self.starts: list[int] = []
        self.stretches: list[int] = []
        self.lengths: list[int] = []
        self.size = 0

    def add(self, vocabulary: Vocabulary, texts: list[str]) -> list[int]:
        """Append a document of `texts`; returns the first position of each."""
        joined = _SEPARATOR.join(text.replace(_SEPARATOR, " ") for text in texts)
        folded = analysis.fold(analysis.spaced(joined)).split(_SEPARATOR)
        words: list[str] = []
        starts, position = [], 0
        for text in folded:
            found = analysis.tokens_of_folded(text)
            words += found
            starts.append(position)
            self.counts.append(len(found))
            position += len(found) + GAP
        self.tokens.append(np.fromiter(map(vocabulary.__getitem__, words), np.uint32, len(words)))
        self.starts += starts
        self.stretches.append(len(texts))
        self.lengths.append(len(words))
        self.size += len(words)
        return starts

    def postings(self, vocabulary: Vocabulary) -> FieldPostings:
        tokens = np.concatenate(self.tokens) if self.tokens else np.zeros(0, np.uint32)
        self.tokens = []
        counts = np.array(self.counts, np.int64)
        shift = np.array(self.starts, np.int64) - (np.cumsum(counts) - counts)
        positions = (np.arange(len(tokens), dtype=np.int64) + np.repeat(shift, counts)).astype(np.uint32)
        docs = np.repeat(np.arange(len(self.lengths), dtype=np.uint32), self.lengths)
        return invert(tokens, docs, positions, _Encoded(vocabulary.words))


class _Encoded:
    """The vocabulary as bytes, made one by one when asked for: most words of a big build are not in every segment."""

    def __init__(self, words: list[str]) -> None:
        self._words = words

    def __getitem__(self, number: int) -> bytes:
        return self._words[number].encode()


class SegmentBuilder:
    """Collects documents and writes them as one segment. `vocabulary` may be shared between the segments of a build."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = Vocabulary() if vocabulary is None else vocabulary
        self.keys: list[str] = []
        self._fields: dict[str, _TextField] = {BODY: _TextField()}
        self._codes: dict[str, dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._numbers: dict[str, dict[int, int]] = defaultdict(dict)
        self._stored: list[bytes] = []
        self._languages: dict[str, list[int]] = defaultdict(list)
        self._passages: list[tuple[int, int, int]] = []  # first position, order, voice
        self._passage_ends: list[int] = []
        self._voices: list[tuple[str, str, bool]] = []
        self._voice_ends: list[int] = []

    @property
    def size(self) -> int:
        """Tokens held in memory."""
        return sum(field.size for field in self._fields.values())

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, document: Document) -> None:
        number = len(self.keys)
        self.keys.append(document.key)
        body = self._fields[BODY]
        starts = body.add(self.vocabulary, [passage.text for passage in document.passages] or [""])
        first_voice = len(self._voices)
        for start, passage in zip(starts, document.passages, strict=False):
            voice = first_voice + passage.voice if passage.voice >= 0 else -1
            self._passages.append((start, passage.order, voice))
        self._passage_ends.append(len(self._passages))
        self._voices += [(voice.speaker, voice.party, voice.interpreted) for voice in document.voices]
        self._voice_ends.append(len(self._voices))
        for name, text in document.texts.items():
            self._text_field(name, number).add(self.vocabulary, [text])
        for name, values in document.codes.items():
            for value in values:
                entries = self._codes[name][value if isinstance(value, bytes) else value.encode()]
                if not entries or entries[-1] != number:
                    entries.append(number)
        for name, value in document.numbers.items():
            self._numbers[name][number] = value
        stored = json.dumps(document.stored, ensure_ascii=False, separators=(",", ":"))
        self._stored.append(zlib.compress(stored.encode(), 6))
        self._languages[analysis.base_language(document.language)].append(number)

    def _text_field(self, name: str, number: int) -> _TextField:
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = _TextField()
        while len(field.lengths) < number:  # documents that lack the field
            field.add(self.vocabulary, [""])
        return field

    def write(self, path: Path) -> None:
        """Write the segment. The builder is spent afterwards. Raises OSError."""
        writer = ArraysWriter(path)
        try:
            notes = self._write_all(writer)
            writer.close(notes)
        except BaseException:
            writer.abandon()
            path.unlink(missing_ok=True)
            raise

    def _write_all(self, writer: ArraysWriter) -> dict:
        count = len(self.keys)
        lengths, texts = {}, []
        forms: dict[str, list[str]] = {}
        for name, field in self._fields.items():
            self._text_field(name, count)
            length = np.array(field.lengths, np.uint32)
            writer.add(f"{name}.length", length)
            lengths[name] = int(length.sum())
            if name == BODY:
                forms = self._words_by_language(field)
            postings = field.postings(self.vocabulary)
            add_field(writer, name, postings)
            if name == BODY:
                add_forms(writer, forms, postings.terms)
            texts.append(name)
        ordinals = {name: self._add_codes(writer, name, count) for name in sorted(self._codes)}
        for name, values in self._numbers.items():
            column = np.full(count, NO_NUMBER, np.int64)
            column[list(values)] = list(values.values())
            writer.add(f"{name}.number", column)
        self._add_passages(writer, ordinals)
        add_blobs(writer, "stored", self._stored)
        add_blobs(writer, "key", [key.encode() for key in self.keys])
        return {
            "documents": count,
            "analysis": analysis.VERSION,
            "texts": texts,
            "codes": sorted(self._codes),
            "numbers": sorted(self._numbers),
            "lengths": lengths,
            "languages": sorted(self._languages),
        }

    def _words_by_language(self, field: _TextField) -> dict[str, list[str]]:
        words = {}
        for language, documents in self._languages.items():
            seen = np.zeros(len(self.vocabulary.words), bool)
            for number in documents:
                seen[field.tokens[number]] = True
            words[language] = [self.vocabulary.words[token] for token in np.flatnonzero(seen).tolist()]
        return words

    def _add_codes(self, writer: ArraysWriter, name: str, count: int) -> dict[str, int]:
        codes = self._codes[name]
        terms = sorted(codes)
        docs = np.concatenate([np.array(codes[term], np.uint32) for term in terms])
        sizes = np.array([len(codes[term]) for term in terms], np.int64)
        starts = np.concatenate(([0], np.cumsum(sizes)))
        add_field(writer, name, FieldPostings(terms, starts, docs, None, None, None))
        add_forward(writer, name, docs, np.repeat(np.arange(len(terms), dtype=np.uint32), sizes), count)
        return {term.decode(errors="replace"): ordinal for ordinal, term in enumerate(terms)}

    def _add_passages(self, writer: ArraysWriter, ordinals: dict[str, dict[str, int]]) -> None:
        rows = np.array(self._passages, np.int64).reshape(-1, 3)
        writer.add("passage.start", narrowest(rows[:, 0]))
        writer.add("passage.order", narrowest(rows[:, 1]))
        writer.add("passage.voice", rows[:, 2].astype(np.int32))
        writer.add("passage.ptr", np.array([0, *self._passage_ends], np.uint32))
        speakers, parties = ordinals.get("speaker", {}), ordinals.get("country", {})
        writer.add("voice.speaker", np.array([speakers.get(speaker, -1) for speaker, _, _ in self._voices], np.int32))
        writer.add("voice.party", np.array([parties.get(party, -1) for _, party, _ in self._voices], np.int32))
        writer.add("voice.interpreted", np.array([interpreted for _, _, interpreted in self._voices], np.uint8))
        writer.add("voice.ptr", np.array([0, *self._voice_ends], np.uint32))


NO_NUMBER = -(2**62)  # in a column of numbers: the document has none; before every date


def add_field(writer: ArraysWriter, name: str, postings: FieldPostings) -> None:
    """Write a field whose postings are all there."""
    add_blobs(writer, f"{name}.terms", postings.terms)
    arrays, blob = encode(postings)
    for part, array in arrays.items():
        writer.add(f"{name}.{part}", array)
    writer.add(f"{name}.post", blob)


def add_blobs(writer: ArraysWriter, name: str, items: Iterable[bytes]) -> None:
    """Byte strings, one after the other, and where each begins."""
    items = list(items)
    sizes = np.fromiter(map(len, items), np.int64, len(items))
    writer.add(name, np.frombuffer(b"".join(items), np.uint8))
    writer.add(f"{name}.starts", np.concatenate(([0], np.cumsum(sizes))).astype(np.uint64))


def narrowest(numbers: np.ndarray) -> np.ndarray:
    """Numbers from 0 on in as few bytes as the largest takes."""
    most = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.uint16 if most < 65536 else np.uint32)


def add_forward(writer: ArraysWriter, name: str, docs: np.ndarray, ordinals: np.ndarray, count: int) -> None:
    """Document -> its codes, for counting: `ptr` into `ord`, and the document of every entry."""
    order = np.argsort(docs, kind="stable")
    docs, ordinals = docs[order], ordinals[order]
    writer.add(f"{name}.ord", narrowest(ordinals))
    writer.add(f"{name}.doc", narrowest(docs))
    writer.add(f"{name}.ptr", np.searchsorted(docs, np.arange(count + 1)).astype(np.uint32))


def add_forms(writer: ArraysWriter, words: dict[str, list[str]], terms: list[bytes]) -> None:
    """Which words of the segment share a stem, by language: keys "en:negoti" -> ordinals in `terms`.

    A stem whose only form is itself is left out: looking the word up is enough.
    """
    ordinal = {term: place for place, term in enumerate(terms)}
    groups: dict[bytes, list[int]] = {}
    for language in sorted(words):
        forms: dict[str, list[str]] = defaultdict(list)
        for word, stem in zip(words[language], analysis.stems(words[language], language), strict=True):
            forms[stem].append(word)
        for stem, members in forms.items():
            if members != [stem]:
                groups[f"{language}:{stem}".encode()] = sorted(ordinal[member.encode()] for member in members)
    keys = sorted(groups)
    add_blobs(writer, "forms.terms", keys)
    sizes = np.array([len(groups[key]) for key in keys], np.int64)
    writer.add("forms.ptr", np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32))
    members = [np.array(groups[key], np.uint32) for key in keys]
    writer.add("forms.ord", np.concatenate(members) if members else np.zeros(0, np.uint32))
