"""What of speakers, treaties, parties, topics and events is indexed: their names, and what else tells them apart.

The passages of a document are names and facts, one each, so that no phrase and no name runs across them. The `order`
of a passage says which it is (`NamePart`). Only what is public is indexed: speakers who are heard and events that are
attended in a published statement; treaties, parties and topics are public in themselves.
"""

from __future__ import annotations

import zlib
from abc import abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic

from django.db.models import Exists, OuterRef, QuerySet

from statements.models import Event, Party, Statement, StatementParty, Topic, Treaty, TreatyMention, TreatyParty
from statements.models.statement import PartyRole, count_public_statements
from statements.search.contract.documents import Document, Passage, build_document
from statements.search.contract.fields import NAMES
from statements.search.contract.record_names import NamePart
from statements.search.indexing.documents.source import DocumentSource, Record
from statements.text.folding import fold

Counts = Mapping[Any, int]  # public statements by primary key

# Particles that stand in a family name and belong to no one person.
_PARTICLES = frozenset({"al", "da", "de", "del", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "zu"})


@dataclass(slots=True)
class NamedRecord(Generic[Record]):
    """A record with its names. `names[0]` is the one that is shown; `facts` are whatever else a reader may type beside
    a name: offices, countries, places, years. `folded` and `loose` are folded names, the sure and the less sure."""

    record: Record
    what: str
    code: str
    slug: str | None
    weight: int  # public statements
    names: Sequence[str]
    family_name: str = ""
    facts: Sequence[str] = ()
    prose: Sequence[str] = ()
    folded: Sequence[str] | None = None
    loose: Sequence[str] | None = None
    countries: Sequence[str] = ()
    kind: str | None = None
    language: str = "und"
    place: str | None = None
    year: int | None = None
    date_from: date | None = None
    date_to: date | None = None

    def list_passages(self) -> list[Passage]:
        first, *others = self.names
        parts: list[tuple[NamePart, Sequence[str]]] = [
            (NamePart.SHOWN, [first]), (NamePart.ALSO, others), (NamePart.FAMILY, [self.family_name]),
            (NamePart.FACT, self.facts), (NamePart.PROSE, self.prose),
        ]  # fmt: skip
        return [Passage(text, part) for part, texts in parts for text in distinct(texts)]

    def list_folded(self) -> list[str]:
        return fold_all(self.names) if self.folded is None else list(self.folded)

    def list_loose(self) -> list[str]:
        """The first and the last word of a family name of several words."""
        if self.loose is not None:
            return list(self.loose)
        words = fold(self.family_name).split()
        return [word for word in distinct((words[0], words[-1])) if word not in _PARTICLES] if len(words) > 1 else []


class NameSource(DocumentSource[Record]):
    """What the five have in common."""

    index = NAMES

    @abstractmethod
    def count_statements(self, pks: Sequence[int]) -> Counts:
        """The public statements of each record that has any."""

    @abstractmethod
    def read_named(self, records: Sequence[Record], counts: Counts) -> Iterator[NamedRecord[Record]]:
        """The public ones among the records, with their names."""

    def build_documents(self, records: Sequence[Record]) -> Iterator[Document]:
        counts = self.count_statements([record.pk for record in records])
        for named in self.read_named(records, counts):
            yield self._build(named)

    def _build(self, named: NamedRecord[Record]) -> Document:
        passages, folded, loose = named.list_passages(), named.list_folded(), named.list_loose()
        indexed = [[(each.order, each.text) for each in passages], folded, loose, list(named.countries), named.slug,
                   str(named.date_from), str(named.date_to)]  # fmt: skip
        values = {
            "title": str(named.record),
            "what": named.what,
            "uid": named.code,
            "slug": named.slug,
            "kind": named.kind,
            "key": folded,
            "family": fold_all([named.family_name]),
            "loosely": loose,
            "country": named.countries,
            "place": named.place,
            "record": named.record.pk,
            "weight": named.weight,
            "version": zlib.crc32(repr(indexed).encode()),  # tells a document from what it was before
            "year": named.year,
            "date_from": named.date_from,
            "date_to": named.date_to,
        }
        return build_document(
            self.label, named.record.pk, self.fields, values, language=named.language, passages=passages
        )


def distinct(texts: Iterable[str]) -> list[str]:
    """Each once, in order, without empty ones."""
    return list(dict.fromkeys(text for text in texts if text))


def fold_all(texts: Iterable[str]) -> list[str]:
    return distinct(map(fold, texts))


