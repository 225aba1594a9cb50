"""The records of the whole public archive as JSON Lines, from which an empty archive can be restored.

Only what is public: no drafts, no withdrawn words, no private notes, no editors' names.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from statements.exchange.content import BATCH_SIZE, Content, strip_text
from statements.models import (
    Event,
    Party,
    PartyName,
    Permalink,
    Publisher,
    RedactedStatement,
    RedactedVersion,
    Revision,
    Speaker,
    Statement,
    StatementParty,
    StatementSpeaker,
    Term,
    Topic,
    Treaty,
    TreatyParty,
    TreatyRelation,
)
from statements.models.reading import read_in_batches
from statements.models.redaction import RedactionState
from statements.models.revision import Snapshot
from statements.models.statement import StatementStatus
from statements.text.batches import batches

M = TypeVar("M", bound=Model)
Record = dict[str, object]
# The layout of the records. One that an older archive could not read gets a new number.
LAYOUT = 1

_PARTY = ("code", "kind", "name", "official_name", "start", "end", "note")
_PARTY_NAME = ("name", "language", "kind", "start", "end")
_TOPIC = ("path", "name", "slug", "note", "aliases", "unbis", "eurovoc")
_PUBLISHER = ("uid", "slug", "name", "home_url", "licence", "licence_url", "shows_full_text", "aliases", "note")
_SPEAKER = ("uid", "slug", "name", "sort_name", "native_name", "wikidata", "provisional", "note")
_TERM = ("title", "title_aliases", "start", "end")
_EVENT = ("uid", "slug", "name", "kind", "date", "place", "note")
_TREATY = (
    "uid", "slug", "title", "short_title", "kind", "status", "signed", "in_force", "ended", "place", "registration",
    "depositary", "official_url", "source_key", "subject", "note",
)  # fmt: skip
_ACT = ("signed", "ratified", "in_force", "left")


def _parties() -> Iterator[Record]:
    parties = Party.objects.order_by("code")
    names = Prefetch("names", PartyName.objects.order_by("pk"))
    for party in read_in_batches(parties.prefetch_related(names, "successors")):
        yield {
            **_read_fields(party, _PARTY),
            "names": [_read_fields(name, _PARTY_NAME) for name in party.names.all()],
            "successors": sorted(other.code for other in party.successors.all()),
        }


def _topics() -> Iterator[Record]:
    yield from (_read_fields(topic, _TOPIC) for topic in Topic.objects.order_by("depth", "path"))


def _publishers() -> Iterator[Record]:
    shown = Q(statements__datestamp__isnull=False) | Q(republished_statements__datestamp__isnull=False)
    unused = Q(statements=None, republished_statements=None)
    for publisher in _deduplicate(Publisher.objects.filter(shown | unused)).select_related("party"):
        yield {**_read_fields(publisher, _PUBLISHER), "party": _party_code(publisher.party)}


def _speakers() -> Iterator[Record]:
    """Those who speak in a text that is or was public, and those whom a curator has entered."""
    speaking = Q(pk__in=StatementSpeaker.objects.filter(statement__datestamp__isnull=False).values("speaker"))
    terms = Prefetch("terms", Term.objects.select_related("party").order_by("pk"))
    speakers = Speaker.objects.filter(speaking | Q(provisional=False)).order_by("pk").prefetch_related("aliases", terms)
    for speaker in read_in_batches(speakers):
        yield {
            **_read_fields(speaker, _SPEAKER),
            "aliases": [_read_fields(alias, ("name", "language")) for alias in speaker.aliases.all()],
            "terms": [{**_read_fields(term, _TERM), "party": term.party.code} for term in speaker.terms.all()],
        }


def _events() -> Iterator[Record]:
    shown = Q(statements__datestamp__isnull=False) | Q(statements=None)
    for event in _deduplicate(Event.objects.filter(shown)).select_related("host").prefetch_related("participants"):
        codes = sorted(party.code for party in event.participants.all())
        yield {**_read_fields(event, _EVENT), "host": _party_code(event.host), "participants": codes}


def _treaties() -> Iterator[Record]:
    acts = Prefetch("participations", TreatyParty.objects.select_related("party").order_by("pk"))
    relations = Prefetch("relations", TreatyRelation.objects.select_related("other").order_by("pk"))
    treaties = Treaty.objects.order_by("pk").prefetch_related("aliases", acts, relations)
    for treaty in read_in_batches(treaties):
        yield {
            **_read_fields(treaty, _TREATY),
            "aliases": [_read_fields(alias, ("name", "language")) for alias in treaty.aliases.all()],
            "parties": [{**_read_fields(act, _ACT), "party": act.party.code} for act in treaty.participations.all()],
            "relations": [{"kind": each.kind, "other": each.other.uid} for each in treaty.relations.all()],
        }


def _permalinks() -> Iterator[Record]:
    fields = ("address", "kind", "target", "reason")
    for link in read_in_batches(Permalink.objects.order_by("pk"), 2_000):
        yield {**_read_fields(link, fields), "created_at": link.created_at.isoformat()}


# File -> its records, in the order in which they must be read back.
AUTHORITIES: Mapping[str, Callable[[], Iterator[Record]]] = {
    "parties": _parties,
    "topics": _topics,
    "publishers": _publishers,
    "speakers": _speakers,
    "events": _events,
    "treaties": _treaties,
    "permalinks": _permalinks,
}


def format_line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_published_records(contents: Iterable[Content]) -> Iterator[tuple[Content, Record]]:
    """Each statement with all its versions. A version that equals the statement of today is not written twice."""
    for batch in batches(contents, BATCH_SIZE):
        yield from _build_batch(batch)


def _build_batch(batch: list[Content]) -> Iterator[tuple[Content, Record]]:
    pks = [content.pk for content in batch]
    columns = ("pk", "added_at", "source_key")
    rows = {pk: (added, key) for pk, added, key in Statement.objects.filter(pk__in=pks).values_list(*columns)}
    revisions: dict[int, list[Revision]] = defaultdict(list)
    for revision in Revision.objects.filter(statement__in=pks).order_by("number"):
        revisions[revision.statement_id].append(revision)
    redactions = read_redaction_records(pks)
    for content in batch:
        if content.pk not in rows:
            continue
        added_at, source_key = rows[content.pk]
        yield (
            content,
            {
                "layout": LAYOUT,
                "status": StatementStatus.PUBLISHED,
                "statement": content.snapshot,
                "has_text": content.has_text,
                "certainty": content.certainty,
                "speech_count": content.speech_count,
                "word_count": content.word_count,
                "source_key": source_key,
                "added_at": added_at.isoformat(),
                "published_at": content.published_at.isoformat(),
                "datestamp": content.datestamp.isoformat(),
                "versions": [_version_record(revision, content) for revision in revisions[content.pk]],
                **({"redactions": redactions[content.pk]} if content.pk in redactions else {}),
            },
        )


def read_redaction_records(statements: list[int]) -> dict[int, list[Record]]:
    """Statement -> its redactions with the versions they changed. The digests stay here: another key made of them
    elsewhere knows nothing again."""
    versions: dict[tuple[int, int], list[Record]] = defaultdict(list)
    changed = RedactedVersion.objects.filter(revision__statement__in=statements).order_by("revision__number")
    for key, statement, number, was in changed.values_list(
        "redaction", "revision__statement", "revision__number", "was_sha256"
    ):
        versions[key, statement].append({"number": number, "was_sha256": was})
    records: dict[int, list[Record]] = defaultdict(list)
    touched = RedactedStatement.objects.filter(statement__in=statements).exclude(redaction__state=RedactionState.BEGUN)
    for row in touched.select_related("redaction").order_by("redaction"):
        redaction = row.redaction
        records[row.statement_id].append(
            {
                **_read_fields(redaction, ("uid", "kind", "is_everywhere", "reason", "sentence")),
                "made_at": redaction.made_at.isoformat(),
                "marks": row.marks,
                "versions": versions[redaction.pk, row.statement_id],
            }
        )
    return records


def _version_record(revision: Revision, content: Content) -> Record:
    version = {"number": revision.number, "at": revision.created_at.isoformat(), "reason": revision.reason}
    if content.has_text and revision.sha256 == _hash_snapshot(content.snapshot):
        return {**version, "sha256": revision.sha256, "snapshot": None}
    if content.has_text:
        return {**version, "sha256": revision.sha256, "snapshot": revision.snapshot}
    snapshot = strip_text(revision.snapshot)
    return {**version, "sha256": _hash_snapshot(snapshot), "snapshot": snapshot}


def _tombstone_record(revision: Revision) -> Record:
    """The version by which a withdrawn statement is still cited: who, where and when, but none of the words."""
    bare = strip_text(revision.snapshot)
    snapshot: Snapshot = {
        **bare,
        "public_note": "",
        "republisher_note": "",
        "image_caption": "",
        "image_credit": "",
        "treaty_mentions": [],
        "speeches": [{**speech, "label": ""} for speech in bare["speeches"]],
    }
    return {
        "number": revision.number,
        "at": revision.created_at.isoformat(),
        "reason": revision.reason,
        "sha256": _hash_snapshot(snapshot),
        "snapshot": snapshot,
    }


def _hash_snapshot(snapshot: Snapshot) -> str:
    canonical = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_withdrawn_records() -> Iterator[Record]:
    """What the tombstones show, and how the statements were filed. None of their words, of any version."""
    withdrawn = Statement.objects.filter(status=StatementStatus.WITHDRAWN, datestamp__isnull=False).order_by("pk")
    versions = Prefetch("revisions", Revision.objects.order_by("number"))
    speakers = Prefetch("voices", StatementSpeaker.objects.select_related("speaker", "party").order_by("order"))
    roles = Prefetch("party_roles", StatementParty.objects.select_related("party"))
    columns = ("uid", "slug", "title", "kind", "text_status", "language", "date", "place", "source_url", "source_key")
    withdrawn = withdrawn.select_related("publisher", "place_party")
    for statement in read_in_batches(withdrawn.prefetch_related("topics", speakers, roles, versions), 50):
        # Only what was public once is withdrawn, and these are chosen by their datestamp.
        assert statement.published_at is not None and statement.datestamp is not None
        yield {
            "layout": LAYOUT,
            "status": StatementStatus.WITHDRAWN,
            **_read_fields(statement, (*columns, "withdrawn_reason")),
            "place_party": _party_code(statement.place_party),
            "publisher": statement.publisher.uid if statement.publisher else "",
            "topics": sorted(topic.path for topic in statement.topics.all()),
            "parties": [{"code": role.party.code, "role": role.role} for role in statement.party_roles.all()],
            "voices": [
                {"speaker": row.speaker.uid, "party": _party_code(row.party), "office": row.role,
                 "speech_count": row.speech_count}
                for row in statement.voices.all()
            ],
            "versions": [_tombstone_record(revision) for revision in statement.revisions.all()][-1:],
            "withdrawn_on": str(statement.withdrawn_on or ""),
            "added_at": statement.added_at.isoformat(),
            "published_at": statement.published_at.isoformat(),
            "datestamp": statement.datestamp.isoformat(),
        }  # fmt: skip


def _read_fields(record: Model, names: tuple[str, ...]) -> Record:
    return {name: getattr(record, name) for name in names}


def _party_code(party: Party | None) -> str:
    return party.code if party else ""


def _deduplicate(records: QuerySet[M]) -> QuerySet[M]:
    """Joins double rows; a distinct over the keys alone is cheaper than one over all columns."""
    return records.model._default_manager.filter(pk__in=records.values("pk")).order_by("pk")
