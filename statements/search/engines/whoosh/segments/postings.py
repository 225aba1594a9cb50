"""Posting lists as arrays: how the documents, frequencies and positions of a field's terms lie in one run of bytes.

A term's postings are three runs: document numbers as differences (the first from 0), how often it stands in each, and
its positions, document by document. Each run has the narrowest width (1, 2 or 4 bytes) that holds its largest item;
frequencies that are all 1 and positions that a field does not keep have width 0 and take no room.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from whoosh.util.times import datetime_to_long


def encode_number(value: Any) -> int:
    """A date, time or whole number as its column holds it: dates as microseconds since the year 1, as in Whoosh."""
    if isinstance(value, datetime):
        return datetime_to_long(value.replace(tzinfo=None))
    if isinstance(value, date):
        return (value.toordinal() - 1) * 86_400_000_000
    return int(value)


_TERM = struct.Struct(">BQ")


def encode_number_term(number: int) -> bytes:
    """The term of a number, as Whoosh's fields of 64 bits without shifted copies index it."""
    return _TERM.pack(0, number + (1 << 63))


WIDTHS: dict[int, np.dtype[Any]] = {1: np.dtype("u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}
# Items that are moved one by one at a time: their index arrays take some 30 MB.
_CHUNK = 1 << 20
# Items from which on a run is moved by itself. Measured: a thousand runs of 64 items take 417 µs one by one and 319 µs
# together, of 128 items 402 µs and 607 µs.
_MIN_LONG = 128


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """The postings of one field of one segment, terms in byte order.

    `starts[t]:starts[t + 1]` (int64) are term t's entries in `docs` (uint32, ascending within a term) and `freqs`
    (uint32; None where always once); `position_starts` (int64) likewise in `positions` (uint32, ascending within a
    document). The last two are None where the field keeps no positions.
    """

    terms: Sequence[bytes]
    starts: np.ndarray
    docs: np.ndarray
    freqs: np.ndarray | None
    position_starts: np.ndarray | None
    positions: np.ndarray | None


def invert(
    tokens: np.ndarray, docs: np.ndarray, positions: np.ndarray, words: Sequence[str]
) -> tuple[FieldPostings, np.ndarray]:
    """Turn a stream of tokens into postings; returns them and, for each term, its index in `words` (int64).

    `tokens[i]`, an index into `words`, stands in document `docs[i]` at `positions[i]` (whole numbers, one length).
    Entries come in order of document and position; `words` may be in any order and have words that do not occur.
    """
    counts = np.bincount(tokens)
    present = np.flatnonzero(counts)
    names = [words[token] for token in present.tolist()]
    # Texts are in the order of their UTF-8.
    order = sorted(range(len(names)), key=names.__getitem__)
    in_order = present[order]
    rank = np.zeros(len(counts), np.uint32)
    rank[in_order] = np.arange(len(order), dtype=np.uint32)
    docs, positions = _sorted(rank.take(tokens), docs, positions)
    position_starts = np.concatenate(([0], np.cumsum(counts[in_order])))
    new = np.empty(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=new[1:])
    new[position_starts[:-1]] = True
    entries = np.flatnonzero(new)
    freqs = np.diff(entries, append=len(docs)).astype(np.uint32)
    starts = np.searchsorted(entries, position_starts)
    terms = [names[place].encode() for place in order]
    return FieldPostings(terms, starts, docs.take(entries), freqs, position_starts, positions), in_order


def _sorted(ranks: np.ndarray, docs: np.ndarray, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`docs` and `positions` in order of rank, document and position.

    The three are packed into one number each, which numpy sorts many times faster than it finds an order.
    """
    if not len(ranks):
        return docs, positions
    doc_bits, position_bits = int(docs.max()).bit_length(), int(positions.max()).bit_length()
    if int(ranks.max()).bit_length() + doc_bits + position_bits > 64:
        order = np.lexsort((positions, docs, ranks))
        return docs[order], positions[order]
    packed = ranks.astype(np.uint64)
    for more, bits in ((docs, doc_bits), (positions, position_bits)):
        packed <<= np.uint64(bits)
        packed |= more
    packed.sort()
    positions = (packed & np.uint64((1 << position_bits) - 1)).astype(np.uint32)
    packed >>= np.uint64(position_bits)
    packed &= np.uint64((1 << doc_bits) - 1)
    return packed.astype(np.uint32), positions


def encode(field: FieldPostings) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The arrays by term and the run of bytes (uint8). See `decode`.

    By term: `df` documents and `cf` tokens (uint32), three `widths` in bytes (uint8, one term after the other), and
    `at`, where its bytes begin (uint64, with an item more for the end).
    """
    count = len(field.terms)
    df = np.diff(field.starts).astype(np.uint32)
    deltas = np.empty(len(field.docs), np.uint32)
    deltas[:1] = field.docs[:1]
    deltas[1:] = field.docs[1:] - field.docs[:-1]
    firsts = field.starts[:-1]
    deltas[firsts] = field.docs[firsts]
    doc_widths = _widths(_maxima(deltas, field.starts))
    runs: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = [(deltas, field.starts, doc_widths)]
    freq_widths = np.zeros(count, np.uint8)
    cf = df
    if field.freqs is not None:
        cf = np.add.reduceat(field.freqs, firsts).astype(np.uint32) if count else df
        most = _maxima(field.freqs, field.starts)
        freq_widths = np.where(most <= 1, 0, _widths(most)).astype(np.uint8)
        runs.append((field.freqs, field.starts, freq_widths))
    position_widths = np.zeros(count, np.uint8)
    if field.positions is not None and field.position_starts is not None:
        position_widths = _widths(_maxima(field.positions, field.position_starts))
        runs.append((field.positions, field.position_starts, position_widths))
    sizes = sum(np.diff(starts) * widths.astype(np.int64) for _, starts, widths in runs)
    at = np.concatenate(([0], np.cumsum(sizes))).astype(np.uint64)
    blob = np.zeros(int(at[-1]), np.uint8)
    offset = at[:-1].astype(np.int64)
    for values, starts, widths in runs:
        _place(blob, values, starts, widths, offset)
        offset = offset + np.diff(starts) * widths
    widths = np.stack([doc_widths, freq_widths, position_widths], axis=1).astype(np.uint8)
    return {"df": df, "cf": cf, "widths": widths.reshape(-1), "at": at}, blob


def _maxima(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return np.maximum.reduceat(values, starts[:-1]) if len(starts) > 1 else np.zeros(0, np.uint32)


def _widths(most: np.ndarray) -> np.ndarray:
    return np.where(most < 256, 1, np.where(most < 65536, 2, 4)).astype(np.uint8)


def _place(blob: np.ndarray, values: np.ndarray, starts: np.ndarray, widths: np.ndarray, offset: np.ndarray) -> None:
    """Write each term's slice of `values` at `offset` with its width."""
    lengths = np.diff(starts)
    for width, dtype in WIDTHS.items():
        chosen = np.flatnonzero(widths == width)
        long = chosen[lengths[chosen] >= _MIN_LONG]
        for start, at, count in _rows(starts[long], offset[long], lengths[long]):
            blob[at : at + count * width].view(dtype)[:] = values[start : start + count]
        for some, counts in _in_chunks(chosen[lengths[chosen] < _MIN_LONG], lengths):
            within = _within(counts)
            source = np.repeat(starts[some], counts) + within
            target = np.repeat(offset[some], counts) + within * width
            data = values.take(source).astype(dtype).view(np.uint8)
            for byte in range(width):
                blob[target + byte] = data[byte::width]


def copy_runs(into: np.ndarray, at: np.ndarray, values: np.ndarray, starts: np.ndarray, lengths: np.ndarray) -> None:
    """Copy each run `values[starts[i]:starts[i] + lengths[i]]` to `into` at `at[i]`."""
    long = np.flatnonzero(lengths >= _MIN_LONG)
    for start, target, count in _rows(starts[long], at[long], lengths[long]):
        into[target : target + count] = values[start : start + count]
    for some, counts in _in_chunks(np.flatnonzero(lengths < _MIN_LONG), lengths):
        within = _within(counts)
        into[np.repeat(at[some], counts) + within] = values.take(np.repeat(starts[some], counts) + within)


def _rows(*columns: np.ndarray) -> Iterable[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)


def _within(lengths: np.ndarray) -> np.ndarray:
    """0, 1, 2 … for each length, one after the other."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _in_chunks(chosen: np.ndarray, lengths: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Some of `chosen` at a time, with their lengths, which together stay near `_CHUNK`: it bounds the memory of index
    arrays."""
    ends = np.cumsum(lengths[chosen])
    last = 0
    while last < len(chosen):
        floor = int(ends[last - 1]) if last else 0
        first, last = last, max(last + 1, int(np.searchsorted(ends, floor + _CHUNK, side="right")))
        yield chosen[first:last], lengths[chosen[first:last]]


def decode(
    blob: np.ndarray, at: int, df: int, cf: int, widths: tuple[int, int, int]
) -> tuple[np.ndarray, np.ndarray | None]:
    """Documents (int32, ascending) and frequencies (uint8, uint16 or uint32; None where all are 1) of one term."""
    doc_width, freq_width, _ = widths
    deltas = blob[at : at + df * doc_width].view(WIDTHS[doc_width])
    docs = np.cumsum(deltas, dtype=np.int32)
    if not freq_width:
        return docs, None
    start = at + df * doc_width
    return docs, blob[start : start + df * freq_width].view(WIDTHS[freq_width])


def decode_positions(blob: np.ndarray, at: int, df: int, cf: int, widths: tuple[int, int, int]) -> np.ndarray:
    """Positions of one term (uint8, uint16 or uint32), document by document, as a view of the blob; empty where the
    field keeps none."""
    doc_width, freq_width, position_width = widths
    if not position_width:
        return np.zeros(0, np.uint8)
    start = at + df * (doc_width + freq_width)
    return blob[start : start + cf * position_width].view(WIDTHS[position_width])


def decode_many(
    blob: np.ndarray, at: np.ndarray, df: np.ndarray, cf: np.ndarray, widths: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Documents, frequencies and positions of many terms at once, one term after the other (uint32 each).

    `at`, `df`, `cf` have an item a term, `widths` a row of three. Fields without positions give none.
    """
    df, cf, at = df.astype(np.int64), cf.astype(np.int64), at.astype(np.int64)
    widths = widths.astype(np.int64)
    deltas = _gather(blob, at, df, widths[:, 0])
    starts = np.cumsum(df) - df
    sums = np.cumsum(deltas, dtype=np.int64)
    before = np.where(starts > 0, sums[np.maximum(starts - 1, 0)], 0) if len(sums) else starts
    docs = (sums - np.repeat(before, df)).astype(np.uint32)
    freqs = _gather(blob, at + df * widths[:, 0], df, widths[:, 1], absent=1)
    at_positions = at + df * (widths[:, 0] + widths[:, 1])
    kept = np.where(widths[:, 2] > 0, cf, 0)
    return docs, freqs, _gather(blob, at_positions, kept, widths[:, 2])


def _gather(blob: np.ndarray, at: np.ndarray, counts: np.ndarray, widths: np.ndarray, absent: int = 0) -> np.ndarray:
    """Read `counts[t]` items of `widths[t]` bytes at `at[t]` for every term; where the width is 0 they are `absent`."""
    values = np.full(int(counts.sum()), absent, np.uint32)
    into = np.cumsum(counts) - counts
    for width, dtype in WIDTHS.items():
        chosen = np.flatnonzero(widths == width)
        long = chosen[counts[chosen] >= _MIN_LONG]
        for start, target, count in _rows(at[long], into[long], counts[long]):
            values[target : target + count] = blob[start : start + count * width].view(dtype)
        for some, lengths in _in_chunks(chosen[counts[chosen] < _MIN_LONG], counts):
            within = _within(lengths)
            source = np.repeat(at[some], lengths) + within * width
            found = blob[source].astype(np.uint32)
            for byte in range(1, width):
                found |= blob[source + byte].astype(np.uint32) << np.uint32(8 * byte)
            values[np.repeat(into[some], lengths) + within] = found
    return values
