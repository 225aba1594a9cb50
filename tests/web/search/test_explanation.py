"""How a search was understood, told to those who look after the archive and to nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from tests.search.records import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(index):
    return archive()


@pytest.fixture
def editor(client: Client, django_user_model) -> Client:
    client.force_login(django_user_model.objects.create_user("editor", is_staff=True))
    return client


def explained(client: Client, **asked: str):
    response = client.get("/search/", {**asked, "explain": "1"})
    assert response.status_code == 200
    return html.fromstring(response.content).cssselect(".explained")


def rows(section) -> dict[str, str]:
    return {
        " ".join(row.cssselect("th")[0].text_content().split()): row.cssselect("td")[0].text_content()
        for row in section.cssselect("tbody tr")
    }


def test_every_part_is_told_with_its_codes_and_what_it_finds_alone(editor: Client, records) -> None:
    (section,) = explained(editor, q='arms -"arms race" by:russia', country="RUS", since="1999")
    told = rows(section)
    assert told["arms"] == "2"
    assert told['"arms race"'] == "1"
    assert told["Filter country=RUS"] == "2"
    assert told["Filter 1999 to …"] == "2"
    assert "RUS" in section.cssselect("dd code")[0].text_content()
    assert "generation" in section.text_content()


def test_what_is_within_a_title_is_not_asked_for_elsewhere(editor: Client, records) -> None:
    (section,) = explained(editor, q="title:conference")
    assert rows(section) == {"title:conference": "1"}


def test_what_was_asked_in_place_of_words_that_nothing_holds_together_is_told(editor: Client, records) -> None:
    (section,) = explained(editor, q="race multipolar")
    facts = [fact.text_content() for fact in section.cssselect("dl.facts > *")]
    assert facts[facts.index("Asked instead") + 1] == "race OR multipolar"
    assert rows(section)["race multipolar"] == "0"


@pytest.mark.parametrize("typed", ["", '"never closed', "((", "speaker:nobody", "a* OR b"])
def test_whatever_was_typed_is_explained(editor: Client, records, typed: str) -> None:
    assert len(explained(editor, q=typed)) == 1


def test_a_visitor_and_a_person_off_the_staff_get_the_page_without_it(
    client: Client, django_user_model, records
) -> None:
    assert explained(client, q="arms") == []
    client.force_login(django_user_model.objects.create_user("reader"))
    assert explained(client, q="arms") == []


def test_a_page_that_explains_nothing_may_be_kept_by_proxies(editor: Client, records) -> None:
    assert "cookie" not in editor.get("/search/?q=arms").get("Vary", "").lower()
    assert "cookie" in editor.get("/search/?q=arms&explain=1")["Vary"].lower()
