"""Merges segments into one, a stretch of terms at a time, so that it takes little memory at any size.

Updates leave a segment each and a build leaves several; every segment costs a little at every query. See `upkeep`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from .array_file import ArrayFileWriter, add_blobs, to_narrowest
from .builder import BODY, NO_NUMBER, add_forward
from .codec import ArraySegment
from .postings import FieldPostings, copy_runs, encode
from .segment import Segment, segment_path
from .vocabulary import merge_word_forms

# Tokens whose postings are held in memory at a time, as many as a build holds. The process that merged a build of
# 22,903 statements took 266 MB in all (docs/measurements.md).
MAX_STRETCH_TOKENS = 3_000_000


def merge_segments(folder: Path, entries: Sequence[ArraySegment], path: Path) -> None:
    """Write the documents of `entries` that are not deleted, in order, as one segment."""
    writer = ArrayFileWriter(path)
    try:
        # Maps of its own: their pages are given back on the way, and the rest with the maps at the end.
        parts = [_Source(Segment(segment_path(folder, entry.segment_id())), entry) for entry in entries]
        writer.close(_SegmentMerger(parts, writer).write())
    except BaseException:
        writer.abandon()
        path.unlink(missing_ok=True)
        raise


class _Source:
    """A segment, which of its documents are kept and what their numbers will be."""

    def __init__(self, segment: Segment, entry: ArraySegment) -> None:
        self.segment = segment
        self.kept = np.ones(segment.count, bool)
        self.kept[list(entry.deleted)] = False
        self.whole = not entry.deleted
        self.count = int(self.kept.sum())
        self.numbers = np.cumsum(self.kept) - 1  # old document -> new one; the part's offset is added to it

    def count_items(self, starts: str) -> np.ndarray:
        """int64 by document: how many items it has in a run, of which `starts` tells where each document's begin."""
        begin = self.segment.arrays[starts].astype(np.int64)
        return begin[1:] - begin[:-1]

    def runs(self, name: str, first: int, last: int, positional: bool) -> _Runs:
        """What is kept of the postings of the terms from `first` up to `last`."""
        reader = self.segment.reader(name)
        docs, freqs, positions = reader.postings_between(first, last)
        df, cf = reader.df[first:last].astype(np.int64), reader.cf[first:last].astype(np.int64)
        if not self.whole:
            kept = self.kept[docs]
            terms = np.repeat(np.arange(last - first), df)[kept]
            if positional:
                positions = positions[np.repeat(kept, freqs)]
            docs, freqs = docs[kept], freqs[kept]
            df = np.bincount(terms, minlength=last - first)
            cf = np.bincount(terms, freqs, minlength=last - first).astype(np.int64)
        return _Runs(df, cf, self.numbers.take(docs).astype(np.uint32), freqs, positions)


@dataclass(frozen=True, slots=True)
class _Runs:
    """A run of entries and one of positions for each term; `df` and `cf` (int64 by term) are their lengths. The others
    are uint32: `docs` and `freqs` by entry, `positions` by token."""

    df: np.ndarray
    cf: np.ndarray
    docs: np.ndarray
    freqs: np.ndarray
    positions: np.ndarray


