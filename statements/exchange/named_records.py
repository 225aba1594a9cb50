"""The records that statements name, looked up once for many statements."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from statements.models import Event, Party, Publisher, Speaker, Topic, Treaty


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
    """Entries by code, uid or path. Parties, topics and publishers are few and read at once; the others as they are
    met. Each lot of statements has its own ``for_batch``, so that a long run holds only what its lot names."""

    def __init__(self) -> None:
        self.parties = {row[0]: PartyEntry(*row) for row in _read_rows(Party, "code", "name", "kind", "official_name")}
        self.topics = dict(Topic.objects.values_list("path", "name"))
        fields = ("uid", "name", "home_url", "licence", "licence_url", "shows_full_text")
        self.publishers = {row[0]: PublisherEntry(*row) for row in _read_rows(Publisher, *fields)}
        self.speakers: dict[str, SpeakerEntry] = {}
        self.treaties: dict[str, TreatyEntry] = {}
        self.events: dict[str, EventEntry] = {}

    def for_batch(self) -> NamedRecords:
        """The same parties, topics and publishers, and nobody met yet."""
        fresh = copy(self)
        fresh.speakers, fresh.treaties, fresh.events = {}, {}, {}
        return fresh

    def load(self, snapshots: Iterable[dict]) -> None:
        """Read what ``snapshots`` name and is not known yet: three queries at most."""
        speakers, treaties, events = set(), set(), set()
        for snapshot in snapshots:
            speakers.update(speech["speaker"]["uid"] for speech in snapshot["speeches"] if speech["speaker"])
            treaties.update(mention["treaty"] for mention in snapshot["treaty_mentions"])
            if snapshot["event"]:
                events.add(snapshot["event"]["uid"])
        self._read(Speaker, self.speakers, SpeakerEntry, speakers)
        self._read(Treaty, self.treaties, TreatyEntry, treaties)
        self._read(Event, self.events, EventEntry, events)

    def party_name(self, code: str) -> str:
        entry = self.parties.get(code)
        return entry.name if entry else code

    @staticmethod
    def _read(model, entries: dict, entry: type, wanted: set[str]) -> None:
        if missing := wanted - entries.keys():
            fields = tuple(entry.__dataclass_fields__)
            rows = model.objects.filter(uid__in=missing).order_by().values_list(*fields)
            entries.update((row[0], entry(*row)) for row in rows)


def _read_rows(model, *fields: str):
    return model.objects.order_by().values_list(*fields)
