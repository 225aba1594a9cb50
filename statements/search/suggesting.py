"""Names to go on with: what the search box offers while something is typed, and the records that a query names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Model, Q
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
    borne = _records_named(key, typed.strip())
    found: list[Suggestion] = []
    for model, suggestion, most in _CARDS:
        if pks := borne.get(model.__name__):
            found += map(suggestion, model.objects.filter(pk__in=pks)[:most])
    return found[:MOST_CARDS]


def _records_named(key: str, name: str) -> dict[str, list[int]]:
    """Primary keys of the records whose whole name the words are, by model. Most searches name nothing: it is one
    query, written as SQL, since every page of results asks it."""
    surname = "% " + _ESCAPED.sub(r"!\g<0>", key)
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME, {"key": key, "name": name, "surname": surname})
        found: dict[str, list[int]] = {}
        for model, pk in cursor.fetchall():
            found.setdefault(model, []).append(pk)
    return found


_ESCAPED = re.compile(r"[!%_]")
_BY_NAME = """
SELECT 'Party', party_id FROM statements_partyname WHERE key = %(key)s
UNION SELECT 'Party', id FROM statements_party WHERE UPPER(name) = UPPER(%(name)s)
UNION SELECT 'Speaker', id FROM statements_speaker WHERE key = %(key)s OR key LIKE %(surname)s ESCAPE '!'
UNION SELECT 'Speaker', speaker_id FROM statements_speakeralias WHERE key = %(key)s
UNION SELECT 'Treaty', id FROM statements_treaty WHERE UPPER(short_title) = UPPER(%(name)s)
UNION SELECT 'Treaty', treaty_id FROM statements_treatyalias WHERE key = %(key)s
UNION SELECT 'Topic', id FROM statements_topic WHERE UPPER(name) = UPPER(%(name)s)
"""


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


_CARDS: list[tuple[type[Model], Callable[..., Suggestion], int]] = [
    (Party, _party, 2),
    (Speaker, _speaker, 3),
    (Treaty, _treaty, 2),
    (Topic, _topic, 2),
]
