from __future__ import annotations

from django.db import models


class IndexChange(models.Model):
    """A record that the search index has yet to be updated with: written in the transaction that changed it, deleted
    once the index has it. What a process leaves behind when it dies is taken up by the next one."""

    model = models.CharField(
        max_length=20, default="statement",
        help_text="Statement, speaker, treaty, party, topic or event; “names” for all of them but statements.",
    )  # fmt: skip
    record = models.PositiveBigIntegerField(help_text="Its primary key; the record itself may be gone.")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.model} {self.record}"
