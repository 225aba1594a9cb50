from __future__ import annotations

from django.db import models
from django.urls import reverse

from statements.fields import EDTFField

from .base import Permanent
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

    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, choices=EventKind, default=EventKind.OTHER)
    date = EDTFField(blank=True, earliest="date_earliest", latest="date_latest")
    date_earliest = models.DateField(null=True, blank=True, editable=False)
    date_latest = models.DateField(null=True, blank=True, editable=False)
    place = models.CharField(max_length=160, blank=True)
    host = models.ForeignKey("Party", models.PROTECT, null=True, blank=True, related_name="hosted_events")
    participants = models.ManyToManyField("Party", blank=True, related_name="events")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-date_earliest", "name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="event_has_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("statements:event", args=[self.uid, self.slug])
