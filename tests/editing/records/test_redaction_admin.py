"""The desk’s page of redactions: who may, what it shows first, and that the words stay in the form alone."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from statements.models import Redaction, Statement
from statements.models.redaction import RedactionState
from statements.text.redacted_words import MARK
from tests.factories import published

pytestmark = pytest.mark.django_db
PASSAGE = "called the treaty signed that day an event of great weight"
ADD = "admin:statements_redaction_add"


@pytest.fixture
def talks(index) -> Statement:  # noqa: ANN001
    return published()


def form(talks: Statement, **fields: str) -> dict[str, str]:
    return {
        "statement": str(talks.pk), "kind": "passage", "words": PASSAGE, "reason": "court_order",
        "sentence": "By order of a court.", "show": "yes", **fields,
    }  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("editor", 403), ("curator", 200)])
def test_only_a_curator_redacts(as_role, talks: Statement, role: str, status: int) -> None:  # noqa: ANN001
    client = as_role(role)
    assert client.get(reverse(ADD)).status_code == status
    assert client.post(reverse(ADD), form(talks)).status_code == status


def test_each_place_is_shown_before_anything_is_changed(as_role, talks: Statement) -> None:  # noqa: ANN001
    page = as_role("curator").post(reverse(ADD), form(talks)).content.decode()
    assert f"<strong>{PASSAGE}</strong>" in page
    assert "paragraphs: text: 1" in page
    assert "Redact for good" in page
    assert not Redaction.objects.exists()
    assert talks.paragraphs.filter(text__contains=PASSAGE).exists()


def test_it_is_done_only_when_it_was_ticked(as_role, talks: Statement) -> None:  # noqa: ANN001
    client = as_role("curator")
    page = client.post(reverse(ADD), form(talks, redact="yes")).content.decode()
    assert "Tick it when you have looked at each place" in page
    assert not Redaction.objects.exists()
    answer = client.post(reverse(ADD), form(talks, redact="yes", understood="on"))
    redaction = Redaction.objects.get()
    assert answer["Location"] == reverse("admin:statements_redaction_change", args=[redaction.pk])
    assert redaction.state == RedactionState.REWRITTEN
    assert redaction.author == client.user
    assert talks.paragraphs.filter(text__contains=MARK).count() == 1
    assert not any("treaty signed" in str(entry) + entry.change_message for entry in LogEntry.objects.all())
    page = client.get(answer["Location"]).content.decode()
    assert "By order of a court." in page
    assert PASSAGE not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"statement": ""}, "Choose a statement, or tick the whole archive"),
        ({"everywhere": "on"}, "one of the two"),
        ({"statement": "", "everywhere": "on", "anchor": "bcdf"}, "A paragraph belongs to a statement"),
        ({"words": ""}, "No words are given"),
        ({"words": "\x00…"}, "Null characters are not allowed"),
        ({"words": "words that nobody said", "anchor": "zzzz"}, "has no paragraph zzzz"),
        ({"note": f"They {PASSAGE}"}, "private note holds the words"),
        ({"reason": "because"}, "Select a valid choice"),
        ({"sentence": ""}, "This field is required"),
        ({"words": "words that nobody said"}, "<p>Nowhere.</p>"),
    ],
)
def test_what_is_wrong_is_told(as_role, talks: Statement, fields: dict[str, str], sentence: str) -> None:  # noqa: ANN001
    answer = as_role("curator").post(reverse(ADD), form(talks, **fields))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Redaction.objects.exists()


def test_words_that_were_redacted_are_refused_by_the_forms_of_the_desk(admin_client, talks: Statement) -> None:  # noqa: ANN001
    client = admin_client
    client.post(reverse(ADD), form(talks, redact="yes", understood="on"))
    address = reverse("admin:statements_statement_change", args=[talks.pk])
    tables, numbers = ("party_roles", "treaty_mentions"), ("TOTAL_FORMS", "INITIAL_FORMS")
    counts = [f"{table}-{number}" for table in tables for number in numbers]
    talks.refresh_from_db()
    page = client.post(
        address,
        {
            "title": f"They {PASSAGE}", "opened_at": talks.lock_version, "reason": "Title.", "kind": talks.kind,
            "date": talks.date, "text_status": talks.text_status, "language": "en",
            **dict.fromkeys(counts, "0"),
        },
    ).content.decode()  # fmt: skip
    assert "may not come back" in page
    page = client.post(reverse("admin:statements_statement_add"), {"text": f"PUTIN: He {PASSAGE}, he said."})
    assert "may not come back" in page.content.decode()


def test_the_page_of_a_statement_leads_to_it(as_role, talks: Statement) -> None:  # noqa: ANN001
    client = as_role("curator")
    page = client.get(reverse("admin:statements_statement_change", args=[talks.pk])).content.decode()
    assert f"{reverse(ADD)}?statement={talks.pk}" in page
    assert str(talks) in client.get(f"{reverse(ADD)}?statement={talks.pk}").content.decode()
