"""Pages for what cannot be answered."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from statements.web import about, errors


def test_a_page_not_found_offers_search_and_the_ways_in(client, db):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "There is nothing at this address" in page
    assert f'action="{reverse("statements:search")}"' in page


def test_a_failing_page_says_so_in_the_look_of_the_archive(client, monkeypatch, settings):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    client.raise_request_exception = False
    monkeypatch.setattr(about, "render", broken)
    response = client.get(reverse("statements:about"))
    assert response.status_code == 500
    page = response.content.decode()
    assert "Something went wrong" in page
    assert "css/chancery.css" in page


@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [
        (errors.bad_request, 400, "The server could not understand this request"),
        (errors.permission_denied, 403, "You do not have access to this page"),
    ],
)
def test_a_refusal_has_its_own_page(rf, view, status, heading):
    response = view(rf.get("/"), PermissionDenied())
    assert response.status_code == status
    assert heading in response.content.decode()


def test_a_foreign_host_name_is_refused_politely(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "The server could not understand this request" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["home", "statements", "speakers", "countries", "topics", "treaties", "dates", "about"]
)
def test_pages_are_only_read(client, name):
    assert client.post(reverse(f"statements:{name}")).status_code == 405
    assert client.options(reverse(f"statements:{name}")).status_code == 405


@pytest.mark.parametrize("name", ["about", "searching", "citing"])
def test_the_help_pages_have_one_heading_and_mark_where_the_reader_is(client, name):
    page = client.get(reverse(f"statements:{name}")).content.decode()
    assert page.count("<h1") == 1
    assert f'href="{reverse(f"statements:{name}")}" aria-current="page"' in page
