"""What is indexed, as Haystack wants it told: statements in one index, whatever has a name in another."""

from .names import EventIndex, PartyIndex, SpeakerIndex, TopicIndex, TreatyIndex
from .statement import StatementIndex

__all__ = ["EventIndex", "PartyIndex", "SpeakerIndex", "StatementIndex", "TopicIndex", "TreatyIndex"]
