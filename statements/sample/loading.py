"""The sample archive loaded into the database. The one module of this package that knows the models.

Only what is missing is added: once loaded, the records belong to the editors, and a second run changes nothing. A
person, publisher or treaty that an import has already added is used as it is, so that none is added twice.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

from django.db import models, transaction

from statements.dates import parse
from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import (
    Event,
    Party,
    Permalink,
    Publisher,
    Speaker,
    SpeakerAlias,
    Statement,
    StatementParty,
    Term,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyMention,
    TreatyParty,
    TreatyRelation,
)
from statements.models.base import build_permalink_key, build_statement_path
from statements.models.statement import PartyRole
from statements.publishing import WrittenSpeeches, publish
from statements.text.folding import fold

from .records import (
    SampleArchive,
    SampleEvent,
    SamplePublisher,
    SampleSpeaker,
    SampleSpeech,
    SampleStatement,
    SampleTreaty,
)
from .yaml_files import read_archive

PUBLICATION_REASON = "Published with the sample archive."
MAX_NAMED = 5  # missing countries or topics that a message names

Row = TypeVar("Row", bound=models.Model)


class MissingReferenceData(ValueError):
    """Parties or topics that the sample names are not in the database: ``missing``, of which the message names some."""

    def __init__(self, missing: list[str]):
        more = f" and {len(missing) - MAX_NAMED} more" if len(missing) > MAX_NAMED else ""
        super().__init__(", ".join(missing[:MAX_NAMED]) + more)
        self.missing = missing


class SampleLoader:
    """One run of loading ``archive``. ``added`` and ``unchanged`` count rows by subject."""

    def __init__(self, archive: SampleArchive | None = None):
        self.archive = archive or read_archive()
        self.added: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self._parties: dict[str, Party] = {}
        self._topics: dict[str, Topic] = {}
        self._publishers: dict[str, Publisher] = {}
        self._events: dict[str, Event] = {}
        self._speakers: dict[str, Speaker] = {}
        self._treaties: dict[str, Treaty] = {}

    def run(self, *, dry_run: bool = False) -> None:
        """Add what is missing, each statement in a transaction of its own. Raises `MissingReferenceData`.

        A dry run does all of it and rolls it back.
        """
        if dry_run:
            with transaction.atomic():
                self.run()
                transaction.set_rollback(True)
            return
        self._look_up_reference()
        with transaction.atomic():
            self._publishers = self._find_or_create(
                "publishers", self.archive.publishers, self._find_publisher, self._create_publisher
            )
            self._events = self._find_or_create("events", self.archive.events, _find_by_uid(Event), self._create_event)
            self._speakers = self._find_or_create(
                "speakers", self.archive.speakers, self._find_speaker, self._create_speaker
            )
            self._treaties = self._find_or_create(
                "treaties", self.archive.treaties, self._find_treaty, self._create_treaty
            )
            self._relate_treaties()
        self._add_statements()

    def _look_up_reference(self) -> None:
        codes, paths = self.archive.party_codes(), self.archive.topic_paths()
        self._parties = {party.code: party for party in Party.objects.filter(code__in=codes)}
        self._topics = {topic.path: topic for topic in Topic.objects.filter(path__in=paths)}
        if missing := sorted((codes - self._parties.keys()) | (paths - self._topics.keys())):
            raise MissingReferenceData(missing)

    def _find_or_create(self, subject: str, table: dict[str, Any], find: Any, make: Any) -> dict[str, Any]:
        rows = {}
        for key, record in table.items():
            found = find(record)
            rows[key] = found or make(record)
            (self.unchanged if found else self.added)[subject] += 1
        return rows

    def _find_publisher(self, record: SamplePublisher) -> Publisher | None:
        return Publisher.objects.filter(models.Q(uid=record.uid) | models.Q(name=record.name)).first()

    def _create_publisher(self, record: SamplePublisher) -> Publisher:
        return Publisher.objects.create(
            uid=record.uid, name=record.name, party=self._parties.get(record.party),
            home_url=record.home_url, licence=record.licence, licence_url=record.licence_url,
            aliases=list(record.aliases), note=record.note,
        )  # fmt: skip

    def _create_event(self, record: SampleEvent) -> Event:
        event = Event.objects.create(
            uid=record.uid, name=record.name, kind=record.kind, date=record.date, place=record.place,
            host=self._parties.get(record.host),
        )  # fmt: skip
        event.participants.set(self._parties[code] for code in record.participants)
        return event

    def _find_speaker(self, record: SampleSpeaker) -> Speaker | None:
        same = models.Q(uid=record.uid)
        if record.wikidata:
            same |= models.Q(wikidata=record.wikidata)
        found = Speaker.objects.filter(same).first()
        if found:
            return found
        namesakes = Speaker.objects.filter(key=fold(record.name))[:2]
        return namesakes[0] if len(namesakes) == 1 else None

    def _create_speaker(self, record: SampleSpeaker) -> Speaker:
        speaker = Speaker.objects.create(
            uid=record.uid, name=record.name, sort_name=record.sort_name, native_name=record.native_name,
            wikidata=record.wikidata,
        )  # fmt: skip
        SpeakerAlias.objects.bulk_create(SpeakerAlias(speaker=speaker, name=alias) for alias in record.aliases)
        Term.objects.bulk_create(
            Term(
                speaker=speaker, party=self._parties[term.party], title=term.title,
                title_aliases=list(term.title_aliases), start=term.start, end=term.end,
            )
            for term in record.terms
        )  # fmt: skip
        return speaker

    def _find_treaty(self, record: SampleTreaty) -> Treaty | None:
        same = models.Q(uid=record.uid) | models.Q(title=record.title, signed=record.signed)
        return Treaty.objects.filter(same).first()

    def _create_treaty(self, record: SampleTreaty) -> Treaty:
        treaty = Treaty.objects.create(
            uid=record.uid, title=record.title, short_title=record.short_title, kind=record.kind,
            status=record.status, signed=record.signed, in_force=record.in_force, ended=record.ended,
            place=record.place, registration=record.registration, depositary=record.depositary,
            subject=record.subject, note=record.note,
        )  # fmt: skip
        TreatyAlias.objects.bulk_create(
            TreatyAlias(treaty=treaty, name=alias.name, language=alias.language) for alias in record.aliases
        )
        TreatyParty.objects.bulk_create(
            TreatyParty(
                treaty=treaty, party=self._parties[act.party],
                signed=act.signed, ratified=act.ratified, in_force=act.in_force, left=act.left,
            )
            for act in record.parties
        )  # fmt: skip
        return treaty

    def _relate_treaties(self) -> None:
        for key, record in self.archive.treaties.items():
            treaty = self._treaties[key]
            if treaty.uid != record.uid:
                continue
            for relation in record.relations:
                TreatyRelation.objects.get_or_create(
                    treaty=treaty, kind=relation.kind, other=self._treaties[relation.treaty]
                )

    def _add_statements(self) -> None:
        uids = {record.uid for record in self.archive.statements.values()}
        existing_uids = set(Statement.objects.filter(uid__in=uids).values_list("uid", flat=True))
        # A uid whose record was merged into another is an address that leads there; it is never given out again.
        merged = Permalink.objects.filter(
            address__in=[build_permalink_key(build_statement_path(uid)) for uid in uids]
        ).values_list("address", flat=True)
        existing_uids |= {address.removeprefix("s/") for address in merged}
        for record in self.archive.statements.values():
            if record.uid in existing_uids:
                self.unchanged["statements"] += 1
                continue
            self._add_statement(record)
            self.added["statements"] += 1

    @transaction.atomic
    def _add_statement(self, record: SampleStatement) -> None:
        statement = Statement.objects.create(
            uid=record.uid, title=record.title, kind=record.kind, text_status=record.text_status,
            language=record.language, date=record.date, place=record.place,
            place_party=self._parties.get(record.place_party), event=self._events.get(record.event),
            publisher=self._publishers[record.publisher], public_note=record.public_note,
        )  # fmt: skip
        statement.topics.set(self._topics[path] for path in record.topics)
        StatementParty.objects.bulk_create(
            StatementParty(statement=statement, party=self._parties[code], role=PartyRole.MENTIONED)
            for code in record.mentioned
        )
        drafts = [self._build_draft(speech, record.date) for speech in record.speeches]
        words = write_speeches(statement, drafts, new=True)
        self._add_treaty_mentions(statement, record, words)
        publish(statement, PUBLICATION_REASON, speeches=words)

    def _build_draft(self, record: SampleSpeech, date: str) -> SpeechDraft:
        speaker = self._speakers[record.speaker]
        return SpeechDraft(
            anchor=record.anchor,
            label=record.label,
            speaker=speaker,
            role=record.office,
            term=_find_term(speaker, record.office, date),
            party=self._parties[record.party],
            language=record.language,
            interpreted=bool(record.interpreted),
            interpreted_note=record.interpreted,
            paragraphs=[ParagraphDraft(text, anchor=anchor) for anchor, text in record.paragraphs.items()],
        )

    def _add_treaty_mentions(self, statement: Statement, record: SampleStatement, words: WrittenSpeeches) -> None:
        by_anchor = {paragraph.anchor: paragraph for _, paragraphs in words for paragraph in paragraphs}
        TreatyMention.objects.bulk_create(
            TreatyMention(
                statement=statement,
                treaty=self._treaties[mention.treaty],
                relation=mention.relation,
                paragraph=by_anchor[mention.paragraph],
                surface=mention.surface,
            )
            for mention in record.treaties
        )


def _find_by_uid(model: type[Row]) -> Any:
    return lambda record: model._default_manager.filter(uid=record.uid).first()


def _find_term(speaker: Speaker, title: str, date: str) -> Term | None:
    """The speaker's term of that title on the date; None where the editors have given the office another name."""
    when = parse(date)
    if when.earliest is None or when.latest is None:
        return None
    return speaker.terms.on(when.earliest, when.latest).filter(title=title).first()
