"""Who is asking: the connection's address, what proxies wrote, and what anybody may have written before them."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.serving.visitors import find_visitor

PEER = "192.0.2.7"


def test_a_forwarded_address_is_not_believed_unless_configured() -> None:
    assert find_visitor(PEER, "198.51.100.1", 0) == PEER


def test_behind_a_proxy_the_address_that_it_added_counts() -> None:
    assert find_visitor(PEER, "203.0.113.9, 198.51.100.1", 1) == "198.51.100.1"
    assert find_visitor(PEER, "forged, 203.0.113.9, 198.51.100.1", 2) == "203.0.113.9"


def test_a_list_shorter_than_the_chain_of_proxies_did_not_come_through_it() -> None:
    assert find_visitor(PEER, "198.51.100.1", 2) == PEER
    assert find_visitor(PEER, "", 1) == PEER


@pytest.mark.parametrize(
    ("entry", "visitor"),
    [
        ("203.0.113.10:40001", "203.0.113.10"),
        ('"203.0.113.10:40001"', "203.0.113.10"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:40001", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:0:0:0:9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.10", "203.0.113.10"),
        ("[::ffff:203.0.113.10]:40001", "203.0.113.10"),
    ],
)
def test_an_address_counts_alike_however_the_proxy_spells_it(entry: str, visitor: str) -> None:
    assert find_visitor(PEER, entry, 1) == visitor


@pytest.mark.parametrize(
    "rubbish", ["unknown", "_hidden", "203.0.113.10:port", "[2001:db8::1", "300.1.1.1", "☃", "::1]"]
)
def test_what_is_no_address_leaves_that_of_the_connection(rubbish: str) -> None:
    assert find_visitor(PEER, rubbish, 1) == PEER


def test_all_addresses_of_an_ipv6_site_are_one_visitor() -> None:
    assert find_visitor("2001:db8:1:2:3:4:5:6", "", 0) == find_visitor("2001:db8:1:2::9", "", 0)
    assert find_visitor("2001:db8:1:2::9", "", 0) != find_visitor("2001:db8:1:3::9", "", 0)


def test_a_socket_has_no_address() -> None:
    assert find_visitor("", "", 0) == ""


@given(st.text(max_size=60), st.integers(0, 3))
def test_whatever_is_written_the_answer_is_an_address(forwarded: str, proxies: int) -> None:
    ipaddress.ip_network(find_visitor(PEER, forwarded, proxies))


@given(st.ip_addresses(v=4), st.integers(0, 65535), st.text(alphabet="1.:[], a", max_size=30))
def test_neither_a_port_nor_what_stands_before_changes_who_is_asking(address, port: int, before: str) -> None:  # noqa: ANN001
    assert find_visitor(PEER, f"{before}, {address}:{port}", 1) == str(address)
