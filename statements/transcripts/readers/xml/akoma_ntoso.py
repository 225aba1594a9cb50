"""Akoma Ntoso debate records of every version (2.0, 3.0, the OASIS namespace): ``<speech by="#id">`` and its like."""

from __future__ import annotations

import re

from lxml import etree

from statements.transcripts.draft import Block, BlockKind, Draft, MarkedSpeaker
from statements.transcripts.model import Dropped, FrontMatter, TurnKind
from statements.transcripts.printed_dates import find_date
from statements.transcripts.readers.xml.parsing import line_of, name_of, words_of

_TURNS = {
    "speech": None,
    "speechGroup": None,
    "question": TurnKind.QUESTION,
    "answer": TurnKind.ANSWER,
}
_STAGE = frozenset(("scene", "narrative", "summary"))
_HEADINGS = frozenset(("heading", "subheading", "num", "docTitle"))
_ITEMS = frozenset(("p", "li", "block", "item", "listIntroduction", "tr", "listConclusion", "tocItem"))
# Akoma Ntoso names languages by ISO 639-2; the archive by the two-letter codes of BCP 47.
_LANGUAGES = {
    "eng": "en", "fra": "fr", "fre": "fr", "spa": "es", "rus": "ru", "ara": "ar", "zho": "zh", "chi": "zh", "ita": "it",
    "deu": "de", "ger": "de", "por": "pt", "nld": "nl", "dut": "nl", "swa": "sw", "pol": "pl", "jpn": "ja", "kor": "ko",
}  # fmt: skip


def read_root(root: etree._Element) -> Draft:
    """The draft of a parsed ``<akomaNtoso>`` document; acts and bills, which no one speaks, are refused."""
    return _Reader(root).draft()


