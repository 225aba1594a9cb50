"""Addresses that must lead somewhere, or say what became of what stood there."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from statements.ingest.writing import write_speeches
from statements.models import Permalink
from statements.models.permalink import PermalinkKind
from statements.publishing import withdraw
from tests.factories import StatementFactory, TreatyFactory, published, putin, talks, turn

pytestmark = pytest.mark.django_db


def test_an_absent_slug_is_redirected_for_good_with_its_query(client):
    statement = published()
    response = client.get(f"/s/{statement.uid}/?q=alliance")
    assert response.status_code == 301
    assert response["Location"] == f"{statement.get_absolute_url()}?q=alliance"


def test_an_old_slug_is_redirected_to_the_one_of_today(client):
    statement = published()
    response = client.get(f"/s/{statement.uid}/a-title-that-was-corrected/")
    assert response.status_code == 301
    assert response["Location"] == statement.get_absolute_url()


@pytest.mark.parametrize("misread", [str.upper, lambda uid: uid.replace("0", "O").replace("1", "l")])
def test_a_misread_uid_is_redirected_to_the_true_one(client, misread):
    statement = published(uid="0bc1234")
    response = client.get(f"/s/{misread(statement.uid)}/{statement.slug}/")
    assert response.status_code == 301
    assert response["Location"] == statement.get_absolute_url()


def test_speakers_and_treaties_redirect_their_old_slugs_too(client):
    for record in (putin(), TreatyFactory()):
        kind = record._meta.model_name
        address = reverse(f"statements:{kind}", args=[record.uid, "another-name"])
        assert client.get(address)["Location"] == record.get_absolute_url()
        assert client.get(address.replace("another-name/", ""))["Location"] == record.get_absolute_url()


def test_a_slug_in_another_script_is_no_redirect_loop(client):
    statement = published(title="Заявления для прессы по итогам переговоров", language="ru")
    assert client.get(statement.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_what_is_not_public_yet_is_not_found(client, status):
    statement = StatementFactory(status=status)
    write_speeches(statement, talks())
    passage = statement.paragraphs.first()
    assert client.get(statement.get_absolute_url()).status_code == 404
    assert client.get(passage.get_permalink()).status_code == 404


def test_a_withdrawn_statement_leaves_title_date_and_reason_and_none_of_its_words(client):
    statement = published()
    passage = statement.paragraphs.first()
    withdraw(statement, "The publisher has taken the transcript back.")
    for address in (statement.get_absolute_url(), f"/s/{statement.uid}/", passage.get_permalink()):
        response = client.get(address)
        assert response.status_code == 410
        page = response.content.decode()
        assert statement.title in page
        assert "19 June 2024" in page
        assert "The publisher has taken the transcript back." in page
        assert "He said that relations" not in page


def test_a_passage_leads_to_its_words(client):
    statement = published()
    passage = statement.paragraphs.last()
    response = client.get(f"/s/{statement.uid}/p/{passage.anchor}/?q=host")
    assert response.status_code == 302
    assert response["Location"] == f"{statement.get_absolute_url()}?q=host#p-{passage.anchor}"


def test_a_passage_in_capitals_is_redirected_first(client):
    statement = published()
    passage = statement.paragraphs.last()
    response = client.get(f"/s/{statement.uid.upper()}/p/{passage.anchor.upper()}/")
    assert response.status_code == 301
    assert response["Location"] == passage.get_permalink()


def test_a_passage_whose_words_are_gone_says_so_and_names_its_statement(client):
    statement = published([turn(putin(), "He thanked his host.", "He spoke of railways and ports in the east.")])
    gone = statement.paragraphs.last().anchor
    write_speeches(statement, [turn(putin(), "He thanked his host.")])
    response = client.get(f"/s/{statement.uid}/p/{gone}/")
    assert response.status_code == 410
    page = response.content.decode()
    assert "no longer in the statement" in page
    assert f'href="{statement.get_absolute_url()}"' in page


def test_an_anchor_that_never_was_is_not_found(client):
    statement = published()
    assert client.get(f"/s/{statement.uid}/p/zzzz/").status_code == 404


def test_a_merged_record_leads_to_the_one_it_became_under_any_slug(client):
    statement = published()
    Permalink.objects.create(address="s/9zzzzzz", target=statement.get_absolute_url(), reason="The same document.")
    for address in ("/s/9zzzzzz/", "/s/9zzzzzz/its-old-title/?q=host"):
        response = client.get(address)
        assert response.status_code == 301
        assert response["Location"].partition("?")[0] == statement.get_absolute_url()


def test_a_tombstone_of_another_address_tells_its_reason(client):
    Permalink.objects.create(
        address="treaties/9zzzzzz", kind=PermalinkKind.TOMBSTONE, reason="It was never a treaty, but a press release."
    )
    response = client.get("/treaties/9zzzzzz/some-release/")
    assert response.status_code == 410
    assert "It was never a treaty" in response.content.decode()


def test_permalinks_are_looked_up_only_when_nothing_was_found(client, django_assert_num_queries):
    statement = published()
    with django_assert_num_queries(1):
        client.get(f"/s/{statement.uid}/")
    with django_assert_num_queries(1):
        assert client.get("/no/such/page/").status_code == 404


_PARAMETERS = ["page", "year", "q", "kind", "party", "topic", "order", "name", "letter", "more"]
_ROUTES = [
    "/", "/speakers/", "/treaties/", "/statements/", "/events/", "/publishers/", "/countries/", "/dates/",
    "/s/{}/", "/s/{}/{}/", "/s/{}/p/{}/", "/speakers/{}/", "/speakers/{}/{}/", "/countries/{}/", "/organisations/{}/",
    "/topics/{}/", "/topics/{}/{}/", "/treaties/{}/", "/treaties/{}/{}/", "/publishers/{}/", "/events/{}/{}/",
    "/dates/{}/", "/dates/{}/{}/", "/dates/2024/{}/{}/", "/{}/", "/{}/{}",
]  # fmt: skip
_typed = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["0bc1234", "OBC1234", "..", "%00", "\x00", "RUS", "0000", "9999", "13", "00", "٢٠٢٤", "a" * 400, "🙂"]
    ),
)


@pytest.mark.parametrize("parameter", _PARAMETERS)
@pytest.mark.parametrize("path", ["/statements/", "/speakers/", "/treaties/", "/dates/2024/"])
def test_a_nul_in_a_parameter_is_no_error(client, path, parameter):
    assert client.get(path, {parameter: "\x00"}, follow=True).status_code == 200


class Anything(TestCase):
    """Nothing that can be typed into the address bar is an error of the server."""

    @settings(max_examples=150)
    @given(
        route=st.sampled_from(_ROUTES),
        one=_typed,
        two=_typed,
        query=st.dictionaries(
            st.sampled_from(_PARAMETERS),
            _typed,
            max_size=3,
        ),
    )
    def test_an_address_is_answered_or_refused_but_never_fails(self, route, one, two, query):
        response = self.client.get(route.format(one, two), query)
        assert response.status_code in {200, 301, 302, 400, 404, 410}, (route, one, two, query)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "/\\evil.example",
        "/admin/",
        "/api/v1/../../admin/",
        "/x\r\nSet-Cookie: a=1",
        "/no/such/page/",
        "/s/",
    ],
)
def test_what_leads_out_of_the_archive_is_stored_by_nobody_and_followed_by_nobody(client, target):
    statement = published()
    with pytest.raises(ValidationError, match="no path of this archive"):
        Permalink.objects.create(address="s/9zzzzzz", target=target)
    with pytest.raises(ValidationError, match="no path of this archive"):
        Permalink(address="s/9zzzzzz", target=target).full_clean()
    # As a version wrote it that did not refuse it yet.
    addresses = ["s/9zzzzzz", f"s/{statement.uid}/p/zzzz", "speakers/9zzzzzz"]
    Permalink.objects.bulk_create(Permalink(address=address, target=target) for address in addresses)
    for address in addresses:
        assert client.get(f"/{address}/").status_code == 404
    assert client.get("/api/v1/speakers/9zzzzzz").status_code == 404


def test_a_merged_statement_leads_nowhere_outside(client):
    statement = published()
    withdraw(statement, "The same twice.")
    Permalink.objects.bulk_create([Permalink(address=f"s/{statement.uid}", target="//evil.example/")])
    assert client.get(f"/s/{statement.uid}/").status_code == 410
