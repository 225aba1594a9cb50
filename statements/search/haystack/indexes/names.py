"""What of speakers, treaties, parties, topics and events is indexed: their names, and what else tells them apart.

A document's passages are names and facts, one each, so that no phrase and no name runs across them. A passage's
`order` says which (`NamePart`). Only what is public is indexed: speakers who are heard and events that are attended in
a published statement; treaties, parties and topics are public in themselves.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from haystack import indexes
from haystack.exceptions import SkipDocument

from statements.models import (
    Event,
    Party,
    Speaker,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    Topic,
    Treaty,
    TreatyMention,
    TreatyParty,
)
from statements.models.statement import PartyRole
from statements.models.totals import public_totals
from statements.search.contract.names import NAMES, NamePart
from statements.search.database_names import public_speakers, public_statement_speakers
from statements.search.engines.whoosh.segments.documents import Passage
from statements.text.folding import fold

from .fields import CodeField

MOST_ROLES = 20  # offices of one speaker as statements print them
# Particles that stand in a family name and are nobody's.
_PARTICLES = frozenset({"al", "da", "de", "del", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "zu"})


class NameIndex(indexes.SearchIndex):
    """What the five have in common. Subclasses give a record's names, the one that is shown first, and its facts."""

    index_name = NAMES

    text = indexes.CharField(document=True)
    title = indexes.CharField()
    what = CodeField()
    uid = CodeField(model_attr="uid")
    slug = CodeField(null=True)
    key = indexes.MultiValueField(stored=False)
    family = indexes.MultiValueField(stored=False)
    loosely = indexes.MultiValueField(stored=False)
    country = indexes.MultiValueField()
    place = indexes.CharField(null=True)
    record = indexes.IntegerField(model_attr="pk", stored=False)
    weight = indexes.IntegerField(stored=False)
    version = indexes.IntegerField(stored=False)
    year = indexes.IntegerField(null=True)
    date_from = indexes.DateField(null=True)
    date_to = indexes.DateField(null=True, stored=False)

    def names(self, record: Any) -> list[str]:
        """Every name, the one that is shown first."""
        raise NotImplementedError

    def facts(self, record: Any) -> list[str]:
        """Whatever else a reader may put beside the name: offices, countries, places, years."""
        return []

    def prose(self, record: Any) -> list[str]:
        return []

    def counts(self, pks: Sequence[int]) -> dict[int, int]:
        """Public statements of each record."""
        raise NotImplementedError

    def gather(self, records: Sequence[Any]) -> None:
        """Look up for many records at once what a query each would be too slow for."""
        counts = self.counts([record.pk for record in records])
        for record in records:
            record.public_count, record.passages = counts.get(record.pk, 0), None

    def prepare(self, obj: Any) -> dict[str, Any]:
        data = super().prepare(obj)
        data["lang"] = self.language(obj)  # for the forms of words; not a field of names
        passages, _ = self.spoken(obj)
        told = [[(each.order, each.text) for each in passages], data["key"], data["loosely"], data["country"],
                data["slug"], str(data["date_from"]), str(data["date_to"])]  # fmt: skip
        data["version"] = zlib.crc32(repr(told).encode())
        return data

    def language(self, record: Any) -> str:
        return "und"

    def spoken(self, record: Any) -> tuple[list[Passage], list]:
        if record.passages is None:  # asked for several times; made once
            record.passages = list(self._passages(record))
        return record.passages, []

    def _passages(self, record: Any) -> Iterator[Passage]:
        first, *others = self.names(record)
        parts = [(NamePart.SHOWN, [first]), (NamePart.ALSO, others), (NamePart.FAMILY, [self.family_name(record)]),
                 (NamePart.FACT, self.facts(record)), (NamePart.PROSE, self.prose(record))]  # fmt: skip
        return (Passage(text, part) for part, texts in parts for text in distinct(texts))

    def family_name(self, record: Any) -> str:
        return ""

    def prepare_text(self, record: Any) -> str:
        return "\n\n".join(passage.text for passage in self.spoken(record)[0])

    def prepare_title(self, record: Any) -> str:
        return str(record)

    def prepare_what(self, record: Any) -> str:
        return record._meta.model_name

    def prepare_slug(self, record: Any) -> str | None:
        return record.slug

    def prepare_key(self, record: Any) -> list[str]:
        return fold_all(self.names(record))

    def prepare_family(self, record: Any) -> list[str]:
        return fold_all([self.family_name(record)])

    def prepare_loosely(self, record: Any) -> list[str]:
        """What it is called too, less surely: of a family name of several words the first and the last."""
        words = fold(self.family_name(record)).split()
        return [word for word in distinct((words[0], words[-1])) if word not in _PARTICLES] if len(words) > 1 else []

    def prepare_country(self, record: Any) -> list[str]:
        return []

    def prepare_weight(self, record: Any) -> int:
        return record.public_count


