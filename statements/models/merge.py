from __future__ import annotations

from django.conf import settings
from django.db import models

from .vocabulary import Vocabulary


class MergedKind(Vocabulary):
    SPEAKER = "speaker", "Two records of one person.", "Speaker"
    TREATY = "treaty", "Two records of one treaty.", "Treaty"
    STATEMENT = "statement", "Two records of one document.", "Statement"


class Merge(models.Model):
    """Two records of one thing made one, or (``is_split``) one record divided: who, when, why, and what moved."""

    kind = models.CharField(max_length=12, choices=MergedKind)
    is_split = models.BooleanField(default=False, help_text="One record was divided: what moved left “old” for “kept”.")
    old_uid = models.CharField(max_length=16, help_text="Of the record whose things moved.")
    old_name = models.CharField(max_length=500)
    kept_uid = models.CharField(max_length=16, db_index=True, help_text="Of the record that has them now.")
    kept_name = models.CharField(max_length=500)
    reason = models.CharField(max_length=500, help_text="Public: why the two are one, or one is two.")
    moved = models.JSONField(default=dict, help_text="What moved: kind of row -> primary keys.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="merge_has_reason")]
        indexes = [models.Index(fields=["kind", "old_uid"], name="merge_by_old")]

    def __str__(self) -> str:
        if self.is_split:
            return f"{self.kept_name} split off from {self.old_name}"
        return f"{self.old_name} merged into {self.kept_name}"
