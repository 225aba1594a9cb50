"""The records of the archive, one file per subject."""

from .asked_query import AskedQuery
from .event import Event
from .index_change import IndexChange
from .intake import Intake
from .job import Job, JobEntry
from .last_harvest import LastHarvest
from .likeness import Likeness, UncomparedStatement
from .merge import Merge
from .party import Party, PartyName
from .permalink import Permalink
from .publisher import Publisher
from .redaction import RedactedForm, RedactedStatement, RedactedVersion, Redaction
from .revision import Revision
from .sign_in import SecondFactor, SecondFactorRule, SignedInSession, WrongSignIn
from .source import Source
from .speaker import Speaker, SpeakerAlias, Term
from .speech import Paragraph, Speech
from .statement import Statement, StatementParty, StatementSpeaker
from .topic import Topic
from .treaty import Treaty, TreatyAlias, TreatyMention, TreatyParty, TreatyRelation

from .history import ManualHistory  # isort: skip - after every model that has a history

__all__ = [
    "AskedQuery",
    "Event",
    "IndexChange",
    "Intake",
    "Job",
    "JobEntry",
    "LastHarvest",
    "Likeness",
    "ManualHistory",
    "Merge",
    "Paragraph",
    "Party",
    "PartyName",
    "Permalink",
    "Publisher",
    "RedactedForm",
    "RedactedStatement",
    "RedactedVersion",
    "Redaction",
    "Revision",
    "SecondFactor",
    "SecondFactorRule",
    "SignedInSession",
    "Source",
    "Speaker",
    "SpeakerAlias",
    "Speech",
    "Statement",
    "StatementParty",
    "StatementSpeaker",
    "Term",
    "Topic",
    "Treaty",
    "TreatyAlias",
    "TreatyMention",
    "TreatyParty",
    "TreatyRelation",
    "WrongSignIn",
    "UncomparedStatement",
]
