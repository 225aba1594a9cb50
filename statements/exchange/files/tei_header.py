"""The ``<teiHeader>``: title, edition, licence, source, where and when, who takes part, topics, versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from statements import dates
from statements.exchange.content import Content
from statements.exchange.xml_text import element, escape, escape_attribute
from statements.links.addresses import build_permalink, build_version_permalink
from statements.models.revision import Snapshot
from statements.models.speech import SpeechKind
from statements.models.statement import PartyRole, StatementKind, TextStatus

from .tei_speakers import TeiSpeakers

# By this an import knows the archive's own files. The version is that of this layout.
APPLICATION, LAYOUT = "chancery", "1.0"

_TURNS = {kind.value: kind.help for kind in SpeechKind if kind != SpeechKind.SPEECH}
_MARKS = {
    **_TURNS,
    "interpreted": "The text renders the interpreter’s words, not the speaker’s own.",
    "not-known": "An editor has looked: who speaks here is not known.",
    f"party-{PartyRole.SPEAKING}": PartyRole.SPEAKING.help,
    f"party-{PartyRole.MENTIONED}": PartyRole.MENTIONED.help,
}

Note = Literal["public_note", "republisher_note", "provenance", "image_caption", "image_credit"]
_NOTES: tuple[Note, ...] = ("public_note", "republisher_note", "provenance", "image_caption", "image_credit")
_RELATIONS: tuple[Literal["translation_of", "version_of"], ...] = ("translation_of", "version_of")


def render_header(content: Content, speakers: TeiSpeakers, base: str) -> Iterator[str]:
    yield "<teiHeader>"
    yield from _render_file(content, base)
    yield from _render_encoding(content, speakers)
    yield from _render_profile(content, speakers)
    yield from _render_versions(content)
    yield "</teiHeader>"


def _render_file(content: Content, base: str) -> Iterator[str]:
    snapshot, publisher = content.snapshot, content.publisher
    address = build_permalink(base, content.uid)
    yield "<fileDesc>"
    yield f"<titleStmt>{element('title', snapshot['title'], type='main', xml_lang=snapshot['language'])}</titleStmt>"
    yield f"<editionStmt>{element('edition', f'Version {content.version}', n=str(content.version))}</editionStmt>"
    yield element("extent", f"{content.word_count} words")
    yield "<publicationStmt>"
    yield "<publisher>Chancery</publisher>"
    yield element("idno", content.uid, type="uid")
    yield element("idno", snapshot["slug"], type="slug")
    yield element("idno", address, type="permalink")
    yield element("idno", build_version_permalink(base, content.uid, content.version), type="version")
    yield f'<date when="{content.published_at.isoformat()}"/>'
    yield f'<availability status="{"free" if content.has_text else "restricted"}">'
    yield element("licence", publisher.licence or "Not stated by the publisher.", target=publisher.licence_url)
    yield "</availability>"
    yield "</publicationStmt>"
    yield from _render_notes(snapshot)
    yield from _render_source(content)
    yield "</fileDesc>"


def _render_notes(snapshot: Snapshot) -> Iterator[str]:
    notes = [element("note", snapshot[kind], type=kind) for kind in _NOTES if snapshot[kind]]
    for kind in _RELATIONS:
        if snapshot[kind]:
            other = element("idno", snapshot[kind], type="uid")
            notes.append(f'<relatedItem type="{kind}"><bibl>{other}</bibl></relatedItem>')
    if notes:
        yield "<notesStmt>"
        yield from notes
        yield "</notesStmt>"


def _render_source(content: Content) -> Iterator[str]:
    snapshot, publisher = content.snapshot, content.snapshot["publisher"]
    yield "<sourceDesc>"
    yield '<bibl type="origin">'
    if publisher:
        yield element("publisher", publisher["name"])
        yield element("idno", publisher["uid"], type="publisher")
    yield from _render_source_url(snapshot["source_url"])
    if snapshot["retrieved_on"]:
        yield f'<date type="retrieved" when="{snapshot["retrieved_on"]}"/>'
    if snapshot["raw_sha256"]:
        yield element("idno", snapshot["raw_sha256"], type="sha256")
    yield "</bibl>"
    if snapshot["republisher"] or snapshot["republished_url"]:
        yield '<bibl type="republication">'
        if snapshot["republisher"]:
            yield element("publisher", snapshot["republisher"]["name"])
            yield element("idno", snapshot["republisher"]["uid"], type="publisher")
        yield from _render_source_url(snapshot["republished_url"])
        yield "</bibl>"
    yield "</sourceDesc>"


def _render_source_url(address: str) -> Iterator[str]:
    # As text: not every address that was once published keeps to the form that @target asks for.
    if address:
        yield element("idno", address, type="url")


def _render_encoding(content: Content, speakers: TeiSpeakers) -> Iterator[str]:
    kind, status = StatementKind(content.snapshot["kind"]), TextStatus(content.snapshot["text_status"])
    yield "<encodingDesc>"
    yield "<appInfo>"
    yield f'<application ident="{APPLICATION}" version="{LAYOUT}"><label>Chancery</label></application>'
    yield "</appInfo>"
    yield "<classDecl>"
    yield from _render_taxonomy("kinds", {f"kind-{kind.value}": f"{kind.label}: {kind.help}"})
    yield from _render_taxonomy("text-statuses", {f"text-{status.value}": f"{status.label}: {status.help}"})
    spoken = {f"spoken-{tag}": f"Spoken in {tag}." for tag in speakers.spoken_languages()}
    yield from _render_taxonomy("turns", {**_MARKS, **spoken})
    yield "</classDecl>"
    yield "</encodingDesc>"


def _render_taxonomy(identity: str, categories: dict[str, str]) -> Iterator[str]:
    yield f'<taxonomy xml:id="{identity}">'
    for category, description in categories.items():
        yield f'<category xml:id="{category}">{element("catDesc", description)}</category>'
    yield "</taxonomy>"


def _render_profile(content: Content, speakers: TeiSpeakers) -> Iterator[str]:
    snapshot, names = content.snapshot, content.names
    yield "<profileDesc>"
    yield f"<langUsage>{element('language', snapshot['language'], ident=snapshot['language'])}</langUsage>"
    yield "<textClass>"
    if snapshot["topics"]:
        yield '<keywords scheme="#topics">'
        for path in snapshot["topics"]:
            yield element("term", names.topics.get(path, path), key=path)
        yield "</keywords>"
    yield f'<catRef scheme="#kinds" target="#kind-{snapshot["kind"]}"/>'
    yield f'<catRef scheme="#text-statuses" target="#text-{snapshot["text_status"]}"/>'
    yield "</textClass>"
    yield from speakers.render_participants()
    yield "<settingDesc>"
    yield "<setting>"
    if snapshot["place"]:
        yield element("name", snapshot["place"], type="place")
    if snapshot["place_party"]:
        yield element("name", names.party_name(snapshot["place_party"]), type="country", key=snapshot["place_party"])
    yield _render_date(snapshot["date"])
    yield "</setting>"
    yield "</settingDesc>"
    yield "</profileDesc>"


def _render_date(text: str) -> str:
    """The date for every reader: as EDTF, as the days it lies between, and in words."""
    when = dates.parse(text)
    bounds = ""
    if when.earliest and when.latest:
        one_day = when.earliest == when.latest
        bounds = (
            f' when="{when.earliest}"' if one_day else f' notBefore="{when.earliest}" notAfter="{when.latest}"'
        )  # fmt: skip
    return f'<date{bounds} when-custom="{escape_attribute(text)}" datingMethod="https://www.loc.gov/standards/datetime/">{escape(dates.format_date(text))}</date>'


def _render_versions(content: Content) -> Iterator[str]:
    if not content.versions:
        return
    yield "<revisionDesc>"
    for notice in content.redactions:
        yield element("change", f"{notice.reason_label}: {notice.sentence}", when=notice.at.isoformat())
    for version in reversed(content.versions):
        yield element("change", version.reason, n=str(version.number), when=version.at.isoformat())
    yield "</revisionDesc>"
