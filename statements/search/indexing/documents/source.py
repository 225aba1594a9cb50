"""Records of a model -> documents of an index."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet

from statements.search.contract.documents import Document, format_key
from statements.search.contract.fields import FIELDS, IndexField
from statements.text.batches import batches

BATCH = 200  # records whose related ones are read together

Record = TypeVar("Record", bound=Model)


class DocumentSource(ABC, Generic[Record]):
    """Which records of a model are indexed, in which index, and as what. Subclasses say so for one model each."""

    model: type[Record]
    index: ClassVar[str]
    updated_field: ClassVar[str | None] = None  # the field that has the time of a record's last change

    @property
    def label(self) -> str:
        """The model, as documents name it."""
        return self.model._meta.label_lower

    @property
    def model_name(self) -> str:
        """The model, as the queue names it."""
        return str(self.model._meta.model_name)

    @property
    def fields(self) -> Sequence[IndexField]:
        return FIELDS[self.index]

    @abstractmethod
    def select_public(self) -> QuerySet[Record]:
        """The records that have to be in the index."""

    def select_for_reading(self) -> QuerySet[Record]:
        """The same, with what their documents need."""
        return self.select_public()

    @abstractmethod
    def build_documents(self, records: Sequence[Record]) -> Iterator[Document]:
        """The documents of those of the records that are public. Reads what is related to all of them together."""

    def read_documents(self, records: Iterable[Record]) -> Iterator[Document]:
        for batch in batches(records, BATCH):
            yield from self.build_documents(batch)

    def documents_for(self, pks: Iterable[int], size: int = BATCH) -> Iterator[Document]:
        """The documents of those records that are public, `size` of them read at a time."""
        for batch in batches(pks, size):
            yield from self.read_documents(self.select_for_reading().filter(pk__in=batch).order_by("pk"))

    def key(self, pk: int) -> str:
        return format_key(self.label, pk)
