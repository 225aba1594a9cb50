import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.text.web_addresses import build_page_key, build_record_key, extract_host, normalise_url

PAGE = "en.kremlin.ru/events/president/news/74334"


@pytest.mark.parametrize(
    "url",
    [
        "http://en.kremlin.ru/events/president/news/74334",
        "https://www.en.kremlin.ru/events/president/news/74334/",
        "HTTP://EN.KREMLIN.RU:80/events/president/news/74334#sel=1:2",
        "http://en.kremlin.ru//events/president/news/74334?utm_source=share&fbclid=x",
        "https://web.archive.org/web/20240620000000/http://en.kremlin.ru/events/president/news/74334",
        " http://en.kremlin.ru/events/president/news/74334\n",
    ],
)
def test_all_spellings_of_a_page_are_one(url):
    assert normalise_url(url) == PAGE


def test_what_tells_pages_apart_stays():
    assert normalise_url("https://example.org/page?id=2&lang=en") == normalise_url(
        "https://example.org/page?lang=en&id=2"
    )
    assert normalise_url("https://example.org/page?id=2") != normalise_url("https://example.org/page?id=3")
    assert normalise_url("https://example.org/Page") != normalise_url("https://example.org/page")


@pytest.mark.parametrize(
    "url", ["", "ftp://example.org/x", "not an address", "http://[bad", "http://localhost/x", "http://a.b:99999999/"]
)
def test_what_is_no_web_address_has_no_key(url):
    assert build_page_key(url) == ""


def test_a_record_is_known_by_its_id_within_its_source():
    assert (
        build_record_key("UN General Debate Corpus", "ungdc-CAN-47-1992")
        == "id:un general debate corpus:ungdc-CAN-47-1992"
    )
    assert build_record_key("UN General Debate Corpus", "1") != build_record_key("The White House", "1")
    assert build_record_key("The White House", "  ") == ""


def test_the_host_is_without_www():
    assert extract_host("https://www.whitehouse.gov/briefings/") == "whitehouse.gov"


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_normalising_twice_changes_nothing(text):
    once = normalise_url(text)
    assert normalise_url(f"https://{once}" if once else "") == once
