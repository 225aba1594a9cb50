"""Published versions of statements, and what a snapshot of one holds: its keys are spelled here for all."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TypedDict, cast

from django.conf import settings
from django.db import models
from django.utils import timezone


class NamedRecord(TypedDict):
    """A record with a page of its own, under the name that it had."""

    uid: str
    name: str


class PartyEntry(TypedDict):
    code: str
    role: str


class MentionEntry(TypedDict):
    """``treaty`` is a uid, ``anchor`` that of the paragraph or "" for the whole, ``surface`` the words that name it."""

    treaty: str
    relation: str
    anchor: str
    surface: str


class ParagraphEntry(TypedDict):
    anchor: str
    kind: str
    text: str


class SpeechEntry(TypedDict):
    """``term`` is a title, ``party`` a code; both "" where there is none."""

    anchor: str
    kind: str
    label: str
    speaker: NamedRecord | None
    speaker_unknown: bool
    role: str
    term: str
    party: str
    interpreted: bool
    interpreted_note: str
    language: str
    timestamp: str
    paragraphs: list[ParagraphEntry]


class Snapshot(TypedDict):
    """``place_party`` is a code, ``topics`` are paths, ``translation_of`` and ``version_of`` uids; "" for none."""

    uid: str
    slug: str
    title: str
    kind: str
    text_status: str
    language: str
    date: str
    place: str
    place_party: str
    event: NamedRecord | None
    topics: list[str]
    parties: list[PartyEntry]
    publisher: NamedRecord | None
    source_url: str
    republisher: NamedRecord | None
    republished_url: str
    republisher_note: str
    provenance: str
    retrieved_on: str
    raw_sha256: str
    image_caption: str
    image_credit: str
    public_note: str
    translation_of: str
    version_of: str
    treaty_mentions: list[MentionEntry]
    speeches: list[SpeechEntry]


class Revision(models.Model):
    """A statement as it was published: number, when, why, and the whole of it with a hash. Never changed."""

    statement = models.ForeignKey("Statement", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
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
    def snapshot(self) -> Snapshot:
        return cast(Snapshot, json.loads(zlib.decompress(self.compressed)))

    @snapshot.setter
    def snapshot(self, content: Snapshot) -> None:
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self.compressed = zlib.compress(canonical, 6)
        self.sha256 = hashlib.sha256(canonical).hexdigest()
