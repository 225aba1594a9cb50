"""What is indexed of which records. Knows no engine: documents are those of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from .named_records import EventSource, NameSource, PartySource, TopicSource, TreatySource
from .source import DocumentSource
from .speakers import SpeakerSource
from .statements import StatementSource

STATEMENT_SOURCE = StatementSource()
NAME_SOURCES: tuple[NameSource[Any], ...] = (
    SpeakerSource(), TreatySource(), PartySource(), TopicSource(), EventSource(),
)  # fmt: skip
SOURCES: Mapping[type[Model], DocumentSource[Any]] = {
    source.model: source for source in (STATEMENT_SOURCE, *NAME_SOURCES)
}

__all__ = ["NAME_SOURCES", "SOURCES", "STATEMENT_SOURCE", "DocumentSource", "NameSource"]
