from __future__ import annotations

from django.db import models

from .base import Permanent
from .text_list import TextListField
from .web_address import WebAddressField


class Publisher(Permanent):
    """Who published a transcript, under which licence, and whether the archive may show its full text."""

    name = models.CharField(max_length=200, unique=True, help_text="As citations print it: U.S. Department of State.")
    party = models.ForeignKey(
        "Party", models.PROTECT, null=True, blank=True, related_name="publishers",
        help_text="The country or organisation it belongs to. Empty for a newspaper or an archive of its own.",
    )  # fmt: skip
    home_url = WebAddressField("home page", max_length=500, blank=True, help_text="The whole address, with https://.")
    licence = models.CharField(max_length=200, blank=True, help_text="As the publisher states it: CC BY 4.0 …")
    licence_url = WebAddressField(
        "licence address", max_length=500, blank=True,
        help_text="Where the licence or the terms of use can be read, with https://.",
    )  # fmt: skip
    shows_full_text = models.BooleanField(
        "may show the full text", default=True,
        help_text="Unticked, pages and exports show the metadata and a link to the publisher only.",
    )  # fmt: skip
    aliases = TextListField(
        default=list, blank=True, help_text="Other names and host names by which imports know it; a list of strings."
    )
    note = models.TextField(
        blank=True,
        help_text="Shown on its page: who it is, and how it takes down and corrects its transcripts.",
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="publisher_has_name")]

    def __str__(self) -> str:
        return self.name
