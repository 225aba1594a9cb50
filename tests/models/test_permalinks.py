"""Redirects: chains collapse, circles cannot be made."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from statements.models import Permalink
from statements.models.permalink import PermalinkKind
from tests.factories import published

pytestmark = pytest.mark.django_db


def moved(address, target):
    return Permalink.objects.create(address=address, target=target, reason="The same document.")


def test_what_led_to_a_moved_address_leads_on_at_once(client):
    statement = published()
    moved("s/1bcdfgh", "/s/2bcdfgh/an-old-title/")
    moved("s/2bcdfgh", statement.get_absolute_url())
    assert Permalink.objects.get(address="s/1bcdfgh").target == statement.get_absolute_url()
    assert client.get("/s/1bcdfgh/")["Location"] == statement.get_absolute_url()


def test_a_link_to_what_has_moved_is_kept_as_a_link_to_where_it_is():
    moved("s/2bcdfgh", "/s/3bcdfgh/title/")
    assert moved("s/1bcdfgh", "/s/2bcdfgh/an-old-title/").target == "/s/3bcdfgh/title/"


@pytest.mark.parametrize(
    "target", ["/s/1bcdfgh/", "/s/1bcdfgh/any-slug/", "/s/1bcdfgh", "/s/2bcdfgh/", "/s/3bcdfgh/#p-bcdf"]
)
def test_an_address_cannot_lead_to_itself_by_any_way(target):
    moved("s/3bcdfgh", "/s/2bcdfgh/")
    moved("s/2bcdfgh", "/s/1bcdfgh/title/")
    with pytest.raises(ValidationError, match="leads back"):
        moved("s/1bcdfgh", target)
    with pytest.raises(ValidationError, match="leads back"):
        Permalink(address="s/1bcdfgh", target=target, reason="x").full_clean()


def test_the_database_itself_refuses_an_address_that_leads_to_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        Permalink.objects.bulk_create([Permalink(address="s/1bcdfgh", target="/s/1bcdfgh/")])


def test_a_chain_that_came_in_otherwise_is_still_one_redirect(client):
    statement = published()
    links = [("s/1bcdfgh", "/s/2bcdfgh/"), ("s/2bcdfgh", "/s/3bcdfgh/"), ("s/3bcdfgh", statement.get_absolute_url())]
    Permalink.objects.bulk_create([Permalink(address=address, target=target) for address, target in links])
    assert client.get("/s/1bcdfgh/?q=host")["Location"] == f"{statement.get_absolute_url()}?q=host"


def test_a_circle_that_came_in_otherwise_is_no_endless_work(client):
    Permalink.objects.bulk_create(
        [Permalink(address="s/1bcdfgh", target="/s/2bcdfgh/"), Permalink(address="s/2bcdfgh", target="/s/1bcdfgh/")]
    )
    assert client.get("/s/1bcdfgh/").status_code in (301, 404)


def test_a_passage_that_moved_by_itself_is_not_swept_along(client):
    statement = published()
    passage = statement.paragraphs.first()
    moved("s/1bcdfgh/p/bcdf", "/s/2bcdfgh/p/ghjk/")
    moved("s/2bcdfgh/p/ghjk", passage.get_permalink())
    moved("s/2bcdfgh", statement.get_absolute_url())
    assert Permalink.objects.get(address="s/1bcdfgh/p/bcdf").target == passage.get_permalink()


def test_a_tombstone_leads_nowhere():
    link = Permalink.objects.create(address="/s/1bcdfgh/", kind=PermalinkKind.TOMBSTONE, reason="A press release.")
    assert (link.address, link.target) == ("s/1bcdfgh", "")
