"""A statement as TEI P5, valid against tei_all, and whole: ``transcripts.readers.tei_statement`` reads it back.

A turn is a ``<u>`` with its anchor as ``xml:id``; who speaks, in which office and for whom stands in ``particDesc``.
docs/exports.md says where each fact is put.
"""

from __future__ import annotations

from collections.abc import Iterator

from statements.exchange.content import Content
from statements.exchange.xml_text import element, escape, escape_attribute, start_tag
from statements.models.base import build_paragraph_fragment
from statements.models.revision import ParagraphEntry
from statements.models.speech import Certainty, ParagraphKind, SpeechKind
from statements.text.redacted_words import MARK

from .tei_header import render_header
from .tei_speakers import TeiSpeakers

NAMESPACE = "http://www.tei-c.org/ns/1.0"
# How sure a label is, in the words that TEI has for it. An editor's word is the highest there is.
_CERT: dict[str, str] = {Certainty.ASK: "medium", Certainty.MAYBE: "low", Certainty.EDITOR: "high"}
_WITHOUT_SPEAKER = (SpeechKind.INTRODUCTION, SpeechKind.STAGE)


def render_tei_document(content: Content, base: str) -> str:
    """The file, with its XML declaration."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{render_tei_element(content, base)}\n'


def render_tei_element(content: Content, base: str, attributes: str = "") -> str:
    """The ``<TEI>`` element. ``attributes`` are written into its start tag as they are."""
    speakers = TeiSpeakers(content)
    language = escape_attribute(content.snapshot["language"])
    return "\n".join(
        [
            f'<TEI xmlns="{NAMESPACE}" xml:lang="en"{attributes}>',
            *render_header(content, speakers, base),
            *_render_stand_off(content),
            f'<text xml:lang="{language}">',
            "<body>",
            "<div>",
            *_render_turns(content, speakers),
            "</div>",
            "</body>",
            "</text>",
            "</TEI>",
        ]
    )


def _render_turns(content: Content, speakers: TeiSpeakers) -> Iterator[str]:
    named = _references_by_anchor(content)
    for speech in content.snapshot["speeches"]:
        kind = speech["kind"]
        attributes = {"xml_id": f"s-{speech['anchor']}"}
        marks = [f"#{kind}"] if kind != SpeechKind.SPEECH else []
        if speech["interpreted"]:
            marks.append("#interpreted")
        if speech["speaker_unknown"]:
            marks.append("#not-known")
        if speech["language"]:
            marks.append(f"#spoken-{speech['language']}")
        if speaker := speakers.find(speech):
            attributes["who"] = f"#{speaker.person}"
            marks += [f"#{speaker.office}"] if speaker.office else []
        attributes["ana"] = " ".join(marks)
        attributes["cert"] = _CERT.get(content.certainty.get(speech["anchor"], ""), "")
        name = "ab" if kind in _WITHOUT_SPEAKER and not speaker else "u"
        yield start_tag(name, **attributes)
        for note, text in (
            ("speaker", speech["label"]),
            ("interpreter", speech["interpreted_note"]),
            ("time", speech["timestamp"]),
        ):
            if text:
                yield element("note", text, type=note)
        if not content.has_text:
            yield '<gap reason="licence"/>'
        for part in speech["paragraphs"]:
            yield _render_paragraph(part, named.get(part["anchor"], ()))
        yield f"</{name}>"


def _render_paragraph(part: ParagraphEntry, named: list[tuple[str, str, str]] | tuple) -> str:
    anchor, text = part["anchor"], part["text"]
    match part["kind"]:
        case ParagraphKind.STAGE:
            return f'<incident xml:id="p-{anchor}"><desc>{escape(text)}</desc></incident>'
        case ParagraphKind.OMISSION:
            return f'<gap xml:id="p-{anchor}" reason="omitted"><desc>{escape(text)}</desc></gap>'
        case ParagraphKind.HEADING:
            return f'<seg xml:id="p-{anchor}" type="heading">{_mark_references(text, named)}</seg>'
    return f'<seg xml:id="p-{anchor}">{_mark_references(text, named)}</seg>'


def _mark_references(text: str, named: list[tuple[str, str, str]] | tuple) -> str:
    """``text`` with a ``<ref>`` around the words that name a treaty, where they stand in it."""
    places = []
    for surface, treaty, relation in named:
        start = text.find(surface)
        if surface and start >= 0:
            places.append((start, start + len(surface), treaty, relation))
    written, done = [], 0
    for start, end, treaty, relation in sorted(places):
        if start < done:
            continue
        written.append(escape(text[done:start]))
        written.append(element("ref", text[start:end], target=f"#treaty-{treaty}", type=relation))
        done = end
    written.append(escape(text[done:]))
    return "".join(written).replace(MARK, '<gap reason="redacted"/>')


def _references_by_anchor(content: Content) -> dict[str, list[tuple[str, str, str]]]:
    named: dict[str, list[tuple[str, str, str]]] = {}
    for mention in content.snapshot["treaty_mentions"]:
        if mention["anchor"]:
            named.setdefault(mention["anchor"], []).append((mention["surface"], mention["treaty"], mention["relation"]))
    return named


def _render_stand_off(content: Content) -> Iterator[str]:
    """The event, the treaties, and every mention of one: an inline ``<ref>`` alone could not say them all."""
    snapshot, names = content.snapshot, content.names
    mentions, event = snapshot["treaty_mentions"], snapshot["event"]
    if not mentions and not event:
        return
    yield "<standOff>"
    if event:
        entry = names.events.get(event["uid"])
        yield "<listEvent>"
        yield (
            f'<event xml:id="event-{event["uid"]}" when-custom="{escape_attribute(entry.date)}">'
            if (entry and entry.date)
            else f'<event xml:id="event-{event["uid"]}">'
        )
        yield element("label", event["name"])
        yield "</event>"
        yield "</listEvent>"
    if mentions:
        yield "<listBibl>"
        for uid in dict.fromkeys(mention["treaty"] for mention in mentions):
            treaty = names.treaties.get(uid)
            yield f'<bibl xml:id="treaty-{uid}" type="treaty">'
            yield element("title", treaty.title if treaty else uid)
            if treaty and treaty.short_title:
                yield element("title", treaty.short_title, type="short")
            if treaty and treaty.signed:
                yield f'<date type="signed" when-custom="{escape_attribute(treaty.signed)}"/>'
            yield "</bibl>"
        yield "</listBibl>"
        yield '<spanGrp type="treaty-mentions">'
        for mention in mentions:
            # Without an anchor it is the statement as a whole that speaks of the treaty.
            yield element(
                "span", mention["surface"], type=mention["relation"],
                target=build_paragraph_fragment(mention["anchor"]) if mention["anchor"] else "",
                corresp=f"#treaty-{mention['treaty']}",
            )  # fmt: skip
        yield "</spanGrp>"
    yield "</standOff>"
