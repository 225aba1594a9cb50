"""Statements that wait for somebody: drafts, reviews, warnings, missing dates, possible duplicates."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from statements.models import Statement
from statements.models.likeness import Verdict
from statements.models.statement import StatementStatus

UNFINISHED = (StatementStatus.DRAFT, StatementStatus.IN_REVIEW)


def find_drafts_of(user: User) -> QuerySet[Statement]:
    """Unfinished statements whose text ``user`` added."""
    return Statement.objects.filter(status__in=UNFINISHED, intake__begun_by=user)


def find_in_review() -> QuerySet[Statement]:
    return Statement.objects.filter(status=StatementStatus.IN_REVIEW)


def find_with_warnings() -> QuerySet[Statement]:
    """Unfinished statements whose text was read with doubts."""
    return Statement.objects.filter(status__in=UNFINISHED).exclude(warnings=[])


def find_undated() -> QuerySet[Statement]:
    return Statement.objects.exclude(status=StatementStatus.WITHDRAWN).filter(date_earliest=None)


def find_possible_duplicates() -> QuerySet[Statement]:
    """Statements that look like another and about which nobody has decided."""
    undecided = Q(likenesses_after__verdict=Verdict.OPEN) | Q(likenesses_before__verdict=Verdict.OPEN)
    return Statement.objects.filter(undecided).distinct()
