"""A related record whose code is in the index takes its statements along."""

import pytest

from statements.models import IndexChange, Topic
from statements.search.contract.requests import SearchRequest
from statements.search.engine import get_engine
from statements.search.indexing.queue import process_queue
from tests.factories import TopicFactory, kim, published

pytestmark = pytest.mark.django_db


def topics() -> dict[str, int]:
    facets = get_engine().search(SearchRequest(facets=("topic",))).facets["topic"]
    return {each.code: each.count for each in facets}


def test_a_topic_moved_in_the_tree_takes_its_statements_along(index) -> None:
    topic = TopicFactory()
    published(topics=[topic])
    process_queue()
    assert topics() == {"security": 1}
    topic.parent = Topic.objects.create(name="Peace and security", slug="peace-and-security")
    topic.save()
    process_queue()
    assert topics() == {"peace-and-security": 1, "peace-and-security/security": 1}


def test_a_name_corrected_touches_no_statement(index) -> None:
    published(topics=[TopicFactory()])
    process_queue()
    topic = Topic.objects.get()
    topic.name = "Security policy"
    topic.save()
    speaker = kim()
    speaker.name = "Kim Jong Un"
    speaker.save()
    assert set(IndexChange.objects.values_list("model", flat=True)) == {"topic", "speaker"}


def test_a_statement_deleted_for_good_is_found_no_more(index) -> None:
    statement = published()
    process_queue()
    statement.delete()
    process_queue()
    assert get_engine().search(SearchRequest()).total == 0
