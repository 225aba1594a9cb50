"""The title of a page without the site's name: "Press statements … • President of Russia" holds both."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from statements.transcripts.readers.html.pruning import visible_text

_BARS = re.compile(r"\s+[|•∙·»›‹«]+\s+|\s*[|｜丨]\s*|\s+::\s+|\s*_(?=[^\x00-\x7f])")
_DASHES = re.compile(r"\s+[-–—]+\s+")
_SITE_WORDS = re.compile(
    r"\b(president|presidency|présidence|presidencia|kremlin|government|ministry|minist[eèé]re?|ministerio|ministerium|amt"
    r"|department|office|embassy|mission|council|commission|parliament|white house|united nations|nato|press|news"
    r"|website|official|élysée|elysee|bundesregierung|bundeskanzler\w*|regierung|gouvernement|gobierno|service|library"
    r"|archive[sd]?"
    r"|mofa|mfa|mid|сайт|президент|министерство|外交部|外務省|首相官邸)\b|\.(?:gov|org|com|int|net|ru|cn|eu)\b",
    re.IGNORECASE,
)
_MIN_TITLE_LENGTH = 6  # characters of a title; in Chinese six are a title


def find_site_name(root: HtmlElement, meta: dict[str, str], linked: dict[str, object], url: str) -> str:
    """The name of the site as it gives it, or what its ``<title>`` ends in, or ""."""
    publisher = linked.get("publisher")
    if isinstance(publisher, dict):
        publisher = publisher.get("name")
    for name in (meta.get("og:site_name"), publisher, meta.get("dc.publisher"), meta.get("dcterms.publisher")):
        if isinstance(name, str) and name.strip():
            return " ".join(name.split())[:200]
    if name := meta.get("application-name"):
        return name[:200]
    return _find_site_in_title(root, url)


def _find_site_in_title(root: HtmlElement, url: str) -> str:
    title = _read_head_title(root)
    heading = _fold(next((visible_text(h1) for h1 in root.iter("h1")), ""))
    for pattern in (_BARS, _DASHES):
        parts = [part for part in pattern.split(title) if part.strip()]
        if len(parts) < 2:
            continue
        if heading and _fold(parts[0]) == heading:
            return parts[-1].strip()
        if heading and _fold(parts[-1]) == heading:
            return parts[0].strip()
        if _names_site(parts[-1], url):
            return parts[-1].strip()
    return ""


def _names_site(part: str, url: str) -> bool:
    if len(part) > 80 or len(part.split()) > 9:
        return False
    host = urlsplit(url).netloc.removeprefix("www.").split(".")[0] if url else ""
    return bool(_SITE_WORDS.search(part)) or (len(host) > 2 and host.lower() in part.lower().replace(" ", ""))


def _read_head_title(root: HtmlElement) -> str:
    return next((visible_text(title) for title in root.iter("title")), "")


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def strip_site(title: str, site: str, url: str = "") -> str:
    """The title less the site's name at its end or beginning and the bars between."""
    title = " ".join(title.split())
    for pattern in (_BARS, _DASHES):
        parts = pattern.split(title)
        if len(parts) < 2:
            continue
        if site and _fold(parts[-1]) == _fold(site):
            return title[: title.rindex(parts[-1])].rstrip(" |•·»›-–—:_｜丨")
        if site and _fold(parts[0]) == _fold(site):
            return title[title.index(parts[0]) + len(parts[0]) :].lstrip(" |•·»›-–—:_｜丨")
        if pattern is _BARS:
            return max(parts, key=len).strip()
        if _names_site(parts[-1], url) and len(parts[-1]) < len(title) / 2:
            return title[: title.rindex(parts[-1])].rstrip(" -–—")
    return title


def find_page_title(root: HtmlElement, meta: dict[str, str], linked: dict[str, object], site: str) -> str:
    """The title the page prints where its head agrees with it, else what its head says, else its only heading."""
    head = _read_head_title(root)
    told = [meta.get("og:title"), linked.get("headline"), meta.get("twitter:title"), meta.get("dc.title")]
    told += [meta.get("citation_title"), meta.get("dcterms.title"), head]
    named = [strip_site(title, site) for title in told if isinstance(title, str) and title.strip()]
    printed = [text for h1 in root.iter("h1") if (text := visible_text(h1)) and _fold(text) != _fold(site)]
    folded = [_fold(title) for title in [*named, head]]
    for text in printed:
        key = _fold(text)
        if key and any(key == other or (len(key) >= _MIN_TITLE_LENGTH and key in other) for other in folded):
            return text
    for element in root.xpath('//*[contains(@itemprop, "headline")]'):
        if element.tag in ("h1", "h2", "h3") and (text := visible_text(element)):
            return text
    for title in named:
        if len(title) >= _MIN_TITLE_LENGTH and _fold(title) != _fold(site):
            # A head cut short by the site ("Remarks at the opening of …") gives way to the heading that completes it.
            stem = _fold(title.rstrip("….")[:40])
            return next((text for text in printed if stem and _fold(text).startswith(stem)), title)
    if printed:
        return max(printed, key=len)
    return next((text for h2 in root.iter("h2") if (text := visible_text(h2))), "")
