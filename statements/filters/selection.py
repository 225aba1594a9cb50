"""Which statements a page shows: filters parsed from an address under old and new names, and written back to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from types import MappingProxyType
from typing import Concatenate, NamedTuple, ParamSpec
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest, HttpResponsePermanentRedirect, QueryDict
from django.http.response import HttpResponseBase

from statements import dates
from statements.search.contract.requests import Sort

from .record_names import RecordNames
from .vocabulary import BY_NAME, FILTERS, MAX_VALUE_LENGTH, MAX_VALUES, OLD_NAMES, Filter, Period, parse_sort

_P = ParamSpec("_P")
PROGRAM_FORMATS = ("atom", "json", "csv")


def canonical_parameters(query: QueryDict) -> QueryDict:
    """`query` with today's name for every parameter, in the order in which each is first named.

    Values given under both names of a filter are joined, the canonical ones first. A parameter that takes one value
    keeps that of its canonical name. Everything that is no filter is kept as it is.
    """
    canonical: dict[str, list[str]] = {}
    old: dict[str, list[str]] = {}
    for name, values in query.lists():
        current = OLD_NAMES.get(name, name)
        canonical.setdefault(current, [])
        (canonical if current == name else old).setdefault(current, []).extend(values)
    for name, values in old.items():
        takes_many = name in BY_NAME and BY_NAME[name].takes_many
        if takes_many or not any(canonical[name]):
            canonical[name] += [value for value in values if value not in canonical[name]]
    if "more" in canonical:
        canonical["more"] = [OLD_NAMES.get(value, value) for value in canonical["more"]]
    result = QueryDict(mutable=True)
    for name, values in canonical.items():
        result.setlist(name, values)
    return result


def redirect_old_parameters(
    view: Callable[Concatenate[HttpRequest, _P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _P], HttpResponseBase]:
    """Answer a page whose address has an old parameter with 301 to its canonical address.

    Feeds, JSON and CSV are answered under both names: programs do not all follow redirects.
    """

    @wraps(view)
    def redirecting(request: HttpRequest, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        if request.GET.get("format") in PROGRAM_FORMATS or not has_old_parameters(request.GET):
            return view(request, *args, **kwargs)
        return HttpResponsePermanentRedirect(f"{request.path}?{canonical_parameters(request.GET).urlencode()}")

    return redirecting


def has_old_parameters(query: QueryDict) -> bool:
    return any(name in OLD_NAMES for name in query) or any(value in OLD_NAMES for value in query.getlist("more"))


Fixed = Mapping[str, "Model | Period"]  # the filters a page stands for, by name


class FilterProblem(NamedTuple):
    """A value that no statement can have, with a sentence for the reader."""

    name: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters that all hold at once: `chosen` maps a filter to codes, any of which will do. An unset `sort` is the
    page's own order."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    names: RecordNames = field(default_factory=RecordNames, compare=False, repr=False)

    @classmethod
    def of(cls, **records: Model | Period) -> Selection:
        """The statements of these records: `Selection.of(country=party, topic=topic)`."""
        names = RecordNames()
        for name, record in records.items():
            if isinstance(record, Model):
                names.add(name, record)
        return cls(_ordered({name: (BY_NAME[name].code_of(record),) for name, record in records.items()}), names=names)

    def codes(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    def code(self, name: str) -> str:
        """The only code of a filter, or "" where it has none or several."""
        codes = self.codes(name)
        return codes[0] if len(codes) == 1 else ""

    @property
    def period(self) -> Period | None:
        return Period.parse(self.code("date"))

    @property
    def active(self) -> list[str]:
        return list(self.chosen)

    def without(self, *names: str) -> Selection:
        return replace(self, chosen={name: codes for name, codes in self.chosen.items() if name not in names})

    def pairs(self, fixed: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Parameters and values, on a page that stands for the `fixed` filters."""
        fixed = frozenset(fixed)
        pairs = [(name, code) for name, codes in self.chosen.items() if name not in fixed for code in codes]
        return [*pairs, ("sort", str(self.sort))] if self.sort else pairs

    def parameters(self, fixed: Iterable[str] = (), **extra: object) -> str:
        """The query string of the selection, "" or "?…"."""
        pairs = self.pairs(fixed) + [(name, str(value)) for name, value in extra.items() if value]
        return f"?{urlencode(pairs)}" if pairs else ""


