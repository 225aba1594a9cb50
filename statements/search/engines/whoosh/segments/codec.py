"""The segments as Whoosh reads them, so that its own matchers run over the same arrays.

Queries of kinds that `evaluation` does not answer itself go this way, and tests compare both ways.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from whoosh.codec import base
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import IndexReader, MultiReader, SegmentReader, TermInfo

from .segment import FieldReader, Segment, open_segment


class ArraySegment(base.Segment):
    """What the table of contents keeps of a segment: its name, its size, which documents are deleted."""

    def __init__(self, indexname: str, count: int = 0) -> None:
        super().__init__(indexname)
        self.count = count
        self.deleted: set[int] = set()

    def codec(self) -> ArrayCodec:
        return ArrayCodec()

    def doc_count_all(self) -> int:
        return self.count

    def set_doc_count(self, count: int) -> None:
        self.count = count

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        (self.deleted.add if delete else self.deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted

    def should_assemble(self) -> bool:
        return False


class ArrayCodec(base.Codec):
    """Reading only: segments are written whole, by `building` and `merging`."""

    length_stats = False

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayTerms:
        return ArrayTerms(open_segment(Path(storage.folder), segment.segment_id()))

    def per_document_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayDocuments:
        return ArrayDocuments(open_segment(Path(storage.folder), segment.segment_id()), segment)


class ArrayTerms(base.TermsReader):
    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldReader, int]:
        reader = self._segment.reader(fieldname)
        ordinal = reader.terms.find(text)
        if ordinal < 0:
            raise KeyError((fieldname, text))
        return reader, ordinal

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        reader = self._segment.field(term[0])
        return reader is not None and reader.terms.find(term[1]) >= 0

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        return ArrayCursor(self._segment.field(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for fieldname in self.indexed_field_names():
            yield from self.terms_from(fieldname, b"", only=True)

    def terms_from(self, fieldname: str, prefix: bytes, only: bool = False) -> Iterator[tuple[str, bytes]]:
        """Whoosh expects the terms of later fields to follow."""
        names = sorted(self.indexed_field_names())
        for name in names[bisect.bisect_left(names, fieldname) :]:
            reader = self._segment.reader(name)
            first = reader.terms.first_at_least(prefix) if name == fieldname else 0
            for place in range(first, len(reader.terms)):
                yield name, reader.terms[place]
            if only:
                return

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        reader, place = self._find(fieldname, text)
        docs, freqs = reader.postings(place)
        lengths = self._segment.lengths(fieldname)
        shortest = longest = 1
        if lengths is not None:
            shortest, longest = int(lengths[docs].min()), int(lengths[docs].max())
        return TermInfo(
            weight=float(reader.cf[place]), df=int(reader.df[place]), minlength=shortest, maxlength=longest,
            maxweight=1.0 if freqs is None else float(freqs.max()), minid=int(docs[0]), maxid=int(docs[-1]),
        )  # fmt: skip

    def frequency(self, fieldname: str, text: bytes) -> float:
        reader, place = self._find(fieldname, text)
        return float(reader.cf[place])

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        reader, place = self._find(fieldname, text)
        return int(reader.df[place])

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: object = None) -> ArrayMatcher:
        reader, place = self._find(fieldname, text)
        return ArrayMatcher(reader, place, format_, scorer, (fieldname, text))

    def indexed_field_names(self) -> list[str]:
        return [name for name in self._segment.field_names if self._segment.field(name) is not None]


class ArrayCursor(base.FieldCursor):
    """Walks the terms of a field in order."""

    def __init__(self, reader: FieldReader | None, fieldobj: FieldType) -> None:
        self._reader, self._field, self._place = reader, fieldobj, 0

    def is_valid(self) -> bool:
        return self._reader is not None and self._place < len(self._reader.terms)

    def text(self) -> str | None:
        if self._reader is None or self._place >= len(self._reader.terms):
            return None
        return self._field.from_bytes(self._reader.terms[self._place])

    def first(self) -> str | None:
        self._place = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = term if isinstance(term, bytes) else term.encode()
        if self._reader is not None:
            self._place = self._reader.terms.first_at_least(wanted)
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def term_info(self) -> None:
        raise NotImplementedError


class ArrayMatcher(LeafMatcher):
    """One term's postings, step by step."""

    def __init__(self, reader: FieldReader, place: int, format_: Format, scorer: object, term: tuple) -> None:
        self.format, self.scorer, self._term = format_, scorer, term
        docs, freqs = reader.postings(place)
        self._ids = docs.tolist()
        self._freqs = [1] * len(self._ids) if freqs is None else freqs.tolist()
        self._positions = reader.positions(place)
        self._ends = np.concatenate(([0], np.cumsum(self._freqs))).tolist()
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._ids)

    def id(self) -> int:
        return self._ids[self._at]

    def all_ids(self) -> Iterator[int]:
        return iter(self._ids[self._at :])

    def weight(self) -> float:
        return float(self._freqs[self._at])

    def next(self) -> bool:
        self._at += 1
        return self._at >= len(self._ids)

    def skip_to(self, target: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect.bisect_left(self._ids, target, self._at)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> ArrayMatcher:
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def _here(self) -> list[int]:
        return self._positions[self._ends[self._at] : self._ends[self._at + 1]].tolist()

    def value(self) -> bytes:
        return self.format.encode(self._here())

    def value_as(self, astype: str) -> object:
        return self._here() if astype == "positions" else super().value_as(astype)

    def spans(self) -> list[Span]:
        return [Span(position) for position in self._here()]

    def supports_block_quality(self) -> bool:
        return False

    def skip_to_quality(self, minquality: float) -> int:
        return 0

    def block_min_length(self) -> int:
        return 1

    def block_max_weight(self) -> float:
        return float(max(self._freqs))


class ArrayDocuments(base.PerDocumentReader):
    def __init__(self, segment: Segment, entry: ArraySegment) -> None:
        self._segment, self._entry = segment, entry

    def doc_count(self) -> int:
        return self._entry.doc_count()

    def doc_count_all(self) -> int:
        return self._entry.doc_count_all()

    def has_deletions(self) -> bool:
        return self._entry.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._entry.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._entry.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._segment.lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        return self._segment.total_length(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._segment.lengths(fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._segment.lengths(fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.max())

    def stored_fields(self, docnum: int) -> dict:
        return self._segment.stored(docnum)


def open_whoosh_reader(
    storage: FileStorage, schema: Schema, segments: Sequence[ArraySegment], generation: int
) -> IndexReader:
    """Whoosh's own reader of these segments."""
    readers = [SegmentReader(storage, schema, segment, generation=generation) for segment in segments]
    return readers[0] if len(readers) == 1 else MultiReader(readers, generation=generation)
