"""Every version as it was, its hash, and what changed."""

import hashlib
import json

import pytest
from lxml import html

from statements.ingest.writing import write_speeches
from statements.models import Party, Speaker
from statements.publishing import publish, withdraw
from tests.factories import PublisherFactory, kim, north_korea, published, putin, russia, talks, turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected():
    """The talks in three versions: a word corrected and a title, then paragraphs moved and taken out."""
    statement = published()
    first = talks()[0]
    statement.title = "Press statements ‹after› the talks"
    statement.save()
    write_speeches(
        statement,
        [
            turn(
                kim(),
                "He welcomed his guests and called the treaty signed that day an event of great weight.",
                "He said that relations had reached the level of an alliance.",
                label=first.label, role=first.role, party=north_korea(), interpreted=True,
                interpreted_note="retranslated",
            ),
            turn(putin(), "He thanked his host for the invitation.", label="V. Putin", role="Guest", party=russia()),
        ],
    )  # fmt: skip
    publish(statement, "Corrected against the publisher’s page.")
    write_speeches(
        statement,
        [
            turn(
                kim(),
                "He said that relations had reached the level of an alliance.",
                "He welcomed his guests and called the treaty signed that day an event of great weight.",
                label=first.label, role=first.role, party=north_korea(), interpreted=True,
            ),
        ],
    )  # fmt: skip
    publish(statement, "Put in the order of the recording.")
    return statement


def page_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return html.fromstring(response.content)


def words(element):
    return " ".join(element.text_content().split())


def test_a_version_shows_words_title_and_speakers_as_they_were(client, corrected):
    page = page_of(client, f"/s/{corrected.uid}/v/1/")
    assert words(page.cssselect("h1")[0]) == "Press statements following Russia–DPRK talks"
    shown = [words(passage) for passage in page.cssselect(".words p")]
    assert any("He welcomed the guests" in text for text in shown)
    assert len(shown) == 3
    assert [words(name) for name in page.cssselect(".voice h3")] == ["Kim Jong-un", "Vladimir Putin"]
    assert "through an interpreter" in words(page.cssselect(".voice")[0])


def test_a_version_stays_as_it_was_when_the_records_around_it_change(client, corrected):
    Speaker.objects.filter(name="Kim Jong-un").update(name="Kim Jong Un")
    page = page_of(client, f"/s/{corrected.uid}/v/1/")
    assert words(page.cssselect(".voice h3")[0]) == "Kim Jong-un"


def test_a_version_of_a_country_that_is_no_longer_there_shows_its_code(client, corrected):
    corrected.party_roles.all().delete()
    corrected.speeches.update(party=None)
    corrected.voices.update(party=None)
    Party.objects.filter(code="RUS").delete()
    assert "RUS" in words(page_of(client, f"/s/{corrected.uid}/v/1/").cssselect(".card")[0])


def test_the_banner_says_which_version_it_is_and_leads_to_the_others(client, corrected):
    page = page_of(client, f"/s/{corrected.uid}/v/2/")
    banner = page.cssselect(".version-banner")[0]
    assert "An earlier version: 2 of 3" in words(banner)
    assert "Corrected against the publisher’s page." in words(banner)
    links = [link.get("href") for link in banner.cssselect("a")]
    own = f"/s/{corrected.uid}"
    rest = [f"{own}/v/1/", f"{own}/v/3/", f"{own}/v/2/changes/", f"{own}/history/"]
    assert links == [corrected.get_absolute_url(), *rest]
    relations = {link.get("rel"): link.get("href") for link in page.cssselect("link[rel$='-version']")}
    assert relations == {
        "latest-version": corrected.get_absolute_url(),
        "predecessor-version": f"{own}/v/1/",
        "successor-version": f"{own}/v/3/",
    }
    header = client.get(f"{own}/v/2/")["Link"]
    for relation in ("latest-version", "predecessor-version", "successor-version", "version-history", "cite-as"):
        assert f'rel="{relation}"' in header


def test_a_cited_passage_of_a_version_is_there_under_its_anchor(client, corrected):
    anchor = corrected.revisions.get(number=1).snapshot["speeches"][1]["paragraphs"][0]["anchor"]
    page = page_of(client, f"/s/{corrected.uid}/v/1/")
    assert "He thanked his host" in words(page.get_element_by_id(f"p-{anchor}"))


def test_the_snapshot_is_the_file_whose_hash_the_version_shows(client, corrected):
    page = page_of(client, f"/s/{corrected.uid}/v/1/")
    snapshot = client.get(f"/s/{corrected.uid}/v/1/snapshot.json")
    assert hashlib.sha256(snapshot.content).hexdigest() in words(page.cssselect(".hash")[0])
    assert json.loads(snapshot.content) == corrected.revisions.get(number=1).snapshot
    assert f"chancery-{corrected.uid}-v1.json" in snapshot["Content-Disposition"]


