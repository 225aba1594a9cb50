"""What statements name, from a package into the database: parties, topics, publishers, people, events, treaties.

What is there already stays as it is: it belongs to the editors of this archive. Only where the archive has no statement
yet do parties and topics, which every archive is given at its start, become what the package says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Model
from django.utils.dateparse import parse_datetime

from statements.ingest.authorities import Authorities
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

LOT = 500
Records = Iterable[dict]


def restore_authorities(read: Callable[[str], Records], authorities: Authorities) -> dict[str, int]:
    """Add what is missing. ``read`` gives the records of one kind. Returns how many of each kind were added."""
    fresh = not Statement.objects.exists()
    added = {
        "parties": _parties(read("parties"), fresh),
        "topics": _topics(read("topics"), fresh),
    }
    parties = dict(Party.objects.values_list("code", "pk"))
    added["publishers"] = _publishers(read("publishers"), parties)
    added["speakers"] = _speakers(read("speakers"), parties, authorities)
    added["events"] = _events(read("events"), parties)
    added["treaties"] = _treaties(read("treaties"), parties, authorities)
    added["permalinks"] = _permalinks(read("permalinks"))
    authorities.read_again()
    return added


def _parties(records: Records, fresh: bool) -> int:
    there = {party.code: party for party in Party.objects.all()}
    added, successors, names = 0, {}, []
    for record in records:
        fields = {name: value for name, value in record.items() if name not in ("names", "successors")}
        party = there.get(record["code"])
        if party is not None and not fresh:
            continue
        added += party is None
        party = party or Party()
        _set(party, fields)
        party.save()
        there[party.code] = party
        party.names.all().delete()
        names += [PartyName(party=party, **name) for name in record["names"]]
        successors[party] = record["successors"]
    PartyName.objects.bulk_create(names, batch_size=LOT)
    for party, codes in successors.items():
        party.successors.set(there[code] for code in codes if code in there)
    return added


def _topics(records: Records, fresh: bool) -> int:
    there = {topic.path: topic for topic in Topic.objects.all()}
    added = 0
    for record in records:
        topic = there.get(record["path"])
        if topic is not None and not fresh:
            continue
        added += topic is None
        topic = topic or Topic()
        _set(topic, record)
        topic.parent = there.get(record["path"].rpartition("/")[0])
        topic.save()
        there[topic.path] = topic
    return added


def _publishers(records: Records, parties: Mapping[str, int]) -> int:
    uids = set(Publisher.objects.values_list("uid", flat=True))
    names = set(Publisher.objects.values_list("name", flat=True))
    missing = [record for record in records if record["uid"] not in uids and record["name"] not in names]
    Publisher.objects.bulk_create(
        Publisher(**{**record, "party": None, "party_id": parties.get(record["party"])}) for record in missing
    )
    return len(missing)


def _speakers(records: Records, parties: Mapping[str, int], authorities: Authorities) -> int:
    added = 0
    for lot in batches(records, LOT):
        missing = _missing(Speaker, lot)
        identities = [record["wikidata"] for record in missing if record["wikidata"]]
        same = {speaker.wikidata: speaker for speaker in Speaker.objects.filter(wikidata__in=identities)}
        for record in missing:
            if record["wikidata"] in same:
                authorities.remember(record["uid"], same[record["wikidata"]])
        wanted = [record for record in missing if record["wikidata"] not in same]
        speakers = [Speaker(**_without(record, "aliases", "terms")) for record in wanted]
        Speaker.objects.bulk_create(speakers)
        aliases, terms = [], []
        for speaker, record in zip(speakers, wanted, strict=True):
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


def _events(records: Records, parties: Mapping[str, int]) -> int:
    added = 0
    for lot in batches(records, LOT):
        wanted = _missing(Event, lot)
        events = [
            Event(host_id=parties.get(record["host"]), **_without(record, "host", "participants")) for record in wanted
        ]
        Event.objects.bulk_create(events)
        link = Event.participants.through
        link.objects.bulk_create(
            link(event=event, party_id=parties[code])
            for event, record in zip(events, wanted, strict=True)
            for code in record["participants"]
            if code in parties
        )
        added += len(events)
    return added


def _treaties(records: Records, parties: Mapping[str, int], authorities: Authorities) -> int:
    added, relations = 0, []
    for lot in batches(records, LOT):
        missing = _missing(Treaty, lot)
        keys = [record["source_key"] for record in missing if record["source_key"]]
        same = {treaty.source_key: treaty for treaty in Treaty.objects.filter(source_key__in=keys)}
        for record in missing:
            if record["source_key"] in same:
                authorities.remember(record["uid"], same[record["source_key"]])
        wanted = [record for record in missing if record["source_key"] not in same]
        treaties = [Treaty(**_without(record, "aliases", "parties", "relations")) for record in wanted]
        Treaty.objects.bulk_create(treaties)
        aliases, acts = [], []
        for treaty, record in zip(treaties, wanted, strict=True):
            aliases += [TreatyAlias(treaty=treaty, **alias) for alias in record["aliases"]]
            acts += [
                TreatyParty(treaty=treaty, party_id=parties[act["party"]], **_without(act, "party"))
                for act in record["parties"]
                if act["party"] in parties
            ]
            relations += [(treaty, each["kind"], each["other"]) for each in record["relations"]]
        TreatyAlias.objects.bulk_create(aliases)
        TreatyParty.objects.bulk_create(acts, batch_size=LOT)
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


def _permalinks(records: Records) -> int:
    added = 0
    for lot in batches(records, LOT):
        there = set(
            Permalink.objects.filter(address__in=[link["address"] for link in lot]).values_list("address", flat=True)
        )
        links = [Permalink(**_without(link, "created_at")) for link in lot if link["address"] not in there]
        Permalink.objects.bulk_create(links)
        since = {link["address"]: parse_datetime(link["created_at"]) for link in lot}
        for link in links:
            link.created_at = since[link.address]
        # The field dates a new row itself; when the words really went is what a tombstone has to say.
        Permalink.objects.bulk_update(links, ["created_at"])
        added += len(links)
    return added


def _missing(model: type[Model], lot: list[dict]) -> list[dict]:
    there = set(model.objects.filter(uid__in=[record["uid"] for record in lot]).values_list("uid", flat=True))
    return [record for record in lot if record["uid"] not in there]


def _without(record: dict, *names: str) -> dict:
    return {name: value for name, value in record.items() if name not in names}


def _set(record: Model, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
