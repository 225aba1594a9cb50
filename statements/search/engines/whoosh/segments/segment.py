"""A segment file, read: terms found by bisection, postings decoded when asked for."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .array_file import Arrays, DamagedIndex
from .postings import decode, decode_many, decode_positions

_APART = 64  # items of a sorted list of which one is held in memory


class Blobs:
    """A sorted or numbered list of byte strings in one array."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._data = memoryview(arrays[name])
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
        return [self[place] for place in range(0, len(self), _APART)]

    def first_at_least(self, wanted: bytes, low: int = 0) -> int:
        """Where `wanted` stands in a sorted list, or would stand."""
        if len(self) <= _APART:
            return bisect_left(self, wanted, low)
        before = bisect_left(self._landmarks, wanted)  # so many landmarks are smaller
        return bisect_left(self, wanted, max(low, (before - 1) * _APART + 1), max(low, min(before * _APART, len(self))))

    def find(self, wanted: bytes) -> int:
        """The place of `wanted` in a sorted list, or -1."""
        place = self.first_at_least(wanted)
        return place if place < len(self) and self[place] == wanted else -1

    def holding(self, places: np.ndarray, pieces: list[tuple[int, bytes]], slack: int) -> np.ndarray:
        """For each of the items at `places` whether any of `pieces` stands in it, within `slack` bytes of its place."""
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
        return np.diff(self._starts.astype(np.int64))


def _after(prefix: bytes) -> bytes:
    """The first byte string after all that begin with `prefix`; b"" where there is none."""
    bare = prefix.rstrip(b"\xff")
    return bare[:-1] + bytes([bare[-1] + 1]) if bare else b""


class FieldReader:
    """The terms and postings of one field."""

    def __init__(self, arrays: Arrays, name: str, documents: int) -> None:
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
        """Documents (int32, ascending) and frequencies (None: all 1)."""
        return decode(*self._place(term))

    def many(self, terms: np.ndarray, positions: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Documents, frequencies and, if asked for, positions of many terms at once, one term after the other."""
        widths = self._widths.reshape(-1, 3)[terms]
        if not positions:
            widths[:, 2] = 0
        return decode_many(self._blob, self._at[terms], self.df[terms], self.cf[terms], widths)

    def postings_between(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Documents, frequencies and positions of the terms from `first` up to `last`, one after the other."""
        widths = self._widths.reshape(-1, 3)[first:last]
        return decode_many(self._blob, self._at[first:last], self.df[first:last], self.cf[first:last], widths)

    def positions(self, term: int) -> np.ndarray:
        return decode_positions(*self._place(term))


class Segment:
    """Raises DamagedIndex when the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self.arrays = Arrays(path)
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
        return self.arrays[f"{name}.length"] if name in self.texts else None

    def numbers(self, name: str) -> np.ndarray | None:
        return self.arrays[f"{name}.number"] if name in self._numbers else None

    def stored(self, document: int) -> dict[str, Any]:
        return json.loads(zlib.decompress(self.stored_blobs[document]))

    @cached_property
    def form_keys(self) -> Blobs:
        """ "en:negoti": the stems that have forms other than themselves, by language."""
        return Blobs(self.arrays, "forms.terms")

    def forms_at(self, place: int) -> np.ndarray:
        starts = self.arrays["forms.ptr"]
        return self.arrays["forms.ord"][int(starts[place]) : int(starts[place + 1])]

    def forms(self, language: str, stem: str) -> np.ndarray:
        """Ordinals of the body's words that have this stem in documents of `language`; empty where none is kept."""
        place = self.form_keys.find(f"{language}:{stem}".encode())
        return np.zeros(0, np.uint32) if place < 0 else self.forms_at(place)
