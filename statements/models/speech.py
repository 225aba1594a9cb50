from __future__ import annotations

from django.db import models

from statements.text.identity import ANCHOR_LENGTH

from .base import build_paragraph_fragment, build_passage_path, build_speech_fragment
from .vocabulary import Vocabulary


class SpeechKind(Vocabulary):
    SPEECH = "speech", "A turn of a named or known speaker.", "Speech"
    QUESTION = "question", "A question, usually from the press, whose asker is not named.", "Question"
    ANSWER = "answer", "An answer printed under “Answer” only.", "Answer"
    REMARK = "remark", "A remark of somebody not named.", "Remark"
    INTRODUCTION = "introduction", "The publisher's own words before the first turn.", "Introduction"
    STAGE = "stage", "A stage direction that belongs to no one.", "Stage direction"


class Certainty(Vocabulary):
    SURE = "sure", "The label was certainly a label.", "sure"
    ASK = "ask", "Probably a label: an editor should say.", "ask"
    MAYBE = "maybe", "Perhaps a label, perhaps text.", "maybe"
    EDITOR = "editor", "An editor has said so.", "by an editor"


class Speech(models.Model):
    """One speaker's uninterrupted turn."""

    statement = models.ForeignKey(
        "Statement", models.CASCADE, related_name="speeches",
        help_text="The statement in which the turn stands.",
    )  # fmt: skip
    order = models.PositiveIntegerField(help_text="Within the statement, from 1.")
    anchor = models.CharField(max_length=ANCHOR_LENGTH, editable=False)
    kind = models.CharField(
        max_length=16, choices=SpeechKind, default=SpeechKind.SPEECH,
        help_text="What the turn is. Only speeches are counted as words of a speaker.",
    )  # fmt: skip
    label = models.CharField(
        "label as printed", max_length=400, blank=True,
        help_text="The words before the turn, unchanged: “PRESIDENT PUTIN:”, “Q:”.",
    )  # fmt: skip
    speaker = models.ForeignKey(
        "Speaker", models.PROTECT, null=True, blank=True, related_name="speeches",
        help_text="Who speaks, as a record of the archive. Empty until it is known.",
    )  # fmt: skip
    speaker_unknown = models.BooleanField(
        default=False, help_text="An editor has looked: who speaks here is not known."
    )
    role = models.CharField(
        "office as printed", max_length=250, blank=True,
        help_text="The office that the transcript gives the speaker here: Foreign Minister.",
    )  # fmt: skip
    term = models.ForeignKey(
        "Term", models.SET_NULL, null=True, blank=True, related_name="speeches",
        help_text="The term of the speaker that covers the day, if the archive has it.",
    )  # fmt: skip
    party = models.ForeignKey(
        "Party", models.PROTECT, null=True, blank=True, related_name="speeches", verbose_name="speaks for",
        help_text="The country or organisation in whose name the words are said. Empty for the press.",
    )  # fmt: skip
    interpreted = models.BooleanField(
        default=False, help_text="The text renders the interpreter's words, not the speaker's own."
    )
    interpreted_note = models.CharField(
        "interpreter's mark as printed", max_length=120, blank=True,
        help_text="The words that mark it: “(through interpreter)”, “(as translated)”.",
    )  # fmt: skip
    language = models.CharField(
        "spoken language", max_length=12, blank=True, help_text="BCP 47 tag, where known: ko, ru …"
    )
    certainty = models.CharField(
        max_length=8, choices=Certainty, default=Certainty.SURE,
        help_text="How sure the archive is of who speaks.",
    )  # fmt: skip
    inherited = models.JSONField(
        default=list, blank=True, editable=False,
        help_text="Which of speaker, role, party, interpreted come from an earlier turn of the same document.",
    )  # fmt: skip
    timestamp = models.CharField(max_length=12, blank=True, help_text="As printed: 00:04:12.")
    word_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["statement", "order"]
        verbose_name_plural = "speeches"
        constraints = [
            models.UniqueConstraint(fields=["statement", "order"], name="speech_order_once"),
            models.UniqueConstraint(fields=["statement", "anchor"], name="speech_anchor_once"),
        ]
        indexes = [
            models.Index(fields=["speaker", "statement"], name="speech_by_speaker"),
            models.Index(
                fields=["label", "statement"],
                condition=models.Q(speaker=None, speaker_unknown=False, kind=SpeechKind.SPEECH) & ~models.Q(label=""),
                name="speech_by_open_label",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return f"{self.statement.get_absolute_url()}{build_speech_fragment(self.anchor)}"


class ParagraphKind(Vocabulary):
    TEXT = "text", "Words spoken.", "Text"
    HEADING = "heading", "A heading the publisher put between the words.", "Heading"
    STAGE = "stage", "“(Laughter.)”: shown, not counted as words spoken.", "Stage direction"
    OMISSION = "omission", "The publisher says that words are missing here.", "Omission"


class Paragraph(models.Model):
    """The smallest thing that can be cited. The anchor stays with the words; the order may change."""

    statement = models.ForeignKey(
        "Statement", models.CASCADE, related_name="paragraphs",
        help_text="The statement in which the paragraph stands.",
    )  # fmt: skip
    speech = models.ForeignKey(
        Speech, models.CASCADE, related_name="paragraphs",
        help_text="The turn to which the paragraph belongs.",
    )  # fmt: skip
    order = models.PositiveIntegerField(help_text="Within the statement, from 1: the number printed in the margin.")
    anchor = models.CharField(max_length=ANCHOR_LENGTH, editable=False)
    kind = models.CharField(
        max_length=12, choices=ParagraphKind, default=ParagraphKind.TEXT,
        help_text=ParagraphKind.explain(),
    )  # fmt: skip
    text = models.TextField(help_text="The words as printed, without the label of the speaker.")

    class Meta:
        ordering = ["statement", "order"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "order"], name="paragraph_order_once"),
            models.UniqueConstraint(fields=["statement", "anchor"], name="paragraph_anchor_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="paragraph_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return f"{self.statement.get_absolute_url()}{build_paragraph_fragment(self.anchor)}"

    def get_permalink(self) -> str:
        return build_passage_path(self.statement.uid, self.anchor)
