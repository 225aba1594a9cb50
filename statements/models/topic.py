from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse

from .text_list import TextListField


class TopicQuerySet(models.QuerySet["Topic"]):
    def under(self, topic: Topic) -> TopicQuerySet:
        """The topic and everything below it."""
        return self.filter(models.Q(pk=topic.pk) | models.Q(path__startswith=f"{topic.path}/"))


class Topic(models.Model):
    """A subject in a tree of at most three levels. A statement filed under a topic is found under its parents too."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        help_text="The wider topic above it: Arms control for Nuclear weapons. Empty for a topic of the first level.",
    )  # fmt: skip
    name = models.CharField(max_length=120, help_text="Short, as lists show it: Nuclear weapons.")
    slug = models.SlugField(
        max_length=80,
        help_text="Its part of the address, in small letters and hyphens: nuclear-weapons.",
    )  # fmt: skip
    path = models.CharField(
        max_length=250, unique=True, help_text="The slugs from the root down, joined by “/”: the address of its page."
    )
    depth = models.PositiveSmallIntegerField(
        default=1,
        help_text="1 for a topic of the first level, 3 for the narrowest; kept by the archive.",
    )  # fmt: skip
    note = models.TextField("scope note", blank=True, help_text="What belongs here and what does not.")
    aliases = TextListField(
        default=list, blank=True, help_text="Other words for it, as publishers' tags use them; a list of strings."
    )
    unbis = models.CharField(
        "UNBIS code", max_length=40, blank=True,
        help_text="Of the same subject in the thesaurus of the United Nations library, if there is one.",
    )  # fmt: skip
    eurovoc = models.CharField(
        "EuroVoc code", max_length=40, blank=True,
        help_text="Of the same subject in the European Union’s thesaurus, digits only, if there is one.",
    )  # fmt: skip

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "slug"], name="topic_slug_once_under_parent"),
            models.CheckConstraint(condition=~models.Q(name=""), name="topic_has_name"),
            models.CheckConstraint(condition=models.Q(depth__gte=1, depth__lte=3), name="topic_depth_1_to_3"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.depth = self.parent.depth + 1 if self.parent else 1
        self.path = f"{self.parent.path}/{self.slug}" if self.parent else self.slug
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("statements:topic", args=[self.path])