class _SegmentMerger:
    def __init__(self, parts: list[_Source], writer: ArrayFileWriter) -> None:
        self.parts, self.writer = parts, writer
        self.count = sum(part.count for part in parts)
        offset = 0
        for part in parts:
            part.numbers += offset
            offset += part.count

    def write(self) -> dict:
        texts = self._names(lambda segment: segment.texts)
        codes = self._names(lambda segment: segment.codes)
        numbers = self._names(lambda segment: segment.number_names)
        lengths = {}
        for name in texts:
            column = self._column(partial(Segment.lengths, name=name), np.uint32, 0)
            self.writer.add(f"{name}.length", column)
            lengths[name] = int(column.sum())
            _FieldMerger(self, name, positional=True).write()
        ordinals = {}
        for name in codes:
            field = _FieldMerger(self, name, positional=False)
            field.write()
            ordinals[name] = field.ordinals_of_parts()
        for name in numbers:
            column = self._column(partial(Segment.numbers, name=name), np.int64, NO_NUMBER)
            self.writer.add(f"{name}.number", column)
        self._write_passages(ordinals)
        for name in ("stored", "key"):
            self._write_blobs(name)
        return {
            "documents": self.count, "analysis": self.parts[0].segment.analysis, "texts": texts, "codes": codes,
            "numbers": numbers, "lengths": lengths, "languages": self._names(lambda segment: segment.languages),
        }  # fmt: skip

    def _names(self, names: Callable[[Segment], list[str]]) -> list[str]:
        return sorted(set().union(*(names(part.segment) for part in self.parts)))

    def _write_blobs(self, name: str) -> None:
        sizes = [part.count_items(f"{name}.starts") for part in self.parts]
        data = (
            part.segment.arrays[name] if part.whole else part.segment.arrays[name][np.repeat(part.kept, size)]
            for part, size in zip(self.parts, sizes, strict=True)
        )
        self.writer.add_chunks(name, np.uint8, data)
        kept = [size[part.kept] for part, size in zip(self.parts, sizes, strict=True)]
        self.writer.add(f"{name}.starts", np.concatenate(([0], np.cumsum(np.concatenate(kept)))).astype(np.uint64))

    def _column(self, column: Callable[[Segment], np.ndarray | None], dtype: type, missing: int) -> np.ndarray:
        found = []
        for part in self.parts:
            values = column(part.segment)
            found.append(np.full(part.count, missing, dtype) if values is None else values[part.kept])
        return np.concatenate(found)

    def _write_passages(self, places: dict[str, list[np.ndarray]]) -> None:
        columns: dict[str, list[np.ndarray]] = defaultdict(list)
        speeches_before = 0
        for number, part in enumerate(self.parts):
            arrays = part.segment.arrays
            passage_counts, speech_counts = part.count_items("passage.ptr"), part.count_items("voice.ptr")
            passages, speeches = np.repeat(part.kept, passage_counts), np.repeat(part.kept, speech_counts)
            columns["passage.count"].append(passage_counts[part.kept])
            columns["voice.count"].append(speech_counts[part.kept])
            for name in ("start", "order"):
                columns[f"passage.{name}"].append(arrays[f"passage.{name}"][passages])
            renumbered = np.append(np.cumsum(speeches) - 1 + speeches_before, -1).astype(
                np.int32
            )  # the last: no speech
            columns["passage.voice"].append(renumbered[arrays["passage.voice"][passages]])
            columns["voice.interpreted"].append(arrays["voice.interpreted"][speeches])
            for name, field in (("speaker", "speaker"), ("party", "country")):
                own = arrays[f"voice.{name}"][speeches]
                renamed = np.append(places[field][number] if field in places else [], -1).astype(np.int32)
                columns[f"voice.{name}"].append(renamed[own])
            speeches_before += int(speeches.sum())
        for name in ("passage.start", "passage.order"):
            self.writer.add(name, to_narrowest(_cat(columns[name])))
        for name, dtype in (
            ("passage.voice", np.int32), ("voice.speaker", np.int32), ("voice.party", np.int32),
            ("voice.interpreted", np.uint8),
        ):  # fmt: skip
            self.writer.add(name, _cat(columns[name]).astype(dtype))
        for kind in ("passage", "voice"):
            ends = np.cumsum(_cat(columns[f"{kind}.count"]))
            self.writer.add(f"{kind}.ptr", np.concatenate(([0], ends)).astype(np.uint32))


