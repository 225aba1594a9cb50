"""What a web page says of itself: title, date, place, address, language, publisher, keywords.

Read from the whole page before anything is pruned. Where a page says a thing several times, what it prints beside the
text goes before what it tells machines: time stamps in ``<meta>`` are often the day before, in UTC.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from statements.text.json_values import InvalidJSON, parse_json
from statements.transcripts.model import FrontMatter
from statements.transcripts.printed_dates import find_date, find_lone_date
from statements.transcripts.readers.html.class_words import words
from statements.transcripts.readers.html.pruning import class_words, visible_text
from statements.transcripts.readers.html.title import find_page_title, find_site_name

_NEAR = 40  # elements between the heading and the place it goes with
_MAX_LINKED_DATA = 200_000  # characters of JSON-LD worth parsing
_DATE_META = (
    "article:published_time",
    "og:published_time",
    "ya:ovs:upload_date",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "publicationdate",
    "citation_publication_date",
    "citation_date",
    "release_date",
    "sailthru.date",
    "parsely-pub-date",
)
_DATE_WORDS = words("date dates time published pubdate datetime posted dateline day datum fecha data created")
_NOT_TOPICS = ("persons", "people", "geography", "places", "countries")
_CHANGED_WORDS = words("updated update modified changed revised expiry expires")
_PLACE_WORDS = words("place location venue lieu ort lugar city locality")
_SUMMARY_WORDS = words("lead summary standfirst subtitle subhead teaser description deck chapo kicker excerpt abstract")
_LIST_HEADS = ("h2", "h3", "h4", "h5", "dt", "strong")
_TERMS = {
    "date": re.compile(
        r"^(?:delivered on|date of (?:speech|delivery|statement)|speech date|date|datum|fecha|data|дата|日期)$",
        re.IGNORECASE,
    ),
    "place": re.compile(r"^(?:location|place|venue|lieu|ort|lugar|luogo|место|地点)$", re.IGNORECASE),
    "publisher": re.compile(r"^from$", re.IGNORECASE),
}
_STATUS = re.compile(
    r"\b(?:transcript of the speech, exactly as it was delivered|original script, may differ from delivered version"
    r"|check against delivery|as (?:delivered|prepared(?: for delivery)?)|speaking notes"
    r"|seul le prononcé fait foi|es gilt das gesprochene wort)\b",
    re.IGNORECASE,
)


def read_front_matter(root: HtmlElement, language: str = "") -> FrontMatter:
    """Front matter from the page's head, its structured data and what it prints around the text."""
    meta = _read_meta(root)
    linked = _read_linked_data(root)
    url = _find_address(root, meta, linked)
    language = language or _find_language(root, meta)
    site = find_site_name(root, meta, linked, url)
    terms = _read_terms(root)
    front = FrontMatter(
        title=find_page_title(root, meta, linked, site),
        language=language,
        source_url=url,
        publisher=site,
        place=terms.get("place", "") or _find_place(root, linked),
        caption=_find_caption(root),
    )
    front.date = find_date(terms.get("date", ""), language) or _find_date(root, meta, linked, url, language)
    if match := _STATUS.search(terms.get("date", "")):
        front.text_status = match[0]
    if author := terms.get("publisher", ""):
        front.extra["from"] = author
    tags = _read_tags(root)
    if tags:
        front.extra["tags"] = tags
        front.topics = tuple(tag for name, group in tags.items() if name not in _NOT_TOPICS for tag in group)
    return front


def find_summary(root: HtmlElement) -> str:
    """The summary that the page prints above its text: what its head gives as the description, in an element whose
    class says so. The description alone may be the first words of the text."""
    told = _read_meta(root)
    for description in {told.get("description", ""), told.get("og:description", "")} - {""}:
        for element in root.iter("p", "div", "h2"):
            if _SUMMARY_WORDS.intersection(class_words(element)) and visible_text(element) == description:
                return description
    return ""


def _read_meta(root: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("http-equiv") or "").strip().lower()
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _read_linked_data(root: HtmlElement) -> dict[str, object]:
    """The JSON-LD record of the page that looks most like an article; {} where there is none."""
    records: list[dict[str, object]] = []
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "").lower() or not script.text or len(script.text) > _MAX_LINKED_DATA:
            continue
        try:
            loaded = parse_json(script.text, strict=False)
        except InvalidJSON:
            continue  # broken structured data is common and costs only this source
        pending = [loaded]
        while pending and len(records) < 200:
            item = pending.pop()
            if isinstance(item, list):
                pending.extend(item[:100])
            elif isinstance(item, dict):
                records.append(item)
                if isinstance(item.get("@graph"), list):
                    pending.extend(item["@graph"][:100])
    dated = [record for record in records if record.get("datePublished") or record.get("headline")]
    return dated[0] if dated else {}


