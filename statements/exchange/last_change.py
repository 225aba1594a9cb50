"""When anything public last changed, in the whole archive."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from statements.models import Statement

# An answer is made by this program too: another release may say the same in another way.
PROCESS_START = timezone.now()


def read_last_public_change() -> datetime | None:
    """The latest datestamp of any statement, public or taken back; None while nothing was ever public."""
    return Statement.objects.exclude(datestamp=None).order_by("-datestamp").values_list("datestamp", flat=True).first()
