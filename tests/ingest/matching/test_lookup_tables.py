"""Publishers' tags lead to topics by name and alias."""

import pytest

from statements.ingest.matching.lookup_tables import Topics
from statements.reference.topics import load_topics


@pytest.mark.parametrize(
    ("tag", "path"),
    [
        ("Armed Forces", "peace-and-security/defence-and-alliances"),
        ("Fight against terrorism", "peace-and-security/terrorism"),
        ("Healthcare", "society-and-culture/health"),
        ("Oil and gas", "economy-and-development/energy/oil-and-gas"),
        ("4 more", None),
    ],
)
def test_publishers_tags_lead_to_topics(tag, path):
    listed = load_topics()
    topics = Topics((number, topic.name, list(topic.aliases)) for number, topic in enumerate(listed, start=1))
    found, unknown = topics.match([tag])
    assert [listed[number - 1].path for number in found] == ([path] if path else [])
    assert unknown == ([] if path else [tag])
