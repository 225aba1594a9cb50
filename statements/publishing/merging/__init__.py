"""Making two records of one thing one, and dividing a speaker who is two people.

Everything moves, the old address leads to the record that stays, and a `Merge` says who did it, when and why. A
public statement whose speakers or treaties change by it gets a new version with the reason in its public history.
"""

from .records import CannotMerge, find_merges
from .speakers import merge_speakers, split_speaker
from .statements import merge_statements
from .treaties import merge_treaties

__all__ = ["CannotMerge", "find_merges", "merge_speakers", "merge_statements", "merge_treaties", "split_speaker"]
