"""The page on which two statements are compared, and what each answer does."""

import pytest
from django.urls import reverse

from statements.models import Statement
from statements.publishing.duplicates import store_duplicates
from tests.factories import published, putin, turn
from tests.publishing.test_duplicates import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    published([turn(putin(), WORDS)], title="First")
    (found,) = store_duplicates(published([turn(putin(), f"Good morning. {WORDS}")], title="Second"))
    return found


def address(pair):
    return reverse("admin:statements_likeness_change", args=[pair.pk])


def test_the_two_are_shown_side_by_side(admin_client, pair):
    shown = admin_client.get(address(pair)).content.decode()
    assert "100% of its words, by the same speaker on the same day" in shown
    assert "<ins>Good morning." in shown


def test_not_a_duplicate_is_remembered_and_named(admin_client, pair):
    admin_client.post(address(pair), {"answer": "different"})
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by.username) == ("different", "admin")
    assert "not a duplicate" in admin_client.get(address(pair)).content.decode()


@pytest.mark.parametrize(
    ("answer", "field"), [("second-version", "version_of"), ("second-translation", "translation_of")]
)
def test_a_version_or_translation_of_the_other_is_published_as_one(admin_client, pair, answer, field):
    told = admin_client.post(address(pair), {"answer": answer})
    assert "Give the reason" in told.content.decode()
    admin_client.post(address(pair), {"answer": answer, "reason": "The same talks."})
    pair.second.refresh_from_db()
    assert getattr(pair.second, field) == pair.first
    assert pair.second.revisions.first().reason == "The same talks."


def test_two_that_are_one_are_merged(admin_client, pair):
    told = admin_client.post(address(pair), {"answer": "second-merged"})
    assert "Say why the two are one" in told.content.decode()
    admin_client.post(address(pair), {"answer": "second-merged", "reason": "A mirror."})
    assert list(Statement.objects.published()) == [pair.first]
    pair.refresh_from_db()
    assert pair.verdict == "merged"


@pytest.mark.parametrize("answer", ["", "nonsense"])
def test_no_answer_is_refused_in_words(admin_client, pair, answer):
    told = admin_client.post(address(pair), {"answer": answer})
    assert "Say how the two are related." in told.content.decode()


def test_what_is_withdrawn_or_points_back_is_refused_in_words(admin_client, pair):
    Statement.objects.filter(pk=pair.first.pk).update(version_of=pair.second)
    told = admin_client.post(address(pair), {"answer": "second-version", "reason": "Why."})
    assert "choose the reverse" in told.content.decode()
    Statement.objects.filter(pk=pair.second.pk).update(status="withdrawn", withdrawn_reason="Twice.")
    told = admin_client.post(address(pair), {"answer": "second-version", "reason": "Why."})
    assert "is withdrawn" in told.content.decode()


def test_an_address_that_is_archived_already_is_told_while_it_is_typed(admin_client):
    statement = published(source_url="http://en.kremlin.ru/1", source_key="url:en.kremlin.ru/1")
    page = reverse("admin:statements_likeness_at_address")
    told = admin_client.get(page, {"source_url": "https://en.kremlin.ru/1/"}).content.decode()
    assert statement.uid in told
    assert admin_client.get(page, {"source_url": "nowhere"}).content.decode().strip() == ""
    assert "hx-get" in admin_client.get(reverse("admin:statements_statement_add")).content.decode()


def test_the_checks_warn_of_a_duplicate_and_lead_to_the_comparison(admin_client, pair):
    shown = admin_client.get(reverse("admin:statements_statement_checks", args=[pair.second.pk])).content.decode()
    assert address(pair) in shown
