"""Haystack's results, made of the documents of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from haystack.constants import DJANGO_CT, DJANGO_ID
from haystack.exceptions import SkipDocument
from haystack.models import SearchResult
from haystack.utils.app_loading import haystack_get_model
from haystack.utils.loading import UnifiedIndex
from whoosh import query as wq

from statements.search.engines.whoosh.evaluation.queries import ProximityQuery, TextQuery, text_leaves
from statements.search.language.nodes import TermSequence, WordTerm
from statements.search.marking import Finder, excerpt

from .multi_index import PageDocument
from .stored_values import read_stored


class LazyTextResult(SearchResult):
    """A result whose document field is read from its record when first needed: the index keeps no texts."""

    def __getattr__(self, name: str) -> Any:
        index = self.__dict__.get("_index")
        if index is None or name != index.get_content_field():
            return super().__getattr__(name)
        text = self.__dict__[name] = "" if self.object is None else read_text(index, self.object)
        return text


def read_text(index: Any, record: Model) -> str:
    """What is searched of a record; "" of one that is not public."""
    try:
        return index.full_prepare(record)[index.get_content_field()]
    except SkipDocument:
        return ""


def build_results(
    page: Iterable[PageDocument], unified: UnifiedIndex, marked: wq.Query | None, result_class: type | None
) -> list[Any]:
    """`marked`: the query whose words are to be highlighted in the text."""
    make = LazyTextResult if result_class in (None, SearchResult) else result_class
    results = []
    for each in page:
        stored = each.generation.stored(each.doc)
        app, model_name = stored.pop(DJANGO_CT).split(".")
        pk = stored.pop(DJANGO_ID)
        model = haystack_get_model(app, model_name)
        index = unified.get_index(model) if model else None
        known = index.fields if index else {}
        values = {name: read_stored(known.get(name), value) for name, value in stored.items()}
        result = make(app, model_name, pk, each.score, **values)
        if index is not None:
            result._index = index
            if marked is not None:
                result.highlighted = {index.get_content_field(): _highlight(index, result.object, marked)}
        results.append(result)
    return results


def _highlight(index: Any, record: Model | None, query: wq.Query) -> list[str]:
    if record is None:
        return []
    finder = Finder(map(_to_sequence, text_leaves(query)))
    return [excerpt(read_text(index, record).strip(), finder, "em")]


def _to_sequence(query: TextQuery) -> TermSequence:
    terms = tuple(WordTerm(term.kind, term.text, term.distance) for term in query.terms_in_order if term.kind != "code")
    return TermSequence(terms, query.within if isinstance(query, ProximityQuery) else None)
