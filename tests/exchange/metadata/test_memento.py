"""Versions for programs that ask by date, with Memento's own client against a served archive."""

from datetime import UTC, datetime

import pytest
from memento_client import MementoClient

from statements.models import Revision
from statements.publishing import publish, withdraw
from tests.factories import StatementFactory, published

DAYS = (
    datetime(2024, 6, 20, 9, tzinfo=UTC),
    datetime(2024, 7, 1, 12, tzinfo=UTC),
    datetime(2025, 1, 10, 18, tzinfo=UTC),
)


def dated():
    """The talks in three versions, of June and July 2024 and of January 2025."""
    statement = published()
    for reason in ("A name corrected.", "Topics added."):
        publish(statement, reason)
    for number, day in enumerate(DAYS, start=1):
        Revision.objects.filter(statement=statement, number=number).update(created_at=day)
    return statement


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("asked", "closest"),
    [
        (datetime(2020, 1, 1), 1),
        (datetime(2024, 6, 25), 1),
        (datetime(2024, 7, 1, 12), 2),
        (datetime(2024, 12, 31), 2),
        (datetime(2026, 1, 1), 3),
    ],
)
def test_the_client_finds_first_last_and_the_version_of_a_day(live_server, asked, closest):
    statement = dated()
    original = f"{live_server.url}/s/{statement.uid}/"
    for address in (original, live_server.url + statement.get_absolute_url(), f"{original}v/2/"):
        found = MementoClient().get_memento_info(address, asked)
        assert found["original_uri"] == original
        mementos = found["mementos"]
        assert mementos["first"]["uri"] == [f"{original}v/1/"]
        assert mementos["last"]["uri"] == [f"{original}v/3/"]
        assert mementos["closest"]["uri"] == [f"{original}v/{closest}/"]
        assert mementos["closest"]["datetime"] == DAYS[closest - 1].replace(tzinfo=None)
        assert mementos["closest"]["http_status_code"] == 200


@pytest.mark.django_db
class TestAnswers:
    def test_a_timegate_varies_by_date_and_has_no_date_of_its_own(self, client):
        statement = dated()
        response = client.get(
            f"/timegate/http://testserver/s/{statement.uid}/",
            headers={"accept-datetime": "Thu, 04 Jul 2024 00:00:00 GMT"},
        )
        assert response.status_code == 302
        assert response["Location"] == f"http://testserver/s/{statement.uid}/v/2/"
        assert "accept-datetime" in response["Vary"].lower()
        assert "Memento-Datetime" not in response
        assert 'rel="prev first memento"' in response["Link"] or 'rel="first prev memento"' in response["Link"]

    def test_without_a_date_it_is_the_latest(self, client):
        statement = dated()
        assert client.get(f"/timegate/s/{statement.uid}/")["Location"].endswith("/v/3/")

    @pytest.mark.parametrize("asked", ["yesterday", "2024-07-04", "Thu, 99 Jul 2024 00:00:00 GMT", "\x7f"])
    def test_what_is_no_date_is_said_to_be_none(self, client, asked):
        statement = dated()
        response = client.get(f"/timegate/s/{statement.uid}/", headers={"accept-datetime": asked})
        assert response.status_code == 400

    def test_a_version_says_when_it_was_published(self, client):
        statement = dated()
        response = client.get(f"/s/{statement.uid}/v/2/")
        assert response["Memento-Datetime"] == "Mon, 01 Jul 2024 12:00:00 GMT"
        assert f'<http://testserver/s/{statement.uid}/>; rel="original"' in response["Link"]

    def test_a_timemap_lists_all_versions(self, client):
        statement = dated()
        response = client.get(f"/timemap/http://testserver/s/{statement.uid}/")
        assert response["Content-Type"] == "application/link-format"
        links = response.content.decode().splitlines()
        assert len(links) == 6
        assert links[3] == (
            f'<http://testserver/s/{statement.uid}/v/1/>; rel="first memento"; '
            'datetime="Thu, 20 Jun 2024 09:00:00 GMT",'
        )
        assert 'rel="last memento"' in links[5]
        assert MementoClient.parse_link_header(response.content.decode())

    @pytest.mark.parametrize(
        "address", ["{}", "s/{}", "http:/testserver/s/{}/a-slug/", "https://testserver/s/{}/v/1/", "/s/{}/"]
    )
    def test_an_address_is_understood_as_far_as_it_names_a_statement(self, client, address):
        statement = dated()
        status = client.get(f"/timegate/{address.format(statement.uid)}").status_code
        assert status == (404 if address == "{}" else 302)

    @pytest.mark.parametrize(
        "address", ["http://elsewhere.example/s/{}/", "http://testserver/about/", "x", "http://", "s/%00/"]
    )
    def test_other_addresses_are_not_found(self, client, address):
        statement = dated()
        for service in ("timegate", "timemap"):
            assert client.get(f"/{service}/{address.format(statement.uid)}").status_code == 404

    def test_drafts_have_no_past_and_withdrawn_statements_none_any_more(self, client):
        draft, gone = StatementFactory(), dated()
        withdraw(gone, "Published in error.")
        for service in ("timegate", "timemap"):
            assert client.get(f"/{service}/s/{draft.uid}/").status_code == 404
            assert client.get(f"/{service}/s/{gone.uid}/").status_code == 410
