"""Every address of the desk by every kind of visitor, looked at and sent to; what counts is what is left in the
database.

The addresses come from the table of addresses, what is sent from the forms that a superuser is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client

from statements.models import (
    AskedQuery,
    Event,
    Job,
    Likeness,
    Merge,
    Paragraph,
    Party,
    Permalink,
    Publisher,
    Redaction,
    Revision,
    Source,
    Speaker,
    Speech,
    Statement,
    Term,
    Topic,
    Treaty,
)
from statements.models.job import JobKind
from statements.models.likeness import LikenessKind
from statements.models.redaction import RedactionKind, RedactionReason, RedactionState
from statements.publishing import withdraw
from tests.attacks.desk_addresses import DeskAddress, list_addresses, list_patterns
from tests.attacks.desk_forms import ALTERED, read_sendings
from tests.editing.desk import create_draft
from tests.editing.desk_texts import TALKS
from tests.exchange.records import short, talks_in_pyongyang
from tests.factories import PublisherFactory, SpeakerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
SECRETS = ("NOT-YET-PUBLIC", "SECRET-OF-THE-DESK", "owner@secret.example", "SEARCHED-IN-PRIVATE")
ROLES = ("contributor", "editor", "curator")
# Tables that any request may write: sessions, what was asked, failed sign-ins, and one's own account.
OWN = {"session", "askedquery", "wrongsignin", "askedsession", "signedinsession", "usersession"}
# Tables that follow from a record that the role may write: history, versions, the queue of the index and the like.
FOLLOWING = {
    "speech",
    "paragraph",
    "statementspeaker",
    "statementparty",
    "source",
    "intake",
    "indexchange",
    "logentry",
    "likeness",
    "permalink",
    "treatymention",
    "statement_topics",
    "partyname",
    "speakeralias",
    "term",
    "treatyalias",
    "treatyparty",
    "treatyrelation",
    "event_participants",
    "party_successors",
    "merge",
    "revision",
}


@pytest.fixture
def archive(db) -> dict[type[Model], list[Model]]:
    """One record of each kind, and of statements one of each state, with a secret in what is not public."""
    owner = User.objects.create_superuser("owner", "owner@secret.example", "role")
    public = talks_in_pyongyang()
    draft = create_draft(TALKS.replace("bridge", "NOT-YET-PUBLIC"), owner, publisher=PublisherFactory(), date="2024")
    draft.title, draft.private_note = "NOT-YET-PUBLIC", "SECRET-OF-THE-DESK"
    draft.save()
    gone = short("Gone")
    withdraw(gone, "Not what was said.")
    AskedQuery.objects.create(text="SEARCHED-IN-PRIVATE", hits=0, milliseconds=1)
    Job.objects.create(kind=JobKind.STATEMENTS, name="NOT-YET-PUBLIC.zip", author=owner)
    Permalink.objects.create(address="s/0000000", target=public.get_absolute_url(), reason="The same twice.")
    Redaction.objects.create(
        kind=RedactionKind.PASSAGE, reason=RedactionReason.COURT_ORDER, sentence="A court ordered it.",
        note="SECRET-OF-THE-DESK", state=RedactionState.DONE,
    )  # fmt: skip
    Likeness.objects.create(first=public, second=draft, kind=LikenessKind.WORDS)
    SpeakerFactory(name="Vladimir Poutine")
    models = [
        Event, Job, Likeness, Merge, Paragraph, Party, Permalink, Publisher, Revision, Source, Speaker, Speech, Term,
        Topic, Treaty, AskedQuery, Group,
    ]  # fmt: skip
    records: dict[type[Model], list[Model]] = {
        model: list(model._default_manager.order_by("pk")[:1]) for model in {*models, *admin.site._registry}
    }
    records[Statement] = [public, draft, gone]
    records[User] = [owner]
    return records


def read_tables() -> dict[str, str]:
    """Table -> digest of its rows, of every model."""
    digests = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1")
            digests[model._meta.model_name] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return digests


def read_public() -> str:
    """What the public sees: published and withdrawn statements with their words and versions."""
    shown = Statement.objects.published_or_withdrawn().order_by("pk")
    rows = [
        list(shown.values_list("pk", "status", "title", "place", "withdrawn_reason")),
        list(Revision.objects.order_by("pk").values_list("statement", "number", "sha256")),
        list(Paragraph.objects.filter(statement__in=shown).order_by("pk").values_list("anchor", "text")),
        list(Speech.objects.filter(statement__in=shown).order_by("pk").values_list("anchor", "speaker")),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def count_writes() -> int:
    """Rows written since the connection was opened, rolled back or not: tells quickly that nothing was."""
    return int(connection.connection.total_changes)


class Trial:
    """Requests of one visitor, each rolled back; ``changed`` says what the last one changed."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.before, self.public = read_tables(), read_public()
        self.changed: set[str] = set()
        self.changed_public = False

    def request(self, method: str, path: str, data: dict | None = None) -> tuple[int, str]:
        written = count_writes()
        self.changed, self.changed_public = set(), False
        with transaction.atomic():
            response = getattr(self.client, method)(path, data or {})
            body = b"".join(response) if response.streaming else response.content
            if count_writes() != written:
                after = read_tables()
                self.changed = {table for table, digest in after.items() if digest != self.before[table]} - OWN
                self.changed_public = read_public() != self.public
            transaction.set_rollback(True)
        return response.status_code, body.decode(errors="replace")


_sendings: dict[str, list[dict]] = {}  # by path: the archive of each test is the same, with the same keys


def list_sendings(path: str, owner: Client) -> list[dict]:
    if path not in _sendings:
        _sendings[path] = list(_read_sendings(path, owner))
    return _sendings[path]


