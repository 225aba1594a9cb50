from __future__ import annotations

import hashlib
import json
import zlib

from django.conf import settings
from django.db import models


class Revision(models.Model):
    """A statement as it was published: number, when, why, and the whole of it with a hash. Never changed."""

    statement = models.ForeignKey("Statement", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, help_text="Public: what changed and why.")
    compressed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, help_text="Of the snapshot as canonical JSON in UTF-8.")

    class Meta:
        ordering = ["statement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="revision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}, version {self.number}"

    @property
    def snapshot(self) -> dict:
        return json.loads(zlib.decompress(self.compressed))

    @snapshot.setter
    def snapshot(self, content: dict) -> None:
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self.compressed = zlib.compress(canonical, 6)
        self.sha256 = hashlib.sha256(canonical).hexdigest()
