"""Hostile texts, and records that hold one in every field: the same for a test of some and a trial of many.

Everything is made from lists and a number, so that a record that breaks a page can be made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import (
    Event,
    Party,
    Publisher,
    Speaker,
    SpeakerAlias,
    Statement,
    Term,
    Topic,
    Treaty,
    TreatyAlias,
)
from statements.models.base import build_slug
from statements.models.history import pause_history
from statements.models.speech import ParagraphKind
from statements.models.web_address import WebAddressField
from statements.publishing import publish

# What a page would run, or take for its own, stands for itself: a mark that no page may have as an element.
MARK = "xhostilex"
TEXTS = (
    f"<script>window.{MARK}=1</script>",
    f"<img src=x onerror=window.{MARK}=1>",
    f'"><svg/onload=window.{MARK}=1>',
    f"' onmouseover='window.{MARK}=1",
    f"</title></textarea></style></script><script>window.{MARK}=1</script>",
    f"</script><script>window.{MARK}=1//",
    f"<a href=javascript:window.{MARK}=1>talks</a>",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    f"<iframe srcdoc='<script>parent.{MARK}=1</script>'></iframe>",
    f"<{MARK}>talks</{MARK}>",
    f"<!--<{MARK}>--><{MARK}",
    f"<![CDATA[<{MARK}/>]]>]]>",
    f"<?php {MARK} ?><%= {MARK} %>",
    "{{ request.user }}{% load static %}{# x #}{{ 7|add:7 }}${7*7}#{7*7}",
    f"talks\r\nSet-Cookie: {MARK}=1\r\n\r\n<{MARK}>",
    "\u202eskaet\u202c \u2066talks\u2069 \u200f",
    "\u200b\u200c\u200d\ufeff\u2060talks",
    "talks\x01\x08\x0b\x0c\x1f\x7f\x85\u2028\u2029end",
    "\ufffe\uffff\ufdd0 talks \U0001ffff",
    "null",
    "None",
    "NaN",
    "undefined",
    "true",
    "0",
    "ab" * 200,
    "Z" + "\u0301" * 150 + "algo",
    "مُحادَثات 北京 " * 8,
    '=HYPERLINK("http://x.example","y")',
    "＝1+1",  # noqa: RUF001 - full width on purpose
    "@SUM(1)",
    "-1+1",
    "../../../etc/passwd",
    "..\\..\\windows\\system32",
    "con.txt",
    "%00%0d%0a%2e%2e%2f",
    "'; DROP TABLE statements_statement; --",
    '" OR ""="',
    "\\' OR 1=1 --",
    "%s %(x)s %d {0} {x}",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "}, title = {stolen}, x = {",
    "\\input{/etc/passwd}\\write18{id} $x$ \\textbf{",
    "}} % # & _ ^ ~ \\",
    "ER  - \r\nTY  - BOOK\r\nTI  - stolen",
    "---\ntitle: &a [*a]\n...\n!!python/object:os.system",
    "key: value # not a comment\n- item\n\t- tab",
    "&lt;b&gt; &amp; &#60;&#x3c; &nbsp; &bogus; &",
    f"http://example.org/\"onclick=\"window.{MARK}=1",
    "[talks](javascript:alert(1)) ![x](data:x) **bold** `code`",
    "talks\tand\ttabs",
    " ",
    "….,;:!?“”‘’«»",
    "ſﬀıİßẞΣς",
    "👩‍👩‍👧‍👦🏳️‍🌈",
)  # fmt: skip


def text(number: int, field: models.Field | None = None) -> str:
    """The hostile text of a number, cut to what the field holds. A blank one is named, since no form takes it."""
    value = TEXTS[number % len(TEXTS)]
    if not value.strip():
        value = f"{value}talks{value}"
    length = getattr(field, "max_length", None)
    return value[:length] if length else value


def fill(record: models.Model, number: int, **given: Any) -> models.Model:
    """Put a hostile text into every text field that nobody has given and that has no choices of its own."""
    for place, field in enumerate(record._meta.concrete_fields):
        if field.name in given:
            setattr(record, field.name, given[field.name])
        elif isinstance(field, WebAddressField):
            setattr(record, field.name, f"https://example.org/{number}?q='&x=%22%3E")
        elif type(field) in (models.CharField, models.TextField) and not field.choices and field.editable:
            setattr(record, field.name, text(number + place * 7, field))
    return record


def make_records(count: int) -> Iterator[Statement]:
    """Yield ``count`` public statements, each with what it names of its own (people, office, party, topic, event,
    publisher, treaty), hostile in every text. Raises what the models raise: they are to take any text."""
    with pause_history():
        for number in range(count):
            yield _make_statement(number)


def _make_statement(number: int) -> Statement:
    party = Party.objects.create(code=f"H{number}", kind="state" if number % 2 else "organisation",
                                 name=text(number, Party._meta.get_field("name")), note=text(number + 3))  # fmt: skip
    title = text(number, Statement._meta.get_field("title"))
    topic = Topic(name=text(number, Topic._meta.get_field("name")), slug=f"hostile-{number}", note=text(number + 1),
                  aliases=[text(number + 5)])  # fmt: skip
    topic.save()
    publisher = fill(Publisher(party=party), number, aliases=[text(number)], slug="")
    publisher.name = f"{number} {publisher.name}"[:200]
    publisher.save()
    event = fill(Event(host=party), number, date="2024-06-19", slug="", name=text(number + 2)[:250])
    event.save()
    speaker = fill(Speaker(), number, wikidata="", slug="", name=text(number + 4, Speaker._meta.get_field("name")))
    speaker.save()
    SpeakerAlias.objects.create(speaker=speaker, name=text(number + 6)[:200])
    term = Term.objects.create(speaker=speaker, party=party, title=text(number + 8)[:250], title_aliases=[text(number)])
    treaty = fill(
        Treaty(), number, signed="2024-06-19", in_force="", ended="", slug="", title=text(number + 9), source_key=""
    )
    treaty.save()
    TreatyAlias.objects.create(treaty=treaty, name=text(number + 10)[:300])
    statement = fill(
        Statement(publisher=publisher, republisher=publisher, event=event, place_party=party), number,
        title=title, date="2024-06-19", language="en", slug=build_slug(title, "statement"), retrieved_on=None,
        withdrawn_reason="",
    )  # fmt: skip
    statement.save()
    statement.topics.add(topic)
    drafts = [
        SpeechDraft(
            [ParagraphDraft(text(number + place)), ParagraphDraft(text(number + place + 11), ParagraphKind.HEADING)],
            label=text(number + place + 12), speaker=speaker, role=text(number + place + 13), party=party, term=term,
            interpreted=bool(place), interpreted_note=text(number + place + 14)[:120], language="en",
        )
        for place in range(2)
    ]  # fmt: skip
    words = write_speeches(statement, drafts, new=True)
    statement.treaty_mentions.create(treaty=treaty, paragraph=words[0][1][0], surface=text(number + 15)[:300])
    publish(statement, text(number + 16)[:500])
    return statement
