"""Browsing: how long a page takes, on the archive that CHANCERY_DATA and DATABASE_URL name.

Pages are asked of Django in this process, middleware and templates included. The peer is the page about the archive,
which asks the database nothing: what any page must spend.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from statistics import median

import django

from bench.figures import CannotMeasure, Figure, take_turns

TARGET = 60  # milliseconds at the median, with 23,000 statements
ROUNDS = 30
LISTS = ("speakers", "countries", "organisations", "topics", "treaties", "events", "publishers", "dates")


def measure() -> Iterator[Figure]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    # The archive measured may be older than this checkout's stylesheets, and their names are not what is measured.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    pages, total = _pages()
    if not total:
        raise CannotMeasure(
            "the archive that CHANCERY_DATA and DATABASE_URL name holds no published statement; import some first"
        )
    client = Client()
    taken = []
    for name, address in pages.items():
        _ask(client, address)
        figure = take_turns(
            f"{name}, {total:,} statements, {connection.vendor}",
            lambda address=address: _ask(client, address),
            {"a page without the database": lambda: _ask(client, "/about/")},
            rounds=ROUNDS,
            target=TARGET,
        )
        taken.append(figure.median)
        yield figure
    yield Figure(
        f"the median page, {total:,} statements, {connection.vendor}", "ms", median(taken), min(taken), max(taken),
        len(taken), target=TARGET,
    )  # fmt: skip


def _ask(client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise CannotMeasure(f"{address} answered {response.status_code}")


def _pages() -> tuple[dict[str, str], int]:
    """Kind of page -> the address of its fullest example, and the number of published statements."""
    from django.db.models import Count

    from statements.filters import Selection
    from statements.filters.database import select_statements
    from statements.models import Event, Party, Publisher, Speaker, Statement, Topic, Treaty

    published = Statement.objects.published()
    total = published.count()
    pages = {"home": "/", "all statements": "/statements/", "page 100 of them": "/statements/?page=100"}
    pages |= {f"the list of {name}": f"/{name}/" for name in LISTS}
    for kind, path in {
        Party: "statement_roles", Speaker: "voices", Treaty: "mentions", Event: "statements", Publisher: "statements",
    }.items():  # fmt: skip
        fullest = kind.objects.annotate(n=Count(path)).filter(n__gt=0).order_by("-n").first()
        if fullest:
            pages[f"the fullest {kind._meta.verbose_name}"] = fullest.get_absolute_url()
        if kind is Party and fullest:
            country = Selection.of(country=fullest)
            pages["a country, one topic and one kind"] = fullest.get_absolute_url() + _narrowed(country)
    roots = Topic.objects.filter(depth=1)
    fullest_topic = max(roots, key=lambda topic: select_statements(Selection.of(topic=topic)).count(), default=None)
    if fullest_topic:
        pages["the fullest topic"] = fullest_topic.get_absolute_url()
    year = published.exclude(year=None).values_list("year").annotate(n=Count("pk")).order_by("-n").first()
    if year:
        pages["the fullest year"] = f"/dates/{year[0]:04d}/"
    pages |= {
        f"{words} statement": statement.get_absolute_url()
        for words, order in (("the longest", "-speech_count"), ("a middling", "word_count"))
        if (statement := published.order_by(order)[0 if order.startswith("-") else total // 2 : None].first())
    }
    return pages, total


def _narrowed(selection) -> str:
    """The address's end that narrows a list to its commonest kind and topic."""
    from django.db.models import Count

    from statements.filters.database import select_statements

    chosen = {}
    for name, field in (("kind", "kind"), ("topic", "topics__path")):
        counts = select_statements(selection).exclude(**{field: None}).values_list(field).annotate(n=Count("pk"))
        if commonest := counts.order_by("-n").first():
            chosen[name] = commonest[0]
    return "?" + "&".join(f"{name}={value}" for name, value in chosen.items())
