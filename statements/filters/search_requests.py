"""The one form behind the results page, JSON and CSV: address -> request. Nothing that is typed is refused outright."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from statements import dates
from statements.search.contract.requests import FACETS, Scope, SearchRequest, Show, Sort
from statements.search.contract.requests import MAX_FACET_VALUES as MOST_COUNTED
from statements.search.language import QueryError, parse_query
from statements.search.name_resolution import resolve

SCOPES = {
    Scope.STATEMENT: "the whole statement",
    Scope.SPEECH: "one speech",
    Scope.PARAGRAPH: "one paragraph",
}
SHOWS = {Show.STATEMENTS: "statements", Show.PASSAGES: "passages"}
SORTS = {
    Sort.RELEVANCE: "best match",
    Sort.NEWEST: "newest first",
    Sort.OLDEST: "oldest first",
    Sort.ADDED: "recently added",
}
MOST_VALUES = 50  # of one facet
MOST_LISTED = 2_000  # values of a facet that is to be listed whole
_LONGEST_CODE = 250


class _Choice(forms.CharField):
    """One of a few values; anything else is the first of them."""

    def __init__(self, choices: dict) -> None:
        super().__init__(required=False)
        self.known = choices

    def clean(self, value: str | None):
        first = next(iter(self.known))
        return type(first)(value) if value in list(self.known) else first


class _Codes(forms.Field):
    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> tuple[str, ...]:
        codes = (code.replace("\x00", "").strip()[:_LONGEST_CODE] for code in value or ())
        return tuple(dict.fromkeys(code for code in codes if code))[:MOST_VALUES]


class _Day(forms.CharField):
    """An EDTF date or English words for one; what cannot be read is None and told of."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: str | None) -> str:
        text = (value or "").replace("\x00", "").strip()
        if not text:
            return ""
        try:
            when = dates.parse_typed(text)
        except dates.InvalidDate as refusal:
            raise forms.ValidationError(str(refusal), code="invalid_date") from refusal
        if when.earliest is None or when.latest is None:
            raise forms.ValidationError("Give a single date here, such as 1989 or 19 June 2024.", code="invalid_date")
        return when.text


class _Page(forms.CharField):
    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: str | None) -> int:
        text = (value or "").strip()
        return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


class SearchForm(forms.Form):
    q = forms.CharField(required=False, strip=True)
    scope = _Choice(SCOPES)
    show = _Choice(SHOWS)
    sort = _Choice(SORTS)
    page = _Page()
    since = _Day()
    until = _Day()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for facet in FACETS:
            self.fields[facet] = _Codes()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, what was wrong with the query as typed, and what else the page has to tell."""

    request: SearchRequest
    problems: tuple[QueryError, ...]
    notices: tuple[str, ...]


def asked(data: QueryDict) -> Asked:
    """Read an address. Never raises: what cannot be used is left out and told of."""
    form = SearchForm(data)
    form.is_valid()
    cleaned = form.cleaned_data
    # A null character is no text, and PostgreSQL refuses it.
    text = (data.get("q") or "").replace("\x00", " ").strip()
    reading = parse_query(text)
    resolved = resolve(reading.query)
    notices = [*resolved.notices]
    for name, label in (("since", "From"), ("until", "To")):
        notices += [f"{label}: {message}" for message in form.errors.get(name, ())]
    request = SearchRequest(
        text=text, query=resolved.query,
        filters={facet: cleaned[facet] for facet in FACETS if cleaned.get(facet)},
        since=cleaned.get("since", ""), until=cleaned.get("until", ""),
        scope=cleaned["scope"], show=cleaned["show"], sort=cleaned["sort"], page=cleaned["page"],
        max_facet_values=MOST_LISTED if data.get("more") in FACETS else MOST_COUNTED,
    )  # fmt: skip
    return Asked(request, reading.problems, tuple(notices))
