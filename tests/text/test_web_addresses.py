import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.text.web_addresses import (
    build_page_key,
    build_record_key,
    extract_host,
    is_web_address,
    keep_web_address,
    normalise_url,
)

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


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x",
        "HTTP://example.org",
        "http://localhost:8000/a?b=c#d",
        "https://exämple.org/ü",
        "http://[::1]/",
    ],
)
def test_a_link_is_http_or_https_with_a_host(url):
    assert is_web_address(url)
    assert keep_web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "JavaScript://example.org/%0aalert(1)", "java\nscript:alert(1)", " https://example.org",
        "https://example.org/a b", "https:example.org", "https:///example.org", "//example.org/", "/s/0bc1234/",
        "data:text/html,x", "vbscript:x", "ftp://example.org/", "file:///etc/passwd", "http://[bad", "http://a.b:99999999/",
        "https://example.org\\@evil.example/", "https://example.org/\x00", "https://example.org/\u202egro.elpmaxe",
        'https://example.org/"onclick="x', "https://example.org/<script>", "http://", "https://?", "https://#x",
    ],
)  # fmt: skip
def test_nothing_else_may_be_a_link(url):
    assert not is_web_address(url)
    assert keep_web_address(url) == ""
