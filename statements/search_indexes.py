"""Haystack looks for the indexes here; they are in `statements.search.haystack.indexes`."""

from statements.search.haystack.indexes import (
    EventIndex,
    PartyIndex,
    SpeakerIndex,
    StatementIndex,
    TopicIndex,
    TreatyIndex,
)

__all__ = ["EventIndex", "PartyIndex", "SpeakerIndex", "StatementIndex", "TopicIndex", "TreatyIndex"]
