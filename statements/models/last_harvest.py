from __future__ import annotations

from django.db import models


class LastHarvest(models.Model):
    """When a harvester was last answered, by the archive's clock: later changes are dated later, also where that is set
    back. One row; to the minute, so that harvests write little."""

    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.at}"
