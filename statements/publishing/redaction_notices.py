"""What readers are told of words that were redacted: when, why, how many marks, and what the hash of a version was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from statements.models import RedactedStatement, RedactedVersion
from statements.models.redaction import RedactionReason, RedactionState


@dataclass(frozen=True, slots=True)
class RedactionNotice:
    """``marks`` stand in the public words of the statement. ``was_sha256`` is of a version; "" where it is not told."""

    uid: str
    at: datetime
    reason: str
    sentence: str
    marks: int = 0
    was_sha256: str = ""

    @property
    def reason_label(self) -> str:
        return str(RedactionReason(self.reason).label)


_COLUMNS = ("redaction__uid", "redaction__made_at", "redaction__reason", "redaction__sentence")


def read_notices(statements: Iterable[int]) -> dict[int, list[RedactionNotice]]:
    """Statement -> its redactions, the first one first. One query."""
    notices: dict[int, list[RedactionNotice]] = defaultdict(list)
    rows = RedactedStatement.objects.filter(statement__in=list(statements)).exclude(
        redaction__state=RedactionState.BEGUN
    )
    for statement, *facts in rows.order_by("redaction").values_list("statement", *_COLUMNS, "marks"):
        notices[statement].append(RedactionNotice(*facts))
    return notices


def read_version_notices(revisions: Iterable[int]) -> dict[int, list[RedactionNotice]]:
    """Revision -> the redactions that changed its snapshot. One query."""
    notices: dict[int, list[RedactionNotice]] = defaultdict(list)
    rows = RedactedVersion.objects.filter(revision__in=list(revisions)).order_by("redaction")
    for revision, uid, at, reason, sentence, was in rows.values_list("revision", *_COLUMNS, "was_sha256"):
        notices[revision].append(RedactionNotice(uid, at, reason, sentence, was_sha256=was))
    return notices
