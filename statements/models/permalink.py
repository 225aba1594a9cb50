from __future__ import annotations

from django.db import models

from .vocabulary import Vocabulary


class PermalinkKind(Vocabulary):
    MOVED = "moved", "Leads to another address for good.", "Moved"
    TOMBSTONE = "tombstone", "What stood here is gone; the reason is told.", "Tombstone"


class Permalink(models.Model):
    """An address that was once handed out and that no record answers any more: a merged uid, an old path, a retired
    anchor. Looked up only when a page was not found."""

    address = models.CharField(
        max_length=300, unique=True, help_text="The old path without slashes at its ends: s/0bc1234, s/0bc1234/p/bcdf."
    )
    kind = models.CharField(max_length=10, choices=PermalinkKind, default=PermalinkKind.MOVED)
    target = models.CharField(max_length=500, blank=True, help_text="The path it leads to, beginning with “/”.")
    reason = models.TextField(blank=True, help_text="Public: why it moved or is gone.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["address"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=PermalinkKind.MOVED, target__startswith="/")
                | (models.Q(kind=PermalinkKind.TOMBSTONE) & ~models.Q(reason="")),
                name="permalink_leads_somewhere_or_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"/{self.address}/"
