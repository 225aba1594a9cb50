"""Two records of one document made one."""

from __future__ import annotations

from django.contrib.auth.models import User

from statements.models import Merge, Permalink, Statement
from statements.models.base import build_passage_path, build_permalink_key
from statements.models.permalink import PermalinkKind
from statements.models.statement import StatementStatus
from statements.text.folding import fold

from ..lifecycle import republish, withdraw
from .records import CannotMerge, add_redirect, check_merge, fill_blanks, merge_transaction, move_mentions, record_merge

_FILLED_FROM_OLD = ("event", "place", "place_party", "source_url", "provenance")


def merge_statements(old: Statement, into: Statement, reason: str, author: User | None = None) -> Merge:
    """Make ``old`` a duplicate of ``into``: its addresses lead there, those of passages to the same words.

    The record, its raw text and its versions stay, withdrawn: an import recognises the text and does not bring it
    back, and no word is lost. Raises CannotMerge.
    """
    check_merge(old, into, reason)
    _check_readers_lose_nothing(old, into)
    with merge_transaction(author, f"Merged: {reason}"):
        moved = {
            "mentions": move_mentions(old.treaty_mentions.filter(paragraph=None), statement=into),
            "topics": [topic.pk for topic in old.topics.exclude(pk__in=into.topics.values("pk"))],
        }
        into.topics.add(*moved["topics"])
        for link in ("translation_of", "version_of"):
            Statement.objects.filter(**{link: old}).exclude(pk=into.pk).update(**{link: into})
            Statement.objects.filter(**{"pk": into.pk, link: old}).update(**{link: None})
        fill_blanks(into, {name: getattr(old, name) for name in _FILLED_FROM_OLD})
        into.save()
        merge = record_merge(old, into, reason, author, moved)
        withdraw(old, f"The same document as “{into}” ({into.uid}): {reason}")
        add_redirect(old, into, reason)
        _redirect_passages(old, into, reason)
        republish([into], f"{merge}: {reason}", author)
    return merge


def _check_readers_lose_nothing(old: Statement, into: Statement) -> None:
    if old.published_at and not into.is_public:
        raise CannotMerge(
            f"“{old}” was public and “{into}” is not: readers of its address would be led to nothing. "
            "Publish the other first, or merge the other way round."
        )
    address = build_permalink_key(old.get_permalink())
    if old.status == StatementStatus.WITHDRAWN and Permalink.objects.filter(address=address).exists():
        raise CannotMerge(f"“{old}” was merged already.")


def _redirect_passages(old: Statement, into: Statement, reason: str) -> None:
    """Redirect each passage to the same words in the other; where they are not there, to the whole of it."""
    same_words = {
        fold(text): anchor for text, anchor in into.paragraphs.order_by("-order").values_list("text", "anchor")
    }
    links = []
    for anchor, text in old.paragraphs.values_list("anchor", "text"):
        same = same_words.get(fold(text))
        target = build_passage_path(into.uid, same) if same else into.get_absolute_url()
        address = build_permalink_key(build_passage_path(old.uid, anchor))
        links.append(Permalink(address=address, kind=PermalinkKind.MOVED, target=target, reason=reason))
    Permalink.objects.filter(address__in=[link.address for link in links]).delete()
    Permalink.objects.bulk_create(links, batch_size=500)
