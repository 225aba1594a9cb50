"""Records by their names without an index: what the database can tell while the index of names cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from statements.models import Party, Speaker, Topic, Treaty
from statements.search.contract.record_names import NameHit
from statements.search.indexing.documents.speakers import select_public_speakers
from statements.text.folding import fold

MAX_EXACT = 3


def names_beginning(typed: str) -> list[NameHit]:
    """Parties, speakers, topics and treaties whose names begin with or hold what was typed; some of each."""
    key = fold(typed)
    return list(dict.fromkeys(_iterate_beginning(key))) if key else []


def exact_names(typed: str) -> list[NameHit]:
    """Records whose whole name the words are, or whose family name."""
    key, name = fold(typed), typed.strip()
    if not key:
        return []
    parties = Party.objects.filter(Q(names__key=key) | Q(name__iexact=name)).distinct()[:2]
    speakers = (
        select_public_speakers().filter(Q(key=key) | Q(aliases__key=key) | Q(key__endswith=f" {key}")).distinct()[:3]
    )
    treaties = Treaty.objects.filter(Q(short_title__iexact=name) | Q(aliases__key=key)).distinct()[:2]
    topics = Topic.objects.filter(name__iexact=name)[:2]
    named = [*map(_party, parties), *map(_speaker, speakers), *map(_treaty, treaties), *map(_topic, topics)]
    return named[:MAX_EXACT]


def _iterate_beginning(key: str) -> Iterator[NameHit]:
    named = Q(names__key__startswith=key) | Q(name__istartswith=key)
    yield from map(_party, Party.objects.filter(named).distinct().order_by("name")[:3])
    speakers = select_public_speakers().order_by("sort_name")
    yield from map(_speaker, speakers.filter(Q(key__startswith=key) | Q(aliases__key__startswith=key)).distinct()[:4])
    yield from map(_speaker, speakers.filter(key__contains=f" {key}")[:4])
    yield from map(_topic, Topic.objects.filter(Q(name__istartswith=key) | Q(name__icontains=f" {key}"))[:2])
    treaties = Treaty.objects.filter(Q(aliases__key__contains=key) | Q(short_title__icontains=key)).distinct()
    yield from map(_treaty, treaties[:3])


def _speaker(speaker: Speaker) -> NameHit:
    return NameHit("speaker", speaker.pk, speaker.uid, speaker.slug, speaker.name)


def _party(party: Party) -> NameHit:
    return NameHit("organisation" if party.is_organisation else "country", party.pk, party.code, "", party.name)


def _topic(topic: Topic) -> NameHit:
    return NameHit("topic", topic.pk, topic.path, "", topic.name)


def _treaty(treaty: Treaty) -> NameHit:
    return NameHit("treaty", treaty.pk, treaty.uid, treaty.slug, str(treaty))
