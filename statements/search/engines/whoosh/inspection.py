"""What an index holds, read for many documents at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from statements.search.contract.fields import KEY, MODEL

from .generations.generation import Generation
from .segments.builder import NO_NUMBER
from .segments.segment import Segment


def read_versions(generation: Generation, model: str) -> dict[int, int]:
    """Primary key -> version, of the documents of a model."""
    docs = _documents_of_model(generation, model)
    records, versions = generation.columns.numbers("record")[docs], generation.columns.numbers("version")[docs]
    known = records != NO_NUMBER
    return dict(zip(records[known].tolist(), np.maximum(versions[known], 0).tolist(), strict=True))


def _documents_of_model(generation: Generation, model: str) -> np.ndarray:
    found = [docs + offset for segment, offset, docs in _with_codes(generation, MODEL, [model])]
    return generation.drop_deleted(np.concatenate(found)) if found else np.zeros(0, np.int64)


def read_codes(generation: Generation, keys: Iterable[str], fields: Iterable[str]) -> dict[str, set[str]]:
    """Field -> the codes that any of these documents has."""
    codes: dict[str, set[str]] = {name: set() for name in fields}
    for segment, _, docs in _with_codes(generation, KEY, keys):
        for name, carried in codes.items():
            reader = segment.field(name)
            if reader is None:
                continue
            starts, ordinals = segment.arrays[f"{name}.ptr"], segment.arrays[f"{name}.ord"]
            for doc in docs.tolist():
                places = ordinals[int(starts[doc]) : int(starts[doc + 1])].tolist()
                carried.update(reader.terms[place].decode() for place in places)
    return codes


def read_numbers(generation: Generation, keys: Iterable[str], field: str) -> dict[str, int]:
    """Key -> the number of a field, of those documents that are there and have one."""
    found = [docs + offset for _, offset, docs in _with_codes(generation, KEY, keys)]
    docs = generation.drop_deleted(np.concatenate(found)) if found else np.zeros(0, np.int64)
    numbers = generation.columns.numbers(field)[docs].tolist()
    return {
        generation.key(doc): number for doc, number in zip(docs.tolist(), numbers, strict=True) if number != NO_NUMBER
    }


def _with_codes(generation: Generation, field: str, codes: Iterable[str]) -> Iterator[tuple[Segment, int, np.ndarray]]:
    """The documents that have one of the codes, deleted ones too, by segment; with the number of its first document."""
    wanted = [code.encode() for code in codes]
    for segment, offset in zip(generation.segments, generation.offsets, strict=False):
        reader = segment.field(field)
        if reader is None:
            continue
        places = [place for code in wanted if (place := reader.terms.find(code)) >= 0]
        if places:
            yield segment, offset, np.concatenate([reader.postings(place)[0] for place in places]).astype(np.int64)