class _FieldMerger:
    """A field of all parts: its terms in order, and where those of each part stand among them."""

    def __init__(self, merger: _SegmentMerger, name: str, positional: bool) -> None:
        self.name, self.parts, self.writer, self.positional = name, merger.parts, merger.writer, positional
        self._documents = merger.count
        different: set[bytes] = set()
        for part in self.parts:
            different.update(self._terms(part))
        self.terms = sorted(different)
        place = {term: number for number, term in enumerate(self.terms)}
        self.ranks = [
            np.fromiter(map(place.__getitem__, terms), np.int64, len(terms)) for terms in map(self._terms, self.parts)
        ]

    def _terms(self, part: _Source) -> list[bytes]:
        reader = part.segment.field(self.name)
        return [] if reader is None else reader.terms.all()

    def write(self) -> None:
        arrays: dict[str, list[np.ndarray]] = defaultdict(list)
        present, docs = np.zeros(len(self.terms), bool), []

        def blobs() -> Iterator[np.ndarray]:
            before = 0
            for first, last in self._cuts():
                here, postings = self._merged(first, last)
                present[first:last] = here
                encoded, blob = encode(postings)
                for part in ("df", "cf", "widths"):
                    arrays[part].append(encoded[part])
                arrays["at"].append(encoded["at"][:-1] + np.uint64(before))
                before += len(blob)
                if not self.positional:
                    docs.append(postings.docs)
                yield blob
            arrays["at"].append(np.array([before], np.uint64))

        self.writer.add_chunks(f"{self.name}.post", np.uint8, blobs())
        self.terms = [self.terms[place] for place in np.flatnonzero(present).tolist()]
        # Where the terms of each part stand among those that are left, -1 for those that are gone.
        left = np.where(present, np.cumsum(present) - 1, -1)
        self.ranks = [left[ranks] for ranks in self.ranks]
        add_blobs(self.writer, f"{self.name}.terms", self.terms)
        for part, dtype in (("df", np.uint32), ("cf", np.uint32), ("widths", np.uint8), ("at", np.uint64)):
            self.writer.add(f"{self.name}.{part}", _cat(arrays[part]).astype(dtype))
        if not self.positional:
            df = _cat(arrays["df"])
            spread = np.repeat(np.arange(len(df), dtype=np.uint32), df)
            add_forward(self.writer, self.name, _cat(docs), spread, self._documents)
        elif self.name == BODY:
            place = {term: number for number, term in enumerate(self.terms)}
            merge_word_forms(self.writer, [part.segment for part in self.parts], self.ranks, place)

    def ordinals_of_parts(self) -> list[np.ndarray]:
        """For each part, where its terms stand among those that were written; -1 for those that are gone."""
        return self.ranks

    def _cuts(self) -> Iterator[tuple[int, int]]:
        """Ranges of terms of about MAX_STRETCH_TOKENS tokens each, never less than one term."""
        sizes = np.zeros(len(self.terms), np.int64)
        for part, ranks in zip(self.parts, self.ranks, strict=True):
            if len(ranks):
                reader = part.segment.reader(self.name)
                sizes[ranks] += reader.cf if self.positional else reader.df
        ends = np.cumsum(sizes)
        first = 0
        while first < len(sizes):
            before = int(ends[first - 1]) if first else 0
            last = max(first + 1, int(np.searchsorted(ends, before + MAX_STRETCH_TOKENS, side="right")))
            yield first, last
            first = last

    def _merged(self, first: int, last: int) -> tuple[np.ndarray, FieldPostings]:
        """Which of the terms from `first` up to `last` are left (bool), and their postings: those of the parts, which
        come in order of documents, one after the other."""
        found = []
        df, cf = np.zeros(last - first, np.int64), np.zeros(last - first, np.int64)
        for part, ranks in zip(self.parts, self.ranks, strict=True):
            low, high = np.searchsorted(ranks, [first, last]).tolist()
            if low == high:
                continue
            own = ranks[low:high] - first
            runs = part.runs(self.name, low, high, self.positional)
            part.segment.arrays.release_memory()
            found.append((own, df[own], cf[own], runs))
            df[own] += runs.df
            cf[own] += runs.cf
        here = df > 0
        starts, position_starts = (np.concatenate(([0], np.cumsum(counts))) for counts in (df, cf))
        docs = np.empty(starts[-1], np.uint32)
        kept_items = (starts[-1], position_starts[-1]) if self.positional else (0, 0)
        freqs, positions = (np.empty(items, np.uint32) for items in kept_items)
        for own, df_before, cf_before, runs in found:
            at, source = starts[own] + df_before, np.cumsum(runs.df) - runs.df
            copy_runs(docs, at, runs.docs, source, runs.df)
            if self.positional:
                copy_runs(freqs, at, runs.freqs, source, runs.df)
                source = np.cumsum(runs.cf) - runs.cf
                copy_runs(positions, position_starts[own] + cf_before, runs.positions, source, runs.cf)
        terms = [self.terms[first + place] for place in np.flatnonzero(here).tolist()]
        kept = np.append(here, True)
        if not self.positional:
            return here, FieldPostings(terms, starts[kept], docs, None, None, None)
        return here, FieldPostings(terms, starts[kept], docs, freqs, position_starts[kept], positions)


def _cat(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.uint32)
