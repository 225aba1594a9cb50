from __future__ import annotations

from django.db import models

from statements.models.edtf import EDTFField

from .base import KeyField, Permanent
from .party import Party
from .vocabulary import Vocabulary
from .web_address import WebAddressField


class TreatyKind(Vocabulary):
    TREATY = "treaty", "A treaty by that name.", "Treaty"
    CONVENTION = "convention", "A convention, usually open to many parties.", "Convention"
    AGREEMENT = "agreement", "An agreement, arrangement or accord.", "Agreement"
    PROTOCOL = "protocol", "A protocol to another instrument.", "Protocol"
    EXCHANGE_OF_NOTES = "exchange_of_notes", "An agreement made by exchanging notes or letters.", "Exchange of notes"
    CHARTER = "charter", "A charter, statute, covenant or constitution.", "Charter"
    DECLARATION = "declaration", "A declaration, communiqué or final act; not always binding.", "Declaration"
    MEMORANDUM = "memorandum", "A memorandum of understanding.", "Memorandum"
    OTHER = "other", "Any other instrument.", "Other instrument"


class TreatyStatus(Vocabulary):
    SIGNED = "signed", "Signed, not in force as far as is known.", "Signed"
    IN_FORCE = "in_force", "In force.", "In force"
    ENDED = "ended", "Terminated, expired, denounced or replaced.", "Ended"
    NOT_IN_FORCE = "not_in_force", "Never came into force.", "Never in force"
    UNKNOWN = "unknown", "The archive does not know.", "Not known"


class Treaty(Permanent):
    """A treaty or other instrument between parties."""

    title = models.TextField(help_text="The full title, as registered.")
    short_title = models.CharField(max_length=200, blank=True, help_text="As people say it: Partial Test Ban Treaty.")
    kind = models.CharField(
        max_length=20, choices=TreatyKind, default=TreatyKind.OTHER,
        help_text="By its own name: what calls itself a protocol is a protocol.",
    )  # fmt: skip
    status = models.CharField(
        max_length=20, choices=TreatyStatus, default=TreatyStatus.UNKNOWN,
        help_text="Where it stands today. Ended: terminated, expired, denounced or replaced.",
    )  # fmt: skip
    signed = EDTFField(blank=True, earliest="signed_earliest", latest="signed_latest", year="signed_year")
    signed_earliest = models.DateField(null=True, blank=True, editable=False)
    signed_latest = models.DateField(null=True, blank=True, editable=False)
    signed_year = models.SmallIntegerField(null=True, blank=True, editable=False)
    in_force = EDTFField(blank=True, earliest="in_force_earliest", latest="in_force_latest")
    in_force_earliest = models.DateField(null=True, blank=True, editable=False)
    in_force_latest = models.DateField(null=True, blank=True, editable=False)
    ended = EDTFField(blank=True, earliest="ended_earliest", latest="ended_latest")
    ended_earliest = models.DateField(null=True, blank=True, editable=False)
    ended_latest = models.DateField(null=True, blank=True, editable=False)
    place = models.CharField(
        "place of signature", max_length=200, blank=True,
        help_text="City, or several where it was signed in each: London, Moscow, Washington.",
    )  # fmt: skip
    registration = models.CharField(
        max_length=200, blank=True, help_text="As printed: “UNTS 729, p. 161, no. 10485”, “LNTS 94, p. 57”."
    )
    depositary = models.CharField(
        max_length=250, blank=True,
        help_text="Who keeps the original: Secretary-General of the United Nations.",
    )  # fmt: skip
    official_url = WebAddressField(
        "official address", max_length=500, blank=True,
        help_text="The whole address of its text at the depositary or in a treaty series, with https://.",
    )  # fmt: skip
    source_key = models.CharField(
        max_length=200, blank=True, editable=False, help_text="The record's name where it was imported from."
    )
    subject = models.CharField(max_length=200, blank=True, help_text="The subject as the source files it.")
    note = models.TextField(
        blank=True,
        help_text="Shown on its page: what readers must know, such as reservations or a disputed status.",
    )  # fmt: skip
    parties: models.ManyToManyField[Party, TreatyParty] = models.ManyToManyField(
        "Party", through="TreatyParty", related_name="treaties",
        help_text="The countries and organisations that are party to it.",
    )  # fmt: skip

    class Meta:
        ordering = ["-signed_earliest", "title"]
        verbose_name_plural = "treaties"
        permissions = [("merge_treaty", "Can merge treaties")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="treaty_has_title"),
            models.UniqueConstraint(
                fields=["source_key"], condition=~models.Q(source_key=""), name="treaty_imported_once"
            ),
        ]
        indexes = [
            models.Index(fields=["signed_year", "signed_earliest"], name="treaty_by_year"),
            models.Index(fields=["-signed_earliest", "-id"], name="treaty_by_date"),
        ]

    def __str__(self) -> str:
        return self.short_title or self.title