class PartySource(NameSource[Party]):
    model = Party

    def select_public(self) -> QuerySet[Party]:
        return Party.objects.all()

    def select_for_reading(self) -> QuerySet[Party]:
        return Party.objects.prefetch_related("names")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return count_public_statements(StatementParty.objects.filter(party__in=pks, role=PartyRole.SPEAKING), "party")

    def read_named(self, records: Sequence[Party], counts: Counts) -> Iterator[NamedRecord[Party]]:
        for record in records:
            what = "organisation" if record.is_organisation else "country"
            yield NamedRecord(
                record, what, record.code, None, counts.get(record.pk, 0),
                names=distinct([record.name, record.official_name, *(name.name for name in record.names.all())]),
                countries=[record.code],
            )  # fmt: skip


class TopicSource(NameSource[Topic]):
    model = Topic

    def select_public(self) -> QuerySet[Topic]:
        return Topic.objects.all()

    def select_for_reading(self) -> QuerySet[Topic]:
        return Topic.objects.select_related("parent")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return count_public_statements(Statement.topics.through.objects.filter(topic__in=pks), "topic")

    def read_named(self, records: Sequence[Topic], counts: Counts) -> Iterator[NamedRecord[Topic]]:
        for record in records:
            yield NamedRecord(
                record, "topic", record.path, None, counts.get(record.pk, 0),
                names=distinct([record.name, *record.aliases]),
                facts=[record.parent.name] if record.parent else [],
                prose=[record.note],
                folded=[fold(record.name)],
                # A publisher's tag of a single word is used for many other things.
                loose=[key for key in fold_all(record.aliases) if " " in key],
                language="en",
            )  # fmt: skip


class EventSource(NameSource[Event]):
    model = Event

    def select_public(self) -> QuerySet[Event]:
        return Event.objects.filter(Exists(Statement.objects.published().filter(event=OuterRef("pk"))))

    def select_for_reading(self) -> QuerySet[Event]:
        return self.select_public().select_related("host").prefetch_related("participants")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return Counter(Statement.objects.published().filter(event__in=pks).values_list("event_id", flat=True))

    def read_named(self, records: Sequence[Event], counts: Counts) -> Iterator[NamedRecord[Event]]:
        for record in records:
            if not counts.get(record.pk):
                continue
            parties = _list_parties(record)
            year = record.date_earliest.year if record.date_earliest else None
            yield NamedRecord(
                record, "event", record.uid, record.slug, counts[record.pk],
                names=[record.name],
                facts=[
                    record.place, str(year or ""), record.get_kind_display(), *(party.name for party in parties)
                ],
                prose=[record.note],
                countries=[party.code for party in parties],
                language="en", place=record.place or None, year=year,
                date_from=record.date_earliest, date_to=record.date_latest,
            )  # fmt: skip


def _list_parties(event: Event) -> list[Party]:
    host = [event.host] if event.host else []
    return host + sorted((each for each in event.participants.all() if each not in host), key=lambda party: party.code)


class TreatySource(NameSource[Treaty]):
    model = Treaty

    def select_public(self) -> QuerySet[Treaty]:
        return Treaty.objects.all()

    def select_for_reading(self) -> QuerySet[Treaty]:
        return Treaty.objects.prefetch_related("aliases")

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return count_public_statements(TreatyMention.objects.filter(treaty__in=pks), "treaty", distinct=True)

    def read_named(self, records: Sequence[Treaty], counts: Counts) -> Iterator[NamedRecord[Treaty]]:
        parties = _read_parties([record.pk for record in records])
        for record in records:
            signed_by = parties[record.pk]
            yield NamedRecord(
                record, "treaty", record.uid, record.slug, counts.get(record.pk, 0),
                names=distinct([str(record), record.title, *(alias.name for alias in record.aliases.all())]),
                facts=[
                    record.place, str(record.signed_year or ""), record.get_kind_display(), record.subject,
                    record.registration, *(name for _, name in signed_by),
                ],
                prose=[record.note, record.depositary],
                countries=[code for code, _ in signed_by],
                kind=record.kind, language="en", place=record.place or None, year=record.signed_year,
                date_from=record.signed_earliest, date_to=record.signed_latest,
            )  # fmt: skip


def _read_parties(treaties: Sequence[int]) -> Mapping[int, list[tuple[str, str]]]:
    """The codes and names of the parties to each treaty."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = TreatyParty.objects.filter(treaty__in=treaties).order_by("treaty", "party__code")
    for pk, code, name in rows.values_list("treaty", "party__code", "party__name"):
        found[pk].append((code, name))
    return found
