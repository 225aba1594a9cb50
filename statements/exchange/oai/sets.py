"""Sets: ``country:RUS``, ``organisation:UN``, ``topic:security:disarmament``, ``publisher:0bc1234``.

A statement is in the set of every party for which somebody speaks in it, of its topics and their parents, and of its
publisher of origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from statements.models import Party, Publisher, Statement, StatementParty, Topic
from statements.models.party import PartyKind
from statements.models.statement import PartyRole

COUNTRY, ORGANISATION, TOPIC, PUBLISHER = "country", "organisation", "topic", "publisher"
ROOTS = {
    COUNTRY: "By the country for which somebody speaks",
    ORGANISATION: "By the organisation for which somebody speaks",
    TOPIC: "By topic",
    PUBLISHER: "By publisher of origin",
}


def list_sets() -> Iterator[tuple[str, str]]:
    """(setSpec, name) of every set that has a record, parents before their children."""
    public = Statement.objects.exclude(datestamp=None)
    yield COUNTRY, ROOTS[COUNTRY]
    speaking = StatementParty.objects.filter(
        party=OuterRef("pk"), role=PartyRole.SPEAKING, statement__datestamp__isnull=False
    )
    parties = list(Party.objects.filter(Exists(speaking)).order_by("code"))
    yield from ((f"{COUNTRY}:{party.code}", party.name) for party in parties if not party.is_organisation)
    yield ORGANISATION, ROOTS[ORGANISATION]
    yield from ((f"{ORGANISATION}:{party.code}", party.name) for party in parties if party.is_organisation)
    yield TOPIC, ROOTS[TOPIC]
    filed = set(Topic.objects.filter(statements__in=public).values_list("path", flat=True))
    wanted = {path for leaf in filed for path in _path_with_ancestors(leaf)}
    for path, name in Topic.objects.filter(path__in=wanted).order_by("path").values_list("path", "name"):
        yield _topic_set(path), name
    yield PUBLISHER, ROOTS[PUBLISHER]
    its_own = Statement.objects.exclude(datestamp=None).filter(publisher=OuterRef("pk"))
    for uid, name in Publisher.objects.filter(Exists(its_own)).order_by("name").values_list("uid", "name"):
        yield f"{PUBLISHER}:{uid}", name


def filter_by_set(statements: QuerySet[Statement], spec: str) -> QuerySet[Statement]:
    """Those of ``statements`` that are in the set; none if there is no such set."""
    root, _, rest = spec.partition(":")
    if root in (COUNTRY, ORGANISATION):
        roles = StatementParty.objects.filter(statement=OuterRef("pk"), role=PartyRole.SPEAKING)
        is_organisation = {"party__kind": PartyKind.ORGANISATION}
        roles = roles.filter(**is_organisation) if root == ORGANISATION else roles.exclude(**is_organisation)
        return statements.filter(Exists(roles.filter(party__code=rest) if rest else roles))
    if root == TOPIC:
        through = Statement.topics.through.objects.filter(statement=OuterRef("pk"))
        if not rest:
            return statements.filter(Exists(through))
        topic = Topic.objects.filter(path=rest.replace(":", "/")).first()
        if topic is None:
            return statements.none()
        return statements.filter(Exists(through.filter(topic__in=Topic.objects.under(topic))))
    if root == PUBLISHER:
        return statements.filter(publisher__uid=rest) if rest else statements.filter(publisher__isnull=False)
    return statements.none()


def find_sets(pks: Iterable[int]) -> dict[int, list[str]]:
    """The sets of each statement, parents included: three queries."""
    pks = list(pks)
    found: dict[int, set[str]] = defaultdict(set)
    speaking = StatementParty.objects.filter(statement__in=pks, role=PartyRole.SPEAKING).order_by()
    for pk, code, kind in speaking.values_list("statement_id", "party__code", "party__kind"):
        root = ORGANISATION if kind == PartyKind.ORGANISATION else COUNTRY
        found[pk] |= {root, f"{root}:{code}"}
    filed = Statement.topics.through.objects.filter(statement__in=pks).order_by()
    for pk, path in filed.values_list("statement_id", "topic__path"):
        found[pk] |= {TOPIC, *map(_topic_set, _path_with_ancestors(path))}
    published = Statement.objects.filter(pk__in=pks, publisher__isnull=False).order_by()
    for pk, uid in published.values_list("pk", "publisher__uid"):
        found[pk] |= {PUBLISHER, f"{PUBLISHER}:{uid}"}
    return {pk: sorted(found[pk]) for pk in pks}


def _topic_set(path: str) -> str:
    return f"{TOPIC}:{path.replace('/', ':')}"


def _path_with_ancestors(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: length + 1]) for length in range(len(parts))]
