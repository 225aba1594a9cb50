"""The private log of queries: what is noted, what never is, and who may read it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from lxml import html

from statements.models import AskedQuery
from statements.search import query_log
from tests.search.open_indexes import forget_open_indexes

from .records import archive

pytestmark = pytest.mark.django_db
LOG = "/admin/statements/askedquery/"


@pytest.fixture
def records(index):
    return archive()


def editor_of(client: Client, django_user_model, role: str) -> Client:
    user = django_user_model.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def test_a_search_is_noted_with_its_filters_and_hits(client: Client, records) -> None:
    assert client.get("/search/?q=arms&country=RUS&since=1999").status_code == 200
    (asked,) = AskedQuery.objects.all()
    assert (asked.text, asked.hits) == ("arms", 1)
    assert asked.filters == {"country": ["RUS"], "since": ["1999"]}
    assert asked.milliseconds > 0


def test_words_that_no_statement_holds_together_are_logged_without_hits(client: Client, records) -> None:
    assert client.get("/search/?q=race+multipolar").status_code == 200
    assert AskedQuery.objects.get().hits == 0


def test_nothing_tells_who_asked() -> None:
    fields = {field.name for field in AskedQuery._meta.get_fields()}
    assert fields == {"id", "text", "filters", "hits", "milliseconds", "asked_at"}


@pytest.mark.parametrize("address", ["/search/", "/search/?q=arms&page=2", "/search/?q=arms&format=json"])
def test_the_bare_form_further_pages_and_programs_are_not_noted(client: Client, records, address: str) -> None:
    assert client.get(address).status_code == 200
    assert not AskedQuery.objects.exists()


def test_the_log_can_be_switched_off(client: Client, records, settings) -> None:
    settings.QUERY_LOG = False
    client.get("/search/?q=arms")
    assert not AskedQuery.objects.exists()


def test_a_log_that_cannot_be_written_leaves_the_page_alone(client: Client, records, monkeypatch) -> None:
    monkeypatch.setattr(AskedQuery.objects, "bulk_create", _locked)
    assert client.get("/search/?q=arms").status_code == 200


def test_a_server_writes_the_lines_of_a_few_seconds_at_once(client: Client, records, monkeypatch) -> None:
    monkeypatch.setattr(query_log, "_background_writer", threading.Event())
    query_log._background_writer.set()
    client.get("/search/?q=arms")
    client.get("/search/?q=peace")
    assert not AskedQuery.objects.exists()
    query_log.flush_query_log()
    assert {asked.text for asked in AskedQuery.objects.all()} == {"arms", "peace"}
    query_log.flush_query_log()
    assert AskedQuery.objects.count() == 2


def test_lines_that_cannot_be_written_are_let_go(client: Client, records, monkeypatch) -> None:
    monkeypatch.setattr(query_log, "_background_writer", threading.Event())
    query_log._background_writer.set()
    client.get("/search/?q=arms")
    with monkeypatch.context() as broken:
        broken.setattr(AskedQuery.objects, "bulk_create", _locked)
        query_log.flush_query_log()
    query_log.flush_query_log()
    assert not AskedQuery.objects.exists()


def _locked(*_: object) -> None:
    raise DatabaseError("database is locked")


def test_a_failed_search_is_not_noted(client: Client, records, index) -> None:
    for file in index.glob("*.arrays"):
        data = file.read_bytes()
        file.unlink()
        file.write_bytes(data[: len(data) // 2])
    forget_open_indexes()
    assert client.get("/search/?q=arms").status_code == 503
    assert not AskedQuery.objects.exists()


def test_what_is_typed_beyond_the_limit_is_cut(client: Client, records) -> None:
    assert client.get("/search/", {"q": "arms " * 400}).status_code == 200
    assert len(AskedQuery.objects.get().text) == 1000


def test_lines_older_than_ninety_days_are_dropped_by_preparing_the_archive(records) -> None:
    for days in (91, 89):
        asked = AskedQuery.objects.create(text=f"{days} days", hits=0, milliseconds=1)
        AskedQuery.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=days))
    call_command("prepare_archive", "--no-static")
    assert [asked.text for asked in AskedQuery.objects.all()] == ["89 days"]


def test_the_log_drops_old_lines_itself(client: Client, records, monkeypatch) -> None:
    monkeypatch.setattr(query_log, "_PRUNE_EVERY", 1)
    AskedQuery.objects.create(text="old", hits=0, milliseconds=1)
    AskedQuery.objects.update(asked_at=timezone.now() - query_log.KEEP_FOR - timedelta(hours=1))
    client.get("/search/?q=arms")
    assert [asked.text for asked in AskedQuery.objects.all()] == ["arms"]


def test_an_editor_reads_the_searches_without_hits(client: Client, django_user_model, records) -> None:
    for query in ("zzyzx", "zzyzx", "arms", "nowhere"):
        client.get("/search/", {"q": query})
    page = html.fromstring(editor_of(client, django_user_model, "editor").get(LOG).content)
    rows = [
        [cell.text_content() for cell in row.cssselect("th, td")[:2]]
        for row in page.cssselect("section[aria-labelledby=zero-result-queries] tbody tr")
    ]
    assert rows == [["zzyzx", "2"], ["nowhere", "1"]]
    narrowed = html.fromstring(client.get(f"{LOG}?found=nothing").content)
    assert len(narrowed.cssselect("#result_list tbody tr")) == 3
    assert client.get(f"{LOG}add/").status_code == 403


def test_a_contributor_does_not(client: Client, django_user_model, records) -> None:
    assert editor_of(client, django_user_model, "contributor").get(LOG).status_code == 403
