"""Which requests are dear."""

import pytest

from statements.serving import counters
from statements.serving.lanes import choose_lane


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/export/corpus.zip", ""),
        ("/export/statements.csv", "country=FRA"),
        ("/search/export/statements.jsonl", "q=peace"),
        ("/oai", "verb=ListRecords&metadataPrefix=oai_dc"),
        ("/sitemaps/statements-1.xml", ""),
        ("/statements/", "format=atom"),
        ("/search/", "q=peace&format=atom"),
        ("/search/", "q=*"),
        ("/search/", "q=%2Aism"),
        ("/search/", "q=treaty+%3Feace"),
        ("/search/", "q=title:u*"),
        ("/api/v1/search", "q=t*"),
    ],
)
def test_dear(path: str, query: str) -> None:
    assert choose_lane(path, query) == "dear"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", ""),
        ("/search/", "q=peace"),
        ("/search/", "q=disarm*"),
        ("/search/", "q=pe%3Fce"),
        ("/search/", "q=peace&format=csv"),
        ("/search/", "q=who+are+you?"),
        ("/statements/", "q=*"),
        ("/statements/", "format=html"),
        ("/s/0bc1234/export.txt", ""),
        ("/exports/", ""),
        ("/search/", "q=%ff%fe&&=&q"),
    ],
)
def test_a_page(path: str, query: str) -> None:
    assert choose_lane(path, query) == "pages"


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_who_looks_after_the_archive_waits_for_no_visitor(path: str) -> None:
    assert choose_lane(path, "") == "health"


def test_each_lane_is_counted() -> None:
    assert set(counters.LANES) == {"pages", "dear", "health"}
