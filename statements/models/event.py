from __future__ import annotations

from typing import Any

from django.db import models

from statements.models.edtf import EDTFField

from .base import Permanent
from .party import Party
from .vocabulary import Vocabulary


class EventKind(Vocabulary):
    TALKS = "talks", "Talks between two or more parties.", "Talks"
    VISIT = "visit", "A state, official or working visit.", "Visit"
    SUMMIT = "summit", "A meeting of heads of state or government.", "Summit"
    CONFERENCE = "conference", "A conference called for a subject or a treaty.", "Conference"
    SESSION = "session", "A session of a standing body.", "Session"
    CEREMONY = "ceremony", "A signing, an opening, an award.", "Ceremony"
    OTHER = "other", "Anything else that several statements share.", "Other"


class Event(Permanent):
    """What several statements share: talks, a visit, a summit, a session."""

    name = models.CharField(
        max_length=250,
        help_text="As readers know it: Camp David summit, 79th session of the General Assembly.",
    )  # fmt: skip
    kind = models.CharField(
        max_length=20, choices=EventKind, default=EventKind.OTHER,
        help_text="What it was; a meeting of heads of state or government is a summit, other talks are talks.",
    )  # fmt: skip
    date = EDTFField(blank=True, earliest="date_earliest", latest="date_latest")
    date_earliest = models.DateField(null=True, blank=True, editable=False)
    date_latest = models.DateField(null=True, blank=True, editable=False)
    place = models.CharField(
        max_length=160, blank=True,
        help_text="City, then building where known: Geneva, Palais des Nations.",
    )  # fmt: skip
    host = models.ForeignKey(
        "Party", models.PROTECT, null=True, blank=True, related_name="hosted_events",
        help_text="The country or organisation that invited. Empty where none did or it is not known.",
    )  # fmt: skip
    participants: models.ManyToManyField[Party, Any] = models.ManyToManyField(
        "Party", blank=True, related_name="events",
        help_text="The countries and organisations that took part, the host among them.",
    )  # fmt: skip
    note = models.TextField(blank=True, help_text="Shown on its page: what it was about, in a sentence or two.")

    class Meta:
        ordering = ["-date_earliest", "name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="event_has_name")]

    def __str__(self) -> str:
        return self.name
