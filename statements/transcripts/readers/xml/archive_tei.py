"""The archive's own TEI, read back whole: every fact and every letter as it was exported, nothing guessed.

``read_statement`` gives the snapshot of which ``publishing.snapshots`` tells the shape. A file that somebody has edited
keeps what its mark-up still says; TEI of other houses is for ``tei``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from statements.text.identity import ANCHOR_PATTERN, UID_PATTERN
from statements.text.redacted_words import MARK
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers.xml.parsing import parse_xml, text_of

_TEI = "{http://www.tei-c.org/ns/1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_OURS = re.compile(rb"<application\s[^>]*ident=[\"']chancery[\"']")
_KINDS = ("question", "answer", "remark", "introduction", "stage")
_SURE = {"medium": "ask", "low": "maybe", "high": "editor"}
_PARTS = {_TEI + "seg": "text", _TEI + "incident": "stage", _TEI + "gap": "omission"}


@dataclass(frozen=True, slots=True)
class TeiStatement:
    """``snapshot``, the number of the version it was exported from, and what a snapshot does not hold."""

    snapshot: dict
    version: int
    has_text: bool
    certainty: dict[str, str] = field(default_factory=dict)  # anchor of a speech -> how sure its label is, if not sure
    # What the file knows of the records that the snapshot names: publishers, speakers, treaties, events, by uid.
    named: dict[str, dict[str, dict]] = field(default_factory=dict)


def is_own(data: bytes) -> bool:
    """Whether the file says of itself that this archive has written it."""
    return bool(_OURS.search(data[:100_000]))


def read_statement(data: bytes) -> TeiStatement:
    """Raises ``UnreadableTranscript`` where the XML is broken or lacks what makes a statement of it."""
    return _StatementReader(parse_xml(data)).statement()


class _StatementReader:
    def __init__(self, root: etree._Element):
        self.root = root
        for gap in root.iter(_TEI + "gap"):
            if gap.get("reason") == "redacted":
                gap.text = MARK
        self.people = {person.get(_XML_ID): person for person in root.iter(_TEI + "person")}
        self.offices = {office.get(_XML_ID): office for office in root.iter(_TEI + "affiliation")}
        self.certainty: dict[str, str] = {}

    def statement(self) -> TeiStatement:
        turns = [turn for turn in self.root.iter(_TEI + "u", _TEI + "ab") if self._anchor(turn, "s-")]
        speeches = [self._speech(turn) for turn in turns]
        restricted = self._first("availability")
        uid = self._idno("publicationStmt", "uid")
        if not UID_PATTERN.fullmatch(uid):
            raise UnreadableTranscript(f"The file names no statement of this archive: its uid is “{uid[:20]}”.")
        if not speeches:
            raise UnreadableTranscript("The file holds no turn with an anchor.")
        event = self._first("event")
        return TeiStatement(
            snapshot={
                "uid": uid,
                "slug": self._idno("publicationStmt", "slug"),
                "title": self._text(self._first("titleStmt/title")),
                "kind": self._category("#kinds", "#kind-"),
                "text_status": self._category("#text-statuses", "#text-"),
                "language": self._text(self._first("langUsage/language")),
                "date": self._attribute("setting/date", "when-custom"),
                "place": self._text(self._first("setting/name[@type='place']")),
                "place_party": self._attribute("setting/name[@type='country']", "key"),
                "event": None if event is None else self._event(event),
                "topics": [term.get("key", "") for term in self._all("keywords/term")],
                "parties": self._parties(),
                "publisher": self._publisher("origin"),
                "source_url": self._of_source("origin", "idno[@type='url']"),
                "republisher": self._publisher("republication"),
                "republished_url": self._of_source("republication", "idno[@type='url']"),
                "republisher_note": self._note("republisher_note"),
                "provenance": self._note("provenance"),
                "retrieved_on": self._attribute("sourceDesc/bibl[@type='origin']/date[@type='retrieved']", "when"),
                "raw_sha256": self._of_source("origin", "idno[@type='sha256']"),
                "image_caption": self._note("image_caption"),
                "image_credit": self._note("image_credit"),
                "public_note": self._note("public_note"),
                "translation_of": self._related("translation_of"),
                "version_of": self._related("version_of"),
                "treaty_mentions": self._mentions(),
                "speeches": speeches,
            },
            version=_number(self._attribute("editionStmt/edition", "n")),
            has_text=restricted is None or restricted.get("status") != "restricted",
            certainty=self.certainty,
            named={
                "publishers": self._publishers(),
                "speakers": self._speakers(),
                "treaties": self._treaties(),
                "events": {} if event is None else self._events(event),
            },
        )

    # Finding and reading

    def _all(self, path: str, under: etree._Element | None = None) -> list[etree._Element]:
        steps = "/".join(f"{_TEI}{step}" for step in path.split("/"))
        return (self.root if under is None else under).findall(f".//{steps}")

    def _first(self, path: str, under: etree._Element | None = None) -> etree._Element | None:
        return next(iter(self._all(path, under)), None)

    def _text(self, element: etree._Element | None) -> str:
        return "" if element is None else text_of(element)

    def _attribute(self, path: str, name: str) -> str:
        found = self._first(path)
        return "" if found is None else found.get(name, "")

    def _idno(self, place: str, kind: str) -> str:
        return self._text(self._first(f"{place}/idno[@type='{kind}']"))

    def _note(self, kind: str) -> str:
        return self._text(self._first(f"notesStmt/note[@type='{kind}']"))

    def _of_source(self, which: str, what: str) -> str:
        return self._text(self._first(f"sourceDesc/bibl[@type='{which}']/{what}"))

    def _related(self, kind: str) -> str:
        return self._text(self._first(f"notesStmt/relatedItem[@type='{kind}']/bibl/idno"))

    def _category(self, scheme: str, prefix: str) -> str:
        return self._attribute(f"textClass/catRef[@scheme='{scheme}']", "target").removeprefix(prefix)

    def _publisher(self, which: str) -> dict | None:
        name = self._of_source(which, "publisher")
        uid = self._of_source(which, "idno[@type='publisher']")
        return {"uid": uid, "name": name} if name else None

    def _event(self, event: etree._Element) -> dict:
        uid = (event.get(_XML_ID) or "").removeprefix("event-")
        return {"uid": uid, "name": self._text(self._first("label", event))}

    def _parties(self) -> list[dict]:
        parties = []
        for org in self._all("listOrg/org"):
            code = self._text(self._first("idno[@type='code']", org))
            roles = [role.removeprefix("#party-") for role in org.get("ana", "").split()]
            parties += [{"code": code, "role": role} for role in roles]
        return sorted(parties, key=lambda party: (party["role"], party["code"]))

    def _mentions(self) -> list[dict]:
        return [
            {
                "treaty": span.get("corresp", "").removeprefix("#treaty-"),
                "relation": span.get("type", ""),
                "anchor": span.get("target", "").removeprefix("#p-"),
                "surface": self._text(span),
            }
            for span in self._all("spanGrp[@type='treaty-mentions']/span")
        ]

    def _anchor(self, element: etree._Element, prefix: str) -> str:
        anchor = (element.get(_XML_ID) or "").removeprefix(prefix)
        return anchor if ANCHOR_PATTERN.fullmatch(anchor) else ""

    # The records it names

    def _publishers(self) -> dict[str, dict]:
        licence = self._first("availability/licence")
        found = {}
        for which in ("republication", "origin"):
            if (publisher := self._publisher(which)) and publisher["uid"]:
                found[publisher["uid"]] = {"name": publisher["name"]}
                if which == "origin" and licence is not None and licence.get("target"):
                    its_own = {"licence": self._text(licence), "licence_url": licence.get("target")}
                    found[publisher["uid"]].update(its_own)
        return found

    def _speakers(self) -> dict[str, dict]:
        found = {}
        for person in self.people.values():
            if uid := self._text(self._first("idno[@type='uid']", person)):
                found[uid] = {
                    "name": self._text(self._first("persName", person)),
                    "native_name": self._text(self._first("persName[@type='native']", person)),
                    "wikidata": self._text(self._first("idno[@type='wikidata']", person)),
                }
        return found

    def _treaties(self) -> dict[str, dict]:
        found = {}
        for treaty in self._all("listBibl/bibl[@type='treaty']"):
            signed = self._first("date[@type='signed']", treaty)
            found[(treaty.get(_XML_ID) or "").removeprefix("treaty-")] = {
                "title": self._text(self._first("title", treaty)),
                "short_title": self._text(self._first("title[@type='short']", treaty)),
                "signed": "" if signed is None else signed.get("when-custom", ""),
            }
        return found

    def _events(self, event: etree._Element) -> dict[str, dict]:
        said = self._event(event)
        return {said["uid"]: {"name": said["name"], "date": event.get("when-custom", "")}}

    # The turns

    def _speech(self, turn: etree._Element) -> dict:
        marks = [mark.removeprefix("#") for mark in turn.get("ana", "").split()]
        office = next((self.offices[mark] for mark in marks if mark in self.offices), None)
        anchor = self._anchor(turn, "s-")
        if sure := _SURE.get(turn.get("cert", "")):
            self.certainty[anchor] = sure
        return {
            "anchor": anchor,
            "kind": next((mark for mark in marks if mark in _KINDS), "speech"),
            "label": self._of_turn(turn, "speaker"),
            "speaker": self._speaker(turn.get("who", "").removeprefix("#")),
            "speaker_unknown": "not-known" in marks,
            "role": self._of_office(office, "printed"),
            "term": self._of_office(office, "term"),
            "party": "" if office is None else office.get("ref", "").removeprefix("#party-"),
            "interpreted": "interpreted" in marks,
            "interpreted_note": self._of_turn(turn, "interpreter"),
            "language": next((mark.removeprefix("spoken-") for mark in marks if mark.startswith("spoken-")), ""),
            "timestamp": self._of_turn(turn, "time"),
            "paragraphs": [part for part in map(self._paragraph, turn) if part],
        }

    def _of_turn(self, turn: etree._Element, kind: str) -> str:
        return self._text(next(iter(turn.findall(f"{_TEI}note[@type='{kind}']")), None))

    def _of_office(self, office: etree._Element | None, kind: str) -> str:
        return "" if office is None else self._text(self._first(f"roleName[@type='{kind}']", office))

    def _speaker(self, identity: str) -> dict | None:
        person = self.people.get(identity)
        if person is None:
            return None
        uid = self._text(self._first("idno[@type='uid']", person))
        return {"uid": uid, "name": self._text(self._first("persName", person))} if uid else None

    def _paragraph(self, part: etree._Element) -> dict | None:
        kind, anchor = _PARTS.get(part.tag), self._anchor(part, "p-")
        if kind is None or not (anchor or kind == "text"):
            return None
        if kind == "text" and part.get("type") == "heading":
            kind = "heading"
        text = self._text(part)
        # A paragraph that somebody has added in an editor has no anchor yet: it is given one when it is written.
        return {"anchor": anchor, "kind": kind, "text": text} if text.strip() else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
