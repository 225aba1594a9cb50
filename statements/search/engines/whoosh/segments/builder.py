"""Collects documents and writes them as a segment file. Texts are not kept, only the numbers of their words."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np

from statements.search.contract.documents import Document, IndexedSpeech
from statements.text import tokenization

from .array_file import ArrayFileWriter, add_blobs, to_narrowest
from .postings import FieldPostings, encode, encode_number, encode_number_term
from .token_stream import TokenStreamBuilder
from .vocabulary import Vocabulary, write_word_forms

BODY = "text"
NO_NUMBER = -(2**62)  # in a column of numbers: the document has none. Less than every date


class SegmentBuilder:
    """`vocabulary` may be shared between the segments of a build."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = Vocabulary() if vocabulary is None else vocabulary
        self.keys: list[str] = []
        self._fields: dict[str, TokenStreamBuilder] = {BODY: TokenStreamBuilder(self.vocabulary)}
        self._codes: dict[str, dict[str | bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._numbers: dict[str, dict[int, int]] = defaultdict(dict)
        self._stored: list[bytes] = []
        self._languages: dict[str, list[int]] = defaultdict(list)
        self._orders: list[int] = []
        self._passage_speeches: list[int] = []
        self._passage_ends: list[int] = []
        self._speeches: list[IndexedSpeech] = []
        self._speech_ends: list[int] = []

    @property
    def size(self) -> int:
        """Tokens held in memory."""
        return sum(field.size for field in self._fields.values())

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, document: Document) -> None:
        number = len(self.keys)
        self.keys.append(document.key)
        passages = document.passages
        self._fields[BODY].add([text for text, _, _ in passages] or [""])
        first_speech = len(self._speeches)
        self._orders += [order for _, order, _ in passages]
        self._passage_speeches += [first_speech + speech if speech >= 0 else -1 for _, _, speech in passages]
        self._passage_ends.append(len(self._orders))
        self._speeches += document.speeches
        self._speech_ends.append(len(self._speeches))
        for name, text in document.texts.items():
            self._text_field(name, number).add([text])
        for name, values in document.codes.items():
            codes = self._codes[name]
            for value in values:
                entries = codes[value]
                if not entries or entries[-1] != number:
                    entries.append(number)
        for name, each in document.numbers.items():
            encoded = self._numbers[name][number] = encode_number(each)
            self._codes[name][encode_number_term(encoded)].append(number)
        stored = json.dumps(document.stored, ensure_ascii=False, separators=(",", ":"))
        self._stored.append(zlib.compress(stored.encode(), 1))
        self._languages[tokenization.find_base_language(document.language)].append(number)

    def _text_field(self, name: str, number: int) -> TokenStreamBuilder:
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = TokenStreamBuilder(self.vocabulary)
        while len(field) < number:  # documents that lack the field
            field.add([""])
        return field

    def write(self, path: Path) -> None:
        """Write the segment, after which the builder cannot be used again. Raises OSError."""
        writer = ArrayFileWriter(path)
        try:
            notes = self._write_all(writer)
            writer.close(notes)
        except BaseException:
            writer.abandon()
            path.unlink(missing_ok=True)
            raise

    def _write_all(self, writer: ArrayFileWriter) -> dict:
        count = len(self.keys)
        lengths = {name: self._add_text(writer, name) for name in list(self._fields)}
        ordinals = {name: self._add_codes(writer, name, count) for name in sorted(self._codes)}
        for name, values in self._numbers.items():
            column = np.full(count, NO_NUMBER, np.int64)
            column[list(values)] = list(values.values())
            writer.add(f"{name}.number", column)
        self._add_speeches(writer, ordinals)
        add_blobs(writer, "stored", self._stored)
        add_blobs(writer, "key", [key.encode() for key in self.keys])
        return {
            "documents": count,
            "analysis": tokenization.VERSION,
            "texts": list(lengths),
            "codes": sorted(self._codes),
            "numbers": sorted(self._numbers),
            "lengths": lengths,
            "languages": sorted(self._languages),
        }

    def _add_text(self, writer: ArrayFileWriter, name: str) -> int:
        """Write a field of text and free its memory; returns how many tokens it has."""
        tokens = self._text_field(name, len(self.keys)).read()
        del self._fields[name]
        writer.add(f"{name}.length", tokens.lengths.astype(np.uint32))
        postings, numbers = tokens.postings()
        if name == BODY:
            self._add_passages(writer, tokens.starts)
            words = {language: tokens.words_of(documents) for language, documents in self._languages.items()}
            places = np.zeros(len(self.vocabulary.words), np.int64)
            places[numbers] = np.arange(len(numbers))
            write_word_forms(writer, words, self.vocabulary, places)
        add_field(writer, name, postings)
        return len(tokens.numbers)

    def _add_codes(self, writer: ArrayFileWriter, name: str, count: int) -> dict[str, int]:
        codes = {code if isinstance(code, bytes) else code.encode(): docs for code, docs in self._codes[name].items()}
        terms = sorted(codes)
        sizes = np.array([len(codes[term]) for term in terms], np.int64)
        docs = np.array([doc for term in terms for doc in codes[term]], np.uint32)
        starts = np.concatenate(([0], np.cumsum(sizes)))
        add_field(writer, name, FieldPostings(terms, starts, docs, None, None, None))
        add_forward(writer, name, docs, np.repeat(np.arange(len(terms), dtype=np.uint32), sizes), count)
        return {term.decode(errors="replace"): ordinal for ordinal, term in enumerate(terms)}

    def _add_passages(self, writer: ArrayFileWriter, starts: np.ndarray) -> None:
        ends = np.array([0, *self._passage_ends], np.int64)
        counts = np.diff(ends)
        # A document without passages has one empty text all the same.
        writer.add("passage.start", to_narrowest(starts[np.repeat(counts > 0, np.maximum(counts, 1))]))
        writer.add("passage.order", to_narrowest(np.array(self._orders, np.int64)))
        writer.add("passage.voice", np.array(self._passage_speeches, np.int32))
        writer.add("passage.ptr", ends.astype(np.uint32))

    def _add_speeches(self, writer: ArrayFileWriter, ordinals: dict[str, dict[str, int]]) -> None:
        speakers, parties = ordinals.get("speaker", {}), ordinals.get("country", {})
        writer.add("voice.speaker", np.array([speakers.get(speaker, -1) for speaker, _, _ in self._speeches], np.int32))
        writer.add("voice.party", np.array([parties.get(party, -1) for _, party, _ in self._speeches], np.int32))
        writer.add("voice.interpreted", np.array([interpreted for _, _, interpreted in self._speeches], np.uint8))
        writer.add("voice.ptr", np.array([0, *self._speech_ends], np.uint32))


def add_field(writer: ArrayFileWriter, name: str, postings: FieldPostings) -> None:
    """Write a field whose postings are all in memory."""
    add_blobs(writer, f"{name}.terms", postings.terms)
    arrays, blob = encode(postings)
    for part, array in arrays.items():
        writer.add(f"{name}.{part}", array)
    writer.add(f"{name}.post", blob)


def add_forward(writer: ArrayFileWriter, name: str, docs: np.ndarray, ordinals: np.ndarray, count: int) -> None:
    """Write the codes of each document, for counting: their ordinals one document after the other (`ord`), where each
    document's begin (`ptr`), and the document of every entry (`doc`). `docs` and `ordinals` are pairs in any order."""
    order = np.argsort(docs, kind="stable")
    docs, ordinals = docs[order], ordinals[order]
    writer.add(f"{name}.ord", to_narrowest(ordinals))
    writer.add(f"{name}.doc", to_narrowest(docs))
    writer.add(f"{name}.ptr", np.searchsorted(docs, np.arange(count + 1)).astype(np.uint32))
