"""What the API says of records, and what it keeps to itself."""

from __future__ import annotations

import json

import pytest

from statements.models import Permalink, Speaker, StatementParty, TreatyParty, TreatyRelation
from statements.models.permalink import PermalinkKind
from statements.models.treaty import TreatyRelationKind
from statements.publishing import publish, unpublish, withdraw
from statements.search.indexing.updating import update_index
from tests.exchange.records import draft, partnership, short, talks_in_pyongyang, untold
from tests.factories import (
    EventFactory,
    SpeakerFactory,
    StatementFactory,
    TopicFactory,
    TreatyFactory,
    kim,
    north_korea,
    putin,
    russia,
)

pytestmark = pytest.mark.django_db


def test_a_statement_is_what_its_page_and_its_file_say(get, client):
    statement = talks_in_pyongyang()
    record = get(f"/statements/{statement.uid}")
    file = client.get(f"/s/{statement.uid}/export.json").json()
    assert record == {**file, "api_url": f"http://testserver/api/v1/statements/{statement.uid}"}
    assert [turn["kind"] for turn in record["speeches"]] == [
        "introduction", "speech", "speech", "question", "answer", "stage"
    ]  # fmt: skip
    assert client.get(record["permalink"], follow=True).status_code == 200


def test_a_list_has_statements_without_their_words(get):
    statement = talks_in_pyongyang()
    (record,) = get("/statements")["results"]
    single = get(f"/statements/{statement.uid}")
    del single["speeches"]
    assert record == single


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Later", "Press statements following Russia–DPRK talks", "Earlier"]),
        ("order=oldest", ["Earlier", "Press statements following Russia–DPRK talks", "Later"]),
        ("order=added", ["Later", "Earlier", "Press statements following Russia–DPRK talks"]),
        ("party=PRK", ["Press statements following Russia–DPRK talks"]),
        ("party=prk", ["Press statements following Russia–DPRK talks"]),
        ("about=UN", ["Press statements following Russia–DPRK talks"]),
        ("topic=security", ["Press statements following Russia–DPRK talks"]),
        ("kind=interview", ["Later"]),
        ("date=2020", ["Earlier"]),
        ("date=2024-06-19", ["Press statements following Russia–DPRK talks"]),
        ("language=fr", []),
    ],
)
def test_statements_are_filtered_and_ordered_as_on_their_page(get, query, titles):
    talks_in_pyongyang()
    short("Earlier", date="2020-01-05")
    short("Later", date="2025", kind="interview")
    page = get(f"/statements?{query}")
    assert [record["title"] for record in page["results"]] == titles
    assert page["total"] == len(titles)


def test_a_speech_has_its_words_and_its_passages_addresses(get, client):
    statement = talks_in_pyongyang()
    speech = get(f"/speeches?statement={statement.uid}&speaker={kim().uid}")["results"][0]
    assert speech["interpreted"] is True
    assert (speech["interpreted_note"], speech["language"], speech["certainty"]) == ("retranslated", "ko", "ask")
    assert speech["party"] == {"code": "PRK", "name": "North Korea"}
    first = speech["paragraphs"][0]
    assert first["text"] == "He called the treaty signed that day an event of great weight."
    assert client.get(first["permalink"])["Location"].endswith(f"#p-{first['anchor']}")
    assert get(speech["api_url"]) == speech


def test_speeches_are_filtered_by_who_spoke_and_for_whom(get):
    talks_in_pyongyang()
    assert [speech["label"] for speech in get("/speeches?party=RUS")["results"]] == ["Vladimir Putin:", "Spokesman:"]
    assert [speech["label"] for speech in get("/speeches?kind=question")["results"]] == ["Question:"]
    assert get("/speeches?party=RUS")["total"] == 2