class TreatyAlias(models.Model):
    """Another title of a treaty, as speakers use it."""

    treaty = models.ForeignKey(
        Treaty, models.CASCADE, related_name="aliases",
        help_text="The treaty that the title means.",
    )  # fmt: skip
    name = models.CharField(max_length=300, help_text="As speakers call it: NPT, Treaty of Moscow.")
    key = KeyField(of="name", max_length=300, help_text="The name folded for look-up.")
    language = models.CharField(
        max_length=12, blank=True,
        help_text="BCP 47 tag of the language of this title, where known: en, fr, ru …",
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "treaty aliases"
        constraints = [
            models.UniqueConstraint(fields=["treaty", "name"], name="treaty_alias_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="treaty_alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class TreatyParty(models.Model):
    """A party to a treaty, with the dates of its own acts."""

    treaty = models.ForeignKey(
        Treaty, models.CASCADE, related_name="participations",
        help_text="The treaty to which it is party.",
    )  # fmt: skip
    party = models.ForeignKey(
        "Party", models.PROTECT, related_name="participations",
        help_text="A country or organisation that signed it or acceded to it.",
    )  # fmt: skip
    signed = EDTFField(blank=True)
    ratified = EDTFField(blank=True)
    in_force = EDTFField(blank=True)
    left = EDTFField(blank=True)

    class Meta:
        ordering = ["treaty", "party__name"]
        verbose_name_plural = "treaty parties"
        constraints = [models.UniqueConstraint(fields=["treaty", "party"], name="treaty_party_once")]
        indexes = [models.Index(fields=["party", "treaty"], name="treaty_party_by_party")]

    def __str__(self) -> str:
        return str(self.party)


class TreatyRelationKind(Vocabulary):
    REPLACES = "replaces", "Takes the place of the other.", "replaces"
    AMENDS = "amends", "Changes the other's text.", "amends"
    SUPPLEMENTS = "supplements", "Adds to the other.", "supplements"
    IMPLEMENTS = "implements", "Carries the other out.", "implements"
    EXTENDS = "extends", "Prolongs the other or widens its reach.", "extends"


class TreatyRelation(models.Model):
    """``treaty`` replaces, amends … ``other``."""

    treaty = models.ForeignKey(
        Treaty, models.CASCADE, related_name="relations",
        help_text="The treaty that replaces, amends or adds to the other.",
    )  # fmt: skip
    kind = models.CharField(
        max_length=20,
        choices=TreatyRelationKind,
        help_text="What this treaty does to the other: a protocol may amend, supplement or extend it.",
    )
    other = models.ForeignKey(
        Treaty, models.CASCADE, related_name="related_by",
        help_text="The treaty that is replaced, amended or added to.",
    )  # fmt: skip

    class Meta:
        ordering = ["treaty", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["treaty", "kind", "other"], name="treaty_relation_once"),
            models.CheckConstraint(condition=~models.Q(treaty=models.F("other")), name="treaty_relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.treaty} {self.get_kind_display()} {self.other}"


class MentionRelation(Vocabulary):
    SIGNED_AT = "signed_at", "The treaty was signed at the occasion of this statement.", "signed at"
    ANNOUNCES = "announces", "Says that the treaty will be made.", "announces"
    RATIFIES = "ratifies", "Says that it is or will be ratified.", "ratifies"
    ENTERS_INTO_FORCE = "enters_into_force", "Says that it enters into force.", "enters into force"
    INVOKES = "invokes", "Rests a claim or a duty on it.", "invokes"
    INTERPRETS = "interprets", "Says what it means.", "interprets"
    CRITICISES = "criticises", "Finds fault with it or with how it is kept.", "criticises"
    WITHDRAWS = "withdraws", "Says that a party leaves or suspends it.", "withdraws from"
    MENTIONS = "mentions", "Names it, no more.", "mentions"


class TreatyMention(models.Model):
    """A statement's relation to a treaty, and the passage and words in which it stands."""

    statement = models.ForeignKey(
        "Statement", models.CASCADE, related_name="treaty_mentions",
        help_text="The statement that speaks of the treaty.",
    )  # fmt: skip
    treaty = models.ForeignKey(
        Treaty, models.PROTECT, related_name="mentions",
        help_text="The treaty that is meant, also where it is not called by its name.",
    )  # fmt: skip
    relation = models.CharField(
        max_length=20, choices=MentionRelation, default=MentionRelation.MENTIONS,
        help_text="What the words do with it: who only names it, mentions it.",
    )  # fmt: skip
    paragraph = models.ForeignKey(
        "Paragraph", models.SET_NULL, null=True, blank=True, related_name="treaty_mentions",
        help_text="The passage in which it stands. Empty where the whole statement is meant.",
    )  # fmt: skip
    surface = models.CharField(max_length=300, blank=True, help_text="The words used: “the document signed today”.")

    class Meta:
        ordering = ["statement", "paragraph__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "treaty", "relation", "paragraph"], name="treaty_mention_once_a_passage"
            ),
            models.UniqueConstraint(
                fields=["statement", "treaty", "relation"],
                condition=models.Q(paragraph__isnull=True),
                name="treaty_mention_once_for_the_whole",
            ),
        ]
        indexes = [models.Index(fields=["treaty", "statement"], name="mention_by_treaty")]

    def __str__(self) -> str:
        return f"{self.statement} {self.get_relation_display()} {self.treaty}"
