"""What a form of the desk refuses with a sentence, since a page could not show it or an import not read it."""

import json

import pytest
from django.urls import reverse

from statements.models import Party, Publisher, Statement
from tests.editing.desk_texts import TALKS

pytestmark = pytest.mark.django_db


def said(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def add(client, model: str, **fields):
    rows = dict.fromkeys(("names-TOTAL_FORMS", "names-INITIAL_FORMS"), 0)
    return client.post(reverse(f"admin:statements_{model}_add"), {**rows, **fields})


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/", "data:text/html,x"])
def test_a_publisher_has_a_web_address_or_none(admin_client, url):
    page = said(add(admin_client, "publisher", name="The press", home_url=url, aliases="[]"))
    assert "is no web address" in page or "valid URL" in page
    assert not Publisher.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/talks"])
def test_a_pasted_text_has_a_web_address_or_none(admin_client, url):
    page = said(admin_client.post(reverse("admin:statements_statement_add"), {"text": TALKS, "source_url": url}))
    assert "is no web address" in page or "valid URL" in page
    assert not Statement.objects.exists()


@pytest.mark.parametrize("aliases", ['{"a": 1}', "[1]", '"kremlin.ru"', "[[]]", "[null]", "7"])
def test_other_names_are_a_list_of_texts(admin_client, aliases):
    assert "Write a list of texts" in said(add(admin_client, "publisher", name="The press", aliases=aliases))


@pytest.mark.parametrize("code", ["a/b", "../x", "ЖЖ", "fra", "F"])
def test_a_code_can_stand_in_an_address(admin_client, code):
    page = said(add(admin_client, "party", code=code, kind="state", name="France"))
    assert "Write two to twelve capital letters" in page
    assert not Party.objects.exists()


def test_a_pasted_record_with_a_number_without_end_is_a_sentence(admin_client):
    text = '{"title": "Talks", "id": ' + "9" * 5000 + ', "text": "Ann Bell: Yes."}'
    page = said(admin_client.post(reverse("admin:statements_statement_add"), {"text": text}))
    assert "it holds a number of 5,000 digits" in page


@pytest.mark.parametrize("label", ["№ 5", "1"])
def test_a_pasted_record_with_a_label_without_letters_is_taken(admin_client, label):
    turns = [{"label": label, "paragraphs": ["We thank the council."]}]
    text = json.dumps({"title": "Talks", "turns": turns}, ensure_ascii=False)
    assert admin_client.post(reverse("admin:statements_statement_add"), {"text": text}).status_code == 302
