"""The search page, the same results as JSON and CSV, and the suggestions of the search box."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.discovery import suggestions_response
from statements.exchange.feeds.statement_feeds import search_feed
from statements.filters.descriptions import describe_search, describe_selection, filter_chips
from statements.filters.index import ParsedSearch, build_facets, parse_search
from statements.filters.page_links import Choice, PageAddress, year_url
from statements.filters.selection import redirect_old_parameters
from statements.filters.vocabulary import SCOPE_LABELS, SHOW_LABELS, SORT_LABELS
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.requests import Scope, Show, Sort
from statements.search.contract.results import Results
from statements.search.engine import SearchAnswer, answer_search
from statements.search.hit_details import load_hits
from statements.search.language import Everything, format_query
from statements.search.query_log import log_search
from statements.web.charts import YearChart, build_year_chart

from .explanation import explain
from .exports import render_csv, render_json
from .suggestions import find_cards, find_record_path, suggest_records
from .zero_hits_help import build_help

RETRY_AFTER = "30"  # seconds; a rebuild of a small archive takes less


@require_safe
@redirect_old_parameters
def search(request: HttpRequest) -> HttpResponse:
    format = request.GET.get("format", "")
    if format == "atom":
        return search_feed(request)
    if format not in ("json", "csv") and (path := find_record_path(request.GET.get("q", ""))):
        return redirect(path)
    began = time.perf_counter()
    parsed = parse_search(request.GET)
    try:
        answer = answer_search(parsed.request)
        if format == "json":
            return render_json(request, parsed, answer)
        if format == "csv":
            return render_csv(answer)
        page = _render_page(request, parsed, answer)
        log_search(parsed.request, answer.hit_count, (time.perf_counter() - began) * 1000)
        return page
    except SearchUnavailable:
        return _render_unavailable(request, format)


def _render_page(request: HttpRequest, parsed: ParsedSearch, answer: SearchAnswer) -> HttpResponse:
    address = PageAddress.of_query(request.GET, parsed.selection)
    asking, results, selection = parsed.request, answer.results, parsed.selection
    context = {
        "text": asking.text,
        "asking": asking,
        "problems": parsed.problems,
        "notices": [*parsed.notices, *results.notices],
        "restated": describe_search(parsed),
        "heading": _heading(parsed, results),
        # As they were typed: what could not be understood is there to be corrected.
        "typed_since": request.GET.get("since", "").replace("\x00", ""),
        "typed_until": request.GET.get("until", "").replace("\x00", ""),
        "results": results,
        "page": ResultsPage(results, asking.per_page),
        "query": address.query,
        "is_fallback": answer.is_fallback,
        "fallback_query": format_query(answer.request.query) if answer.is_fallback else "",
        "hits": load_hits(answer.request, results),
        "counted": asking.show != Show.PASSAGES,
        "facets": build_facets(results, address, selection.names),
        "chart": _chart(parsed, results, address),
        "chips": [*filter_chips(selection, address), *_scope_chip(parsed, address)],
        "sorts": _sorts(parsed, address),
        "scopes": _scopes(parsed, address),
        "shows": _shows(parsed, address),
        "cards": find_cards(asking),
        "help": build_help(asking) if not answer.hit_count and asking.text else None,
        "wider_url": address.without("scope", "show"),
        "hidden_fields": address.hidden_fields,
        "explanation": explain(asking, results) if _wants_explanation(request) else None,
    }
    return render(request, "statements/search.html", context)


def _heading(parsed: ParsedSearch, results: Results) -> str:
    """What is listed, with its count, where no words were searched for; else the template puts it together."""
    if not isinstance(parsed.query, Everything) or parsed.request.show == Show.PASSAGES:
        return ""
    return describe_selection(parsed.selection, results.total)


def _chart(parsed: ParsedSearch, results: Results, address: PageAddress) -> YearChart | None:
    years = {int(each.code): each.count for each in results.facets.get("year", ()) if each.code.isdigit()}
    chosen = parsed.request.filters.get("year", ())
    current = int(chosen[0]) if len(chosen) == 1 and chosen[0].isdigit() else None
    return build_year_chart(years, lambda year: year_url(address, parsed.selection, year), current)


class ResultsPage:
    def __init__(self, results: Results, per_page: int) -> None:
        self.paginator = Paginator(range(results.total), per_page)  # of hits it needs no more than their number
        self.number = results.page
        self._per_page = per_page

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.paginator.num_pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def start_index(self) -> int:
        return (self.number - 1) * self._per_page + 1 if self.paginator.count else 0

    @property
    def end_index(self) -> int:
        return min(self.number * self._per_page, self.paginator.count)


def _scope_chip(parsed: ParsedSearch, address: PageAddress) -> Sequence[Choice]:
    scope = parsed.request.scope
    if scope == Scope.STATEMENT or parsed.request.show != Show.STATEMENTS:
        return ()
    return (Choice(f"all words in {SCOPE_LABELS[scope]}", address.without("scope")),)


def _sorts(parsed: ParsedSearch, address: PageAddress) -> list[Choice]:
    return [
        Choice(label, address.replacing("sort", "" if sort == Sort.RELEVANCE else sort), sort == parsed.request.sort)
        for sort, label in SORT_LABELS.items()
    ]


def _scopes(parsed: ParsedSearch, address: PageAddress) -> list[Choice]:
    return [
        Choice(
            label, address.replacing("scope", "" if scope == Scope.STATEMENT else scope), scope == parsed.request.scope
        )
        for scope, label in SCOPE_LABELS.items()
    ]


def _shows(parsed: ParsedSearch, address: PageAddress) -> list[Choice]:
    return [
        Choice(label, address.replacing("show", "" if show == Show.STATEMENTS else show), show == parsed.request.show)
        for show, label in SHOW_LABELS.items()
    ]


def _wants_explanation(request: HttpRequest) -> bool:
    """The user is looked at only if an explanation is asked for: proxies may keep pages that depend on no user."""
    return request.GET.get("explain") == "1" and request.user.is_staff


def _render_unavailable(request: HttpRequest, format: str) -> HttpResponse:
    headers = {"Retry-After": RETRY_AFTER}
    if format == "json":
        body = {"error": {"name": "SearchUnavailable", "reason": "The search index is being rebuilt. Try again soon."}}
        return JsonResponse(body, status=503, headers=headers)
    context = {"unavailable": True, "text": request.GET.get("q", "")}
    response = render(request, "statements/search.html", context, status=503)
    for name, value in headers.items():
        response[name] = value
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Names that begin like what is typed: a page of links, or JSON for the script of the search box."""
    typed = request.GET.get("q", "").replace("\x00", " ")
    found = suggest_records(typed)
    if request.GET.get("format") == "opensearch":
        return suggestions_response(request, typed, found)
    if request.GET.get("format") == "json":
        return JsonResponse({"suggestions": [{"label": s.label, "kind": s.kind, "url": s.url} for s in found]})
    return render(request, "statements/suggest.html", {"text": typed, "suggestions": found})
