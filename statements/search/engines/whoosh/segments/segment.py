"""Reads a segment file: terms are found by bisection, postings decoded when needed."""

from __future__ import annotations

import json
import weakref
import zlib
from bisect import bisect_left
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .array_file import ArrayFile, DamagedIndex
from .postings import decode, decode_many, decode_positions

# Of so many items of a sorted list one is held in memory, where a look-up mostly bisects: 1,250 of 80,000 terms.
_LANDMARK_DISTANCE = 64


class Blobs:
    """A list of byte strings in one array; where it is sorted, `find` and its like may be called."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self._data = arrays[name].data
        self._starts = arrays[f"{name}.starts"]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> bytes:
        return bytes(self._data[int(self._starts[place]) : int(self._starts[place + 1])])

    def all(self) -> list[bytes]:
        data, starts = bytes(self._data), self._starts.tolist()
        return [data[start:end] for start, end in zip(starts, starts[1:], strict=False)]

    @cached_property
    def _landmarks(self) -> list[bytes]:
        return [self[place] for place in range(0, len(self), _LANDMARK_DISTANCE)]

    def first_at_least(self, wanted: bytes, low: int = 0) -> int:
        """Where `wanted` stands in a sorted list, or would stand."""
        if len(self) <= _LANDMARK_DISTANCE:
            return bisect_left(self, wanted, low)
        before = bisect_left(self._landmarks, wanted)  # so many landmarks are smaller
        return bisect_left(
            self,
            wanted,
            max(low, (before - 1) * _LANDMARK_DISTANCE + 1),
            max(low, min(before * _LANDMARK_DISTANCE, len(self))),
        )

    def find(self, wanted: bytes) -> int:
        """The place of `wanted` in a sorted list, or -1."""
        place = self.first_at_least(wanted)
        return place if place < len(self) and self[place] == wanted else -1

    def holding(self, places: np.ndarray, pieces: list[tuple[int, bytes]], slack: int) -> np.ndarray:
        """bool for each of the items at `places` (whole numbers): whether any of `pieces`, each an offset and its
        bytes, stands in it within `slack` bytes of its offset."""
        data, begin = np.frombuffer(self._data, np.uint8), self._starts[places].astype(np.int64)
        lengths = self.lengths[places].astype(np.int32)
        last = max(at + slack + len(piece) for at, piece in pieces)
        columns = [data.take(begin + at, mode="clip") for at in range(last)]
        found = np.zeros(len(places), bool)
        for at, piece in pieces:
            for first in range(max(at - slack, 0), at + slack + 1):
                here = lengths >= first + len(piece)
                for column, byte in zip(columns[first:], piece, strict=False):
                    here &= column == byte
                found |= here
        return found

    def with_prefix(self, prefix: bytes) -> range:
        first = self.first_at_least(prefix)
        following = _after(prefix)
        return range(first, self.first_at_least(following, first) if following else len(self))

    @cached_property
    def lengths(self) -> np.ndarray:
        """int64: the bytes of each item."""
        return np.diff(self._starts.astype(np.int64))


def _after(prefix: bytes) -> bytes:
    """The first byte string after all that begin with `prefix`; b"" where there is none."""
    bare = prefix.rstrip(b"\xff")
    return bare[:-1] + bytes([bare[-1] + 1]) if bare else b""


class FieldReader:
    """The terms and postings of one field. `df` and `cf`, uint32 by term, tell its documents and its tokens."""

    def __init__(self, arrays: ArrayFile, name: str, documents: int) -> None:
        self.documents = documents  # of the whole segment
        self.terms = Blobs(arrays, f"{name}.terms")
        self.df = arrays[f"{name}.df"]
        self.cf = arrays[f"{name}.cf"]
        self._widths = arrays[f"{name}.widths"]
        self._at = arrays[f"{name}.at"]
        self._blob = arrays[f"{name}.post"]

    def _place(self, term: int) -> tuple[np.ndarray, int, int, int, tuple[int, int, int]]:
        widths = self._widths[term * 3 : term * 3 + 3].tolist()
        return self._blob, int(self._at[term]), int(self.df[term]), int(self.cf[term]), tuple(widths)

    def postings(self, term: int) -> tuple[np.ndarray, np.ndarray | None]:
        """Documents (int32, ascending) and frequencies (unsigned; None: all 1) of the term with this ordinal."""
        return decode(*self._place(term))

    def many(self, terms: np.ndarray, positions: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Documents, frequencies and, with `positions`, positions of many terms, one term after the other: uint32 each.
        `terms` are ordinals."""
        widths = self._widths.reshape(-1, 3)[terms]
        if not positions:
            widths[:, 2] = 0
        return decode_many(self._blob, self._at[terms], self.df[terms], self.cf[terms], widths)

    def postings_between(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same of the terms from `first` up to `last`."""
        widths = self._widths.reshape(-1, 3)[first:last]
        return decode_many(self._blob, self._at[first:last], self.df[first:last], self.cf[first:last], widths)

    def positions(self, term: int) -> np.ndarray:
        """Positions (unsigned), document by document; empty where the field keeps none."""
        return decode_positions(*self._place(term))


class Segment:
    """One file of documents, numbered from 0. Raises DamagedIndex where it cannot be used.

    `arrays` has, besides those of the fields: by document `stored`, `key`, `passage.ptr` and `voice.ptr` (where its
    passages and speeches begin, with an item more); by passage `passage.start` (its first position), `passage.order`
    and `passage.voice` (its speech, or -1); by speech `voice.speaker`, `voice.party` (ordinals of codes, or -1) and
    `voice.interpreted`.
    """

    def __init__(self, path: Path) -> None:
        self.arrays = ArrayFile(path)
        notes = self.arrays.notes
        try:
            self.count: int = notes["documents"]
            self.texts: list[str] = notes["texts"]
            self.codes: list[str] = notes["codes"]
            self.languages: list[str] = notes["languages"]
            self.analysis: int = notes["analysis"]
            self._total_lengths: dict[str, int] = notes["lengths"]
            self._numbers: list[str] = notes["numbers"]
        except KeyError as error:
            raise DamagedIndex(f"{path.name} lacks {error}") from error
        self._fields: dict[str, FieldReader] = {}
        self.keys = Blobs(self.arrays, "key")
        self.stored_blobs = Blobs(self.arrays, "stored")

    def field(self, name: str) -> FieldReader | None:
        """The field's reader, or None when no document of the segment has the field."""
        reader = self._fields.get(name)
        if reader is None and f"{name}.df" in self.arrays:
            reader = self._fields[name] = FieldReader(self.arrays, name, self.count)
        return reader

    def reader(self, name: str) -> FieldReader:
        """The reader of a field that some document has. Raises KeyError."""
        reader = self._fields.get(name) or self.field(name)
        if reader is None:
            raise KeyError(name)
        return reader

    @property
    def field_names(self) -> list[str]:
        return [*self.texts, *self.codes]

    @property
    def size(self) -> int:
        """Tokens of all texts."""
        return sum(self._total_lengths.values())

    @property
    def number_names(self) -> list[str]:
        return self._numbers

    def total_length(self, name: str) -> int:
        return self._total_lengths.get(name, 0)

    def lengths(self, name: str) -> np.ndarray | None:
        """uint32 by document: the tokens of a text field; None where no document has the field."""
        return self.arrays[f"{name}.length"] if name in self.texts else None

    def numbers(self, name: str) -> np.ndarray | None:
        """int64 by document: a column of numbers; None where no document has the field."""
        return self.arrays[f"{name}.number"] if name in self._numbers else None

    def stored(self, document: int) -> dict[str, Any]:
        return json.loads(zlib.decompress(self.stored_blobs[document]))

    @cached_property
    def form_keys(self) -> Blobs:
        """ "en:negoti": the stems that have forms other than themselves, by language."""
        return Blobs(self.arrays, "forms.terms")

    def forms_at(self, place: int) -> np.ndarray:
        """uint32: ordinals of the body's words that belong to `form_keys[place]`."""
        starts = self.arrays["forms.ptr"]
        return self.arrays["forms.ord"][int(starts[place]) : int(starts[place + 1])]

    def forms(self, language: str, stem: str) -> np.ndarray:
        """uint32: ordinals of the body's words that have this stem in documents of `language`; empty where none are
        kept."""
        place = self.form_keys.find(f"{language}:{stem}".encode())
        return np.zeros(0, np.uint32) if place < 0 else self.forms_at(place)


# Open segments by path: a generation and Whoosh's reader of it share one map.
_open_segments: weakref.WeakValueDictionary[Path, Segment] = weakref.WeakValueDictionary()


def segment_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.arrays"


def open_segment(folder: Path, name: str) -> Segment:
    """The segment of that name, opened once per process. Raises DamagedIndex."""
    path = segment_path(folder, name)
    segment = _open_segments.get(path)
    if segment is None:
        segment = _open_segments[path] = Segment(path)
    return segment
