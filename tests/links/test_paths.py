"""How public addresses are spelled, held to the routes that answer them."""

import pytest
from django.urls import resolve, reverse

from statements.links import addresses
from statements.models import base as paths
from tests.factories import EventFactory, PublisherFactory, StatementFactory, TreatyFactory, putin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [putin, TreatyFactory, EventFactory, PublisherFactory, StatementFactory])
def test_the_permalink_and_the_page_of_a_record_have_one_view(make):
    record = make()
    page, permalink = resolve(record.get_absolute_url()), resolve(record.get_permalink())
    assert page.func == permalink.func
    assert page.kwargs == {"uid": record.uid, "slug": record.slug}
    assert permalink.kwargs == {"uid": record.uid}
    assert record.get_absolute_url().startswith(record.get_permalink())


def test_addresses_below_a_statement_are_those_of_the_routes():
    assert paths.build_statement_path("0bc1234") == reverse("statements:statement_by_uid", args=["0bc1234"])
    assert paths.build_version_path("0bc1234", 3) == reverse("statements:version", args=["0bc1234", 3])
    assert paths.build_passage_path("0bc1234", "bcdf") == reverse("statements:passage", args=["0bc1234", "bcdf"])


def test_whole_addresses_name_the_archive(settings):
    settings.PUBLIC_URL = "https://archive.example.org"
    base = addresses.get_base_url()
    assert addresses.get_host(base) == "archive.example.org"
    assert addresses.build_permalink(base, "0bc1234") == "https://archive.example.org/s/0bc1234/"
    assert addresses.build_version_permalink(base, "0bc1234", 3) == "https://archive.example.org/s/0bc1234/v/3/"
    assert addresses.build_passage_permalink(base, "0bc1234", "bcdf") == "https://archive.example.org/s/0bc1234/p/bcdf/"
    treaty = TreatyFactory()
    assert addresses.build_record_permalink(base, treaty) == f"https://archive.example.org/treaties/{treaty.uid}/"


def test_a_permalink_is_stored_without_slashes_query_and_fragment():
    assert paths.build_permalink_key("/s/0bc1234/p/bcdf/?q=host#p-bcdf") == "s/0bc1234/p/bcdf"
