"""The editors' desk as far as it goes: finding records, publishing and withdrawing with a reason."""

import pytest
from django.contrib import admin
from django.urls import reverse

from statements.ingest.writing import write_speeches
from statements.models import (
    PartyName,
    SpeakerAlias,
    Statement,
    StatementParty,
    TreatyAlias,
    TreatyMention,
    TreatyParty,
)
from tests.factories import (
    PartyFactory,
    SpeakerFactory,
    StatementFactory,
    TreatyFactory,
    published,
    talks,
)

pytestmark = pytest.mark.django_db
MODELS = sorted(m._meta.model_name for m in admin.site._registry if m._meta.app_label == "statements")
LIST = reverse("admin:statements_statement_changelist")


def found(admin_client, model, typed):
    response = admin_client.get(reverse(f"admin:statements_{model}_changelist"), {"q": typed})
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize(
    "model", sorted(m._meta.model_name for m in admin.site._registry if m._meta.app_label == "statements")
)
def test_every_record_has_a_list_that_can_be_searched(admin_client, model):
    published()
    assert found(admin_client, model, "no such record") == []


def test_speakers_are_found_by_another_form_of_the_name_and_without_accents(admin_client):
    speaker = SpeakerFactory(name="Luiz Inácio Lula da Silva", sort_name="Lula da Silva, Luiz Inácio")
    SpeakerAlias.objects.create(speaker=speaker, name="President Lula")
    assert found(admin_client, "speaker", "inacio") == [speaker]
    assert found(admin_client, "speaker", "president lula") == [speaker]


def test_parties_are_found_by_an_old_name_and_by_code(admin_client):
    thailand = PartyFactory(code="THA", name="Thailand")
    PartyName.objects.create(party=thailand, name="Siam", kind="former")
    assert found(admin_client, "party", "siam") == [thailand]
    assert found(admin_client, "party", "THA") == [thailand]


def test_treaties_are_found_by_short_title_alias_and_registration(admin_client):
    treaty = TreatyFactory(
        title="Treaty on the Non-Proliferation of Nuclear Weapons",
        short_title="Non-Proliferation Treaty",
        registration="UNTS 729, p. 161, no. 10485",
    )
    TreatyAlias.objects.create(treaty=treaty, name="NPT")
    for typed in ("Non-Proliferation Treaty", "npt", "UNTS 729", treaty.uid):
        assert found(admin_client, "treaty", typed) == [treaty]


def test_statements_are_found_by_title_uid_and_a_permalink_pasted_whole(admin_client):
    statement = published()
    published(title="Another one")
    address = f"https://archive.example{statement.get_absolute_url()}#p-bcdf"
    for typed in ("DPRK talks", statement.uid, statement.uid.upper(), address):
        assert found(admin_client, "statement", typed) == [statement]


def test_publishing_asks_for_a_reason_and_writes_a_revision(admin_client):
    statement = StatementFactory()
    write_speeches(statement, talks())
    choice = {"action": "publish_selected", "_selected_action": [statement.pk]}
    question = admin_client.post(LIST, choice)
    assert b"Public: readers see it" in question.content
    assert Statement.objects.published().count() == 0
    admin_client.post(LIST, {**choice, "reason": "First published."})
    statement.refresh_from_db()
    assert statement.is_public
    assert statement.revisions.get().reason == "First published."
    assert statement.revisions.get().author.username == "admin"


def test_what_is_not_ready_is_not_published_and_the_editor_is_told_why(admin_client):
    statement = StatementFactory(publisher=None)
    response = admin_client.post(
        LIST, {"action": "publish_selected", "_selected_action": [statement.pk], "reason": "Now."}, follow=True
    )
    told = response.content.decode()
    assert "was not changed. It has no publisher. Choose who published it first. It has no speech." in told
    statement.refresh_from_db()
    assert not statement.is_public


def test_withdrawing_asks_for_a_reason_that_readers_then_see(admin_client, client):
    statement = published()
    admin_client.post(
        LIST, {"action": "withdraw_selected", "_selected_action": [statement.pk], "reason": "Published by mistake."}
    )
    response = client.get(statement.get_absolute_url())
    assert response.status_code == 410
    assert "Published by mistake." in response.content.decode()


def change_form(record, **changes):
    """What the browser sends when an editor opens the form of ``record`` and changes a field."""
    return {
        "title": record.title, "kind": record.kind, "text_status": record.text_status, "language": record.language,
        "date": record.date, "place": record.place, "publisher": record.publisher_id, "slug": record.slug,
        "opened_at": record.lock_version, "reason": "Corrected.",
        **{f"{prefix}-{field}": value for prefix in ("party_roles", "treaty_mentions")
           for field, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))},
        **changes,
    }  # fmt: skip


def test_the_status_cannot_be_set_by_hand(admin_client):
    statement = published()
    address = reverse("admin:statements_statement_change", args=[statement.pk])
    response = admin_client.post(address, change_form(statement, status="draft", title="A better title"))
    assert response.status_code == 302
    statement.refresh_from_db()
    assert (statement.title, statement.status) == ("A better title", "published")


def test_a_party_added_by_an_editor_is_one_that_is_mentioned(admin_client):
    statement = published()
    japan = PartyFactory(code="JPN", name="Japan")
    row = {"party_roles-TOTAL_FORMS": 1, "party_roles-0-party": japan.pk, "party_roles-0-statement": statement.pk}
    admin_client.post(reverse("admin:statements_statement_change", args=[statement.pk]), change_form(statement, **row))
    assert StatementParty.objects.get(party=japan).role == "mentioned"


def test_a_mention_cannot_point_into_another_statement(admin_client):
    statement, other = published(), published(title="Another")
    row = {
        "treaty_mentions-TOTAL_FORMS": 1,
        "treaty_mentions-0-treaty": TreatyFactory().pk,
        "treaty_mentions-0-relation": "mentions",
        "treaty_mentions-0-paragraph": other.paragraphs.first().pk,
        "treaty_mentions-0-statement": statement.pk,
    }
    response = admin_client.post(
        reverse("admin:statements_statement_change", args=[statement.pk]), change_form(statement, **row)
    )
    assert "This paragraph is in another statement." in response.content.decode()
    assert not TreatyMention.objects.exists()


def test_what_was_once_public_cannot_be_deleted(admin_client):
    statement = published()
    address = reverse("admin:statements_statement_delete", args=[statement.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    assert Statement.objects.filter(pk=statement.pk).exists()


def test_a_treaty_with_many_parties_opens_in_few_queries(admin_client, django_assert_max_num_queries):
    treaty = TreatyFactory()
    for number in range(40):
        TreatyParty.objects.create(treaty=treaty, party=PartyFactory(code=f"P{number:02d}", name=f"Party {number}"))
    with django_assert_max_num_queries(10):
        page = admin_client.get(reverse("admin:statements_treaty_change", args=[treaty.pk]))
    assert page.content.decode().count("selected>Party ") == 40


def test_a_list_of_statements_costs_the_same_however_long_it_is(admin_client, django_assert_max_num_queries):
    for number in range(12):
        published(title=f"Statement {number}")
    with django_assert_max_num_queries(8):
        admin_client.get(LIST)
