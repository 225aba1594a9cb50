"""Which statements an export holds: those of a browse list or of a search, asked for with the very same parameters."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse

from statements.filters import parse_filters
from statements.filters.database import list_statements
from statements.filters.descriptions import describe_search, describe_selection
from statements.filters.index import parse_search
from statements.filters.page_links import PageAddress
from statements.models import Statement
from statements.search.contract.requests import Scope, Show
from statements.search.engine import get_engine
from statements.text.batches import batches

from .content import read_keys

# Hits fetched at a time: each page of them looks up its passages, which takes memory for common words.
HITS = 1_000
# What a statement takes, and each word in it, in bytes: measured on 23,000 of them; see docs/measurements.md.
BYTES_A_STATEMENT = {"csv": 520, "jsonl": 4_700, "zip": 3_300}
BYTES_A_WORD = {"csv": 0, "jsonl": 6.1, "zip": 5.2}


@dataclass(frozen=True, slots=True)
class Choice:
    """``words`` say what was chosen, ``list_address`` is the page that shows it, ``query`` leads to the exports."""

    pks: array
    words: str
    list_address: str
    query: str
    problems: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pks)

    def expected_bytes(self) -> dict[str, int]:
        """Roughly how much will come, by format."""
        words = _words_in(self.pks)
        return {
            format: int(each * len(self.pks) + BYTES_A_WORD[format] * words)
            for format, each in BYTES_A_STATEMENT.items()
        }  # fmt: skip


def choose_list(request: HttpRequest) -> Choice:
    """The list of these filters, in its order. ``problems`` name filters that could not be used and were left out."""
    selection, problems = parse_filters(request.GET)
    query = selection.parameters()
    return Choice(
        pks=read_keys(list_statements(selection)),
        words=describe_selection(selection),
        list_address=reverse("statements:statements") + query,
        query=query,
        problems=tuple(problem.message for problem in problems),
    )


def choose_search(request: HttpRequest) -> Choice:
    """All statements that a search finds, in its order. Raises ``SearchUnavailable``.

    A search for passages gives the statements in which they stand.
    """
    search = parse_search(request.GET)
    wanted = replace(search.request, facets=(), per_page=HITS, page=1, show=Show.STATEMENTS)
    if search.request.show == Show.PASSAGES:
        wanted = replace(wanted, scope=Scope.PARAGRAPH)
    pks, page, pages = array("q"), 1, 1
    while page <= pages:
        results = get_engine().search(replace(wanted, page=page))
        pks.extend(hit.statement for hit in results.hits)
        page, pages = page + 1, results.pages
    query = PageAddress.of_query(request.GET).query
    query = f"?{query}" if query else ""
    return Choice(
        pks=pks,
        words=describe_search(search),
        list_address=reverse("statements:search") + query,
        query=query,
        problems=search.messages,
    )


def _words_in(pks: array) -> int:
    """In batches: a database takes only so many parameters."""
    total = 0
    for batch in batches(pks, 10_000):
        chosen = Statement.objects.filter(pk__in=batch)
        total += chosen.aggregate(words=Sum("word_count"))["words"] or 0
    return total
