"""Records with a hostile text in every field, through every page, file and feed: nothing of them runs, nothing breaks.

A short form of `script/trials hostile`.
"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from statements.models import Statement
from statements.publishing import build_snapshot
from tests.attacks.hostile import TEXTS, make_records
from tests.attacks.hostile_addresses import (
    LISTS,
    list_desk_addresses,
    list_desk_lists,
    list_searches,
    list_statement_addresses,
)
from tests.attacks.page_checks import find_faults
from tests.exchange.records import empty_the_archive

pytestmark = pytest.mark.django_db
# Of which every address is asked for; the trial asks for those of each text.
RECORDS = 12


def ask(client: Client, address: str, *, statuses: tuple[int, ...] = (200,)) -> None:
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    assert response.status_code in statuses, (address, response.status_code, body[:300])
    assert not list(find_faults(response.get("Content-Type", "text/plain"), body)), address
    for name, value in response.items():
        assert value.isprintable() and "xhostilex=1" not in value, (address, name)


def make_some() -> list[Statement]:
    """All are in the archive; some are asked for."""
    return list(make_records(len(TEXTS)))[:: len(TEXTS) // RECORDS]


def test_hostile_records_are_shown_everywhere_and_run_nowhere(index, client):
    statements = make_some()
    call_command("update_index", verbosity=0)
    for address in LISTS:
        ask(client, address, statuses=(200, 404))
    for statement in statements:
        for address in list_statement_addresses(statement):
            ask(client, address)
    for typed in TEXTS[::3]:
        for address in list_searches(typed):
            ask(client, address, statuses=(200, 302, 400, 422))


def test_hostile_records_are_shown_at_the_desk(admin_client):
    statements = make_some()
    for address in list_desk_lists():
        ask(admin_client, address)
    for statement in statements[::4]:
        for address in list_desk_addresses(statement):
            ask(admin_client, address, statuses=(200, 302, 403, 404))


def test_hostile_records_come_back_from_a_package(tmp_path):
    list(make_records(len(TEXTS)))
    before = {statement.uid: build_snapshot(statement) for statement in Statement.objects.all()}
    call_command("export_archive", str(tmp_path / "package.zip"), verbosity=0)
    assert not list(find_faults("application/zip", (tmp_path / "package.zip").read_bytes()))
    empty_the_archive()
    call_command("import_statements", str(tmp_path / "package.zip"), no_index=True)
    assert {statement.uid: build_snapshot(statement) for statement in Statement.objects.all()} == before
