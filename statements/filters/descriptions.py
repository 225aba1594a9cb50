"""A selection and a search in plain words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from statements.models.statement import StatementKind
from statements.search.contract.requests import Scope, Show, Sort
from statements.search.language import Dates, Everything, describe_dates, describe_query

from .index import ParsedSearch
from .page_links import Choice, PageAddress
from .selection import Selection
from .vocabulary import BY_NAME, DATE_FILTERS, KIND_PLURALS, KIND_SINGULARS, SCOPE_LABELS, SORT_LABELS, Filter


def describe_selection(selection: Selection, count: int | None = None) -> str:
    """ "3 speeches by India on Disarmament, in 1999"."""
    noun = _noun(selection.codes("kind"), singular=count == 1)
    phrases = [noun if count is None else f"{count:,} {noun}", *_phrases(selection)]
    date = _describe_dates(selection)
    if not date:
        return " ".join(phrases)
    # A comma only after other filters: "3 statements in 1999", but "3 statements by India, in 1999".
    joint = ", " if len(phrases) > 1 or not {"year", "date"} & {*selection.active} else " "
    return joint.join([" ".join(phrases), date])


def describe_search(search: ParsedSearch, *, with_sort: bool = True) -> str:
    """ "“multipolar world”, in statements by Russia, 1999–2007, newest first"."""
    selection, request = search.selection, search.request
    parts = []
    if isinstance(search.query, Everything):
        parts.append(describe_selection(selection) if selection.active else "all statements")
    else:
        parts.append(describe_query(search.query, selection.names.name))
        if set(selection.active) - {*DATE_FILTERS}:
            parts.append(f"in {describe_selection(selection)}")
        elif date := _describe_dates(selection):
            parts.append(date)
    if request.show == Show.PASSAGES:
        parts.append("passage by passage")
    elif request.scope != Scope.STATEMENT:
        parts.append(f"all in {SCOPE_LABELS[request.scope]}")
    if with_sort and request.sort != Sort.RELEVANCE:
        parts.append(SORT_LABELS[request.sort])
    return ", ".join(parts)


def filter_chips(selection: Selection, address: PageAddress, fixed: Collection[str] = ()) -> list[Choice]:
    """A chip for each value that narrows the page, with the address without it."""
    chips = []
    for name, codes in selection.chosen.items():
        if name in fixed or name in ("since", "until"):
            continue
        for code in codes:
            url = address.facet_url(name, code) if BY_NAME[name].takes_many else address.without(name)
            chips.append(Choice(format_value(selection, name, code), url))
    if span := format_span(selection):
        chips.append(Choice(span, address.without("since", "until")))
    return chips


def format_value(selection: Selection, name: str, *codes: str) -> str:
    """Values of one filter in words: "by Russia", "on 19 June 2024", "speeches"."""
    filter = BY_NAME[name]
    if name == "date" and (period := selection.period):
        return f"{period.preposition} {period.description}"
    return filter.phrase.format(join_or([_format_code(selection, filter, code) for code in codes]))


def format_span(selection: Selection) -> str:
    """The filters `since` and `until` in words, "" where neither is set."""
    since, until = selection.code("since"), selection.code("until")
    return describe_dates(Dates(since, until)) if since or until else ""


def join_or(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _format_code(selection: Selection, filter: Filter, code: str) -> str:
    if filter.name == "kind":
        return KIND_PLURALS[StatementKind(code)] if code in StatementKind.values else code
    name = selection.names.name(filter.name, code)
    if filter.name == "interpreted":
        return name.lower()
    if filter.name == "treaty" and selection.names.record("treaty", code) and not name.lower().startswith("the "):
        return f"the {name}"
    return name


def _noun(kinds: Sequence[str], *, singular: bool) -> str:
    if not kinds:
        return "statement" if singular else "statements"
    words = KIND_SINGULARS if singular and len(kinds) == 1 else KIND_PLURALS
    return join_or([words[StatementKind(kind)] if kind in StatementKind.values else kind for kind in kinds])


def _phrases(selection: Selection) -> list[str]:
    return [
        format_value(selection, name, *codes)
        for name, codes in selection.chosen.items()
        if name != "kind" and name not in DATE_FILTERS
    ]


def _describe_dates(selection: Selection) -> str:
    parts = [
        format_value(selection, name, *selection.codes(name)) for name in ("year", "date") if selection.codes(name)
    ]
    span = format_span(selection)
    return ", ".join([*parts, span] if span else parts)
