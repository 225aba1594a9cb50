from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet

from statements.models.edtf import EDTFField

from .base import Permanent
from .party import Party
from .speaker import Speaker
from .topic import Topic
from .vocabulary import Vocabulary
from .web_address import WebAddressField


class StatementKind(Vocabulary):
    SPEECH = "speech", "An address by one speaker.", "Speech"
    PRESS_STATEMENT = "press_statement", "Prepared words to the press, without questions.", "Press statement"
    PRESS_CONFERENCE = "press_conference", "Statements followed by questions and answers.", "Press conference"
    PRESS_BRIEFING = "press_briefing", "A spokesperson's regular meeting with the press.", "Press briefing"
    INTERVIEW = "interview", "Questions of one outlet and the answers.", "Interview"
    REMARKS = "remarks", "Short words at an occasion, often before or after talks.", "Remarks"
    MEETING = "meeting", "A conversation or meeting, turn by turn.", "Meeting"
    DEBATE = "debate", "A debate of a council, assembly or parliament.", "Debate"
    JOINT_STATEMENT = "joint_statement", "A communiqué or declaration that parties make together.", "Joint statement"
    STATEMENT = "statement", "A written statement, message or declaration.", "Written statement"
    READOUT = "readout", "One side's summary of a call or meeting.", "Readout"
    OTHER = "other", "Anything else.", "Other"


class TextStatus(Vocabulary):
    AS_DELIVERED = "as_delivered", "The words as spoken.", "As delivered"
    AS_PREPARED = "as_prepared", "The text as written beforehand; check against delivery.", "As prepared"
    TRANSLATION = "translation", "A translation of the words spoken.", "Translation"
    EXCERPTS = "excerpts", "Parts of the whole.", "Excerpts"
    SUMMARY = "summary", "Reported speech, not a transcript.", "Summary"
    AS_PUBLISHED = "as_published", "As its publisher prints it, without saying how it was taken down.", "As published"


class StatementStatus(Vocabulary):
    DRAFT = "draft", "Being worked on. Nobody outside the desk sees it.", "Draft"
    IN_REVIEW = "in_review", "Waiting for an editor. Nobody outside the desk sees it.", "In review"
    PUBLISHED = "published", "Public, searchable, citable.", "Published"
    WITHDRAWN = "withdrawn", "Taken back with a reason; its address answers with a tombstone.", "Withdrawn"


NOT_PUBLIC = [status for status in StatementStatus if status != StatementStatus.PUBLISHED]


class StatementQuerySet(models.QuerySet["Statement"]):
    def published(self) -> StatementQuerySet:
        """What the public may see. Pages, index, feeds, exports and API all begin here."""
        return self.filter(status=StatementStatus.PUBLISHED)

    def published_or_withdrawn(self) -> StatementQuerySet:
        """What has a public address: a page, or a tombstone."""
        return self.filter(status__in=(StatementStatus.PUBLISHED, StatementStatus.WITHDRAWN))

    def newest_first(self) -> StatementQuerySet:
        """By date of the words, the latest first; the order of every list that has no order of its own."""
        return self.order_by("-date_earliest", "-id")

    def for_lists(self) -> StatementQuerySet:
        """With what a line of a list shows: speakers, whom they spoke for, publisher. Two queries at any length."""
        voices = StatementSpeaker.objects.select_related("speaker", "party").order_by("order")
        return self.select_related("publisher").prefetch_related(models.Prefetch("voices", queryset=voices))