class ParsedFilters(NamedTuple):
    selection: Selection
    problems: tuple[FilterProblem, ...]

    @property
    def messages(self) -> list[str]:
        return [problem.message for problem in self.problems]


def parse_filters(
    query: QueryDict, fixed: Fixed = MappingProxyType({}), *, keep_unknown: bool = False
) -> ParsedFilters:
    """Parse the filters of an address under their old and new names. Never raises.

    Unknown values are left out, as lists do, or kept with `keep_unknown`, so that a search finds nothing. Each is a
    problem of its own. The address cannot change the `fixed` filters of its page.
    """
    query = canonical_parameters(query)
    selection = Selection.of(**fixed)
    names = selection.names
    chosen: dict[str, tuple[str, ...]] = dict(selection.chosen)
    typed: dict[tuple[str, str], str] = {}
    problems: list[FilterProblem] = []
    for filter in FILTERS:
        if filter.name in fixed:
            continue
        for text in _texts(query, filter):
            code = _parse_value(filter, text, problems, keep_unknown)
            if code:
                typed.setdefault((filter.name, code), text)
                chosen[filter.name] = (*chosen.get(filter.name, ()), code)
    names.look_up((name, codes) for name, codes in chosen.items() if name not in fixed)
    for name, codes in list(chosen.items()):
        filter = BY_NAME[name]
        if filter.model is None or name in fixed:
            continue
        missing = [code for code in codes if names.record(name, code) is None]
        problems += [_unknown(filter, typed[name, code], keep_unknown) for code in missing]
        if not keep_unknown:
            chosen[name] = tuple(code for code in codes if code not in missing)
    sort = _parse_sort(query, problems)
    return ParsedFilters(Selection(_ordered(chosen), sort, names), tuple(problems))


def _texts(query: QueryDict, filter: Filter) -> list[str]:
    # PostgreSQL takes no NUL.
    texts = (text.replace("\x00", "").strip()[:MAX_VALUE_LENGTH] for text in query.getlist(filter.name))
    filled = list(dict.fromkeys(text for text in texts if text))
    return filled[:MAX_VALUES] if filter.takes_many else filled[-1:]


def _parse_value(filter: Filter, text: str, problems: list[FilterProblem], keep_unknown: bool) -> str | None:
    try:
        code = filter.parse(text)
    except dates.InvalidDate as error:
        problems.append(FilterProblem(filter.name, text, f"{filter.title}: {error}"))
        return None
    if code is None and keep_unknown and filter.takes_many:
        if filter.model is None:
            problems.append(_unknown(filter, text, keep_unknown))
        return text
    if code is None:
        problems.append(_unknown(filter, text, keep_unknown=False))
    return code


def _unknown(filter: Filter, text: str, keep_unknown: bool) -> FilterProblem:
    rest = "" if keep_unknown else ", so it was left out"
    return FilterProblem(filter.name, text, f"There is no {filter.noun} “{text[:60]}” here{rest}.")


def _parse_sort(query: QueryDict, problems: list[FilterProblem]) -> Sort | None:
    text = query.get("sort", "").replace("\x00", "").strip()
    sort = parse_sort(text)
    if text and sort is None:
        problems.append(FilterProblem("sort", text, f"There is no order “{text[:60]}” here, so it was left out."))
    return sort


def _ordered(chosen: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """In the order of the vocabulary, each code once, without empty filters: equal selections have one address."""
    return {
        filter.name: tuple(dict.fromkeys(codes)) for filter in FILTERS if (codes := chosen.get(filter.name))
    }  # fmt: skip
