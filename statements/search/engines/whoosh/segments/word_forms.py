"""Which words of a segment share a stem, by language: keys "en:negoti" -> ordinals among the body's terms.

A stem whose only form is itself is left out: looking up the word is enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .array_file import ArrayFileWriter, add_blobs
from .segment import Segment
from .vocabulary import Vocabulary


def write_word_forms(
    writer: ArrayFileWriter, words: Mapping[str, np.ndarray], vocabulary: Vocabulary, places: np.ndarray
) -> None:
    """Write the forms of the words (numbers) that stand in texts of each language; `places` are their ordinals."""
    keys: list[bytes] = []
    key_of, member = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for language, numbers in words.items():
        stems = vocabulary.stems_of(numbers, language)
        different, group, sizes = np.unique(stems, return_inverse=True, return_counts=True)
        trivial = (sizes[group] == 1) & (stems == numbers)
        key_of.append(group[~trivial] + len(keys))
        member.append(places[numbers[~trivial]])
        keys += [f"{language}:{vocabulary.words[stem]}".encode() for stem in different.tolist()]
    _write(writer, keys, np.concatenate(key_of), np.concatenate(member))


def merge_word_forms(
    writer: ArrayFileWriter, segments: Sequence[Segment], places: Sequence[np.ndarray], terms: Mapping
) -> None:
    """Write the forms of several segments as one's. `places` are the ordinals that the body's terms of each have in the
    new segment, -1 for those that are gone; `terms` gives the ordinal of a term.

    A stem's forms are those that it has in any segment; one that was trivial in one is a form by itself there.
    """
    numbers: dict[bytes, int] = {}
    key_of, member = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for segment, place in zip(segments, places, strict=True):
        own = [numbers.setdefault(key, len(numbers)) for key in segment.form_keys.all()]
        ends = segment.arrays["forms.ptr"].astype(np.int64)
        sizes = ends[1:] - ends[:-1]
        key_of.append(np.repeat(np.array(own, np.int64), sizes))
        member.append(place[segment.arrays["forms.ord"]])
    keys = list(numbers)
    themselves = np.array([terms.get(key.partition(b":")[2], -1) for key in keys], np.int64)
    key_of.append(np.arange(len(keys)))
    member.append(themselves)
    keyed, members = np.concatenate(key_of), np.concatenate(member)
    _write(writer, keys, keyed[members >= 0], members[members >= 0])


def _write(writer: ArrayFileWriter, keys: list[bytes], key_of: np.ndarray, member: np.ndarray) -> None:
    """Pairs of a key's number and a form, in any order, some more than once."""
    used = np.flatnonzero(np.bincount(key_of, minlength=len(keys)))
    in_order = sorted(used.tolist(), key=keys.__getitem__)
    rank = np.zeros(len(keys), np.uint64)
    rank[in_order] = np.arange(len(in_order), dtype=np.uint64)
    pairs = np.unique(rank[key_of] << np.uint64(32) | member.astype(np.uint64))
    add_blobs(writer, "forms.terms", [keys[number] for number in in_order])
    starts = np.searchsorted(pairs >> np.uint64(32), np.arange(len(in_order) + 1, dtype=np.uint64))
    writer.add("forms.ptr", starts.astype(np.uint32))
    writer.add("forms.ord", (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32))
