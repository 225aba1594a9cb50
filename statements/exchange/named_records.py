"""The records that statements name, looked up once for many statements."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, fields
from typing import TypeVar

from django.db.models import Model, QuerySet

from statements.models import Event, Party, Publisher, Speaker, Topic, Treaty
from statements.models.revision import Snapshot


@dataclass(frozen=True, slots=True)
class PartyEntry:
    code: str
    name: str
    kind: str
    official_name: str


@dataclass(frozen=True, slots=True)
class SpeakerEntry:
    uid: str
    name: str
    sort_name: str
    native_name: str
    wikidata: str


@dataclass(frozen=True, slots=True)
class TreatyEntry:
    uid: str
    title: str
    short_title: str
    signed: str

    @property
    def name(self) -> str:
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class EventEntry:
    uid: str
    name: str
    kind: str
    date: str
    place: str


@dataclass(frozen=True, slots=True)
class PublisherEntry:
    uid: str
    name: str
    home_url: str
    licence: str
    licence_url: str
    shows_full_text: bool


class NamedRecords:
    """Entries by code, uid or path. Parties, topics and publishers are few and read at once; the others as needed.

    Each batch of statements has its own ``for_batch``, so that a long run holds only what one batch names.
    """

    def __init__(self) -> None:
        self.parties = {entry.code: entry for entry in _read_entries(PartyEntry, Party.objects.all())}
        self.topics = dict(Topic.objects.values_list("path", "name"))
        self.publishers = {entry.uid: entry for entry in _read_entries(PublisherEntry, Publisher.objects.all())}
        self.speakers: dict[str, SpeakerEntry] = {}
        self.treaties: dict[str, TreatyEntry] = {}
        self.events: dict[str, EventEntry] = {}

    def for_batch(self) -> NamedRecords:
        """The same parties, topics and publishers; no speakers, treaties and events yet."""
        fresh = copy(self)
        fresh.speakers, fresh.treaties, fresh.events = {}, {}, {}
        return fresh

    def load(self, snapshots: Iterable[Snapshot]) -> None:
        """Read the speakers, treaties and events of ``snapshots`` that are missing: three queries at most."""
        speakers: set[str] = set()
        treaties: set[str] = set()
        events: set[str] = set()
        for snapshot in snapshots:
            speakers.update(speech["speaker"]["uid"] for speech in snapshot["speeches"] if speech["speaker"])
            treaties.update(mention["treaty"] for mention in snapshot["treaty_mentions"])
            if snapshot["event"]:
                events.add(snapshot["event"]["uid"])
        if missing := speakers - self.speakers.keys():
            found = _read_entries(SpeakerEntry, Speaker.objects.filter(uid__in=missing))
            self.speakers.update((entry.uid, entry) for entry in found)
        if missing := treaties - self.treaties.keys():
            instruments = _read_entries(TreatyEntry, Treaty.objects.filter(uid__in=missing))
            self.treaties.update((entry.uid, entry) for entry in instruments)
        if missing := events - self.events.keys():
            occasions = _read_entries(EventEntry, Event.objects.filter(uid__in=missing))
            self.events.update((entry.uid, entry) for entry in occasions)

    def party_name(self, code: str) -> str:
        entry = self.parties.get(code)
        return entry.name if entry else code


Entry = TypeVar("Entry", PartyEntry, SpeakerEntry, TreatyEntry, EventEntry, PublisherEntry)
M = TypeVar("M", bound=Model)


def _read_entries(entry: type[Entry], records: QuerySet[M]) -> list[Entry]:
    columns = [each.name for each in fields(entry)]
    return [entry(*row) for row in records.order_by().values_list(*columns)]
