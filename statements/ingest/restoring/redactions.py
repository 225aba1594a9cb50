"""What a package tells of words that were redacted in its statements before it was written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from statements.models import RedactedStatement, RedactedVersion, Redaction, Statement
from statements.models.redaction import RedactionState
from statements.text.identity import UID_PATTERN


def _check(record: dict[str, Any]) -> None:
    """Raises ValueError or ValidationError where it is not what an archive writes."""
    if not UID_PATTERN.fullmatch(record["uid"]) or not isinstance(record["marks"], int) or record["marks"] < 0:
        raise ValueError("a redaction without its name or its number of marks")
    Redaction(kind=record["kind"], reason=record["reason"], sentence=record["sentence"]).clean_fields(["places"])


def restore_redactions(statement: Statement, records: list[dict[str, Any]]) -> None:
    """Restore when, why and in which versions. The words themselves are known again in their own archive only."""
    revisions = {revision.number: revision for revision in statement.revisions.all()} if records else {}
    for record in records:
        _check(record)
        redaction, made = Redaction.objects.get_or_create(
            uid=record["uid"],
            defaults={
                "kind": record["kind"], "is_everywhere": record["is_everywhere"], "reason": record["reason"],
                "sentence": record["sentence"], "state": RedactionState.DONE,
            },
        )  # fmt: skip
        if made:
            Redaction.objects.filter(pk=redaction.pk).update(made_at=datetime.fromisoformat(record["made_at"]))
        RedactedStatement.objects.get_or_create(
            redaction=redaction, statement=statement, defaults={"marks": record["marks"]}
        )
        for version in record["versions"]:
            if revision := revisions.get(version["number"]):
                RedactedVersion.objects.get_or_create(
                    redaction=redaction, revision=revision, defaults={"was_sha256": version["was_sha256"]}
                )
