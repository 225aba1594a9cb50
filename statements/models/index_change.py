from __future__ import annotations

from django.db import models


class IndexChange(models.Model):
    """A statement that the search index has yet to follow: written in the transaction that changed it, and taken away
    once the index has it. What a process leaves behind when it dies is taken up by the next one."""

    statement = models.PositiveBigIntegerField(help_text="Its primary key; the statement itself may be gone.")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"statement {self.statement}"
