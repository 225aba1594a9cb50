"""The statement at an address below ``/s/{uid}/``, or the answer that is given instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from statements.links.resolving import gone, moved, record_or_404
from statements.models import Statement
from statements.models.statement import StatementStatus

PUBLIC_OR_GONE = (StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN)


def public_or_withdrawn() -> QuerySet:
    return Statement.objects.filter(status__in=PUBLIC_OR_GONE).select_related(
        "publisher", "republisher", "event", "place_party"
    )


def statement_subpage(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn ``view(request, statement, **rest)`` into a view of an address that begins with a uid and has no slug.

    A withdrawn statement takes all of it along (410); a misread uid and capitals are redirected for good.
    """

    @require_safe
    @wraps(view)
    def of_statement(request: HttpRequest, uid: str, **rest) -> HttpResponse:
        statement = record_or_404(public_or_withdrawn(), uid)
        if not statement.is_public:
            return gone(request, statement)
        true = {name: value.lower() if name == "anchor" else value for name, value in rest.items()}
        if uid != statement.uid or true != rest:
            name = f"statements:{request.resolver_match.url_name}"
            return moved(request, reverse(name, kwargs={"uid": statement.uid, **true}))
        return view(request, statement, **rest)

    return of_statement