def test_a_speaker_has_offices_and_other_names(get):
    talks_in_pyongyang()
    putin().aliases.create(name="В. В. Путин", language="ru")
    record = get(f"/speakers/{putin().uid}")
    assert record["aliases"] == ["В. В. Путин"]
    assert record["offices"] == [
        {
            "title": "President of the Russian Federation", "party": {"code": "RUS", "name": "Russia"},
            "start": "2012-05-07", "end": "",
        }
    ]  # fmt: skip
    assert record["statement_count"] == 1
    assert [each["uid"] for each in get("/speakers?name=путин")["results"]] == [putin().uid]
    assert get("/speakers?name=castro")["results"] == []


def test_a_party_has_names_and_what_became_of_it(get):
    talks_in_pyongyang()
    russia().names.create(name="Россия", language="ru", kind="short")
    russia().predecessors.add(north_korea())
    record = get("/parties/rus")
    assert record["names"] == [{"name": "Россия", "language": "ru", "kind": "short", "start": "", "end": ""}]
    assert record["predecessors"] == [{"code": "PRK", "name": "North Korea"}]
    assert record["statement_count"] == 1
    assert [each["code"] for each in get("/parties?name=россия")["results"]] == ["RUS"]
    assert [each["code"] for each in get("/parties?kind=organisation")["results"]] == ["UN"]


def test_a_topic_counts_what_is_filed_below_it(get):
    talks_in_pyongyang()
    assert get("/topics/security")["statement_count"] == 1
    below = get("/topics?parent=security")["results"]
    assert [(topic["path"], topic["parent"]) for topic in below] == [("security/arms-control", "security")]
    assert get("/topics/security/arms-control")["name"] == "Arms control"


def test_a_treaty_has_parties_and_relations(get):
    talks_in_pyongyang()
    treaty, older = partnership(), TreatyFactory(title="Treaty of Friendship", short_title="", signed="2000-02-09")
    TreatyParty.objects.create(treaty=treaty, party=russia(), signed="2024-06-19", ratified="2024-11-09")
    TreatyRelation.objects.create(treaty=treaty, kind=TreatyRelationKind.REPLACES, other=older)
    record = get(f"/treaties/{treaty.uid}")
    assert record["parties"] == [
        {
            "code": "RUS", "name": "Russia", "signed": "2024-06-19", "ratified": "2024-11-09", "in_force": "",
            "left": "",
        }
    ]  # fmt: skip
    assert record["relations"] == [{"kind": "replaces", "uid": older.uid, "title": "Treaty of Friendship"}]
    assert record["statement_count"] == 1
    assert [each["uid"] for each in get("/treaties?party=RUS")["results"]] == [treaty.uid]
    assert [each["uid"] for each in get("/treaties?name=friendship")["results"]] == [older.uid]


def test_events_and_publishers_count_their_statements(get):
    statement = talks_in_pyongyang()
    event = get(f"/events/{statement.event.uid}")
    assert (event["name"], event["date"], event["statement_count"]) == (
        "Russia–DPRK talks", "2024-06-18/2024-06-19", 1,
    )  # fmt: skip
    assert get("/publishers")["total"] == 2  # of origin, and the republisher
    assert get(f"/publishers/{statement.publisher.uid}")["statement_count"] == 1


LISTS = ("statements", "speeches", "speakers", "parties", "topics", "treaties", "events", "publishers")


def test_drafts_withdrawn_texts_and_private_notes_are_nowhere(get, client, index):
    talks_in_pyongyang()
    hidden = draft()
    taken = short("Withdrawn remarks")
    withdraw(taken, "Published by mistake.")
    update_index([hidden.pk, taken.pk])
    answers = [get(f"/{name}?limit=100") for name in LISTS] + [get("/search?q=")]
    text = json.dumps(answers, ensure_ascii=False)
    for secret in ("UNPUBLISHED", "Withdrawn remarks", "SECRET-OF-THE-DESK", hidden.uid, taken.uid):
        assert secret not in text


def test_people_and_events_of_drafts_are_the_desk_s_own(get):
    secret = SpeakerFactory(name="Somebody Secret", sort_name="Secret")
    event = EventFactory(name="Secret talks")
    StatementFactory(event=event)
    assert secret.name not in [speaker["name"] for speaker in get("/speakers")["results"]]
    get(f"/speakers/{secret.uid}", 404)
    get(f"/events/{event.uid}", 404)