def _find_address(root: HtmlElement, meta: dict[str, str], linked: dict[str, object]) -> str:
    links = [link for link in root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    candidates: list[object] = [link.get("href") for link in links]
    candidates += [meta.get("og:url"), linked.get("url"), linked.get("mainEntityOfPage"), meta.get("dc.identifier")]
    whole = [str(url).strip() for url in candidates if isinstance(url, str) and _is_absolute(url)]
    if whole:
        return whole[0]
    base = next((element.get("href", "") for element in root.iter("base")), "")
    for url in candidates:
        if isinstance(url, str) and url.strip() and _is_absolute(base):
            return urljoin(base, url.strip())
    return ""


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc


def _find_language(root: HtmlElement, meta: dict[str, str]) -> str:
    html = root.getroottree().getroot()
    candidates = [
        html.get("lang"),
        html.get("{http://www.w3.org/XML/1998/namespace}lang") or html.get("xml:lang"),
        meta.get("content-language"),
        meta.get("og:locale"),
        meta.get("dc.language") or meta.get("dcterms.language"),
    ]
    for candidate in candidates:
        code = (candidate or "").split(",")[0].strip().replace("_", "-")
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", code):
            first, *rest = code.split("-")
            return "-".join([first.lower(), *rest])
    return ""


def _read_terms(root: HtmlElement) -> dict[str, str]:
    """What the page prints in "Location: Lancaster House" lists, for the terms that are front matter."""
    found: dict[str, str] = {}
    for term in root.iter("dt", "th", "b", "strong", "span", "label"):
        printed = visible_text(term)
        if len(printed) > 40:
            continue
        for key, pattern in _TERMS.items():
            if key in found or not pattern.match(printed.rstrip(" :：")):
                continue
            value = term.getnext()
            if term.tag in ("dt", "th") and value is not None and value.tag in ("dd", "td"):
                found[key] = visible_text(value)[:200]
            elif printed.endswith((":", "：")) and key != "publisher":
                text = " ".join((term.tail or "").split()) or (visible_text(value) if value is not None else "")
                if 2 <= len(text) <= 80:
                    found[key] = text
    return found


def _read_time(element: HtmlElement, language: str) -> str:
    # What is printed is the publisher's own day; the stamp beside it is often the evening before, in UTC.
    printed = find_date(visible_text(element), language)
    stamped = find_date(element.get("datetime") or element.get("content") or "", language)
    return printed if len(printed) == 10 else stamped or printed


def _is_change(element: HtmlElement) -> bool:
    names = class_words(element) + element.get("itemprop", "").lower().split()
    parent = element.getparent()
    if parent is not None:
        names += class_words(parent)
    if _CHANGED_WORDS.intersection(names) or "datemodified" in names:
        return True
    before = " ".join((parent.text or "").split()).lower() if parent is not None else ""
    return "update" in before or "modified" in before


def _find_date(root: HtmlElement, meta: dict[str, str], linked: dict[str, object], url: str, language: str) -> str:
    for element in root.xpath("//*[@itemprop]"):
        published = "datePublished" in element.get("itemprop", "") and element.tag != "meta"
        if published and not _is_change(element) and (day := _read_time(element, language)):
            return day
    times = [element for element in root.iter("time") if not _is_change(element)]
    heading = next(root.iter("h1"), None)
    after = _elements_after(heading, times) if heading is not None else []
    for element in after + times:
        if day := _read_time(element, language):
            return day
    for element in root.iter("p", "span", "div", "li", "td", "em", "strong"):
        dated = _DATE_WORDS.intersection(class_words(element)) and len(element) < 6 and not _is_change(element)
        if dated and (day := find_lone_date(visible_text(element), language)):
            return day
    for name in _DATE_META:
        if day := find_date(meta.get(name, ""), language):
            return day
    for key in ("datePublished", "dateCreated", "uploadDate"):
        if day := find_date(str(linked.get(key) or ""), language):
            return day
    if match := re.search(r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?!\d)", url):
        return find_date("-".join(match.groups()))
    return ""


def _elements_after(heading: HtmlElement, elements: list[HtmlElement]) -> list[HtmlElement]:
    """Those of ``elements`` that stand after the heading, nearest first."""
    order = {element: number for number, element in enumerate(heading.getroottree().iter())}
    return [element for element in elements if order[element] > order[heading]]


def _find_place(root: HtmlElement, linked: dict[str, object]) -> str:
    location = linked.get("contentLocation") or linked.get("locationCreated")
    if isinstance(location, dict):
        location = location.get("name")
    if isinstance(location, str) and location.strip():
        return " ".join(location.split())[:120]
    for element in root.xpath("//*[@itemprop]"):
        if element.get("itemprop") not in ("contentLocation", "locationCreated", "location"):
            continue
        if 2 <= len(text := element.get("content") or visible_text(element)) <= 120:
            return text
    order = {element: number for number, element in enumerate(root.iter())}
    heading = order.get(next(root.iter("h1"), root), 0)
    for element in root.iter("p", "span", "div", "li", "dd"):
        near = abs(order[element] - heading) <= _NEAR
        if near and len(element) <= 3 and _PLACE_WORDS.intersection(class_words(element)[:6]):
            text = re.sub(r"^(?:location|place|venue|lieu|ort)\s*:\s*", "", visible_text(element), flags=re.IGNORECASE)
            if (
                2 <= len(text) <= 80
                and len(text.split()) <= 10
                and not text.endswith((".", ":"))
                and not find_date(text)
            ):
                return text
    return ""


def _find_caption(root: HtmlElement) -> str:
    for element in root.iter("figcaption"):
        if text := visible_text(element):
            return text[:500]
    return ""


def _read_tags(root: HtmlElement) -> dict[str, list[str]]:
    """Links marked ``rel="tag"``, by the heading of their list ("topics", "geography"); "tags" where it has none."""
    found: dict[str, list[str]] = {}
    for link in root.xpath("//a[contains(concat(' ', normalize-space(@rel), ' '), ' tag ')]")[:100]:
        if not (text := visible_text(link)) or len(text) > 80:
            continue
        name = "tags"
        for ancestor in list(link.iterancestors())[:4]:
            before = ancestor.getprevious()
            if before is not None and before.tag in _LIST_HEADS and len(visible_text(before)) <= 30:
                name = visible_text(before).rstrip(":").lower()
                break
        group = found.setdefault(name, [])
        if text not in group:
            group.append(text)
    return found
