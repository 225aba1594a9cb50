"""Speakers who are heard in public."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from statements.models import Speaker, Statement, StatementSpeaker
from statements.models.statement import NOT_PUBLIC


def select_public_credits() -> QuerySet[StatementSpeaker]:
    """Who speaks in published statements. Those that are not public are few, and quicker to leave out than the others
    are to look up."""
    return StatementSpeaker.objects.exclude(statement__in=Statement.objects.filter(status__in=NOT_PUBLIC).values("pk"))


def select_public_speakers() -> QuerySet[Speaker]:
    return Speaker.objects.filter(Exists(select_public_credits().filter(speaker=OuterRef("pk"))))