def _read_sendings(path: str, owner: Client) -> Iterator[dict]:
    """What the forms of the page send that the superuser is shown, and what every page of Django's admin listens to."""
    with transaction.atomic():
        response = owner.get(path)
        transaction.set_rollback(True)
    if response.status_code == 200 and response.content.strip() and "html" in response.get("Content-Type", ""):
        yield from read_sendings(response.content)
    yield {}
    yield {"post": "yes", "action": "delete_selected", "_selected_action": ["1", "2", "3"]}
    yield {"_saveasnew": "1", "name": ALTERED, "title": ALTERED, "_popup": "1", "_to_field": "id"}
    yield {"merge": "yes", "into": "1", "publish": "yes", "stop": "yes", "reason": ALTERED, "action": "publish"}


@pytest.fixture
def owner(archive) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(username="owner"))
    return client


def sign_in(role: str) -> Client:
    client = Client(raise_request_exception=True)
    if role == "anonymous":
        return client
    user = User.objects.create_user(role, f"{role}@example.org", "role", is_staff=role != "reader")
    if role in ROLES:
        user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def may_write(role: str) -> set[str]:
    """The tables of the models that the role may add, change or delete, and those that follow from them."""
    group = Permission.objects.filter(group__name=role).exclude(codename__startswith="view_")
    models = {permission.content_type.model for permission in group.select_related("content_type")}
    return models | FOLLOWING | {f"historical{model}" for model in models | FOLLOWING}


def is_own(address: DeskAddress) -> bool:
    """Whether the page is about who asks: signing in and out, one's own password, factors and sessions."""
    words = ("account", "login", "logout", "password_change", "second_step")
    return any(address.name.removeprefix("admin:").startswith(word) for word in words)


def test_the_table_of_addresses_is_read_whole(archive):
    names = {address.name.removeprefix("admin:") for address in list_addresses(archive)}
    patterns = [pattern for pattern in list_patterns() if pattern.name]
    missing = {pattern.name for pattern in patterns} - names
    # Nothing of these kinds can be made here without what makes it.
    assert {name.split("_")[1] for name in missing} <= {"merge", "likeness", "wrongsignin", "source"}, missing
    assert len(names) > 120


@pytest.mark.parametrize("role", ["anonymous", "reader", "staff"])
def test_who_has_no_permission_sees_and_changes_nothing(archive, owner, role):
    trial = Trial(sign_in(role))
    for address in list_addresses(archive):
        if is_own(address):
            continue
        sendings = [("get", None), *(("post", data) for data in list_sendings(address.path, owner))]
        for method, data in sendings:
            status, body = trial.request(method, address.path, data)
            assert status != 500, address
            assert not trial.changed, (str(address), data, trial.changed)
            if address.name != "admin:view_on_site":  # leads to public pages alone
                assert not any(secret in body for secret in SECRETS), (str(address), method)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_changes_no_more_than_its_permissions_say(archive, owner, role):
    client = sign_in(role)
    allowed = may_write(role)
    held = set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
    publishes, merges = "publish_statement" in held, "merge_statement" in held
    trial = Trial(client)
    written = 0
    for address in list_addresses(archive):
        if is_own(address):
            continue
        for data in list_sendings(address.path, owner):
            status, body = trial.request("post", address.path, data)
            assert status != 500, address
            assert trial.changed <= allowed, (str(address), data, trial.changed - allowed)
            if not publishes:
                merged = "merge" in address.name or "merged" in str(data.get("answer"))
                assert not trial.changed_public or (merged and merges), (str(address), data)
            assert "owner@secret.example" not in body, str(address)
            written += bool(trial.changed)
    # The trial would see nothing if its sendings did nothing.
    assert written >= {"contributor": 5, "editor": 15, "curator": 40}[role], written


QUERIES = (
    "_to_field=password&_popup=1", "_to_field=id&_popup=1", "author__password__startswith=a", "user__password=a",
    "begun_by__password__startswith=p", "o=99.-1", "p=-1", "q=%00", "pk__in=a", "id__regex=(",
    "statement__private_note__contains=SECRET", "concern=%27", "_changelist_filters=%00",
)  # fmt: skip


@pytest.mark.parametrize("role", ["staff", "curator"])
def test_a_list_is_searched_by_nothing_but_its_filters(archive, role):
    """A look-up through another record would tell a hash letter by letter."""
    trial = Trial(sign_in(role))
    lists = [address for address in list_addresses(archive) if address.name.endswith("_changelist")]
    for address in lists:
        for query in QUERIES:
            status, body = trial.request("get", f"{address.path}?{query}")
            assert status in (200, 302, 400, 403, 404), (str(address), query)
            assert "owner@secret.example" not in body
            if "password" in query and "_to_field" not in query:
                assert status != 200, (str(address), query)
    assert len(lists) > 15


@pytest.mark.parametrize("role", ["anonymous", "staff", "curator"])
def test_records_are_offered_to_whom_they_are_shown(archive, role):
    """The look-ups behind fields of forms, for every field of every model that has one."""
    trial = Trial(sign_in(role))
    asked = 0
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not (field.is_relation and getattr(field, "remote_field", None) and hasattr(field, "attname")):
                continue
            label, name = model._meta.app_label, model._meta.model_name
            path = f"/admin/autocomplete/?app_label={label}&model_name={name}&field_name={field.name}&term="
            for more in ("", "owner"):
                status, body = trial.request("get", path + more)
                asked += 1
                assert status in (200, 302, 400, 403, 404), path
                assert "owner@secret.example" not in body and "pbkdf2" not in body
                if role not in ROLES:
                    assert status != 200 or '"results": []' in body, path
    assert asked > 60