def test_words_that_may_not_be_shown_are_not_sent(get, index):
    statement = untold()
    update_index([statement.pk])
    answers = [
        get(f"/statements/{statement.uid}"), get("/statements"), get("/speeches"), get("/search?q=unsayable"),
    ]  # fmt: skip
    assert "UNSAYABLE" not in json.dumps(answers)
    assert (answers[0]["has_text"], answers[2]["results"][0]["has_text"]) == (False, False)
    assert answers[0]["speakers"][0]["name"] == "Vladimir Putin"
    assert answers[3]["total"] == 1


class TestRecordsThatMoved:
    def test_a_withdrawn_statement_is_gone_with_its_reason(self, get):
        statement = short()
        withdraw(statement, "Published by mistake.")
        statement.refresh_from_db()
        for address in (f"/statements/{statement.uid}", f"/speeches?statement={statement.uid}"):
            problem = get(address, 410)
            assert problem["reason"] == "Published by mistake."
            assert problem["since"] == str(statement.withdrawn_on)
            assert problem["type"] == "http://testserver/api/#gone"
            assert "Remarks" not in json.dumps(problem)

    def test_a_statement_taken_off_for_work_is_gone_until_it_is_back(self, get):
        statement = short()
        unpublish(statement, "Being checked against the recording.")
        assert get(f"/statements/{statement.uid}", 410)["reason"] == "Being checked against the recording."
        publish(statement, "Checked.")
        get(f"/statements/{statement.uid}")

    def test_a_draft_was_never_there(self, get):
        get(f"/statements/{draft().uid}", 404)

    def test_a_merged_record_leads_to_what_it_is_now(self, client):
        talks_in_pyongyang()
        for old, record, name in (("s/0000000", short(), "statements"), ("speakers/1111111", putin(), "speakers")):
            Permalink.objects.create(
                address=old, kind=PermalinkKind.MOVED, target=record.get_absolute_url(), reason="Twice the same."
            )
            answer = client.get(f"/api/v1/{name}/{old[-7:]}?fields=uid")
            assert answer.status_code == 301
            assert client.get(answer["Location"]).json() == {"uid": record.uid}

    def test_a_uid_is_understood_as_on_pages(self, get):
        statement = short()
        assert get(f"/statements/{statement.uid.upper()}?fields=uid") == {"uid": statement.uid}


def test_only_the_members_asked_for_are_sent(get, index):
    statement = talks_in_pyongyang()
    update_index([statement.pk])
    for name in (*LISTS, "search"):
        record = get(f"/{name}?limit=1")["results"][0]
        first, second = list(record)[:2]
        assert list(get(f"/{name}?limit=1&fields={second},{first}")["results"][0]) == [first, second]
    assert set(get(f"/statements/{statement.uid}?fields=title,speeches")) == {"title", "speeches"}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_as_many_queries_for_many_as_for_few(client, django_assert_max_num_queries, name):
    statement = talks_in_pyongyang()
    for number in range(6):
        EventFactory(name=f"Talks {number}")
        TopicFactory(name=f"Topic {number}")
        TreatyFactory(title=f"Treaty {number}")
        speaker = SpeakerFactory(name=f"Speaker {number}")
        other = short(f"Remarks {number}", event=EventFactory(name=f"Talks {number}"))
        StatementParty.objects.create(statement=other, party=north_korea(), role="mentioned")
        assert speaker.pk and statement.pk
    with django_assert_max_num_queries(20):
        client.get(f"/api/v1/{name}?limit=1")
    with django_assert_max_num_queries(20):
        client.get(f"/api/v1/{name}?limit=100")


def test_people_who_only_speak_in_drafts_are_found_once_these_are_public(get):
    statement = draft()
    get(f"/speakers/{putin().uid}", 404)
    publish(statement, "First published.")
    assert get(f"/speakers/{putin().uid}")["name"] == Speaker.objects.get().name
