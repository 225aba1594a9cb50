"""Two engines asked through Haystack's SearchQuerySet: the archive's, and Haystack's own Whoosh backend as it comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, ClassVar

from bench.search.questions import PER_PAGE, Question
from bench.search.texts import Text

from . import django_side
from .base import FACETS, Answer, NotOffered, Peer, bytes_of
from .chancery import OurIndex


class _Asked(Peer):
    connection: ClassVar[str]
    date_field: ClassVar[str]
    code_filter: ClassVar[str] = "exact"

    def open(self) -> None:
        from haystack import connections

        connections[self.connection].get_backend().setup()

    def ask(self, question: Question) -> Answer:
        from haystack.query import SearchQuerySet

        found = SearchQuerySet(using=self.connection).filter(self._words(question))
        if question.country:
            found = found.narrow(f"country:{question.country}").narrow(self._span(question))
        if question.by_date:
            found = found.order_by(f"-{self.date_field}")
        if question.facets:
            for name in FACETS:
                found = found.facet(name)
        if question.snippets:
            found = self._with_snippets(found)
        page = found[question.skipped : question.skipped + PER_PAGE]
        facets = {}
        if question.facets:
            counted = found.facet_counts().get("fields", {})
            facets = {name: {str(code): count for code, count in pairs} for name, pairs in counted.items()}
        snippets = [" ".join(result.highlighted["text"]) for result in page] if question.snippets else []
        return Answer(found.count(), [result.title for result in page], facets, snippets)

    def _with_snippets(self, found: Any) -> Any:
        return found.highlight()

    def _words(self, question: Question) -> Any:
        from haystack.inputs import AutoQuery, Exact, Raw
        from haystack.query import SQ

        match question.mode:
            case "all":
                return SQ(content=AutoQuery(" ".join(question.words)))
            case "any":
                wanted = SQ(content=question.words[0])
                for word in question.words[1:]:
                    wanted |= SQ(content=word)
                return wanted
            case "phrase":
                return SQ(content=Exact(" ".join(question.words)))
            case "near":
                return SQ(content=Raw(f'"{" ".join(question.words)}"~5'))
            case "prefix":
                return SQ(content__startswith=question.words[0])
        return SQ(content=Raw(question.words[0]))

    def _span(self, question: Question) -> str:
        first, last = (each.replace("-", "") for each in (question.since, question.until))
        return f"{self.date_field}:[{first} to {last}]"


class Chancery(_Asked, OurIndex):
    name = "Chancery through Haystack"
    connection, date_field = "default", "date_from"

    def _with_snippets(self, found: Any) -> Any:
        # Texts are fetched by the ORM, which is left aside here.
        raise NotOffered("no texts without the database")


class Stock(_Asked):
    """Haystack's tutorial: a SearchIndex of plain fields.

    Built by way of Whoosh's `add_document` unless `as_documented`: `update_document`, which Haystack calls, opens a
    searcher for every document. Both ways give the same index.
    """

    name = "stock Haystack and Whoosh"
    connection, date_field = django_side.STOCK, "date"
    as_documented = False

    def __init__(self, folder: Any) -> None:
        super().__init__(folder)
        django_side.set_up(folder)
        from haystack import connections, indexes

        from statements.models import Statement

        class Plain(indexes.SearchIndex):
            text = indexes.CharField(document=True)
            title = indexes.CharField()
            country = indexes.CharField()
            speaker = indexes.CharField()
            kind = indexes.CharField()
            publisher = indexes.CharField()
            year = indexes.IntegerField()
            date = indexes.DateField()

            def get_model(self) -> type[Statement]:
                return Statement

            def full_prepare(self, record: Any) -> dict[str, Any]:
                return _plain(record.text)

        self.index = Plain()
        connections[self.connection].get_unified_index().build(indexes=[self.index])

    def build(self, batches: Iterable[list[Text]]) -> None:
        from haystack import connections

        backend = connections[self.connection].get_backend()
        backend.setup()
        if self.as_documented:
            for batch in batches:
                backend.update(self.index, list(map(django_side.record_of, batch)))
            return
        writer = backend.index.writer(limitmb=512)
        for batch in batches:
            for text in batch:
                writer.add_document(**{name: backend._from_python(value) for name, value in _plain(text).items()})
        writer.commit()

    def index_bytes(self) -> int:
        return bytes_of((self.folder / "stock").iterdir())


class StockAsDocumented(Stock):
    """For the rate at which stock Haystack builds."""

    as_documented = True


def _plain(text: Text) -> dict[str, Any]:
    return django_side.common_fields(text) | {
        "text": f"{text.title}\n\n{text.body}",
        "title": text.title,
        "country": text.country,
        "speaker": text.speaker,
        "kind": text.kind,
        "publisher": text.publisher,
        "year": text.year,
        "date": datetime.combine(text.day, time()),
    }
