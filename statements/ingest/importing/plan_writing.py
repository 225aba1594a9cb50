"""A plan written as records: the statement's fields, its people, relations and source. No transaction here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from statements import publishing
from statements.ingest.importing.planning import ImportPlan
from statements.ingest.matching.speakers import Person
from statements.ingest.reading.read_records import ReadRecord
from statements.ingest.writing import SpeechDraft
from statements.models import Source, Statement, StatementParty, TreatyMention
from statements.models.base import build_slug
from statements.models.edtf import fill_edtf_field
from statements.models.revision import Snapshot
from statements.models.speech import SpeechKind
from statements.models.statement import PartyRole
from statements.models.treaty import MentionRelation
from statements.publishing import WrittenSpeeches
from statements.publishing.lifecycle import mark_as_imported


def set_fields(statement: Statement, plan: ImportPlan, record: ReadRecord) -> None:
    front = plan.front
    if statement.title != plan.title:
        statement.slug = build_slug(plan.title, "statement")
    statement.title = plan.title
    statement.kind, statement.text_status = plan.kind, plan.text_status
    statement.language, statement.date = plan.language, plan.date
    statement.place = plan.place
    statement.place_party_id = plan.place_party.pk if plan.place_party else None
    statement.publisher, statement.republisher = plan.publisher, plan.republisher
    statement.source_url, statement.source_key = plan.source_url, plan.source_key
    statement.republisher_note, statement.provenance = front.republisher_note, front.provenance
    statement.retrieved_on = plan.retrieved_on
    statement.raw_sha256 = record.sha256
    statement.image_caption, statement.image_credit = front.caption, front.credit[:300]
    unmatched = [
        {"code": "unmatched-label", "message": f"“{label}” was matched to nobody: {why}.", "line": 0}
        for label, why in plan.unmatched
    ]
    statement.warnings = plan.warnings + unmatched


def refuse_incomplete(statement: Statement, drafts: list[SpeechDraft]) -> None:
    """Raise ``NotReady`` where a public statement would lack something it must have."""
    fill_edtf_field(statement, "date")
    statement.speech_count = sum(draft.kind != SpeechKind.STAGE for draft in drafts)
    if reasons := publishing.find_obstacles(statement):
        raise publishing.NotReady(reasons)


def write_relations(
    statement: Statement, plan: ImportPlan, record: ReadRecord, words: WrittenSpeeches, *, new: bool
) -> None:
    if new:
        through = Statement.topics.through
        through.objects.bulk_create(through(statement=statement, topic_id=topic) for topic in plan.topics)
    else:
        statement.topics.set(plan.topics)
        statement.party_roles.filter(role=PartyRole.MENTIONED).delete()
        statement.treaty_mentions.filter(relation=MentionRelation.MENTIONS).delete()
    speaking = {speech.party_id for speech, _ in words}
    StatementParty.objects.bulk_create(
        StatementParty(statement=statement, party_id=party.pk, role=PartyRole.MENTIONED)
        for party in plan.mentioned
        if party.pk not in speaking
    )
    paragraphs = [paragraph for _, paragraphs_of_speech in words for paragraph in paragraphs_of_speech]
    TreatyMention.objects.bulk_create(
        TreatyMention(
            statement=statement, treaty_id=occurrence.treaty, paragraph=paragraphs[occurrence.paragraph],
            surface=occurrence.surface[:300],
        )
        for occurrence in record.treaty_occurrences
    )  # fmt: skip


def write_source(statement: Statement, record: ReadRecord, *, new: bool) -> None:
    if not new:
        Source.objects.filter(statement=statement).delete()
    source = Source(
        statement=statement,
        name=f"{record.file.rpartition('/')[2]}{f':{record.line}' if record.line else ''}"[:300],
        format=record.format,
        compressed=record.compressed,
        size=record.size,
        sha256=record.sha256,
    )
    mark_as_imported(source)
    source.save(force_insert=True)


def has_same_content(before: Snapshot, after: Snapshot) -> bool:
    return {**before, "raw_sha256": ""} == {**after, "raw_sha256": ""}


def _people_of(plan: ImportPlan) -> list[Person]:
    return list({id(match.person): match.person for match in plan.matches if match.person}.values())


def list_unsaved_records(plan: ImportPlan) -> list[models.Model]:
    """List the records that writing the plan will insert besides the statement."""
    people = _people_of(plan)
    records: list[models.Model] = [person.record for person in people]
    records += [record for person in people for record in person.unwritten]
    records += [publisher for publisher in (plan.publisher, plan.republisher) if publisher]
    return [record for record in records if record.pk is None]


def save_people(plan: ImportPlan) -> None:
    for person in _people_of(plan):
        save_new_records([person.record])
        for record in person.unwritten:
            record.speaker_id = person.record.pk
        save_new_records(person.unwritten)


def save_new_records(records: Iterable[models.Model]) -> None:
    for record in records:
        if record.pk is None:
            record.save(force_insert=True)


def clear_keys(records: list[models.Model]) -> None:
    """Take the keys from records whose insertion was rolled back, so that they are inserted again when needed."""
    for record in records:
        record.pk = None
        record._state.adding = True
