"""What of speakers, treaties, parties, topics and events is indexed: their names, and what else tells them apart.

The passages of a document are names and facts, one each, so that no phrase and no name runs across them. The `order`
of a passage says which it is (`NamePart`). Only what is public is indexed: speakers who are heard and events that are
attended in a published statement; treaties, parties and topics are public in themselves.
"""

from __future__ import annotations

import zlib
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic

from statements.search.contract.documents import Document, Passage, build_document
from statements.search.contract.fields import NAMES
from statements.search.contract.record_names import NamePart
from statements.text.folding import fold

from .source import DocumentSource, Record

Counts = Mapping[Any, int]  # public statements by primary key

# Particles that stand in a family name and belong to no one person.
_PARTICLES = frozenset({"al", "da", "de", "del", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "zu"})


@dataclass(slots=True)
class NamedRecord(Generic[Record]):
    """A record with its names. `names[0]` is the one that is shown; `facts` are whatever else a reader may type beside
    a name: offices, countries, places, years. `folded` and `loose` are folded names, the sure and the less sure."""

    record: Record
    what: str
    code: str
    slug: str | None
    weight: int  # public statements
    names: Sequence[str]
    family_name: str = ""
    facts: Sequence[str] = ()
    prose: Sequence[str] = ()
    folded: Sequence[str] | None = None
    loose: Sequence[str] | None = None
    countries: Sequence[str] = ()
    kind: str | None = None
    language: str = "und"
    place: str | None = None
    year: int | None = None
    date_from: date | None = None
    date_to: date | None = None

    def list_passages(self) -> list[Passage]:
        first, *others = self.names
        parts: list[tuple[NamePart, Sequence[str]]] = [
            (NamePart.SHOWN, [first]), (NamePart.ALSO, others), (NamePart.FAMILY, [self.family_name]),
            (NamePart.FACT, self.facts), (NamePart.PROSE, self.prose),
        ]  # fmt: skip
        return [Passage(text, part) for part, texts in parts for text in distinct(texts)]

    def list_folded(self) -> list[str]:
        return fold_all(self.names) if self.folded is None else list(self.folded)

    def list_loose(self) -> list[str]:
        """The first and the last word of a family name of several words."""
        if self.loose is not None:
            return list(self.loose)
        words = fold(self.family_name).split()
        return [word for word in distinct((words[0], words[-1])) if word not in _PARTICLES] if len(words) > 1 else []


class NameSource(DocumentSource[Record]):
    """What the five have in common."""

    index = NAMES

    @abstractmethod
    def count_statements(self, pks: Sequence[int]) -> Counts:
        """The public statements of each record that has any."""

    @abstractmethod
    def read_named(self, records: Sequence[Record], counts: Counts) -> Iterator[NamedRecord[Record]]:
        """The public ones among the records, with their names."""

    def build_documents(self, records: Sequence[Record]) -> Iterator[Document]:
        counts = self.count_statements([record.pk for record in records])
        for named in self.read_named(records, counts):
            yield self._build(named)

    def _build(self, named: NamedRecord[Record]) -> Document:
        passages, folded, loose = named.list_passages(), named.list_folded(), named.list_loose()
        indexed = [[(each.order, each.text) for each in passages], folded, loose, list(named.countries), named.slug,
                   str(named.date_from), str(named.date_to)]  # fmt: skip
        values = {
            "title": str(named.record),
            "what": named.what,
            "uid": named.code,
            "slug": named.slug,
            "kind": named.kind,
            "key": folded,
            "family": fold_all([named.family_name]),
            "loosely": loose,
            "country": named.countries,
            "place": named.place,
            "record": named.record.pk,
            "weight": named.weight,
            "version": zlib.crc32(repr(indexed).encode()),  # tells a document from what it was before
            "year": named.year,
            "date_from": named.date_from,
            "date_to": named.date_to,
        }
        return build_document(
            self.label, named.record.pk, self.fields, values, language=named.language, passages=passages
        )


def distinct(texts: Iterable[str]) -> list[str]:
    """Each once, in order, without empty ones."""
    return list(dict.fromkeys(text for text in texts if text))


def fold_all(texts: Iterable[str]) -> list[str]:
    return distinct(map(fold, texts))
