"""Feeds of lists and searches, read by a feed reader."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from statements.exchange import last_change
from statements.exchange.feeds import statement_feeds
from statements.models import Statement
from statements.publishing import publish, withdraw
from statements.search.indexing.updating import update_index
from tests.exchange.records import draft, short, silent_publisher, talks_in_pyongyang, untold
from tests.factories import TopicFactory, putin, russia

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def old_program(monkeypatch):
    """The program was started long ago, so that dates of records decide."""
    monkeypatch.setattr(last_change, "PROCESS_START", timezone.now() - timedelta(days=900))
    monkeypatch.setattr(statement_feeds, "PROCESS_START", last_change.PROCESS_START)


def read(client, address: str):
    response = client.get(address)
    assert response.status_code == 200, response.content
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo, feed.bozo_exception
    return feed


def added(statement: Statement, days_ago: int) -> Statement:
    when = timezone.now() - timedelta(days=days_ago)
    Statement.objects.filter(pk=statement.pk).update(published_at=when, datestamp=when)
    return statement


def test_a_feed_is_ordered_by_addition_and_not_by_what_was_said_when(client):
    added(short("Said late, added early", date="2024-06-19"), 9)
    added(short("Said early, added late", date="1946-03-05"), 1)
    titles = [entry.title for entry in read(client, "/statements/?format=atom").entries]
    assert titles == ["Said early, added late", "Said late, added early"]


def test_an_entry_says_who_spoke_when_it_was_added_and_where_it_is(client):
    statement = added(talks_in_pyongyang(), 3)
    statement.refresh_from_db()
    (entry,) = read(client, "/countries/RUS/?format=atom").entries
    assert entry.title == statement.title
    assert entry.id == f"tag:testserver,{statement.published_at:%Y-%m-%d}:s/{statement.uid}"
    assert urlsplit(entry.link).path == statement.get_absolute_url()
    assert [author.name for author in entry.authors] == ["Kim Jong-un", "Vladimir Putin"]
    assert {"press_statement", "security", "RUS", "PRK"} <= {tag.term for tag in entry.tags}
    assert entry.summary.startswith(
        "Press statement, 19 June 2024, Pyongyang, President of Russia. He called the treaty"
    )
    assert entry.rights == "CC BY 4.0"
    assert entry.published == entry.updated == f"{statement.published_at:%Y-%m-%dT%H:%M:%SZ}"


def test_an_entry_keeps_its_id_and_date_through_a_correction(client):
    statement = added(short(), 5)
    (before,) = read(client, "/statements/?format=atom").entries
    statement.refresh_from_db()
    statement.title = "Remarks, corrected"
    statement.save()
    publish(statement, "A word in the title.")
    (after,) = read(client, "/statements/?format=atom").entries
    assert (before.id, before.published) == (after.id, after.published)
    assert after.title == "Remarks, corrected"
    assert after.updated > before.updated


def test_private_work_moves_nothing(client):
    statement = added(short(), 5)
    before = client.get("/statements/?format=atom").content
    Statement.objects.filter(pk=statement.pk).update(private_note="To be looked at again.")
    Statement.objects.get(pk=statement.pk).save()
    draft()
    assert client.get("/statements/?format=atom").content == before


def test_drafts_withdrawn_texts_and_words_that_may_not_be_shown_are_in_no_feed(client):
    draft()
    withdraw(short("Withdrawn remarks"), "Published by mistake.")
    untold()
    text = client.get("/statements/?format=atom").content.decode()
    assert "Remarks in Moscow" in text
    for hidden in ("UNPUBLISHED", "Withdrawn remarks", "UNSAYABLE"):
        assert hidden not in text


@pytest.mark.parametrize("page", ["speaker", "country", "topic", "event", "publisher", "treaty", "year", "day", "list"])
def test_every_list_has_a_feed_and_its_page_says_so(client, page):
    statement = talks_in_pyongyang()
    address = {
        "speaker": putin().get_absolute_url(),
        "country": russia().get_absolute_url(),
        "topic": TopicFactory().get_absolute_url(),
        "event": statement.event.get_absolute_url(),
        "publisher": statement.publisher.get_absolute_url(),
        "treaty": statement.treaty_mentions.first().treaty.get_absolute_url(),
        "year": "/dates/2024/",
        "day": "/dates/2024/06/19/",
        "list": "/statements/",
    }[page]
    html = client.get(address).content.decode()
    offered = etree.HTML(html).xpath('//link[@rel="alternate"][@type="application/atom+xml"]/@href')
    assert offered[0] == f"http://testserver{address}?format=atom"
    feed = read(client, offered[0])
    assert [entry.title for entry in feed.entries] == [statement.title]
    assert feed.feed.links[0].href == offered[0]


def test_the_filters_of_a_page_hold_in_its_feed(client):
    short("An interview", kind="interview")
    short("A speech", kind="speech")
    feed = read(client, "/countries/RUS/?kind=interview&format=atom")
    assert [entry.title for entry in feed.entries] == ["An interview"]
    assert feed.feed.title == "Interviews by Russia · Chancery"


def test_a_filter_that_leads_nowhere_is_no_wider_feed(client):
    short()
    response = client.get("/statements/?party=ZZZ&format=atom")
    assert response.status_code == 404
    assert "ZZZ" in response.content.decode()


def test_pages_of_a_feed_lead_to_each_other_and_hold_everything_once(client):
    for number in range(statement_feeds.ENTRIES_PER_PAGE + 3):
        added(short(f"Remarks {number}"), number)
    seen, address = [], "http://testserver/statements/?format=atom"
    while address:
        feed = read(client, address)
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["first"] == "http://testserver/statements/?format=atom"
        assert links["last"].endswith("page=2")
        seen += [entry.title for entry in feed.entries]
        address = links.get("next")
    assert seen == [f"Remarks {number}" for number in range(statement_feeds.ENTRIES_PER_PAGE + 3)]


def test_a_feed_costs_as_many_queries_for_many_as_for_few(client, django_assert_max_num_queries):
    for number in range(12):
        short(f"Remarks {number}")
    talks_in_pyongyang()
    with django_assert_max_num_queries(24):
        client.get("/countries/RUS/?format=atom")


def test_an_empty_list_is_a_valid_feed(client):
    russia()
    feed = read(client, "/countries/RUS/?format=atom")
    assert feed.entries == []
    assert feed.feed.updated


class TestAskingAgain:
    def test_a_reader_with_an_etag_gets_nothing_new(self, client):
        added(short(), 5)
        etag = client.get("/statements/?format=atom")["ETag"]
        answer = client.get("/statements/?format=atom", headers={"If-None-Match": etag})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)

    def test_a_reader_that_knows_only_the_date_gets_nothing_new(self, client):
        added(short(), 5)
        date = client.get("/statements/?format=atom")["Last-Modified"]
        answer = client.get("/statements/?format=atom", headers={"If-Modified-Since": date})
        assert (answer.status_code, answer["Last-Modified"]) == (304, date)

    def test_a_withdrawal_is_news_to_both(self, client):
        gone, kept = added(short("Gone"), 5), added(short("Kept"), 7)
        before = client.get("/statements/?format=atom")
        withdraw(Statement.objects.get(pk=gone.pk), "Published by mistake.")
        for name, value in (("If-None-Match", before["ETag"]), ("If-Modified-Since", before["Last-Modified"])):
            answer = client.get("/statements/?format=atom", headers={name: value})
            assert answer.status_code == 200
            assert [entry.title for entry in feedparser.parse(answer.content).entries] == [kept.title]

    def test_a_speaker_s_new_name_is_news(self, client):
        added(short(), 5)
        date = client.get("/statements/?format=atom")["Last-Modified"]
        speaker = putin()
        speaker.name = "Vladimir Vladimirovich Putin"
        speaker.save()
        answer = client.get("/statements/?format=atom", headers={"If-Modified-Since": date})
        assert b"Vladimir Vladimirovich Putin" in answer.content

    def test_no_date_is_told_while_it_could_not_tell_two_changes_apart(self, client):
        short()
        assert "Last-Modified" not in client.get("/statements/?format=atom")


class TestSearches:
    def test_a_search_s_feed_holds_what_the_search_finds_latest_addition_first(self, client, index):
        alliance = added(short("First", text="They spoke of an alliance."), 9)
        later = added(short("Second", text="The alliance holds; an alliance of equals, an alliance."), 1)
        other = short("Third", text="Nothing of the kind.")
        update_index([alliance.pk, later.pk, other.pk])
        feed = read(client, "/search/?q=alliance&sort=oldest&format=atom")
        assert [entry.title for entry in feed.entries] == ["Second", "First"]
        assert feed.feed.title == "Search: ‘alliance’ · Chancery"
        assert feed.feed.links[0].href == "http://testserver/search/?q=alliance&format=atom"

    def test_the_page_of_a_search_offers_its_feed(self, client, index):
        update_index([short(text="They spoke of an alliance.").pk])
        html = etree.HTML(client.get("/search/?q=alliance&country=RUS").content.decode())
        offered = html.xpath('//link[@rel="alternate"][@type="application/atom+xml"]/@href')
        assert offered[0] == "http://testserver/search/?q=alliance&country=RUS&format=atom"
        assert len(read(client, offered[0]).entries) == 1

    def test_a_faulty_query_is_mended_and_told_of(self, client, index):
        update_index([short(text="They spoke of an alliance.").pk])
        feed = read(client, '/search/?q="alliance&format=atom')
        assert len(feed.entries) == 1
        assert feed.feed.subtitle

    def test_passages_are_found_as_their_statements(self, client, index):
        update_index([short(text="They spoke of an alliance.").pk])
        assert len(read(client, "/search/?q=alliance&show=passages&format=atom").entries) == 1

    def test_it_says_when_the_index_cannot_be_used(self, client, settings, tmp_path):
        default = settings.HAYSTACK_CONNECTIONS["default"]
        settings.HAYSTACK_CONNECTIONS = {"default": {**default, "PATH": str(tmp_path / "none")}}
        answer = client.get("/search/?q=alliance&format=atom")
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_feeds_are_valid_atom(client, index, published_schema):
    statement = talks_in_pyongyang()
    statement.title = "‹Title› & \x0bcontrol ]]>"
    statement.save()
    untold(publisher=silent_publisher())
    update_index(Statement.objects.values_list("pk", flat=True))
    schema = etree.RelaxNG(etree.parse(published_schema("atom.rng")))
    for address in ("/statements/?format=atom", "/search/?q=treaty+OR+nothing&format=atom", "/dates/1900/?format=atom"):
        document = etree.fromstring(client.get(address).content)
        assert schema.validate(document), schema.error_log
    assert document.xpath("/a:feed/a:id", namespaces=ATOM)
