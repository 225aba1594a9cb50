"""Names to go on with: what the search box offers while something is typed, and the records that a query names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from statements.folding import fold
from statements.models import Party, Speaker, Statement, Topic, Treaty

MOST = 10
MOST_CARDS = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record by its name: what it is, its page, and the search for what is filed under it."""

    label: str
    kind: str
    url: str
    search_url: str = ""


def suggestions(typed: str) -> list[Suggestion]:
    """Speakers, countries, treaties, topics and titles whose names begin with or hold what was typed."""
    key = fold(typed)[:80]
    if len(key) < 2:
        return []
    found: dict[str, Suggestion] = {}
    for suggestion in _all(key):
        found.setdefault(suggestion.url, suggestion)
        if len(found) == MOST:
            break
    return list(found.values())


def cards(typed: str) -> list[Suggestion]:
    """Records whose whole name the words are: a person, a country, a treaty, a topic."""
    key = fold(typed)[:200]
    if len(key) < 2:
        return []
    name = typed.strip()
    parties = Party.objects.filter(Q(names__key=key) | Q(name__iexact=name)).distinct()[:2]
    speakers = Speaker.objects.filter(Q(key=key) | Q(aliases__key=key) | Q(key__endswith=f" {key}")).distinct()[:3]
    treaties = Treaty.objects.filter(Q(short_title__iexact=name) | Q(aliases__key=key)).distinct()[:2]
    topics = Topic.objects.filter(name__iexact=name)[:2]
    named = [*map(_party, parties), *map(_speaker, speakers), *map(_treaty, treaties), *map(_topic, topics)]
    return list({suggestion.url: suggestion for suggestion in named}.values())[:MOST_CARDS]


def _all(key: str) -> Iterator[Suggestion]:
    named = Q(names__key__startswith=key) | Q(name__istartswith=key)
    parties = Party.objects.filter(named).distinct().order_by("name")
    yield from map(_party, parties[:3])
    speakers = Speaker.objects.order_by("sort_name")
    yield from map(_speaker, speakers.filter(Q(key__startswith=key) | Q(aliases__key__startswith=key)).distinct()[:4])
    yield from map(_speaker, speakers.filter(key__contains=f" {key}")[:4])
    yield from map(_topic, Topic.objects.filter(Q(name__istartswith=key) | Q(name__icontains=f" {key}"))[:2])
    treaties = Treaty.objects.filter(Q(aliases__key__contains=key) | Q(short_title__icontains=key)).distinct()
    yield from map(_treaty, treaties[:3])
    titles = Statement.objects.published().filter(title__icontains=key).newest_first()
    yield from (Suggestion(each.title, "statement", each.get_absolute_url()) for each in titles[:4])


def _speaker(speaker: Speaker) -> Suggestion:
    return Suggestion(speaker.name, "speaker", speaker.get_absolute_url(), _search(speaker=speaker.uid))


def _party(party: Party) -> Suggestion:
    kind = "organisation" if party.is_organisation else "country"
    return Suggestion(party.name, kind, party.get_absolute_url(), _search(country=party.code))


def _topic(topic: Topic) -> Suggestion:
    return Suggestion(topic.name, "topic", topic.get_absolute_url(), _search(topic=topic.path))


def _treaty(treaty: Treaty) -> Suggestion:
    return Suggestion(str(treaty), "treaty", treaty.get_absolute_url(), _search(treaty=treaty.uid))


def _search(**filters: str) -> str:
    return f"{reverse('statements:search')}?{urlencode(filters)}"