class Statement(Permanent):
    """One document as published: what was said on one occasion, turn by turn, with where it comes from."""

    title = models.CharField(
        max_length=500,
        help_text="As the publisher prints it; without one, what and where: Remarks after talks in Vienna.",
    )  # fmt: skip
    kind = models.CharField(
        max_length=20, choices=StatementKind, default=StatementKind.OTHER,
        help_text="What was said or written, by its form: a spokesperson’s daily questions are a press briefing.",
    )  # fmt: skip
    text_status = models.CharField(
        max_length=20, choices=TextStatus, default=TextStatus.AS_PUBLISHED,
        help_text=TextStatus.explain(),
    )  # fmt: skip
    language = models.CharField(max_length=12, default="en", help_text="Of the text, as a BCP 47 tag: en, fr, zh …")
    date = EDTFField(
        blank=True,
        earliest="date_earliest", latest="date_latest", year="year", precision="date_precision",
        help_text="When the words were said.",
    )  # fmt: skip
    date_earliest = models.DateField(null=True, blank=True, editable=False)
    date_latest = models.DateField(null=True, blank=True, editable=False)
    year = models.SmallIntegerField(null=True, blank=True, editable=False)
    date_precision = models.CharField(max_length=12, blank=True, editable=False)
    place = models.CharField(
        max_length=200, blank=True,
        help_text="City, then building where known: Pyongyang, Kumsusan State Guest House.",
    )  # fmt: skip
    place_party = models.ForeignKey(
        "Party", models.PROTECT, null=True, blank=True, related_name="statements_made_there",
        verbose_name="country of the place",
        help_text="The country in which the place lies, or lay on that day.",
    )  # fmt: skip
    event = models.ForeignKey(
        "Event", models.PROTECT, null=True, blank=True, related_name="statements",
        help_text="The talks, visit, summit or session that it belongs to with other statements.",
    )  # fmt: skip
    topics: models.ManyToManyField[Topic, Any] = models.ManyToManyField(
        "Topic", blank=True, related_name="statements",
        help_text="What it is about, as narrow as it can be said: found under the wider topics too.",
    )  # fmt: skip
    parties: models.ManyToManyField[Party, StatementParty] = models.ManyToManyField(
        "Party", through="StatementParty", related_name="statements",
        help_text="The countries and organisations that speak in it or are mentioned.",
    )  # fmt: skip
    speakers: models.ManyToManyField[Speaker, StatementSpeaker] = models.ManyToManyField(
        "Speaker", through="StatementSpeaker", related_name="statements",
        help_text="The people who speak in it, kept from its turns.",
    )  # fmt: skip

    publisher = models.ForeignKey(
        "Publisher", models.PROTECT, null=True, blank=True, related_name="statements",
        verbose_name="publisher of origin",
        help_text="Who published the text first: the office itself, not the site it was copied from.",
    )  # fmt: skip
    source_url = WebAddressField(
        "address at the publisher", max_length=1000, blank=True,
        help_text="The whole address of the page there, with https://. Imports know the statement again by it.",
    )  # fmt: skip
    source_key = models.CharField(
        max_length=500, blank=True, editable=False, db_index=True,
        help_text="The normalised address, or the record's id in its file: by it an import knows it again.",
    )  # fmt: skip
    republisher = models.ForeignKey(
        "Publisher", models.PROTECT, null=True, blank=True, related_name="republished_statements",
        help_text="Who printed it again, where the text was taken from there.",
    )  # fmt: skip
    republished_url = WebAddressField(
        "address at the republisher", max_length=1000, blank=True,
        help_text="The whole address of the page it was taken from, with https://.",
    )  # fmt: skip
    republisher_note = models.TextField(
        blank=True,
        help_text="What the republisher says of its text: edited for length, translated by …",
    )  # fmt: skip
    provenance = models.TextField(
        "provenance line", blank=True, help_text="As printed: “Transcript originally published by …”."
    )
    retrieved_on = models.DateField(
        null=True, blank=True,
        help_text="The day on which the text was copied from its page: 2024-06-19.",
    )  # fmt: skip
    raw_sha256 = models.CharField("SHA-256 of the raw text", max_length=64, blank=True, editable=False, db_index=True)
    image_caption = models.TextField(
        blank=True,
        help_text="The caption of the picture on the publisher’s page, as printed.",
    )  # fmt: skip
    image_credit = models.CharField(max_length=300, blank=True, help_text="The photographer or agency, as printed.")
    public_note = models.TextField(
        "public editor's note", blank=True,
        help_text="Shown above the text: what readers must know of it, such as a gap or a doubtful date.",
    )  # fmt: skip
    private_note = models.TextField(blank=True, help_text="For the desk only.")
    translation_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="translations",
        help_text="The statement in the original language, if the archive has it.",
    )  # fmt: skip
    version_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="other_versions",
        help_text="The statement to which this is another version, such as the text as prepared.",
    )  # fmt: skip

    status = models.CharField(
        max_length=12, choices=StatementStatus, default=StatementStatus.DRAFT,
        help_text=StatementStatus.explain(),
    )  # fmt: skip
    withdrawn_reason = models.TextField(blank=True, help_text="Public: readers of the old address see it.")
    withdrawn_on = models.DateField(null=True, blank=True, help_text="The day on which it was taken back.")
    warnings = models.JSONField(
        default=list, blank=True, editable=False, help_text="What the last reading of the raw text was unsure of."
    )
    speech_count = models.PositiveIntegerField(default=0, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it first became public here; feeds are ordered by it."
    )
    datestamp = models.DateTimeField(
        null=True, blank=True, editable=False,
        help_text="When what the public sees of it last changed; harvesters ask by it. Empty until it is first public.",
    )  # fmt: skip

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-date_earliest", "-id"]
        permissions = [
            ("publish_statement", "Can publish statements and their next versions"),
            ("withdraw_statement", "Can withdraw statements and take them off"),
            ("merge_statement", "Can merge statements"),
            ("import_statements", "Can import many statements at once"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="statement_has_title"),
            models.CheckConstraint(
                condition=models.Q(status__in=StatementStatus.values), name="statement_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=StatementStatus.PUBLISHED)
                | models.Q(date_earliest__isnull=False, publisher__isnull=False, speech_count__gt=0),
                name="published_has_date_publisher_speech",
                violation_error_message="A published statement needs a date, a publisher and at least one speech.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=StatementStatus.WITHDRAWN) | ~models.Q(withdrawn_reason=""),
                name="withdrawn_has_reason",
                violation_error_message="A withdrawn statement needs a reason: readers of its address will see it.",
            ),
            models.CheckConstraint(
                condition=models.Q(date_earliest__isnull=True) | models.Q(date_earliest__lte=models.F("date_latest")),
                name="statement_date_from_before_to",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-date_earliest", "-id"], name="statement_by_date"),
            models.Index(fields=["-date_earliest", "-id"], name="statement_by_day"),  # the desk's list
            # Covers the count of a whole list by everything that a list is narrowed by (filters/tally.py).
            models.Index(fields=["status", "year", "kind", "language", "publisher"], name="statement_tally"),
            models.Index(fields=["status", "kind", "-date_earliest"], name="statement_by_kind"),
            models.Index(fields=["status", "publisher", "-date_earliest"], name="statement_by_publisher"),
            models.Index(fields=["status", "-published_at", "-id"], name="statement_by_addition"),
            models.Index(fields=["datestamp", "uid"], name="statement_by_datestamp"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.status == StatementStatus.PUBLISHED

    @property
    def shows_full_text(self) -> bool:
        """Whether its publisher lets others show the words."""
        return self.publisher is not None and self.publisher.shows_full_text


class PartyRole(Vocabulary):
    SPEAKING = "speaking", "Somebody speaks for it.", "speaking"
    MENTIONED = "mentioned", "It is spoken of.", "mentioned"


class StatementParty(models.Model):
    """A party's part in a statement. *Speaking* is kept from the speeches; *mentioned* is an editor's."""

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="party_roles",
        help_text="The statement that the party is part of.",
    )  # fmt: skip
    party = models.ForeignKey(
        "Party", models.PROTECT, related_name="statement_roles",
        help_text="A country or organisation that is spoken of. Who speaks is kept from the turns.",
    )  # fmt: skip
    role = models.CharField(
        max_length=12, choices=PartyRole, default=PartyRole.SPEAKING,
        help_text=PartyRole.explain(),
    )  # fmt: skip

    class Meta:
        ordering = ["-role", "party__name"]
        verbose_name_plural = "statement parties"
        constraints = [models.UniqueConstraint(fields=["statement", "party", "role"], name="statement_party_role_once")]
        indexes = [models.Index(fields=["party", "role", "statement"], name="statement_party_by_party")]

    def __str__(self) -> str:
        return f"{self.party} ({self.get_role_display()})"


class StatementSpeaker(models.Model):
    """Who speaks in a statement and for whom: kept from its speeches, so that lists need not read them."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="voices")
    speaker = models.ForeignKey("Speaker", models.PROTECT, related_name="voices")
    party = models.ForeignKey("Party", models.PROTECT, null=True, blank=True, related_name="voices")
    role = models.CharField(max_length=250, blank=True, help_text="The office as printed in this statement.")
    order = models.PositiveIntegerField(help_text="Of first appearance.")
    speech_count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["statement", "order"]
        constraints = [models.UniqueConstraint(fields=["statement", "speaker"], name="statement_speaker_once")]
        indexes = [models.Index(fields=["speaker", "statement"], name="voice_by_speaker")]

    def __str__(self) -> str:
        return str(self.speaker)


def count_public_statements(rows: QuerySet, field: str, *, distinct: bool = False) -> Counter[int]:
    """Return primary key in ``field`` -> number of public statements, for ``rows`` with a key to the statement.

    A join would look up the status of every statement. All rows are counted instead, which an index answers alone, less
    the rows of statements that are not public, which are few.
    ``distinct`` where one statement may have several rows for one value. Values without a public statement are left
    out.
    """
    totals = _count_rows(rows, field, distinct)
    totals.subtract(_count_rows(rows.filter(statement__status__in=NOT_PUBLIC), field, distinct))
    return +totals


def count_public_statements_by_topic(topics: Iterable[Topic]) -> Counter[str]:
    """Return path -> number of public statements under it or anything below it, each counted once. Two queries.

    The rows are counted here: a database would sort them once for every level of the tree.
    """
    filed: dict[int, set[int]] = defaultdict(set)
    for statement, topic in Statement.topics.through.objects.order_by().values_list("statement_id", "topic_id"):
        filed[topic].add(statement)
    hidden = set(Statement.objects.filter(status__in=NOT_PUBLIC).values_list("pk", flat=True))
    under: dict[str, set[int]] = defaultdict(set)
    for topic in topics:
        parts = topic.path.split("/")
        for length in range(1, len(parts) + 1):
            under["/".join(parts[:length])] |= filed[topic.pk]
    return Counter({path: len(statements - hidden) for path, statements in under.items()})


def _count_rows(rows: QuerySet, field: str, distinct: bool) -> Counter[int]:
    counted = Count("statement_id", distinct=True) if distinct else Count("pk")
    return Counter(dict(rows.filter(**{f"{field}__isnull": False}).order_by().values_list(field).annotate(counted)))