def test_the_history_lists_versions_with_reasons_and_differences(client, corrected):
    page = page_of(client, f"/s/{corrected.uid}/history/")
    versions = page.cssselect(".versions > li")
    assert [words(version.cssselect("h2")[0]) for version in versions] == [
        "Version 3 current", "Version 2", "Version 1",
    ]  # fmt: skip
    assert "First published." in words(versions[2])
    assert "1 paragraph removed, 1 moved" in words(versions[0])
    second = versions[1]
    assert "1 paragraph changed" in words(second)
    assert [mark.text for mark in second.cssselect(".change del")] == ["the"]
    assert [mark.text for mark in second.cssselect(".change ins")] == ["his"]
    assert "‹after›" in words(second.cssselect(".facts-changed")[0])


def test_what_changed_in_a_version_is_shown_in_context(client, corrected):
    page = page_of(client, f"/s/{corrected.uid}/v/3/changes/")
    assert [words(place) for place in page.cssselect(".change-place")] == ["¶ 1 moved, was 2", "¶ 2", "¶ 3 removed"]
    facts = words(page.cssselect(".facts-changed")[0])
    assert "interpreter’s mark" in facts
    assert "Turn removed" in facts


def test_the_first_version_has_nothing_before_it(client, corrected):
    assert "This is the first version" in words(page_of(client, f"/s/{corrected.uid}/v/1/changes/"))


@pytest.mark.parametrize("rest", ["v/4/", "v/0/", "v/01/", "v/999999999999999999999/", "v/x/", "v/4/snapshot.json"])
def test_a_version_that_never_was_is_not_found(client, corrected, rest):
    assert client.get(f"/s/{corrected.uid}/{rest}").status_code == 404


def test_a_misread_uid_leads_to_the_version(client):
    statement = published(uid="0bc1234")
    assert client.get("/s/OBC-1234/v/1/")["Location"] == f"/s/{statement.uid}/v/1/"


def test_withdrawing_withdraws_all_versions_and_leaves_their_citation(client, corrected):
    withdraw(corrected, "The publisher has taken the transcript back.")
    for rest in ("v/1/", "v/3/", "v/2/changes/", "v/1/snapshot.json", "history/", "cite/", "cite.bib"):
        response = client.get(f"/s/{corrected.uid}/{rest}")
        assert response.status_code == 410, rest
        page = response.content.decode()
        assert "He said that relations" not in page
        assert "The publisher has taken the transcript back." in page
        assert "“Press statements ‹after› the talks”, press statement, Pyongyang, 19 June 2024" in page


def test_words_that_a_licence_forbids_are_in_no_version_and_no_snapshot(client):
    statement = published(publisher=PublisherFactory(name="Closed Agency", shows_full_text=False))
    write_speeches(statement, [turn(putin(), "He thanked his host twice.", party=russia())])
    publish(statement, "Corrected.")
    for rest, status in (("v/1/", 200), ("history/", 200), ("v/2/changes/", 200), ("v/1/snapshot.json", 403)):
        response = client.get(f"/s/{statement.uid}/{rest}")
        assert response.status_code == status
        assert "thanked" not in response.content.decode()


def test_a_licence_that_was_closed_later_closes_the_old_versions_too(client, corrected):
    corrected.publisher.shows_full_text = False
    corrected.publisher.save()
    assert "He welcomed" not in client.get(f"/s/{corrected.uid}/v/1/").content.decode()
    assert client.get(f"/s/{corrected.uid}/v/1/snapshot.json").status_code == 403


def test_pages_of_versions_cost_as_many_queries_for_a_long_statement(client, django_assert_max_num_queries):
    turns = [turn(putin() if number % 2 else kim(), f"Paragraph {number} of the day.") for number in range(300)]
    statement = published(turns)
    turns[7] = turn(putin(), "Paragraph seven, corrected.")
    write_speeches(statement, turns)
    publish(statement, "Corrected.")
    for rest, most in (("v/1/", 12), ("history/", 6), ("v/2/changes/", 6)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/s/{statement.uid}/{rest}").status_code == 200


@pytest.mark.parametrize("title", ["History", "Cite"])
def test_a_title_that_is_an_address_of_its_own_takes_nothing_from_it(client, title):
    statement = published(title=title)
    assert words(page_of(client, statement.get_absolute_url()).cssselect("h1")[0]) == title
    assert statement.slug == f"{title.lower()}-statement"
    assert page_of(client, f"/s/{statement.uid}/{title.lower()}/").cssselect(".kicker")[0].text != "Speech"


def test_a_long_history_is_read_ten_versions_at_a_time(client, monkeypatch):
    statement = published()
    for number in range(12):
        publish(statement, f"Correction {number}.")
    assert len(page_of(client, f"/s/{statement.uid}/history/").cssselect(".versions > li")) == 10
    rest = page_of(client, f"/s/{statement.uid}/history/?page=2").cssselect(".versions > li")
    assert [words(version.cssselect("h2")[0]) for version in rest] == ["Version 3", "Version 2", "Version 1"]
