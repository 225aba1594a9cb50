"""Several segments -> one, as arrays: a stretch of terms at a time, so that it takes little memory at any size.

Updates leave a segment each and a big build leaves several; every segment costs a little at every query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from .arrays import ArraysWriter
from .building import BODY, NO_NUMBER, add_blobs, add_forward, narrowest
from .codec import ArraySegment, open_segment
from .postings import FieldPostings, encode, stable_order
from .segment import FieldReader, Segment
from .store import Writing

MOST_SEGMENTS = 8
MOST_TOKENS = 3_000_000  # of the segments that one update merges, to bound how long it takes
STRETCH = 1_500_000  # tokens whose postings are held in memory at a time


def merge_small(writing: Writing) -> None:
    """Where there are more than `MOST_SEGMENTS`, merge the smallest ones that are soon merged."""
    if len(writing.segments) <= MOST_SEGMENTS:
        return
    sized = sorted(
        (open_segment(writing.folder, entry.segment_id()).size, place) for place, entry in enumerate(writing.segments)
    )
    chosen, total = set(), 0
    for size, place in sized[: len(sized) - MOST_SEGMENTS // 2]:
        if len(chosen) > 1 and total + size > MOST_TOKENS:
            break
        chosen.add(place)
        total += size
    merge_into_one(writing, [entry for place, entry in enumerate(writing.segments) if place in chosen])


def merge_into_one(writing: Writing, entries: list[ArraySegment]) -> None:
    """Let one segment take the place of `entries`; deleted documents are gone for good."""
    if len(entries) < 2 and not any(entry.deleted for entry in entries):
        return
    merged = ArraySegment(writing.name, sum(entry.doc_count() for entry in entries))
    if merged.count:
        merge(writing.folder, entries, writing.new_path(merged))
    writing.replace(entries, merged)


def merge(folder: Path, entries: list[ArraySegment], path: Path) -> None:
    """Write the documents of `entries` that are not deleted, in order, as one segment."""
    writer = ArraysWriter(path)
    try:
        writer.close(_Merge([_Part(open_segment(folder, e.segment_id()), e) for e in entries], writer).write())
    except BaseException:
        writer.abandon()
        path.unlink(missing_ok=True)
        raise


class _Part:
    def __init__(self, segment: Segment, entry: ArraySegment) -> None:
        self.segment = segment
        self.kept = np.ones(segment.count, bool)
        self.kept[list(entry.deleted)] = False
        self.count = int(self.kept.sum())
        self.numbers = np.cumsum(self.kept) - 1  # old document -> new one; the part's offset is added to it

    def field(self, name: str) -> FieldReader | None:
        return self.segment.field(name)


class _Merge:
    def __init__(self, parts: list[_Part], writer: ArraysWriter) -> None:
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
            column = self._column(lambda segment, name=name: segment.lengths(name), np.uint32, 0)
            self.writer.add(f"{name}.length", column)
            lengths[name] = int(column.sum())
            terms = self._field(name, positional=True)
            if name == BODY:
                self._forms({term: place for place, term in enumerate(terms)})
        ordinals = {name: {term: place for place, term in enumerate(self._codes(name))} for name in codes}
        for name in numbers:
            column = self._column(lambda segment, name=name: segment.numbers(name), np.int64, NO_NUMBER)
            self.writer.add(f"{name}.number", column)
        self._passages(ordinals)
        for name in ("stored", "key"):
            add_blobs(self.writer, name, self._blobs(name))
        return {
            "documents": self.count, "analysis": self.parts[0].segment.analysis, "texts": texts, "codes": codes,
            "numbers": numbers, "lengths": lengths, "languages": self._names(lambda segment: segment.languages),
        }  # fmt: skip

    def _names(self, names: Callable[[Segment], list[str]]) -> list[str]:
        return sorted(set().union(*(names(part.segment) for part in self.parts)))

    def _blobs(self, name: str) -> Iterator[bytes]:
        for part in self.parts:
            blobs = part.segment.keys if name == "key" else part.segment.stored_blobs
            yield from (blobs[doc] for doc in np.flatnonzero(part.kept).tolist())

    def _column(self, column: Callable[[Segment], np.ndarray | None], dtype: type, missing: int) -> np.ndarray:
        found = []
        for part in self.parts:
            values = column(part.segment)
            found.append(np.full(part.count, missing, dtype) if values is None else values[part.kept])
        return np.concatenate(found)

    def _field(self, name: str, positional: bool) -> list[bytes]:
        """Write the postings of a field, stretch by stretch; returns the terms that are left."""
        terms: list[bytes] = []
        arrays: dict[str, list[np.ndarray]] = defaultdict(list)

        def blobs() -> Iterator[np.ndarray]:
            before = 0
            for postings in self._stretches(name, positional):
                encoded, blob = encode(postings)
                terms.extend(postings.terms)
                for part in ("df", "cf", "widths"):
                    arrays[part].append(encoded[part])
                arrays["at"].append(encoded["at"][:-1] + np.uint64(before))
                before += len(blob)
                yield blob
            arrays["at"].append(np.array([before], np.uint64))

        self.writer.add_chunks(f"{name}.post", np.uint8, blobs())
        add_blobs(self.writer, f"{name}.terms", terms)
        for part, dtype in (("df", np.uint32), ("cf", np.uint32), ("widths", np.uint8), ("at", np.uint64)):
            self.writer.add(f"{name}.{part}", _cat(arrays[part]).astype(dtype))
        return terms

    def _stretches(self, name: str, positional: bool) -> Iterator[FieldPostings]:
        """The postings of a field in order of terms, some at a time."""
        readers = [(part, reader) for part in self.parts if (reader := part.field(name)) is not None]
        lists = [[reader.terms[place] for place in range(len(reader.terms))] for _, reader in readers]
        terms = sorted(set().union(*lists))
        rank = {term: place for place, term in enumerate(terms)}
        ranks = [np.array([rank[term] for term in own], np.int64) for own in lists]
        del rank, lists
        sizes = np.zeros(len(terms), np.int64)
        for (_, reader), own in zip(readers, ranks, strict=True):
            sizes[own] += reader.cf if positional else reader.df
        for first, last in _cuts(sizes):
            found = [
                _collected(part, reader, own, first, last, positional)
                for (part, reader), own in zip(readers, ranks, strict=True)
            ]
            yield from _joined([each for each in found if len(each[0])], terms, positional)

    def _codes(self, name: str) -> list[bytes]:
        docs, spread = [], []
        terms = self._field(name, positional=False)
        place = 0
        for postings in self._stretches(name, positional=False):
            docs.append(postings.docs)
            many = len(postings.terms)
            spread.append(np.repeat(np.arange(place, place + many, dtype=np.uint32), np.diff(postings.starts)))
            place += many
        add_forward(self.writer, name, _cat(docs), _cat(spread), self.count)
        return terms

    def _forms(self, ordinals: dict[bytes, int]) -> None:
        """A stem's forms are those it has in any part; one that was trivial in a part is a form by itself there."""
        groups: dict[bytes, set[int]] = defaultdict(set)
        for part in self.parts:
            own = part.segment.field(BODY).terms
            places = [ordinals.get(own[place], -1) for place in range(len(own))]
            keys = part.segment.form_keys
            for place in range(len(keys)):
                groups[keys[place]].update(places[member] for member in part.segment.forms_at(place).tolist())
        for key, members in groups.items():
            members.add(ordinals.get(key.partition(b":")[2], -1))
            members.discard(-1)
        keys = sorted(key for key, members in groups.items() if members)
        add_blobs(self.writer, "forms.terms", keys)
        sizes = np.array([len(groups[key]) for key in keys], np.int64)
        self.writer.add("forms.ptr", np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32))
        self.writer.add("forms.ord", _cat([np.array(sorted(groups[key]), np.uint32) for key in keys]))

    def _passages(self, ordinals: dict[str, dict[bytes, int]]) -> None:
        columns: dict[str, list[np.ndarray]] = defaultdict(list)
        voices_before = 0
        for part in self.parts:
            arrays = part.segment.arrays
            passage_counts = np.diff(arrays["passage.ptr"].astype(np.int64))
            voice_counts = np.diff(arrays["voice.ptr"].astype(np.int64))
            passages, voices = np.repeat(part.kept, passage_counts), np.repeat(part.kept, voice_counts)
            columns["passage.count"].append(passage_counts[part.kept])
            columns["voice.count"].append(voice_counts[part.kept])
            for name in ("start", "order"):
                columns[f"passage.{name}"].append(arrays[f"passage.{name}"][passages])
            renumbered = np.append(np.cumsum(voices) - 1 + voices_before, -1)  # the last for -1: nobody's
            columns["passage.voice"].append(renumbered[arrays["passage.voice"][passages]])
            columns["voice.interpreted"].append(arrays["voice.interpreted"][voices])
            for name, field in (("speaker", "speaker"), ("party", "country")):
                own = arrays[f"voice.{name}"][voices]
                columns[f"voice.{name}"].append(_renamed(own, part.field(field), ordinals.get(field, {})))
            voices_before += int(voices.sum())
        for name in ("passage.start", "passage.order"):
            self.writer.add(name, narrowest(_cat(columns[name])))
        for name, dtype in (
            ("passage.voice", np.int32), ("voice.speaker", np.int32), ("voice.party", np.int32),
            ("voice.interpreted", np.uint8),
        ):  # fmt: skip
            self.writer.add(name, _cat(columns[name]).astype(dtype))
        for kind in ("passage", "voice"):
            ends = np.cumsum(_cat(columns[f"{kind}.count"]))
            self.writer.add(f"{kind}.ptr", np.concatenate(([0], ends)).astype(np.uint32))


