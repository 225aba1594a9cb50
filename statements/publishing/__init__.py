"""The one owner of "a statement changed": publishing, withdrawing, versions, anchors, merging and duplicates."""

from .lifecycle import NotReady, Words, publish, reasons_against, snapshot, unpublish, withdraw

__all__ = ["NotReady", "Words", "publish", "reasons_against", "snapshot", "unpublish", "withdraw"]
