from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from statements.models.edtf import EDTFField

from .base import KeyField, Permanent
from .text_list import TextListField


class Speaker(Permanent):
    """A person who spoke. Who they spoke for, and in which office, is a Term."""

    name = models.CharField(max_length=200, help_text="As the archive prints it: Kim Jong-un, Vladimir Putin.")
    sort_name = models.CharField(
        max_length=200, blank=True, help_text="As lists sort it: “Putin, Vladimir”, but “Kim Jong-un”."
    )
    native_name = models.CharField(
        max_length=200, blank=True,
        help_text="In the speaker’s own script: Владимир Путин, 김정은.",
    )  # fmt: skip
    key = KeyField(of="name", max_length=200, help_text="The name folded for look-up.")
    wikidata = models.CharField(
        "Wikidata id", max_length=20, blank=True,
        help_text="Q and digits, as in the address of the Wikidata page: Q7747.",
    )  # fmt: skip
    provisional = models.BooleanField(default=False, help_text="Made by an import and not yet checked by a curator.")
    note = models.TextField(
        blank=True,
        help_text="Shown on the speaker’s page: who this is, and what tells them from others of the name.",
    )  # fmt: skip

    class Meta:
        ordering = ["sort_name", "name"]
        permissions = [("merge_speaker", "Can merge and split speakers")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="speaker_has_name"),
            models.UniqueConstraint(
                fields=["wikidata"], condition=~models.Q(wikidata=""), name="speaker_wikidata_once"
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "name"], name="speaker_by_sort_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = self.sort_name or self.name
        super().save(*args, **kwargs)


class SpeakerAlias(models.Model):
    """Another form of a speaker's name. Two speakers may share one: an ambiguity is shown, never settled silently."""

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="aliases",
        help_text="The person whom the name means.",
    )  # fmt: skip
    name = models.CharField(
        max_length=200,
        help_text="Another spelling, a maiden name, or the name as transcripts print it: Mr. Putin.",
    )  # fmt: skip
    key = KeyField(of="name", max_length=200, help_text="The name folded for look-up.")
    language = models.CharField(
        max_length=12, blank=True,
        help_text="BCP 47 tag of the language that writes it so, where known: en, fr, ru …",
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "speaker aliases"
        constraints = [
            models.UniqueConstraint(fields=["speaker", "name"], name="speaker_alias_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="speaker_alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet["Term"]):
    def on(self, earliest: date, latest: date) -> TermQuerySet:
        """Terms that may have run at some time between the two dates, both included."""
        return self.filter(
            models.Q(start_earliest__isnull=True) | models.Q(start_earliest__lte=latest),
            models.Q(end_latest__isnull=True) | models.Q(end_latest__gte=earliest),
        )


class Term(models.Model):
    """A speaker's time in an office."""

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="terms",
        help_text="The person who held the office.",
    )  # fmt: skip
    party = models.ForeignKey(
        "Party", models.PROTECT, related_name="terms",
        help_text="The country or organisation for which the office speaks.",
    )  # fmt: skip
    title = models.CharField(max_length=250, help_text="The office: President of the Russian Federation.")
    title_aliases = TextListField(
        default=list, blank=True, help_text="The office as transcripts print it; a list of strings."
    )
    start = EDTFField(blank=True, earliest="start_earliest", latest="start_latest")
    start_earliest = models.DateField(null=True, blank=True, editable=False)
    start_latest = models.DateField(null=True, blank=True, editable=False)
    end = EDTFField(blank=True, earliest="end_earliest", latest="end_latest")
    end_earliest = models.DateField(null=True, blank=True, editable=False)
    end_latest = models.DateField(null=True, blank=True, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["speaker", "start_earliest"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="term_has_title"),
            models.CheckConstraint(
                condition=models.Q(start_earliest__isnull=True)
                | models.Q(end_latest__isnull=True)
                | models.Q(start_earliest__lte=models.F("end_latest")),
                name="term_starts_before_it_ends",
            ),
        ]
        indexes = [models.Index(fields=["party", "start_earliest"], name="term_by_party")]

    def __str__(self) -> str:
        return f"{self.title} ({self.party})"
