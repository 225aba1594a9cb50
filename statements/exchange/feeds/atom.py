"""Render Atom (RFC 4287) with paging (RFC 5005) from plain records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from statements.exchange.xml_text import element, start_tag

MEDIA_TYPE = "application/atom+xml"
GENERATOR = "Chancery"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    rel: str
    href: str
    media_type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    term: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    language: str
    published: datetime
    updated: datetime
    authors: Sequence[Person]
    links: Sequence[Link]
    summary: str
    categories: Sequence[Category] = ()
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """``links`` include those to other pages of the feed; ``id`` is the same on all pages."""

    id: str
    title: str
    subtitle: str
    updated: datetime
    author: Person
    links: Sequence[Link]
    icon: str = ""
    entries: Sequence[Entry] = field(default_factory=tuple)


def render_feed(feed: Feed) -> bytes:
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        start_tag("feed", xmlns="http://www.w3.org/2005/Atom", xml_lang="en-GB"),
        element("id", feed.id),
        element("title", feed.title or GENERATOR),
        element("subtitle", feed.subtitle) if feed.subtitle else "",
        element("updated", format_datetime(feed.updated)),
        _render_person("author", feed.author),
        *map(_render_link, feed.links),
        element("generator", GENERATOR),
        element("icon", feed.icon) if feed.icon else "",
        *map(_render_entry, feed.entries),
        "\n</feed>\n",
    ]
    return "".join(parts).encode()


def format_datetime(when: datetime) -> str:
    """RFC 3339, in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _render_entry(entry: Entry) -> str:
    parts = [
        "\n",
        start_tag("entry"),
        element("id", entry.id),
        element("title", entry.title, xml_lang=entry.language),
        element("published", format_datetime(entry.published)),
        element("updated", format_datetime(entry.updated)),
        *(_render_person("author", person) for person in entry.authors),
        *map(_render_link, entry.links),
        *(element("category", term=each.term, label=each.label) for each in entry.categories),
        element("summary", entry.summary),
        element("rights", entry.rights) if entry.rights else "",
        "</entry>",
    ]
    return "".join(parts)


def _render_person(name: str, person: Person) -> str:
    uri = element("uri", person.uri) if person.uri else ""
    return f"{start_tag(name)}{element('name', person.name)}{uri}</{name}>"


def _render_link(link: Link) -> str:
    return element("link", rel=link.rel, type=link.media_type, href=link.href, title=link.title)
