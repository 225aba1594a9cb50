"""Statements as their public addresses find them: the public ones, and the withdrawn ones with their tombstones."""

from __future__ import annotations

from django.db.models import QuerySet

from statements.links.resolving import page_without_slug
from statements.models import Statement


def public_or_withdrawn() -> QuerySet[Statement]:
    return Statement.objects.published_or_withdrawn().select_related("publisher", "republisher", "event", "place_party")


# A withdrawn statement takes all addresses below ``/s/{uid}/`` along.
statement_subpage = page_without_slug(public_or_withdrawn)
