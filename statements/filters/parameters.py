"""Parameters of an address in their canonical spelling, and the redirect of pages to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponsePermanentRedirect, QueryDict
from django.http.response import HttpResponseBase

from .vocabulary import BY_NAME, OLD_NAMES

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