def _cuts(sizes: np.ndarray) -> Iterator[tuple[int, int]]:
    """Ranges of terms of about `STRETCH` tokens each, never less than one term."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + STRETCH, side="right")))
        yield first, last
        first = last


def _collected(
    part: _Part, reader: FieldReader, ranks: np.ndarray, first: int, last: int, positional: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rank of the term, new document and frequency of each entry that is kept, and their positions."""
    low, high = np.searchsorted(ranks, [first, last]).tolist()
    docs, freqs, positions = reader.postings_between(low, high)
    kept = part.kept[docs]
    term_of = np.repeat(ranks[low:high], reader.df[low:high])[kept]
    if positional:
        positions = positions if kept.all() else positions[np.repeat(kept, freqs)]
    return term_of, part.numbers[docs[kept]].astype(np.uint32), freqs[kept], positions


def _joined(found: list[tuple[np.ndarray, ...]], terms: list[bytes], positional: bool) -> Iterator[FieldPostings]:
    """What the parts gave of a stretch, put in order of terms; parts come in order of documents."""
    if not found:
        return
    term_of, docs, freqs, positions = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    order = stable_order(term_of - term_of.min())
    term_of, docs = term_of[order], docs[order]
    present = np.unique(term_of)
    starts = np.append(np.searchsorted(term_of, present), len(term_of)).astype(np.int64)
    kept = [terms[place] for place in present.tolist()]
    if not positional:
        yield FieldPostings(kept, starts, docs, None, None, None)
        return
    begins = (np.cumsum(freqs, dtype=np.int64) - freqs)[order]
    freqs = freqs[order]
    ends = np.cumsum(freqs, dtype=np.int64)
    source = np.arange(int(ends[-1])) + np.repeat(begins - (ends - freqs), freqs)
    position_starts = np.concatenate(([0], ends))[starts]
    yield FieldPostings(kept, starts, docs, freqs, position_starts, positions[source])


def _renamed(ordinals: np.ndarray, reader: FieldReader | None, places: dict[bytes, int]) -> np.ndarray:
    if reader is None or not len(ordinals):
        return np.full(len(ordinals), -1, np.int64)
    mapping = [places.get(reader.terms[place], -1) for place in range(len(reader.terms))]
    return np.array([*mapping, -1], np.int64)[ordinals]


def _cat(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.uint32)
