"""The documents of the archive as Haystack's index classes: it finds the fields of its filters and results here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, QuerySet
from haystack import indexes
from haystack.exceptions import SkipDocument

from statements.models import Event, Party, Speaker, Statement, Topic, Treaty
from statements.search.contract.documents import Document
from statements.search.contract.fields import FieldKind, IndexField
from statements.search.indexing.documents import SOURCES, DocumentSource


class CodeField(indexes.CharField):
    """A single code, compared whole. Haystack has no field for it."""

    field_type = "code"


_FIELD_CLASSES: dict[FieldKind, type[indexes.SearchField]] = {
    FieldKind.BODY: indexes.CharField,
    FieldKind.TEXT: indexes.CharField,
    FieldKind.CODE: CodeField,
    FieldKind.CODES: indexes.MultiValueField,
    FieldKind.NUMBER: indexes.IntegerField,
    FieldKind.DATE: indexes.DateField,
    FieldKind.MOMENT: indexes.DateTimeField,
}


class DocumentIndex(indexes.SearchIndex):
    """The documents of one source. `index_class` makes the subclasses, which have the fields."""

    source: DocumentSource[Any]

    def get_model(self) -> type[Model]:
        return self.source.model

    def index_queryset(self, using: str | None = None) -> QuerySet[Any]:
        return self.source.select_for_reading()

    def read_queryset(self, using: str | None = None) -> QuerySet[Any]:
        return self.source.select_public()

    def get_updated_field(self) -> str | None:
        return self.source.updated_field

    def read_documents(self, records: Iterable[Any]) -> Iterator[Document]:
        return self.source.read_documents(records)

    def full_prepare(self, obj: Any) -> dict[str, Any]:
        """The values of the fields as results carry them, and the text that is searched. Raises SkipDocument."""
        document = next(self.read_documents([obj]), None)
        if document is None:
            raise SkipDocument
        text = "\n\n".join(passage.text for passage in document.passages)
        return {**document.stored, self.get_content_field(): text}


def _make_field(field: IndexField) -> indexes.SearchField:
    return _FIELD_CLASSES[field.kind](
        document=field.kind is FieldKind.BODY, stored=field.stored or field.kind is FieldKind.BODY, null=True
    )


def _index_class(model: type[Model]) -> type[DocumentIndex]:
    source = SOURCES[model]
    fields: dict[str, Any] = {field.name: _make_field(field) for field in source.fields}
    return type(f"{model.__name__}Index", (DocumentIndex, indexes.Indexable), {"source": source, **fields})


StatementIndex = _index_class(Statement)
SpeakerIndex = _index_class(Speaker)
TreatyIndex = _index_class(Treaty)
PartyIndex = _index_class(Party)
TopicIndex = _index_class(Topic)
EventIndex = _index_class(Event)

__all__ = ["DocumentIndex", "EventIndex", "PartyIndex", "SpeakerIndex", "StatementIndex", "TopicIndex", "TreatyIndex"]
