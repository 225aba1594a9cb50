"""Whoosh's query language, as Haystack's filters and `Raw` use it -> queries."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from haystack.exceptions import SearchBackendError
from whoosh import query as wq
from whoosh.fields import Schema
from whoosh.qparser import FuzzyTermPlugin, QueryParser, TaggingPlugin
from whoosh.qparser.common import QueryParserError
from whoosh.qparser.syntax import TextNode

from statements.search.engines.whoosh.evaluation.queries import compile_query
from statements.search.engines.whoosh.fields import Code, Text
from statements.search.language import Fuzzy

MAX_EDITS = 2


def isolate(text: str) -> str:
    """A query as one word of another, which `Parser` parses separately: its brackets and operators stay inside."""
    return "raw:" + "".join(
        char if char.isalnum() and char.isascii() else f"%{char.encode().hex('%')}" for char in text
    )


class _IsolatedQuery(TextNode):
    def query(self, parser: Parser) -> wq.Query:
        return parser.parse(unquote(self.text))


class _IsolationPlugin(TaggingPlugin):
    """Reads what `isolate` has written."""

    expr = r"raw:(?P<text>[A-Za-z0-9%]*)"
    nodetype = _IsolatedQuery
    priority = -1  # before the names of fields are looked for


class _FuzzyPlugin(FuzzyTermPlugin):
    """Whoosh's own loses the number of edits in a field that parses itself: `missle~1`."""

    class FuzzyTermNode(FuzzyTermPlugin.FuzzyTermNode):
        def query(self, parser: Parser) -> wq.Query:
            name = self.fieldname or parser.fieldname
            if name in parser.schema and isinstance(parser.schema[name], Text):
                return compile_query(Fuzzy(self.text, min(max(self.maxdist, 1), MAX_EDITS), self.boost), name)
            return super().query(parser)


class Parser(QueryParser):
    """Whoosh's parser, which would give a field that parses itself only the text of `negotiat*`."""

    def __init__(self, fieldname: str, schema: Schema) -> None:
        super().__init__(fieldname, schema=schema)
        self.add_plugins([_FuzzyPlugin(), _IsolationPlugin()])

    def parse(self, text: str, normalize: bool = True, debug: bool = False) -> wq.Query:
        """Raises SearchBackendError where Whoosh's parser fails, as it does on a NOT with nothing after it."""
        try:
            query = super().parse(text, normalize=False, debug=debug)
        except (QueryParserError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise SearchBackendError(f"“{text}” cannot be parsed as a query: {error}") from error
        return simplify(query) if normalize else query

    def term_query(self, fieldname: str, text: str, termclass: type, *args: Any, **kwargs: Any) -> wq.Query:
        if termclass is wq.Prefix and fieldname in self.schema and isinstance(self.schema[fieldname], Text | Code):
            return self.schema[fieldname].parse_query(fieldname, f"{text}*", kwargs.get("boost", 1.0))
        return super().term_query(fieldname, text, termclass, *args, **kwargs)


def simplify(query: wq.Query) -> wq.Query:
    """`query` without parts that restrict nothing.

    Whoosh's own `normalize` makes `a AND *` find everything, and loses parts that name the field of another.
    """
    if isinstance(query, wq.Not):
        inner = simplify(query.query)
        return inner if inner is wq.NullQuery else wq.Not(inner, query.boost)
    if type(query) not in (wq.And, wq.Or):
        return query.normalize()
    parts = [part for part in map(simplify, query.subqueries) if part is not wq.NullQuery]
    if isinstance(query, wq.And):
        parts = [part for part in parts if not _finds_everything(part)] or parts[:1]
    if len(parts) > 1 or any(isinstance(part, wq.Not) for part in parts):
        return type(query)(parts, query.boost)
    return parts[0].with_boost(parts[0].boost * query.boost) if parts else wq.NullQuery


def _finds_everything(query: wq.Query) -> bool:
    return isinstance(query, wq.Every) and query.fieldname is None
