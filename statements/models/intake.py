from __future__ import annotations

from django.conf import settings
from django.db import models


class Intake(models.Model):
    """A statement on the editors' desk: how its raw text was read, and what editors corrected, kept apart.

    The reading can be made again by a better grammar; the corrections stay. The speeches of the statement are written
    from both: at once while it is a draft, with the next version where it is public.
    """

    statement = models.OneToOneField("Statement", models.CASCADE, related_name="intake")
    reading = models.JSONField(default=dict, help_text="The pieces of the text with their verdicts, as read.")
    corrections = models.JSONField(default=dict, help_text="What editors said of pieces, voices and single turns.")
    anchors = models.JSONField(
        default=dict, help_text="Of each piece that is a paragraph: its anchor, as written last."
    )
    overruled = models.JSONField(
        default=dict, help_text="Warnings that an editor overruled: by whom, when, with what word."
    )
    is_written = models.BooleanField(
        default=False, help_text="Whether the speeches of the statement are those of the reading and its corrections."
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="intakes"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.statement} on the desk"