class SpeakerIndex(NameIndex, indexes.Indexable):
    def get_model(self) -> type[Speaker]:
        return Speaker

    def index_queryset(self, using: str | None = None) -> QuerySet:
        terms = Prefetch("terms", Term.objects.select_related("party").order_by("start_earliest", "pk"))
        return self.read_queryset().prefetch_related("aliases", terms)

    def read_queryset(self, using: str | None = None) -> QuerySet:
        return public_speakers()

    def counts(self, pks: Sequence[int]) -> dict[int, int]:
        return public_totals(StatementSpeaker.objects.filter(speaker__in=pks), "speaker")

    def gather(self, records: Sequence[Speaker]) -> None:
        super().gather(records)
        heard = public_statement_speakers().filter(speaker__in=[record.pk for record in records])
        roles = heard.values_list("speaker", "party__code", "party__name", "role").distinct()
        for record in records:
            record.heard_for = []
        by_pk = {record.pk: record for record in records}
        for pk, code, name, role in roles.order_by("speaker", "party__code", "role"):
            by_pk[pk].heard_for.append((code, name, role))

    def prepare(self, obj: Speaker) -> dict[str, Any]:
        if not obj.public_count:
            raise SkipDocument
        return super().prepare(obj)

    def names(self, record: Speaker) -> list[str]:
        return distinct([record.name, record.native_name, *(alias.name for alias in record.aliases.all())])

    def family_name(self, record: Speaker) -> str:
        """As the sort name tells it: what is before the comma; without a comma the first word (Kim Jong-un)."""
        family, comma, _ = record.sort_name.partition(",")
        words = family.split()
        return family.strip() if comma else words[0] if len(words) > 1 else ""

    def facts(self, record: Speaker) -> list[str]:
        said = [text for term in record.terms.all() for text in (term.title, *term.title_aliases, term.party.name)]
        roles = distinct(role for _, _, role in record.heard_for)[:MOST_ROLES]
        return [*said, *(name for _, name, _ in record.heard_for if name), *roles]

    def prepare_country(self, record: Speaker) -> list[str]:
        held = [term.party.code for term in record.terms.all()]
        return distinct([*held, *(code for code, _, _ in record.heard_for if code)])


class TreatyIndex(NameIndex, indexes.Indexable):
    kind = CodeField(model_attr="kind")

    def get_model(self) -> type[Treaty]:
        return Treaty

    def index_queryset(self, using: str | None = None) -> QuerySet:
        return Treaty.objects.prefetch_related("aliases")

    def read_queryset(self, using: str | None = None) -> QuerySet:
        return Treaty.objects.all()

    def language(self, record: Treaty) -> str:
        return "en"

    def counts(self, pks: Sequence[int]) -> dict[int, int]:
        return public_totals(TreatyMention.objects.filter(treaty__in=pks), "treaty", distinct=True)

    def gather(self, records: Sequence[Treaty]) -> None:
        super().gather(records)
        by_pk = {record.pk: record for record in records}
        for record in records:
            record.joined = []
        parties = TreatyParty.objects.filter(treaty__in=by_pk).order_by("treaty", "party__code")
        for pk, code, name in parties.values_list("treaty", "party__code", "party__name"):
            by_pk[pk].joined.append((code, name))

    def names(self, record: Treaty) -> list[str]:
        return distinct([str(record), record.title, *(alias.name for alias in record.aliases.all())])

    def facts(self, record: Treaty) -> list[str]:
        names = [name for _, name in record.joined]
        year = str(record.signed_year or "")
        return [record.place, year, record.get_kind_display(), record.subject, record.registration, *names]

    def prose(self, record: Treaty) -> list[str]:
        return [record.note, record.depositary]

    def prepare_country(self, record: Treaty) -> list[str]:
        return [code for code, _ in record.joined]

    def prepare_place(self, record: Treaty) -> str | None:
        return record.place or None

    def prepare_year(self, record: Treaty) -> int | None:
        return record.signed_year

    def prepare_date_from(self, record: Treaty) -> date | None:
        return record.signed_earliest

    def prepare_date_to(self, record: Treaty) -> date | None:
        return record.signed_latest


