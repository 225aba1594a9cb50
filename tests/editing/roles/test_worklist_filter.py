"""Which statements each role sees first."""

import pytest
from django.urls import reverse

from statements.ingest.writing import write_speeches
from statements.models import Intake, Statement
from tests.factories import (
    StatementFactory,
    talks,
)

pytestmark = pytest.mark.django_db
LIST = reverse("admin:statements_statement_changelist")


def draft(**fields) -> Statement:
    statement = StatementFactory(**fields)
    write_speeches(statement, talks())
    return statement


def test_a_contributor_sees_their_own_drafts_first_and_may_see_all(as_role):
    client = as_role("contributor")
    mine, other = draft(title="Mine"), draft(title="Of another")
    Intake.objects.create(statement=mine, begun_by=client.user)
    assert list(client.get(LIST).context["cl"].result_list) == [mine]
    assert set(client.get(LIST, {"concern": "all"}).context["cl"].result_list) == {mine, other}
    assert list(client.get(LIST, {"q": "another"}).context["cl"].result_list) == [other]


def test_an_editor_sees_all_statements_first_and_may_narrow_them_to_what_waits(as_role):
    client = as_role("editor")
    waiting, doubtful = draft(title="Waiting"), draft(title="Doubtful", warnings=[{"code": "x", "message": "y"}])
    undated = StatementFactory(title="Undated", date="")
    Statement.objects.filter(pk=waiting.pk).update(status="in_review")
    assert client.get(LIST).context["cl"].result_count == 3
    assert list(client.get(LIST, {"concern": "review"}).context["cl"].result_list) == [waiting]
    assert list(client.get(LIST, {"concern": "warnings"}).context["cl"].result_list) == [doubtful]
    assert list(client.get(LIST, {"concern": "undated"}).context["cl"].result_list) == [undated]
    assert list(client.get(LIST, {"concern": "alike"}).context["cl"].result_list) == []
