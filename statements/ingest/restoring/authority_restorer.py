"""Records that statements name, restored from a package: parties, topics, publishers, people, events, treaties.

Existing records belong to the editors of this archive and stay as they are. Only where the archive has no statement yet
are parties and topics, which every archive is given at its start, overwritten by the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db.models import Model

from statements.ingest.restoring.authority_records import AuthorityRecords
from statements.models import (
    Event,
    Party,
    PartyName,
    Permalink,
    Publisher,
    Speaker,
    SpeakerAlias,
    Statement,
    Term,
    Topic,
    Treaty,
    TreatyAlias,
    TreatyParty,
    TreatyRelation,
)
from statements.text.batches import batches

BATCH_SIZE = 500
Records = Iterable[dict]


def restore_authorities(read: Callable[[str], Records], authorities: AuthorityRecords) -> dict[str, int]:
    """Add what is missing. ``read`` gives the records of one kind. Returns how many of each kind were added."""
    fresh = not Statement.objects.exists()
    added = {
        "parties": _restore_parties(read("parties"), fresh),
        "topics": _restore_topics(read("topics"), fresh),
    }
    parties = dict(Party.objects.values_list("code", "pk"))
    added["publishers"] = _restore_publishers(read("publishers"), parties)
    added["speakers"] = _restore_speakers(read("speakers"), parties, authorities)
    added["events"] = _restore_events(read("events"), parties)
    added["treaties"] = _restore_treaties(read("treaties"), parties, authorities)
    added["permalinks"] = _restore_permalinks(read("permalinks"))
    authorities.reload()
    return added


def _restore_parties(records: Records, fresh: bool) -> int:
    existing = {party.code: party for party in Party.objects.all()}
    added, successors, names = 0, {}, []
    for record in records:
        fields = {name: value for name, value in record.items() if name not in ("names", "successors")}
        party = existing.get(record["code"])
        if party is not None and not fresh:
            continue
        added += party is None
        party = party or Party()
        _set_fields(party, fields)
        party.save()
        existing[party.code] = party
        party.names.all().delete()
        names += [PartyName(party=party, **name) for name in record["names"]]
        successors[party] = record["successors"]
    PartyName.objects.bulk_create(names, batch_size=BATCH_SIZE)
    for party, codes in successors.items():
        party.successors.set(existing[code] for code in codes if code in existing)
    return added


def _restore_topics(records: Records, fresh: bool) -> int:
    existing = {topic.path: topic for topic in Topic.objects.all()}
    added = 0
    for record in records:
        topic = existing.get(record["path"])
        if topic is not None and not fresh:
            continue
        added += topic is None
        topic = topic or Topic()
        _set_fields(topic, record)
        topic.parent = existing.get(record["path"].rpartition("/")[0])
        topic.save()
        existing[topic.path] = topic
    return added


def _restore_publishers(records: Records, parties: Mapping[str, int]) -> int:
    uids = set(Publisher.objects.values_list("uid", flat=True))
    names = set(Publisher.objects.values_list("name", flat=True))
    missing = [record for record in records if record["uid"] not in uids and record["name"] not in names]
    Publisher.objects.bulk_create(
        Publisher(**{**record, "party": None, "party_id": parties.get(record["party"])}) for record in missing
    )
    return len(missing)


def _restore_speakers(records: Records, parties: Mapping[str, int], authorities: AuthorityRecords) -> int:
    added = 0
    for batch in batches(records, BATCH_SIZE):
        missing = _select_missing(Speaker, batch)
        identities = [record["wikidata"] for record in missing if record["wikidata"]]
        same = {speaker.wikidata: speaker for speaker in Speaker.objects.filter(wikidata__in=identities)}
        for record in missing:
            if record["wikidata"] in same:
                authorities.remember(record["uid"], same[record["wikidata"]])
        new_records = [record for record in missing if record["wikidata"] not in same]
        speakers = [Speaker(**_without(record, "aliases", "terms")) for record in new_records]
        Speaker.objects.bulk_create(speakers)
        aliases, terms = [], []
        for speaker, record in zip(speakers, new_records, strict=True):
            aliases += [SpeakerAlias(speaker=speaker, **alias) for alias in record["aliases"]]
            terms += [
                Term(speaker=speaker, party_id=parties[term["party"]], **_without(term, "party"))
                for term in record["terms"]
                if term["party"] in parties
            ]
        SpeakerAlias.objects.bulk_create(aliases)
        Term.objects.bulk_create(terms)
        added += len(speakers)
    return added


def _restore_events(records: Records, parties: Mapping[str, int]) -> int:
    added = 0
    for batch in batches(records, BATCH_SIZE):
        new_records = _select_missing(Event, batch)
        events = [
            Event(host_id=parties.get(record["host"]), **_without(record, "host", "participants"))
            for record in new_records
        ]
        Event.objects.bulk_create(events)
        link = Event.participants.through
        link.objects.bulk_create(
            link(event=event, party_id=parties[code])
            for event, record in zip(events, new_records, strict=True)
            for code in record["participants"]
            if code in parties
        )
        added += len(events)
    return added


def _restore_treaties(records: Records, parties: Mapping[str, int], authorities: AuthorityRecords) -> int:
    added, relations = 0, []
    for batch in batches(records, BATCH_SIZE):
        missing = _select_missing(Treaty, batch)
        keys = [record["source_key"] for record in missing if record["source_key"]]
        same = {treaty.source_key: treaty for treaty in Treaty.objects.filter(source_key__in=keys)}
        for record in missing:
            if record["source_key"] in same:
                authorities.remember(record["uid"], same[record["source_key"]])
        new_records = [record for record in missing if record["source_key"] not in same]
        treaties = [Treaty(**_without(record, "aliases", "parties", "relations")) for record in new_records]
        Treaty.objects.bulk_create(treaties)
        aliases, acts = [], []
        for treaty, record in zip(treaties, new_records, strict=True):
            aliases += [TreatyAlias(treaty=treaty, **alias) for alias in record["aliases"]]
            acts += [
                TreatyParty(treaty=treaty, party_id=parties[act["party"]], **_without(act, "party"))
                for act in record["parties"]
                if act["party"] in parties
            ]
            relations += [(treaty, each["kind"], each["other"]) for each in record["relations"]]
        TreatyAlias.objects.bulk_create(aliases)
        TreatyParty.objects.bulk_create(acts, batch_size=BATCH_SIZE)
        added += len(treaties)
    by_uid = {treaty.uid: treaty for treaty in Treaty.objects.filter(uid__in={other for _, _, other in relations})}
    TreatyRelation.objects.bulk_create(
        (
            TreatyRelation(treaty=treaty, kind=kind, other=by_uid[other])
            for treaty, kind, other in relations
            if other in by_uid
        ),
        ignore_conflicts=True,
    )
    return added


def _restore_permalinks(records: Records) -> int:
    added = 0
    for batch in batches(records, BATCH_SIZE):
        existing = set(
            Permalink.objects.filter(address__in=[link["address"] for link in batch]).values_list("address", flat=True)
        )
        links = [Permalink(**_without(link, "created_at")) for link in batch if link["address"] not in existing]
        Permalink.objects.bulk_create(links)
        since = {link["address"]: datetime.fromisoformat(link["created_at"]) for link in batch}
        for link in links:
            link.created_at = since[link.address]
        # The field sets the date of a new row itself, but a tombstone must tell when the words really went.
        Permalink.objects.bulk_update(links, ["created_at"])
        added += len(links)
    return added


def _select_missing(model: type[Model], batch: list[dict]) -> list[dict]:
    existing = set(
        model._default_manager.filter(uid__in=[record["uid"] for record in batch]).values_list("uid", flat=True)
    )
    return [record for record in batch if record["uid"] not in existing]


def _without(record: dict, *names: str) -> dict:
    return {name: value for name, value in record.items() if name not in names}


def _set_fields(record: Model, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
