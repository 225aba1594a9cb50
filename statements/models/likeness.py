from __future__ import annotations

from django.conf import settings
from django.db import models

from .vocabulary import Vocabulary


class LikenessKind(Vocabulary):
    SAME_TEXT = "same_text", "The same raw text, byte for byte.", "Same raw text"
    SAME_ADDRESS = "same_address", "The same address at the publisher.", "Same address"
    WORDS = "words", "The same speaker on the same day, in much the same words.", "Similar words"
    TRANSLATION = "translation", "The same speakers on the same day, in another language.", "Perhaps a translation"


class Verdict(Vocabulary):
    OPEN = "", "Nobody has looked.", "Open"
    DIFFERENT = "different", "Two statements: not offered again.", "Not a duplicate"
    VERSION = "version", "Two versions of one statement.", "Version"
    TRANSLATION = "translation", "One is a translation of the other.", "Translation"
    MERGED = "merged", "One statement: the two were merged.", "Merged"


class Likeness(models.Model):
    """Two statements that look alike, and what an editor said of them. ``first`` has the lower primary key."""

    first = models.ForeignKey(
        "Statement", models.CASCADE, related_name="likenesses_after",
        help_text="One of the two statements, the older record.",
    )  # fmt: skip
    second = models.ForeignKey(
        "Statement", models.CASCADE, related_name="likenesses_before",
        help_text="The other of the two.",
    )  # fmt: skip
    kind = models.CharField(max_length=16, choices=LikenessKind, help_text="By what the two were found to be alike.")
    share = models.FloatField(default=1.0, help_text="Of the runs of words of both: how many are in both, 0 to 1.")
    verdict = models.CharField(
        max_length=12, choices=Verdict, default=Verdict.OPEN, blank=True,
        help_text="What an editor said that the two are to each other.",
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Who said it.",
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When it was said.")
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-share", "-pk"]
        verbose_name_plural = "likenesses"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once_a_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="likeness_first_is_first"),
        ]
        indexes = [models.Index(fields=["verdict", "-share"], name="likeness_by_verdict")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class UncomparedStatement(models.Model):
    """A statement that is yet to be compared with the others: written in the transaction that added it, deleted in the
    one that stores what it resembles. What an import leaves behind when it ends early is taken up by the next one, or
    by the work in the background."""

    statement = models.OneToOneField("Statement", models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.statement)
