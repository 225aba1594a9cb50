from __future__ import annotations

from django.db import models


class AskedQuery(models.Model):
    """A search and its number of hits, without who or where from. Kept for `search.query_log.KEEP_FOR`."""

    text = models.CharField(max_length=1000, blank=True, help_text="As typed.")
    filters = models.JSONField(default=dict, blank=True, help_text="Facet -> codes chosen beside the words.")
    hits = models.PositiveIntegerField(help_text="Statements, or passages where these were listed.")
    milliseconds = models.FloatField(help_text="From the asking to the whole page.")
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "asked queries"

    def __str__(self) -> str:
        return self.text or "(no words)"
