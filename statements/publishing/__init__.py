"""The one owner of "a statement changed": publishing, withdrawing, versions, anchors, merging and duplicates."""

from .lifecycle import NotReady, WrittenSpeeches, find_obstacles, publish, record_change, republish, unpublish, withdraw
from .snapshots import build_snapshot

__all__ = [
    "NotReady",
    "WrittenSpeeches",
    "build_snapshot",
    "find_obstacles",
    "publish",
    "record_change",
    "republish",
    "unpublish",
    "withdraw",
]
