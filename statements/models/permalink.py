from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Concat
from django.urls import Resolver404, resolve
from django.utils import timezone

from .base import build_permalink_key
from .vocabulary import Vocabulary

_MAX_TARGET = 500
# A path as this archive writes one: no host before it, and nothing that a browser or a header takes for something else.
_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")


def leads_inside(target: str) -> bool:
    """Whether ``target`` is a path below which the archive shows public pages: a redirect leads nowhere else."""
    if len(target) > _MAX_TARGET or not _PATH.fullmatch(target) or not target.isprintable():
        return False
    path = unquote(target.partition("#")[0].partition("?")[0])
    if not {".", ".."}.isdisjoint(path.split("/")):
        return False  # a browser would leave them out, and be somewhere else
    try:
        # An address without its last slash is answered as that with it.
        return resolve(path if path.endswith("/") else f"{path}/").namespace == "statements"
    except Resolver404:
        return False


class PermalinkKind(Vocabulary):
    MOVED = "moved", "Leads to another address for good.", "Moved"
    TOMBSTONE = "tombstone", "What stood here is gone; the reason is told.", "Tombstone"


class PermalinkQuerySet(models.QuerySet["Permalink"]):
    def find(self, path: str) -> Permalink | None:
        """Return what became of a path: by itself, or by the record it belongs to, whatever its slug."""
        address = build_permalink_key(path)
        record = "/".join(address.split("/")[:2])
        found = {link.address: link for link in self.filter(address__in=[address, record])}
        return found.get(address) or found.get(record)

    def resolve_target(self, link: Permalink) -> str:
        """Return where a moved address leads today: its target may have moved since."""
        passed = set()
        while link.address not in passed:
            passed.add(link.address)
            onward = self.find(link.target)
            if onward is None or onward.kind != PermalinkKind.MOVED:
                break
            link = onward
        return link.target


class Permalink(models.Model):
    """An address that was once public and that no record answers any more: of a merged record, an old path, a retired
    anchor. Looked up only when a page was not found. It leads to a public page of the archive and nowhere else, also
    where an older version of this program has stored another target.

    Saving one collapses chains: it leads where its target leads in the end, and what led to it leads there too. One
    that would lead back to itself is refused (``ValidationError``).
    """

    address = models.CharField(
        max_length=300, unique=True, help_text="The old path without slashes at its ends: s/0bc1234, s/0bc1234/p/bcdf."
    )
    kind = models.CharField(
        max_length=10, choices=PermalinkKind, default=PermalinkKind.MOVED,
        help_text=PermalinkKind.explain(),
    )  # fmt: skip
    target = models.CharField(max_length=_MAX_TARGET, blank=True, help_text="The path it leads to, beginning with “/”.")
    reason = models.TextField(blank=True, help_text="Public: why it moved or is gone.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PermalinkQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=PermalinkKind.MOVED, target__startswith="/")
                | (models.Q(kind=PermalinkKind.TOMBSTONE) & ~models.Q(reason="")),
                name="permalink_leads_somewhere_or_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(target=Concat(models.Value("/"), models.F("address"), models.Value("/"))),
                name="permalink_not_to_itself",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="permalink_by_date")]

    def __str__(self) -> str:
        return f"/{self.address}/"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address = self.address.strip("/")
        if self.kind == PermalinkKind.MOVED:
            self._refuse_outside()
            self.target = self._resolve(self.target)
        super().save(*args, **kwargs)
        if self.kind == PermalinkKind.MOVED:
            self._redirect_predecessors()

    def clean(self) -> None:
        if self.kind == PermalinkKind.MOVED:
            self._refuse_outside()
            self._resolve(self.target)

    def _refuse_outside(self) -> None:
        if not leads_inside(self.target):
            message = f"“{self.target[:80]}” is no path of this archive: give one such as /s/0bc1234/."
            raise ValidationError({"target": message}, code="outside")

    def _resolve(self, target: str) -> str:
        """Return where ``target`` leads in the end. Raises ValidationError where that is this address again."""
        passed = {self.address}
        while True:
            if passed & {build_permalink_key(target), "/".join(build_permalink_key(target).split("/")[:2])}:
                raise ValidationError({"target": f"{target} leads back to /{self.address}/."}, code="loop")
            link = type(self).objects.find(target)
            if link is None or link.kind != PermalinkKind.MOVED:
                return target
            passed.add(link.address)
            target = link.target

    def _redirect_predecessors(self) -> None:
        predecessors = (
            type(self)
            .objects.filter(kind=PermalinkKind.MOVED)
            .filter(models.Q(target=f"/{self.address}") | models.Q(target__startswith=f"/{self.address}/"))
        )
        for link in predecessors.exclude(pk=self.pk):
            if type(self).objects.find(link.target) == self:
                type(self).objects.filter(pk=link.pk).update(target=self.target)
