"""What records with a permalink share."""

from __future__ import annotations

from django.db import models
from django.utils.text import slugify

from statements.text.folding import fold
from statements.text.identity import UID_LENGTH, new_uid

from .paths import build_page_path, build_permalink_path

SLUG_LENGTH = 80


def slug_of(title: str, fallback: str) -> str:
    """Return a slug of at most ``SLUG_LENGTH`` characters, cut between words; letters of every script are kept."""
    slug = slugify(title, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or fallback


class KeyField(models.CharField):
    """The folded form of another field, kept by the field itself so that bulk inserts keep it too."""

    def __init__(self, *args, of: str, **kwargs):
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance, add):
        key = fold(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


# Below a uid these are addresses of their own: /s/{uid}/history/. A record of that title has a longer slug.
_TAKEN_SLUGS = frozenset({"cite", "history"})


class TitleSlugField(models.SlugField):
    """A slug that is made from ``str(record)`` when it was left empty."""

    def pre_save(self, model_instance, add):
        slug = super().pre_save(model_instance, add)
        if not slug:
            slug = slug_of(str(model_instance), model_instance._meta.model_name)
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

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._uid_was_drawn = not args and "uid" not in kwargs

    def save(self, *args: object, **kwargs: object) -> None:
        # Of a hundred thousand records two have drawn the same uid more often than one would think: once in five times.
        if self._state.adding and self._uid_was_drawn:
            while type(self)._base_manager.filter(uid=self.uid).exists():
                self.uid = new_uid()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return build_page_path(str(self._meta.model_name), self.uid, self.slug)

    def get_permalink(self) -> str:
        """The path that never changes, without the slug."""
        return build_permalink_path(str(self._meta.model_name), self.uid)
