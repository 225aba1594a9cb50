"""When anything public last changed in the whole archive."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from statements.models import Statement

# Answers depend on the program too: another release may render the same records differently.
PROCESS_START = timezone.now()


def read_last_public_change() -> datetime | None:
    """The latest datestamp of any statement, public or withdrawn; None if nothing was ever public."""
    return Statement.objects.exclude(datestamp=None).order_by("-datestamp").values_list("datestamp", flat=True).first()
