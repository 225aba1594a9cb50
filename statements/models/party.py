from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from statements.models.edtf import EDTFField

from .base import KeyField
from .vocabulary import Vocabulary

# What a code is made of: it stands in the address of the party's page.
CODE_PATTERN = r"[A-Z0-9_-]{2,12}"


class PartyKind(Vocabulary):
    STATE = "state", "A state of today, filed under its ISO 3166-1 code.", "State"
    TERRITORY = "territory", "A territory that ISO 3166-1 lists and that is not a state of its own.", "Territory"
    FORMER_STATE = "former_state", "A state or territory of the past, under an ISO 3166-3 or own code.", "Former state"
    ORGANISATION = "organisation", "An organisation of states, or one that speaks beside them.", "Organisation"


class PartyQuerySet(models.QuerySet["Party"]):
    def countries(self) -> PartyQuerySet:
        return self.exclude(kind=PartyKind.ORGANISATION)

    def organisations(self) -> PartyQuerySet:
        return self.filter(kind=PartyKind.ORGANISATION)


class Party(models.Model):
    """A state, former state or organisation for which people speak and which signs treaties."""

    code = models.CharField(
        max_length=12, unique=True, help_text="ISO 3166-1 alpha-3, ISO 3166-3 alpha-3 for former states, or initials."
    )
    kind = models.CharField(
        max_length=20, choices=PartyKind, help_text="A filing aid, not a statement about recognition."
    )
    name = models.CharField(max_length=160, help_text="The short English name, as lists show it.")
    official_name = models.CharField(
        max_length=250, blank=True,
        help_text="The full name, where it differs: Republic of Korea.",
    )  # fmt: skip
    start = EDTFField(blank=True, earliest="start_earliest", latest="start_latest")
    start_earliest = models.DateField(null=True, blank=True, editable=False)
    start_latest = models.DateField(null=True, blank=True, editable=False)
    end = EDTFField(blank=True, earliest="end_earliest", latest="end_latest")
    end_earliest = models.DateField(null=True, blank=True, editable=False)
    end_latest = models.DateField(null=True, blank=True, editable=False)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors",
        help_text="The parties that took its place: for Czechoslovakia, Czechia and Slovakia.",
    )  # fmt: skip
    note = models.TextField(blank=True, help_text="Shown on its page: what is filed here and why.")

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="party_has_name"),
            models.CheckConstraint(condition=models.Q(kind__in=PartyKind.values), name="party_kind_known"),
            models.CheckConstraint(
                condition=models.Q(start_earliest__isnull=True)
                | models.Q(end_latest__isnull=True)
                | models.Q(start_earliest__lte=models.F("end_latest")),
                name="party_starts_before_it_ends",
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="party_by_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("statements:organisation" if self.is_organisation else "statements:country", args=[self.code])

    def clean(self) -> None:
        if not re.fullmatch(CODE_PATTERN, self.code):
            message = "Write two to twelve capital letters, digits, hyphens or underscores: its page has this address."
            raise ValidationError({"code": message}, code="no_code")

    @property
    def is_organisation(self) -> bool:
        return self.kind == PartyKind.ORGANISATION


class NameKind(Vocabulary):
    SHORT = "short", "The everyday name.", "Short name"
    OFFICIAL = "official", "The full name of the state or organisation.", "Official name"
    FORMER = "former", "A name of its day, no longer used: Siam, Ceylon.", "Former name"
    VARIANT = "variant", "Another spelling, or a name in other sources.", "Variant"
    INITIALS = "initials", "Initials or an acronym.", "Initials"


class PartyName(models.Model):
    """A name under which a party is found, with the years in which it was used."""

    party = models.ForeignKey(
        Party, models.CASCADE, related_name="names",
        help_text="The country or organisation that bears the name.",
    )  # fmt: skip
    name = models.CharField(max_length=250, help_text="As sources write it: Siam, USSR, République française.")
    key = KeyField(of="name", max_length=250, help_text="The name folded for look-up.")
    language = models.CharField(max_length=12, blank=True, help_text="BCP 47 tag: en, fr, zh …")
    kind = models.CharField(max_length=12, choices=NameKind, default=NameKind.VARIANT, help_text=NameKind.explain())
    start = EDTFField(blank=True, earliest="start_earliest", latest="start_latest")
    start_earliest = models.DateField(null=True, blank=True, editable=False)
    start_latest = models.DateField(null=True, blank=True, editable=False)
    end = EDTFField(blank=True, earliest="end_earliest", latest="end_latest")
    end_earliest = models.DateField(null=True, blank=True, editable=False)
    end_latest = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["party", "language", "name"]
        constraints = [
            models.UniqueConstraint(fields=["party", "name", "language"], name="party_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="party_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
