"""Web addresses of sources: one spelling for each page, and the keys by which an import recognises a document."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from statements.text.folding import fold

MAX_KEY_LENGTH = 500

# Parameters that trackers and share buttons add to an address. The page is the same without them.
_NOISE = re.compile(r"utm_\w+|fbclid|gclid|yclid|mc_[ce]id|ref_src|cmpid|_ga|igshid", re.I)
_ARCHIVED = re.compile(r"(?:https?://)?web\.archive\.org/web/\d+(?:[a-z]{2}_)?/(?=https?:)", re.I)
_LINK = re.compile(r"https?://[^/?#]", re.I)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def normalise_url(url: str) -> str:
    """Return one spelling for all addresses of a page: no scheme, no "www.", no fragment, no trackers, no slash at the
    end, host in small letters, query in order. "" for what is no web address.

    A copy in the Wayback Machine is the page it is a copy of.
    """
    url = _ARCHIVED.sub("", "".join(url.split()))
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _DEFAULT_PORTS or "." not in host:
        return ""
    host = host.removeprefix("www.")
    if port and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    path = re.sub(r"/{2,}", "/", unquote(parts.path, errors="surrogateescape")).rstrip("/")
    path = re.sub(r"/(?:index|default)\.(?:html?|php|aspx?)$", "", path)
    path = path.encode("utf-8", "replace").decode()
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _NOISE.fullmatch(pair[0]))
    return f"{host}{path}?{urlencode(kept)}" if kept else f"{host}{path}"


def extract_host(url: str) -> str:
    """Return the host of ``url`` without "www.", or ""."""
    return normalise_url(url).partition("/")[0].partition("?")[0]


def is_web_address(url: str) -> bool:
    """Whether ``url``, as it stands, may be a link: http or https, a host, and nothing that hides where it leads (white
    space, control and invisible characters, backslashes, which browsers take for slashes)."""
    if not _LINK.match(url) or not url.isprintable() or any(char.isspace() or char in '\\"<>' for char in url):
        return False
    try:
        parts = urlsplit(url)
        # The port is parsed only when it is asked for.
        return bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False


def keep_web_address(url: str) -> str:
    """``url`` where it may be a link, else "": what stands where pages and files link to."""
    return url if is_web_address(url) else ""


def build_page_key(url: str) -> str:
    """Build the source key of a document that is known by the address of its page; "" for no web address."""
    page = normalise_url(url)
    return f"url:{page}"[:MAX_KEY_LENGTH] if page else ""


def build_record_key(source: str, id: str) -> str:
    """Build the source key of a record that is known by its id within its source; "" without an id."""
    id = " ".join(id.split())
    return f"id:{fold(source)}:{id}"[:MAX_KEY_LENGTH] if id else ""
