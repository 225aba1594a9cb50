"""Small segments -> one: updates leave a segment each, and every segment costs a little at every query."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from .arrays import ArraysWriter
from .building import NO_NUMBER, _add_field, add_blobs, add_forward
from .codec import ArraySegment, open_segment
from .postings import FieldPostings, stable_order
from .segment import FieldReader, Segment
from .store import NAME, Writing

MOST_SEGMENTS = 8
MOST_TOKENS = 6_000_000  # that are merged at a time, to bound what it takes in memory


def merge_small(writing: Writing, most: int = MOST_SEGMENTS) -> None:
    """Where there are more than `most` segments, merge the smallest ones that fit into memory together."""
    if len(writing.segments) <= most:
        return
    sized = sorted(
        (sum(open_segment(writing.folder, entry.segment_id())._total_lengths.values()), place, entry)
        for place, entry in enumerate(writing.segments)
    )
    chosen, total = [], 0
    for size, _, entry in sized:
        if total + size > MOST_TOKENS and len(chosen) > 1:
            break
        chosen.append(entry)
        total += size
        if most > 1 and len(chosen) > len(sized) - most // 2:
            break
    if len(chosen) < 2:
        return
    ordered = [entry for entry in writing.segments if entry in chosen]
    merged = ArraySegment(NAME, sum(entry.doc_count() for entry in ordered))
    merge(writing.folder, ordered, writing.new_path(merged))
    writing.replace(ordered, merged)


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
        self.numbers = np.cumsum(self.kept) - 1  # old document -> new one within the part
        self.count = int(self.kept.sum())


class _Merge:
    def __init__(self, parts: list[_Part], writer: ArraysWriter) -> None:
        self.parts, self.writer = parts, writer
        self.offsets = np.cumsum([0, *(part.count for part in parts)])[:-1].tolist()
        self.count = sum(part.count for part in parts)

    def write(self) -> dict:
        texts = sorted(set().union(*(part.segment.texts for part in self.parts)))
        codes = sorted(set().union(*(part.segment.codes for part in self.parts)))
        numbers = sorted(set().union(*(part.segment._numbers for part in self.parts)))
        lengths = {}
        body_ordinals: dict[bytes, int] = {}
        for name in texts:
            column = self._column(lambda segment, name=name: segment.lengths(name), np.uint32, 0)
            self.writer.add(f"{name}.length", column)
            lengths[name] = int(column.sum())
            postings = self._postings(name)
            _add_field(self.writer, name, postings)
            if name == "text":
                body_ordinals = {term: place for place, term in enumerate(postings.terms)}
        self._forms(body_ordinals)
        ordinals = {}
        for name in codes:
            postings = self._postings(name)
            _add_field(self.writer, name, postings)
            spread = np.repeat(np.arange(len(postings.terms), dtype=np.uint32), np.diff(postings.starts))
            add_forward(self.writer, name, postings.docs, spread, self.count)
            ordinals[name] = {term: place for place, term in enumerate(postings.terms)}
        for name in numbers:
            column = self._column(lambda segment, name=name: segment.numbers(name), np.int64, NO_NUMBER)
            self.writer.add(f"{name}.number", column)
        self._passages(ordinals)
        for name, blobs in (("stored", "_stored"), ("key", "keys")):
            items = [getattr(p.segment, blobs)[doc] for p in self.parts for doc in np.flatnonzero(p.kept).tolist()]
            add_blobs(self.writer, name, items)
        languages = sorted(set().union(*(part.segment.languages for part in self.parts)))
        return {
            "documents": self.count, "analysis": self.parts[0].segment.analysis, "texts": texts, "codes": codes,
            "numbers": numbers, "lengths": lengths, "languages": languages,
        }  # fmt: skip

    def _column(self, column, dtype: type, missing: int) -> np.ndarray:
        found = []
        for part in self.parts:
            values = column(part.segment)
            found.append(np.full(part.count, missing, dtype) if values is None else values[part.kept])
        return np.concatenate(found)

    def _postings(self, name: str) -> FieldPostings:
        readers = [part.segment.field(name) for part in self.parts]
        terms = sorted({reader.terms[place] for reader in readers if reader for place in range(len(reader.terms))})
        rank = {term: place for place, term in enumerate(terms)}
        ranks, docs, freqs, positions = [], [], [], []
        positional = any(name in part.segment.texts for part in self.parts)
        for part, offset, reader in zip(self.parts, self.offsets, readers, strict=True):
            if reader is not None:
                _collect(part, offset, reader, rank, positional, (ranks, docs, freqs, positions))
        term_of, doc = _cat(ranks), _cat(docs)
        order = stable_order(term_of)
        term_of, doc = term_of[order], doc[order]
        present = np.unique(term_of)
        starts = np.append(np.searchsorted(term_of, present), len(term_of)).astype(np.int64)
        kept = [terms[place] for place in present.tolist()]
        if not positional:
            return FieldPostings(kept, starts, doc, None, None, None)
        freq = _cat(freqs)
        begins = np.cumsum(freq.astype(np.int64)) - freq
        freq, begins = freq[order], begins[order]
        ends = np.cumsum(freq.astype(np.int64))
        source = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begins - (ends - freq), freq)
        position_starts = np.concatenate(([0], ends))[starts]
        return FieldPostings(kept, starts, doc, freq, position_starts, _cat(positions)[source])

    def _forms(self, ordinals: dict[bytes, int]) -> None:
        """A stem's forms are those it has in any part; one that was trivial in a part is a form by itself there."""
        groups: dict[bytes, set[bytes]] = defaultdict(set)
        for part in self.parts:
            keys, starts, members = (
                part.segment._form_keys,
                part.segment.arrays["forms.ptr"],
                part.segment.arrays["forms.ord"],
            )
            terms = part.segment.field("text").terms
            for place in range(len(keys)):
                groups[keys[place]] |= {terms[int(m)] for m in members[int(starts[place]) : int(starts[place + 1])]}
        for key, forms in groups.items():
            forms.add(key.partition(b":")[2])
        kept = {key: sorted(ordinals[form] for form in forms if form in ordinals) for key, forms in groups.items()}
        keys = sorted(key for key, places in kept.items() if places)
        add_blobs(self.writer, "forms.terms", keys)
        sizes = np.array([len(kept[key]) for key in keys], np.int64)
        self.writer.add("forms.ptr", np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32))
        self.writer.add("forms.ord", _cat([np.array(kept[key], np.uint32) for key in keys]))

    def _passages(self, ordinals: dict[str, dict[bytes, int]]) -> None:
        columns: dict[str, list[np.ndarray]] = defaultdict(list)
        voices_before = 0
        for part in self.parts:
            arrays = part.segment.arrays
            for kind in ("passage", "voice"):
                counts = np.diff(arrays[f"{kind}.ptr"].astype(np.int64))
                columns[f"{kind}.count"].append(counts[part.kept])
                part_kept = np.repeat(part.kept, counts)
                columns[f"{kind}.kept"].append(part_kept)
            kept_passages, kept_voices = columns["passage.kept"][-1], columns["voice.kept"][-1]
            columns["passage.start"].append(arrays["passage.start"][kept_passages])
            columns["passage.order"].append(arrays["passage.order"][kept_passages])
            voice = arrays["passage.voice"][kept_passages].astype(np.int64)
            renumbered = np.cumsum(kept_voices) - 1 + voices_before
            columns["passage.voice"].append(
                np.where(voice >= 0, renumbered[np.maximum(voice, 0)] if len(renumbered) else -1, -1)
            )
            columns["voice.interpreted"].append(arrays["voice.interpreted"][kept_voices])
            for column, field in (("speaker", "speaker"), ("party", "country")):
                values = arrays[f"voice.{column}"][kept_voices]
                columns[f"voice.{column}"].append(_renamed(values, part.segment.field(field), ordinals.get(field, {})))
            voices_before += int(kept_voices.sum())
        for name, dtype in (
            ("passage.start", np.uint32), ("passage.order", np.uint32), ("passage.voice", np.int32),
            ("voice.speaker", np.int32), ("voice.party", np.int32), ("voice.interpreted", np.uint8),
        ):  # fmt: skip
            self.writer.add(name, _cat(columns[name]).astype(dtype))
        for kind in ("passage", "voice"):
            counts = _cat(columns[f"{kind}.count"])
            self.writer.add(f"{kind}.ptr", np.concatenate(([0], np.cumsum(counts))).astype(np.uint32))


def _collect(
    part: _Part, offset: int, reader: FieldReader, rank: dict[bytes, int], positional: bool, into: tuple[list, ...]
) -> None:
    ranks, docs, freqs, positions = into
    for place in range(len(reader.terms)):
        found, freq = reader.postings(place)
        kept = part.kept[found]
        if not kept.any():
            continue
        docs.append((part.numbers[found[kept]] + offset).astype(np.uint32))
        ranks.append(np.full(len(docs[-1]), rank[reader.terms[place]], np.uint32))
        if positional:
            times = np.ones(len(found), np.uint32) if freq is None else freq.astype(np.uint32)
            freqs.append(times[kept])
            positions.append(reader.positions(place)[np.repeat(kept, times)].astype(np.uint32))


def _renamed(ordinals: np.ndarray, reader: FieldReader | None, places: dict[bytes, int]) -> np.ndarray:
    if reader is None or not len(ordinals):
        return np.full(len(ordinals), -1, np.int64)
    mapping = np.array([places.get(reader.terms[place], -1) for place in range(len(reader.terms))] + [-1], np.int64)
    return mapping[ordinals]


def _cat(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.uint32)
