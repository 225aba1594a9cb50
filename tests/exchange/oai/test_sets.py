"""The sets of OAI-PMH: countries, topics, publishers."""

from __future__ import annotations

import pytest

from statements.publishing import withdraw
from tests.exchange.oai.requests import OAI, find, identifier
from tests.exchange.records import france, short, talks_in_pyongyang
from tests.factories import TopicFactory

pytestmark = pytest.mark.django_db


def test_a_record_is_in_the_sets_of_its_countries_topics_and_publisher(ask):
    statement = talks_in_pyongyang()
    root = ask(verb="GetRecord", identifier=identifier(statement), metadataPrefix="oai_dc")
    assert find(root, ".//o:setSpec") == [
        "country", "country:PRK", "country:RUS", "publisher", f"publisher:{statement.publisher.uid}",
        "topic", "topic:security", "topic:security:arms-control",
    ]  # fmt: skip


def test_sets_that_have_records_are_listed_under_their_parents(ask):
    talks_in_pyongyang()
    france(), TopicFactory(name="Energy", slug="energy")
    root = ask(verb="ListSets")
    named = dict(zip(find(root, ".//o:setSpec"), find(root, ".//o:setName"), strict=True))
    assert named["country:RUS"] == "Russia"
    assert named["topic:security:arms-control"] == "Arms control"
    assert "country:FRA" not in named and "topic:energy" not in named
    assert all(spec.rpartition(":")[0] in named for spec in named if ":" in spec)


@pytest.mark.parametrize(
    ("spec", "titles"),
    [
        ("country", {"Both", "Russia alone"}),
        ("country:PRK", {"Both"}),
        ("country:RUS", {"Both", "Russia alone"}),
        ("topic", {"Both"}),
        ("topic:security", {"Both"}),
        ("topic:security:arms-control", {"Both"}),
        ("publisher", {"Both", "Russia alone"}),
    ],
)
def test_a_set_is_harvested_by_itself(ask, spec, titles):
    talks_in_pyongyang(title="Both")
    short("Russia alone")
    root = ask(verb="ListRecords", metadataPrefix="oai_dc", set=spec)
    assert set(find(root, ".//dc:title")) == titles


def test_what_was_withdrawn_is_told_to_those_who_harvest_a_set(ask):
    statement = talks_in_pyongyang()
    withdraw(statement, "Not what was said.")
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="country:PRK")
    assert root.find(".//o:header", OAI).get("status") == "deleted"
