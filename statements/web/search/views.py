"""The search page, the same results as JSON and CSV, and the suggestions of the search box."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from statements.exchange.feeds.discovery import suggestions_response
from statements.exchange.feeds.statement_feeds import search_feed
from statements.filters import narrowing
from statements.filters.search_requests import Asked, asked
from statements.search.answers import Answer, answer
from statements.search.contract.errors import SearchUnavailable
from statements.search.contract.requests import Show
from statements.search.language import format_query
from statements.search.name_resolution import Names, record_addressed
from statements.search.query_log import log_search
from statements.search.shown_hits import shown_hits
from statements.web.charts import build_year_chart
from statements.web.search.explanation import explain
from statements.web.search.exports import as_csv, as_json
from statements.web.search.results_page import ResultsPage
from statements.web.search.suggestions import cards, suggestions
from statements.web.search.zero_hits_help import help_for

RETRY_AFTER = "30"  # seconds; a rebuild of a small archive takes less


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "")
    form = request.GET.get("format", "")
    if form == "atom":
        return search_feed(request)
    if form not in ("json", "csv") and (path := record_addressed(typed)):
        return redirect(path)
    began = time.perf_counter()
    question = asked(request.GET)
    try:
        answered = answer(question.request)
        if form == "json":
            return as_json(request, question, answered)
        if form == "csv":
            return as_csv(answered)
        page = _page(request, question, answered)
        log_search(question.request, answered.found, (time.perf_counter() - began) * 1000)
        return page
    except SearchUnavailable:
        return _unavailable(request, form)


def _page(request: HttpRequest, question: Asked, answered: Answer) -> HttpResponse:
    address = narrowing.Address(request.GET)
    asking, results = question.request, answered.results
    names = Names()
    chosen = asking.filters.get("year", ())
    years = {int(each.code): each.count for each in results.facets.get("year", ()) if each.code.isdigit()}
    context = {
        "text": asking.text,
        "asking": asking,
        "problems": question.problems,
        "notices": [*question.notices, *results.notices],
        "restated": narrowing.restated(asking, names),
        # As they were typed: what could not be understood is there to be mended.
        "typed_since": request.GET.get("since", "").replace("\x00", ""),
        "typed_until": request.GET.get("until", "").replace("\x00", ""),
        "results": results,
        "page": ResultsPage(results, asking.per_page),
        "query": address.query,
        "address": address,
        "loose": answered.loose,
        "instead": format_query(answered.request.query) if answered.loose else "",
        "hits": shown_hits(answered.request, results),
        "counted": asking.show != Show.PASSAGES,
        "facets": narrowing.shown_facets(results, address, names),
        "chart": build_year_chart(
            years,
            lambda year: address.toggled("year", str(year)),
            int(chosen[0]) if len(chosen) == 1 and chosen[0].isdigit() else None,
        ),
        "chips": narrowing.chips(asking, address, names),
        "sorts": narrowing.sorts(asking, address),
        "scopes": narrowing.scopes(asking, address),
        "shows": narrowing.shows(asking, address),
        "cards": cards(asking.text) if asking.text else [],
        "help": help_for(asking) if not answered.found and asking.text else None,
        "wider_url": address.without("scope", "show"),
        "kept": address.kept,
        "explanation": explain(asking, results) if _wants_explanation(request) else None,
    }  # fmt: skip
    return render(request, "statements/search.html", context)


def _wants_explanation(request: HttpRequest) -> bool:
    """Only when it is asked for is it looked who asks: pages that hang on nobody may be kept by proxies."""
    return request.GET.get("explain") == "1" and request.user.is_staff


def _unavailable(request: HttpRequest, form: str) -> HttpResponse:
    headers = {"Retry-After": RETRY_AFTER}
    if form == "json":
        body = {"error": {"name": "SearchUnavailable", "reason": "The search index is being rebuilt. Try again soon."}}
        return JsonResponse(body, status=503, headers=headers)
    context = {"unavailable": True, "text": request.GET.get("q", "")}
    response = render(request, "statements/search.html", context, status=503)
    for name, value in headers.items():
        response[name] = value
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Names that begin like what is typed: a page of links, or, for the script of the search box, JSON."""
    typed = request.GET.get("q", "").replace("\x00", " ")
    found = suggestions(typed)
    if request.GET.get("format") == "opensearch":
        return suggestions_response(request, typed, found)
    if request.GET.get("format") == "json":
        return JsonResponse({"suggestions": [{"label": s.label, "kind": s.kind, "url": s.url} for s in found]})
    return render(request, "statements/suggest.html", {"text": typed, "suggestions": found})
