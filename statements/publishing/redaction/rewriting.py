"""One value of a record without the words: what stands in their place depends on the kind of field."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import models

from statements.models.base import KeyField
from statements.text.folding import fold
from statements.text.redacted_words import MARK, RedactedWords

# In an address, which takes no brackets.
SLUG_MARK = "redacted"
# Names and numbers that the archive gives itself: no words of anybody.
_OWN = frozenset(
    {"uid", "anchor", "sha256", "raw_sha256", "worker", "code", "address_digest", "source_digest", "model", "path"}
)


def list_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a model that may hold words of somebody, apart from packed ones."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and field.name not in _OWN
    ]


def rewrite_row(
    fields: list[models.Field[Any, Any]], row: dict[str, Any], words: RedactedWords
) -> tuple[dict[str, Any], dict[str, int]]:
    """Return what changes in a row, and how often the words stood in each of its fields."""
    changes: dict[str, Any] = {}
    counts: dict[str, int] = {}
    for field in fields:
        if isinstance(field, KeyField):
            continue
        value, count = rewrite_value(field, row[field.attname], words)
        if count:
            changes[field.attname], counts[field.attname] = value, count
    for field in fields:
        if isinstance(field, KeyField) and field.of in changes:
            changes[field.attname] = fold(changes[field.of])[: field.max_length]
    return changes, counts


def rewrite_value(field: models.Field[Any, Any], value: Any, words: RedactedWords) -> tuple[Any, int]:
    if not value:
        return value, 0
    if isinstance(field, models.JSONField):
        return words.redact_value(value)
    if isinstance(field, models.SlugField):
        return rewrite_slug(value, words)
    if isinstance(field, models.URLField) or field.name == "source_key":
        return rewrite_address(value, words)
    text, count = words.redact(value)
    limit = getattr(field, "max_length", None)
    return (text[:limit] if limit else text), count


def rewrite_slug(slug: str, words: RedactedWords) -> tuple[str, int]:
    text, count = words.redact(slug)
    return text.replace(MARK, SLUG_MARK), count


def rewrite_address(address: str, words: RedactedWords) -> tuple[str, int]:
    """An address with a mark in it leads nowhere: what is left is the site. Of a key that is no address nothing is."""
    # Publishers write letters beyond ASCII as they are or as %D0%98.
    count = max(len(words.find(each)) for each in (address, unquote(address)))
    if not count:
        return address, 0
    parts = urlsplit(address)
    site = f"{parts.scheme}://{parts.netloc}/" if parts.netloc and not words.find(parts.netloc) else ""
    return site, count
