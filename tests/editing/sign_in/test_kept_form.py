"""A form that comes after its session has ended is not lost."""

import re

import pytest
from django.test import Client

from statements.models import Topic

pytestmark = pytest.mark.django_db
ADD = "/admin/statements/topic/add/"
OWN = {"origin": "http://testserver"}


def read_form(page: str) -> dict[str, str]:
    """The fields of the kept form as a browser would send them, the token included."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def read_token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


def test_it_is_shown_again_and_sent_after_signing_in_elsewhere(ada, sign_in) -> None:  # noqa: ANN001
    ada.is_superuser = True
    ada.save()
    client = Client(enforce_csrf_checks=True, headers=OWN)
    token = read_token(client.get("/admin/login/").content.decode())
    fields = {"csrfmiddlewaretoken": token, "name": "River “bridges”", "slug": "river-bridges"}
    answer = client.post(ADD, fields)
    page = answer.content.decode()
    assert answer.status_code == 403 and "Your session has ended" in page
    assert not Topic.objects.filter(slug="river-bridges").exists()

    # Signed in in another tab: the token of the kept page is an earlier one now.
    client.post("/admin/login/", {"csrfmiddlewaretoken": token, "username": "ada", "password": "a word for the desk"})
    again = client.post(ADD, read_form(page)).content.decode()
    assert "You have signed in since" in again
    kept = read_form(again)
    assert kept["slug"] == "river-bridges"
    inlines = client.get(ADD).content.decode()
    management = dict(re.findall(r'name="([^"]+_FORMS)" value="(\d+)"', inlines))
    assert client.post(ADD, {**kept, **management, "name": "River bridges"}).status_code == 302
    assert Topic.objects.filter(slug="river-bridges").exists()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://["])
def test_what_another_site_sends_is_refused_and_not_shown(ada, sign_in, origin: str) -> None:  # noqa: ANN001
    client = Client(enforce_csrf_checks=True, headers={"origin": origin} if origin else {})
    answer = client.post(ADD, {"name": "planted by another site"})
    assert answer.status_code == 403 and "planted by another site" not in answer.content.decode()


def test_a_password_is_never_shown_again(ada) -> None:  # noqa: ANN001
    client = Client(enforce_csrf_checks=True, headers=OWN)
    for path in ("/admin/login/", "/admin/password_change/", "/admin/auth/user/add/"):
        answer = client.post(path, {"password": "a word for the desk"})
        assert answer.status_code == 403 and "a word for the desk" not in answer.content.decode()
