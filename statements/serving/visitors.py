"""Who is asking: the one place where a client's address is decided, for fairness and for every limit.

What a client writes into headers is believed of nobody but the operator's own proxies, which are counted
(TRUSTED_PROXIES).
"""

from __future__ import annotations

import ipaddress
import re

_IPV6_SITE_BITS = 64  # of an IPv6 address: whoever has one has all addresses that begin with the same bits
# `203.0.113.10:40001`, `[2001:db8::1]` and `[2001:db8::1]:443`, as some proxies write them (RFC 7239, section 6).
_BRACKETED = re.compile(r"\[([^\[\]]*)\](?::\d{1,5})?")
_WITH_PORT = re.compile(r"([^:]*):\d{1,5}")


def find_visitor(peer: str, forwarded_for: str, trusted_proxies: int) -> str:
    """Who counts as one visitor: an IPv4 address, or the network of an IPv6 address, in their one spelling.

    `peer` is the address of the connection and `forwarded_for` the value of X-Forwarded-For, of which anybody may have
    written the beginning: only the last `trusted_proxies` entries were added by the operator's own proxies. A list that
    is shorter, or an entry that is no address, leaves the address of the connection.
    """
    if trusted_proxies:
        entries = [entry.strip() for entry in forwarded_for.split(",") if entry.strip()]
        if len(entries) >= trusted_proxies and (visitor := _read_address(entries[-trusted_proxies])):
            return visitor
    return _read_address(peer) or peer


def _read_address(text: str) -> str:
    """The visitor of an address as proxies write it; empty where it is none."""
    text = text.strip().strip('"')
    if found := _BRACKETED.fullmatch(text) or _WITH_PORT.fullmatch(text):
        text = found[1]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])  # a zone is a name of the machine's own interface
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        # `::ffff:192.0.2.1` is an IPv4 address as a listener for both sees it.
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _IPV6_SITE_BITS), strict=False))
    return str(address)