class PartyIndex(NameIndex, indexes.Indexable):
    uid = CodeField(model_attr="code")

    def get_model(self) -> type[Party]:
        return Party

    def index_queryset(self, using: str | None = None) -> QuerySet:
        return Party.objects.prefetch_related("names")

    def counts(self, pks: Sequence[int]) -> dict[int, int]:
        return public_totals(StatementParty.objects.filter(party__in=pks, role=PartyRole.SPEAKING), "party")

    def names(self, record: Party) -> list[str]:
        return distinct([record.name, record.official_name, *(name.name for name in record.names.all())])

    def prepare_what(self, record: Party) -> str:
        return "organisation" if record.is_organisation else "country"

    def prepare_slug(self, record: Party) -> None:
        return None

    def prepare_country(self, record: Party) -> list[str]:
        return [record.code]


class TopicIndex(NameIndex, indexes.Indexable):
    uid = CodeField(model_attr="path")

    def get_model(self) -> type[Topic]:
        return Topic

    def index_queryset(self, using: str | None = None) -> QuerySet:
        return Topic.objects.select_related("parent")

    def language(self, record: Topic) -> str:
        return "en"

    def counts(self, pks: Sequence[int]) -> dict[int, int]:
        return public_totals(Statement.topics.through.objects.filter(topic__in=pks), "topic")

    def names(self, record: Topic) -> list[str]:
        return distinct([record.name, *record.aliases])

    def prepare_key(self, record: Topic) -> list[str]:
        return [fold(record.name)]

    def prepare_loosely(self, record: Topic) -> list[str]:
        """Publishers' tags. One of a single word is about many things besides."""
        return [key for key in fold_all(record.aliases) if " " in key]

    def facts(self, record: Topic) -> list[str]:
        return [record.parent.name] if record.parent else []

    def prose(self, record: Topic) -> list[str]:
        return [record.note]

    def prepare_slug(self, record: Topic) -> None:
        return None


class EventIndex(NameIndex, indexes.Indexable):
    def get_model(self) -> type[Event]:
        return Event

    def index_queryset(self, using: str | None = None) -> QuerySet:
        return self.read_queryset().select_related("host").prefetch_related("participants")

    def read_queryset(self, using: str | None = None) -> QuerySet:
        return Event.objects.filter(Exists(Statement.objects.published().filter(event=OuterRef("pk"))))

    def language(self, record: Event) -> str:
        return "en"

    def counts(self, pks: Sequence[int]) -> dict[int, int]:
        events = Statement.objects.published().filter(event__in=pks).values_list("event", flat=True)
        found: dict[int, int] = {}
        for pk in events:
            found[pk] = found.get(pk, 0) + 1
        return found

    def prepare(self, obj: Event) -> dict[str, Any]:
        if not obj.public_count:
            raise SkipDocument
        return super().prepare(obj)

    def names(self, record: Event) -> list[str]:
        return [record.name]

    def facts(self, record: Event) -> list[str]:
        year = str(record.date_earliest.year) if record.date_earliest else ""
        return [record.place, year, record.get_kind_display(), *(party.name for party in self._parties(record))]

    def prose(self, record: Event) -> list[str]:
        return [record.note]

    @staticmethod
    def _parties(record: Event) -> list[Party]:
        host = [record.host] if record.host else []
        return host + sorted((each for each in record.participants.all() if each not in host), key=lambda p: p.code)

    def prepare_country(self, record: Event) -> list[str]:
        return [party.code for party in self._parties(record)]

    def prepare_place(self, record: Event) -> str | None:
        return record.place or None

    def prepare_year(self, record: Event) -> int | None:
        return record.date_earliest.year if record.date_earliest else None

    def prepare_date_from(self, record: Event) -> date | None:
        return record.date_earliest

    def prepare_date_to(self, record: Event) -> date | None:
        return record.date_latest


def distinct(texts: Iterable[str]) -> list[str]:
    """Each once, in order, without empty ones."""
    return list(dict.fromkeys(text for text in texts if text))


def fold_all(texts: Iterable[str]) -> list[str]:
    return distinct(map(fold, texts))