def _find(element: etree._Element, *names: str) -> list[etree._Element]:
    return [found for found in element.iter() if name_of(found) in names]


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.document = next((child for child in root if name_of(child)), root)
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.named = {
            identity: found.get("showAs") or found.get("shortForm") or ""
            for found in _find(root, "TLCPerson", "TLCRole", "TLCOrganization")
            if (identity := found.get("eId") or found.get("id"))
        }
        roles = {found.get("eId") or found.get("id") for found in _find(root, "TLCRole")}
        self.roles = {identity: shown for identity, shown in self.named.items() if identity in roles}

    def draft(self) -> Draft:
        kind = name_of(self.document)
        front = self._front()
        bodies = _find(self.document, "preface", "coverPage", "debateBody", "mainBody", "body", "conclusions")
        for body in bodies:
            if name_of(body) in ("preface", "coverPage"):
                self._preface(body, front)
            elif not any(ancestor in bodies for ancestor in body.iterancestors()):
                self._walk(body)
        refused = ""
        if not any(block.text for block in self.blocks):
            refused = f"The Akoma Ntoso <{kind}> holds no text that anyone speaks."
        elif kind in ("act", "bill", "amendment", "amendmentList") and not any(
            block.marked_speaker for block in self.blocks
        ):
            refused = f"The Akoma Ntoso document is of the kind <{kind}>: a law, not a statement."
        self.dropped.sort(key=lambda item: item.line)
        return Draft(front, self.blocks, self.dropped, [], refused, "akn", wrapped=True)

    def _front(self) -> FrontMatter:
        front = FrontMatter()
        work = next(iter(_find(self.document, "FRBRWork")), None)
        expression = next(iter(_find(self.document, "FRBRExpression")), None)
        printed = [date for date in _find(self.document, "docDate") if date.get("date") or words_of(date)]
        if printed:
            front.date = find_date(printed[0].get("date") or "") or find_date(words_of(printed[0]))
        if not front.date and work is not None:
            front.date = next(
                (day for date in _find(work, "FRBRdate") if (day := find_date(date.get("date") or ""))), ""
            )
        for holder in (found for found in (expression, work) if found is not None):
            for language in _find(holder, "FRBRlanguage"):
                code = (language.get("language") or "").lower()
                front.language = front.language or _LANGUAGES.get(code, code)
        front.title = next((words_of(title) for title in _find(self.document, "docTitle", "shortTitle")), "")
        if work is not None and not front.title:
            names = _find(work, "FRBRalias", "FRBRname")
            front.title = next((name.get("value") or "" for name in names if name.get("value")), "")
        authors = [a.get("href") or "" for a in _find(work, "FRBRauthor")] if work is not None else []
        for author in authors:
            named = self.named.get(author.lstrip("#"))
            front.publisher = front.publisher or (named or "")
        front.place = next((words_of(place) for place in _find(self.document, "location") if words_of(place)), "")
        if work is not None and (uri := next((u.get("value") for u in _find(work, "FRBRuri")), None)):
            front.extra["frbr"] = uri
        return front

    def _preface(self, preface: etree._Element, front: FrontMatter) -> None:
        lines = [element for element in _find(preface, "p", "docTitle") if words_of(element)]
        if not front.title:
            # "NATIONAL ASSEMBLY / OFFICIAL REPORT": what stands above the date is the record's own title.
            above = []
            for line in lines:
                if find_date(words_of(line)):
                    break
                above.append(words_of(line))
            front.title = " – ".join(above)[:300]
        for line in lines:
            self.dropped.append(Dropped(line_of(line), words_of(line), "The title page, kept in the front matter."))

    def _read_speaker(self, turn: etree._Element, kind: TurnKind | None) -> MarkedSpeaker:
        printed = next((words_of(child) for child in turn if name_of(child) == "from"), "")
        who = self.named.get((turn.get("by") or "").strip().lstrip("#"))
        role = self.roles.get((turn.get("as") or "").strip().lstrip("#"), "")
        name = who or ""
        return MarkedSpeaker(
            label=(printed or name or (turn.get("by") or "").lstrip("#")).rstrip(" :："),
            speaker=name,
            role="" if role == name else role,
            kind=kind,
        )

    def _walk(self, element: etree._Element) -> None:
        for child in element:
            kind = name_of(child)
            if kind in _TURNS:
                self._turn(child, _TURNS[kind])
            elif kind in _HEADINGS:
                self._add(_plain(child), child, BlockKind.HEADING)
            elif kind in _STAGE:
                self._add(_plain(child), child, BlockKind.STAGE)
            elif kind == "other":
                for part in self._pieces(child):
                    self._add(_plain(part), part, BlockKind.STAGE)
            elif kind in _ITEMS:
                self._add(_plain(child), child, BlockKind.TEXT)
            elif kind in ("meta", "noteRef", "authorialNote"):
                continue
            elif kind:
                self._walk(child)

    def _turn(self, turn: etree._Element, kind: TurnKind | None) -> None:
        first = len(self.blocks)
        for part in self._pieces(turn):
            inner = name_of(part)
            if inner in _STAGE:
                self._add(_plain(part), part, BlockKind.STAGE)
            elif inner in _HEADINGS:
                self._add(_plain(part), part, BlockKind.HEADING)
            else:
                self._add(_plain(part), part, BlockKind.TEXT)
        spoken = [block for block in self.blocks[first:] if block.kind is BlockKind.TEXT]
        marked_speaker = self._read_speaker(turn, kind)
        if spoken:
            spoken[0].marked_speaker = marked_speaker
        else:
            self.dropped.append(Dropped(line_of(turn), marked_speaker.label or "(no name)", "A turn without words."))

    def _pieces(self, turn: etree._Element) -> list[etree._Element]:
        """Elements of a turn that are paragraphs of their own, in order; the turn itself where it holds bare text."""
        found: list[etree._Element] = []
        for child in turn:
            kind = name_of(child)
            if kind in ("from", "noteRef", "authorialNote", "meta") or not kind:
                continue
            if kind in _ITEMS or kind in _STAGE or kind in _HEADINGS or not len(child):
                found.append(child)
            else:
                found.extend(self._pieces(child))
        if turn.text and turn.text.strip() and name_of(turn) != "from":
            return [turn]
        return found

    def _add(self, text: str, element: etree._Element, kind: BlockKind) -> None:
        if text:
            self.blocks.append(Block(text=text, kind=kind, line=line_of(element)))


def _plain(element: etree._Element) -> str:
    """The element's words without the printed speaker and without the marks and texts of notes."""
    pieces: list[str] = []
    _gather(element, pieces)
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def _gather(element: etree._Element, pieces: list[str]) -> None:
    if element.text:
        pieces.append(element.text)
    for child in element:
        kind = name_of(child)
        if kind in ("br", "eol"):
            pieces.append(" ")
        elif kind and kind not in ("from", "noteRef", "authorialNote"):
            _gather(child, pieces)
            if kind in ("td", "th", "p", "li"):
                pieces.append(" ")
        if child.tail:
            pieces.append(child.tail)
