"""Words that the law or a person's safety took away: why, when and where, but never the words themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from statements.text.identity import UID_LENGTH, new_uid

from .vocabulary import Vocabulary


class RedactionKind(Vocabulary):
    PASSAGE = "passage", "Words that were said or printed.", "Passage"
    NAME = "name", "The name of a person, in all its given forms.", "Name"


class RedactionReason(Vocabulary):
    COURT_ORDER = "court_order", "A court or an authority has ordered it.", "Court order"
    SAFETY = "safety", "The words put a person in danger.", "A person’s safety"
    DATA_PROTECTION = "data_protection", "A person’s right under data protection law.", "Data protection"
    OTHER = "other", "Another reason, told in the sentence beside it.", "Other"


class RedactionState(Vocabulary):
    BEGUN = "begun", "Decided; the records still hold the words.", "Begun"
    REWRITTEN = "rewritten", "No record holds the words; index and free space of the database may.", "Records rewritten"
    DONE = "done", "The archive holds the words nowhere.", "Done"


class Redaction(models.Model):
    """One decision to take words away for good, and how far it has been carried out."""

    uid = models.CharField(max_length=UID_LENGTH, unique=True, default=new_uid, editable=False)
    kind = models.CharField(max_length=8, choices=RedactionKind, default=RedactionKind.PASSAGE)
    is_everywhere = models.BooleanField(default=False, help_text="In the whole archive, not in one statement only.")
    reason = models.CharField(max_length=16, choices=RedactionReason, help_text=RedactionReason.explain())
    sentence = models.CharField(
        "public sentence", max_length=500,
        help_text="Public: shown where the words stood. Say why, never what.",
    )  # fmt: skip
    note = models.TextField("private note", blank=True, help_text="For the desk: file number, who asked.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=RedactionState, default=RedactionState.BEGUN)
    places = models.JSONField(default=dict, help_text="Kind of place -> how often the words stood there.")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        constraints = [models.CheckConstraint(condition=~models.Q(sentence=""), name="redaction_has_sentence")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} redacted on {self.made_at:%d %B %Y}: {self.get_reason_display()}"


class RedactedForm(models.Model):
    """A form of the words as keyed digests (`text.redacted_words`): known again, never read."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="forms")
    digest = models.CharField(max_length=64)
    beginning = models.CharField(max_length=64, help_text="The digest of the first letters.")
    length = models.PositiveIntegerField(help_text="In letters.")
    open_ended = models.BooleanField(default=False)
    key_digest = models.CharField(max_length=64, help_text="Which key made it: another one knows nothing again.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["redaction", "digest"], name="redacted_form_once")]

    def __str__(self) -> str:
        return f"{self.length} letters"


class RedactedStatement(models.Model):
    """A statement that held the words, and by which digests an import knows its raw text of before."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="statements")
    statement = models.ForeignKey("Statement", models.CASCADE, related_name="redactions")
    marks = models.PositiveIntegerField(default=0, help_text="Marks in its public words.")
    source_digest = models.CharField(
        max_length=64, blank=True, db_index=True,
        help_text="Keyed, of the SHA-256 that its raw text had.",
    )  # fmt: skip
    address_digest = models.CharField(
        max_length=64, blank=True, db_index=True,
        help_text="Keyed, of the key of its address, where that held the words.",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["redaction", "statement"], name="redacted_statement_once")]

    def __str__(self) -> str:
        return str(self.statement)


class RedactedVersion(models.Model):
    """A published version whose snapshot was rewritten, with what its SHA-256 was.

    The hash of before is shown only where nobody could guess the words by it: a name of two words is guessed by
    trying names in the gap. ``was_digest`` is keyed and tells whoever holds the old hash that it was the true one.
    """

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="versions")
    revision = models.ForeignKey("Revision", models.CASCADE, related_name="redactions")
    was_sha256 = models.CharField(max_length=64, blank=True)
    was_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["redaction", "revision"], name="redacted_version_once")]

    def __str__(self) -> str:
        return str(self.revision)
