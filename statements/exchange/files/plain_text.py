"""A statement as plain text, to read and to quote: its facts, then who says what. TEI is the form to import."""

from __future__ import annotations

from collections.abc import Iterator

from statements.dates import format_date
from statements.exchange.content import Content
from statements.links.addresses import build_permalink
from statements.models.revision import SpeechEntry
from statements.models.speech import ParagraphKind, SpeechKind
from statements.models.statement import PartyRole, StatementKind, TextStatus
from statements.models.treaty import MentionRelation

_UNNAMED: dict[str, str] = {SpeechKind.QUESTION: "Question", SpeechKind.ANSWER: "Answer", SpeechKind.REMARK: "Remark"}


def render_plain_text(content: Content, base: str) -> str:
    """Lines end with \\n, blank lines separate paragraphs."""
    blocks = ["\n".join(_render_head(content, base)), *_render_words(content)]
    return "\n\n".join(blocks) + "\n"


def _render_head(content: Content, base: str) -> Iterator[str]:
    snapshot, names = content.snapshot, content.names
    yield snapshot["title"]
    yield ""
    yield f"Kind: {StatementKind(snapshot['kind']).label}"
    yield f"Date: {format_date(snapshot['date'])} ({snapshot['date']})"
    place = ", ".join(filter(None, [snapshot["place"], names.party_name(snapshot["place_party"])]))
    if place:
        yield f"Place: {place}"
    if snapshot["event"]:
        yield f"Event: {snapshot['event']['name']}"
    yield from _render_speakers(content)
    if mentioned := content.parties(PartyRole.MENTIONED):
        yield f"Mentioned: {'; '.join(names.party_name(code) for code in mentioned)}"
    if snapshot["topics"]:
        yield f"Topics: {'; '.join(names.topics.get(path, path) for path in snapshot['topics'])}"
    for mention in snapshot["treaty_mentions"]:
        treaty = names.treaties.get(mention["treaty"])
        yield f"Treaty: {MentionRelation(mention['relation']).label} {treaty.name if treaty else mention['treaty']}"
    yield f"Text: {TextStatus(snapshot['text_status']).label}, language {snapshot['language']}"
    yield f"Publisher: {content.publisher.name}"
    for label, value in (
        ("Published at", snapshot["source_url"]),
        ("Licence", " ".join(filter(None, [content.publisher.licence, content.publisher.licence_url]))),
        ("Provenance", _one_line(snapshot["provenance"])),
        ("Editor’s note", _one_line(snapshot["public_note"])),
    ):
        if value:
            yield f"{label}: {value}"
    for notice in content.redactions:
        yield f"Redacted: {notice.at:%Y-%m-%d}, {notice.reason_label}. {notice.sentence}"
    yield f"Version: {content.version}, {content.versions[-1].at:%Y-%m-%d}" if content.versions else "Version: 1"
    yield f"Permalink: {build_permalink(base, content.uid)}"


def _render_speakers(content: Content) -> Iterator[str]:
    for uid, role, party in content.speakers():
        speaker = content.names.speakers.get(uid)
        parts = [speaker.name if speaker else uid, role, content.names.party_name(party) if party else ""]
        yield f"Speaker: {', '.join(filter(None, parts))}"


def _render_words(content: Content) -> Iterator[str]:
    if not content.has_text:
        yield f"[{content.publisher.name} does not allow others to give the whole text. Read it at its own address.]"
        return
    for speech in content.snapshot["speeches"]:
        if name := _turn_name(speech):
            mark = f" ({speech['interpreted_note'] or 'through an interpreter'})" if speech["interpreted"] else ""
            yield f"{name}{mark}:"
        for part in speech["paragraphs"]:
            yield part["text"].upper() if part["kind"] == ParagraphKind.HEADING else part["text"]


def _turn_name(speech: SpeechEntry) -> str:
    if speech["kind"] in (SpeechKind.INTRODUCTION, SpeechKind.STAGE):
        return ""
    label = speech["label"].rstrip(" :：")
    if label:
        return label
    return speech["speaker"]["name"] if speech["speaker"] else _UNNAMED.get(speech["kind"], "Speaker not named")


def _one_line(text: str) -> str:
    return " ".join(text.split())
