"""What records with a permalink share, and how their public paths are spelled: the one place that knows it, beside the
routes in `statements/urls.py`.

A permalink is built on what never changes (uid, anchor, number); the page's own path has a slug at its end, which may
change. Whole addresses, with scheme and host, are made in `links.addresses`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from statements.text.folding import fold
from statements.text.identity import UID_LENGTH, new_uid, read_uid

SLUG_LENGTH = 80
_PLACEHOLDER = "0"
# Of the kinds whose permalink has no route with a name: the list below which it lies.
_LISTS = {"speaker": "speakers", "treaty": "treaties", "event": "events", "publisher": "publishers"}


def build_slug(title: str, fallback: str) -> str:
    """Return a slug of at most ``SLUG_LENGTH`` characters, cut between words; letters of every script are kept."""
    slug = slugify(title, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or fallback


class KeyField(models.CharField):
    """The folded form of another field. The field fills itself, so that bulk inserts fill it too."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        key = fold(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


# Below a uid these are addresses of their own: /s/{uid}/history/. A record of that title has a longer slug.
_TAKEN_SLUGS = frozenset({"cite", "history"})


class TitleSlugField(models.SlugField):
    """A slug that is made from ``str(record)`` when it was left empty."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        slug = super().pre_save(model_instance, add)
        if not slug:
            slug = build_slug(str(model_instance), str(model_instance._meta.model_name))
            setattr(model_instance, self.attname, slug)
        if slug in _TAKEN_SLUGS:
            slug = f"{slug}-{model_instance._meta.model_name}"
            setattr(model_instance, self.attname, slug)
        return slug


class Permanent(models.Model):
    """A record whose address is built on a uid, made once and never reused. The slug beside it is decoration and may
    change: an address with an old slug is redirected."""

    uid = models.CharField(
        "uid", max_length=UID_LENGTH, unique=True, default=new_uid, editable=False,
        help_text="Seven characters, made once. The permalink is built on it.",
    )  # fmt: skip
    slug = TitleSlugField(
        max_length=SLUG_LENGTH, allow_unicode=True, blank=True, db_index=False,
        help_text="The readable end of the address; made from the title when left empty. Old ones are redirected.",
    )  # fmt: skip

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._uid_was_drawn = not args and "uid" not in kwargs

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Among a hundred thousand records two draw the same uid with a probability of one in five.
        if self._state.adding and self._uid_was_drawn:
            while type(self)._base_manager.filter(uid=self.uid).exists():
                self.uid = new_uid()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        # A form that was refused leaves the record without the slug that saving would make.
        return build_page_path(str(self._meta.model_name), self.uid, self.slug) if self.slug else self.get_permalink()

    def clean(self) -> None:
        if read_uid(self.uid) != self.uid:
            raise ValidationError(f"“{self.uid[:20]}” is no uid of an archive.", code="no_uid")

    def get_permalink(self) -> str:
        """The path that never changes, without the slug."""
        return build_permalink_path(str(self._meta.model_name), self.uid)


def build_page_path(kind: str, uid: str, slug: str) -> str:
    """The page of a record; ``kind`` is the name of its model: /speakers/0bc1234/vladimir-putin/."""
    # A form that was refused may show a record without a slug; its permalink leads to the same page.
    return reverse(f"statements:{kind}", args=[uid, slug]) if slug else build_permalink_path(kind, uid)


def build_permalink_path(kind: str, uid: str) -> str:
    """/s/0bc1234/ of a statement, /speakers/0bc1234/ of a speaker."""
    return f"{_path_before_uid(kind)}{uid}/"


@cache
def _path_before_uid(kind: str) -> str:
    # Looked up once: a package of the archive has hundreds of thousands of permalinks.
    if kind in _LISTS:
        return reverse(f"statements:{_LISTS[kind]}")
    return reverse("statements:statement_by_uid", args=[_PLACEHOLDER]).removesuffix(f"{_PLACEHOLDER}/")


def build_statement_path(uid: str) -> str:
    return build_permalink_path("statement", uid)


def build_version_path(uid: str, number: int) -> str:
    return f"{build_statement_path(uid)}v/{number}/"


def build_passage_path(uid: str, anchor: str) -> str:
    """The permalink of a paragraph. Unlike a fragment it reaches the server, which can tell what became of it."""
    return f"{build_statement_path(uid)}p/{anchor}/"


def build_paragraph_fragment(anchor: str) -> str:
    return f"#p-{anchor}"


def build_speech_fragment(anchor: str) -> str:
    return f"#s-{anchor}"


def build_permalink_key(path: str) -> str:
    """How `Permalink.address` stores a path: s/0bc1234/p/bcdf."""
    return path.partition("#")[0].partition("?")[0].strip("/")
