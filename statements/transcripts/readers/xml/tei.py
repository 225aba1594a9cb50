"""TEI: parliamentary and press corpora (``<u who="#id">``, as ParlaMint) and texts laid out as drama (``<sp>``).

``read`` also takes Akoma Ntoso: both are "an XML file" to whoever uploads one, and the root element tells them apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from statements.transcripts.draft import Block, BlockKind, Draft, MarkedSpeaker
from statements.transcripts.model import Dropped, FrontMatter, TurnKind, UnreadableTranscript, Warning
from statements.transcripts.printed_dates import find_date
from statements.transcripts.readers.xml import akoma_ntoso
from statements.transcripts.readers.xml.parsing import line_of, name_of, parse_xml, words_of

_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STAGE = frozenset(("vocal", "kinesic", "incident", "stage", "writing", "shift", "pause"))
_PARAGRAPHS = frozenset(("p", "seg", "ab", "lg", "l", "item", "s", "quote", "said", "q"))
_SENTENCES = frozenset(
    ("s", "w", "pc", "name", "placeName", "persName", "orgName", "hi", "foreign", "date", "num", "ref")
)
_MARKERS = frozenset(
    ("pb", "lb", "cb", "milestone", "anchor", "timeline", "linkGrp", "link", "join", "gb", "media", "figure")
)


# Notes that say something of a turn and are none of its words; the last two as the archive's own exports have them.
_OF_THE_TURN = ("speaker", "interpreter", "time")
_SAMPLE = re.compile(r"\s*\[[^\]]*SAMPLE\]\s*$")


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    role: str = ""
    party: str = ""


def read(data: bytes, *, name: str = "") -> Draft:
    """A TEI or Akoma Ntoso file. Raises ``UnreadableTranscript`` for XML that is broken, hostile or neither."""
    root = parse_xml(data)
    kind = name_of(root)
    if kind in ("TEI", "TEI.2", "teiCorpus"):
        return _Reader(root).draft()
    if kind == "akomaNtoso":
        return akoma_ntoso.read_root(root)
    raise UnreadableTranscript(
        f"This XML is neither TEI nor Akoma Ntoso: its outermost element is <{kind[:60]}>. Save it as one of them."
    )


def _children(element: etree._Element, *names: str) -> list[etree._Element]:
    return [child for child in element if name_of(child) in names]


def _first(element: etree._Element | None, *path: str) -> etree._Element | None:
    for step in path:
        if element is None:
            return None
        element = next((child for child in element if name_of(child) == step), None)
    return element


def _find(element: etree._Element, *names: str) -> list[etree._Element]:
    return [found for found in element.iter() if name_of(found) in names]


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.header = next(iter(_find(root, "teiHeader")), None)
        self.language = _language_of(root)
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.warnings: list[Warning] = []
        self.organisations = self._organisations()
        self.people = self._people()
        self.unknown: set[str] = set()

    def draft(self) -> Draft:
        for text in (found for found in _find(self.root, "text") if name_of(found.getparent()) != "group"):
            self._walk(text)
        front = self._front()
        if self.unknown:
            some = ", ".join(f"#{reference}" for reference in sorted(self.unknown)[:5])
            self.warnings.append(
                Warning(
                    "unknown-speaker",
                    f"The header describes nobody for {len(self.unknown)} of the references ({some}): check them.",
                )
            )
        refused = "" if any(block.text for block in self.blocks) else "The TEI file holds no text, only its header."
        return Draft(front, self.blocks, self.dropped, self.warnings, refused, "tei", wrapped=True)

    # What the header says

    def _organisations(self) -> dict[str, str]:
        found = {}
        for org in _find(self.root, "org"):
            name = next((words_of(n) for n in _find(org, "orgName") if n.get("full") in ("yes", None)), "")
            if (identity := org.get(_XML_ID)) and name:
                found[identity] = name
        return found

    def _people(self) -> dict[str, _Person]:
        found = {}
        for person in _find(self.root, "person"):
            if identity := person.get(_XML_ID):
                found[identity] = self._person(person)
        return found

    def _person(self, person: etree._Element) -> _Person:
        name = next((_person_name(found) for found in _find(person, "persName", "name")), "")
        role, party = "", ""
        for affiliation in _find(person, "affiliation", "occupation", "roleName"):
            said = next((words_of(r) for r in _find(affiliation, "roleName")), "")
            said = said or (words_of(affiliation) if name_of(affiliation) != "affiliation" else "")
            body = self.organisations.get((affiliation.get("ref") or "").lstrip("#"), "")
            body = body or next((words_of(o) for o in _find(affiliation, "orgName")), "")
            role = (
                role or said or (affiliation.get("role", "") if affiliation.get("role") not in ("member", "MP") else "")
            )
            if affiliation.get("role") in ("member", "MP", "representative", None):
                party = party or body
        return _Person(name, role, party)

    def _front(self) -> FrontMatter:
        front = FrontMatter(language=self.language)
        header = self.header
        if header is None:
            return front
        titles = [t for t in _find(header, "title") if name_of(t.getparent()) == "titleStmt"]
        own = [t for t in titles if t.get(_XML_LANG, self.language).split("-")[0] == self.language.split("-")[0]]
        main = [t for t in own if t.get("type") in (None, "main", "full")] or own or titles
        front.title = _SAMPLE.sub("", words_of(main[0])) if main else ""
        sub = [t for t in own if t.get("type") == "sub"]
        if sub and re.search(r"\bcorpus\b", front.title, re.IGNORECASE):
            front.title = words_of(sub[0])  # "… parliamentary corpus ParlaMint-GB, Commons" is the collection
        front.date = self._date(header)
        setting = next(iter(_find(header, "setting")), None)
        if setting is not None:
            front.place = next((words_of(p) for p in _find(setting, "settlement", "placeName", "name", "locale")), "")
        publication = _first(header, "fileDesc", "publicationStmt")
        source = _first(header, "fileDesc", "sourceDesc")
        for part, keep in ((source, "publisher"), (publication, "publisher")):
            publisher = next((_publisher(p) for p in _find(part, "publisher")), "") if part is not None else ""
            if publisher and not getattr(front, keep):
                front.publisher = publisher
        for part in (source, publication):
            for reference in _find(part, "idno", "ref", "ptr") if part is not None else []:
                url = (reference.get("target") or words_of(reference)).strip()
                if url.startswith(("http://", "https://")) and not front.source_url:
                    front.source_url = url
        licence = next((words_of(found) for found in _find(header, "licence")), "")
        if licence:
            front.extra["licence"] = licence
        terms = [words_of(term) for keywords in _find(header, "keywords") for term in _find(keywords, "term", "item")]
        front.topics = tuple(dict.fromkeys(term for term in terms if term))
        return front

    def _date(self, header: etree._Element) -> str:
        """The day of the sitting: the setting's, then the source's, then the title's; never that of the file."""
        places = [_find(header, "setting"), _find(header, "sourceDesc"), _find(header, "creation")]
        for holder in (found for group in places for found in group):
            for date in _find(holder, "date"):
                if day := _when(date, self.language):
                    return day
        text = next(iter(_find(self.root, "docDate")), None)
        if text is not None and (day := _when(text, self.language)):
            return day
        for title in _find(header, "title"):
            if day := find_date(words_of(title), self.language):
                return day
        return ""

    # The text

    def _read_speaker(self, element: etree._Element, label: str) -> MarkedSpeaker:
        references = [ref.lstrip("#") for ref in (element.get("who") or "").split()]
        references = [ref.rsplit("#", 1)[-1] for ref in references]
        people = [self.people[ref] for ref in references if ref in self.people]
        self.unknown.update(ref for ref in references if ref not in self.people)
        kinds = (element.get("ana") or "").replace("#", "").lower().split()
        kind = TurnKind.QUESTION if "question" in kinds else TurnKind.ANSWER if "answer" in kinds else None
        language = element.get(_XML_LANG) or ""
        name = people[0].name if people else ""
        if not label:
            label = " and ".join(person.name for person in people if person.name)
            label = label or ", ".join(_readable(reference) for reference in references)
        only = people[0] if len(people) == 1 else _Person("")
        return MarkedSpeaker(
            label=label.rstrip(" :："),
            speaker=name if len(people) == 1 else "",
            role=only.role,
            party=only.party,
            language="" if language == self.language else language,
            kind=kind,
        )

    def _walk(self, element: etree._Element, depth: int = 0) -> None:
        """Blocks of ``element``; libxml2 refuses XML nested deeper than 256, so recursion is bounded."""
        label = ""  # <note type="speaker"> before an utterance: how the record prints the speaker
        for child in element:
            kind = name_of(child)
            if kind == "note" and child.get("type") == "speaker":
                label = words_of(child)
            elif kind in ("u", "sp"):
                self._turn(child, label)
                label = ""
            elif kind in _MARKERS or not kind:
                continue
            elif kind in ("head", "docTitle", "titlePart"):
                self._add(words_of(child), child, BlockKind.HEADING)
            elif kind in _STAGE or kind == "note":
                self._add(_described(child), child, BlockKind.STAGE)
            elif kind == "gap":
                self._gap(child)
            elif kind in _PARAGRAPHS:
                self._paragraph(child)
            elif kind in ("back", "listPerson", "particDesc", "standOff", "teiHeader"):
                if text := words_of(child):
                    self.dropped.append(Dropped(line_of(child), text[:2000], f"Left out: <{kind}>, about the text."))
            else:
                self._walk(child, depth + 1)
        if label:
            self._add(label, element, BlockKind.STAGE)

    def _turn(self, turn: etree._Element, label: str) -> None:
        speaker = _first(turn, "speaker")
        if speaker is not None:
            label = words_of(speaker)
        first = len(self.blocks)
        for note in (child for child in turn if name_of(child) == "note" and child.get("type") == "speaker"):
            label = words_of(note)
        bare = [turn.text, *(child.tail for child in turn)]
        if any(text and text.strip() for text in bare) or all(name_of(child) in _SENTENCES for child in turn):
            self._paragraph(turn)
        else:
            for child in turn:
                self._part(child)
        marked_speaker = self._read_speaker(turn, label)
        for block in self.blocks[first:]:
            if block.kind is BlockKind.TEXT:
                block.marked_speaker = marked_speaker
                return
        if len(self.blocks) > first:
            return
        self.dropped.append(Dropped(line_of(turn), marked_speaker.label or "(no name)", "A turn without words."))

    def _part(self, child: etree._Element) -> None:
        kind = name_of(child)
        if kind == "speaker" or kind in _MARKERS or not kind or (kind == "note" and child.get("type") in _OF_THE_TURN):
            return
        if kind in _STAGE or kind == "note":
            self._add(_described(child), child, BlockKind.STAGE)
        elif kind == "gap":
            self._gap(child)
        elif kind in ("u", "sp", "div", "list", "table", "row", "cell", "body"):
            for part in child:
                self._part(part)
        else:
            self._paragraph(child)

    def _paragraph(self, element: etree._Element) -> None:
        """One paragraph; remarks of the record inside it stand in round brackets, where they were heard."""
        pieces: list[str] = []
        _spoken(element, pieces, self.dropped)
        text = " ".join("".join(pieces).split())
        if next(element.iter("{*}w"), None) is not None:
            text = re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", text)  # between words marked one by one spaces are ours
        if text:
            self._add(text, element, BlockKind.TEXT)

    def _gap(self, gap: etree._Element) -> None:
        said = words_of(gap)
        marked = said.startswith(("<", "[", "("))  # as our own exports have it: the mark as printed
        self._add(said if marked else f"<{said or '…'}>", gap, BlockKind.OMISSION)

    def _add(self, text: str, element: etree._Element, kind: BlockKind) -> None:
        if text:
            self.blocks.append(Block(text=text, kind=kind, line=line_of(element)))


def _spoken(element: etree._Element, pieces: list[str], dropped: list[Dropped]) -> None:
    kind = name_of(element)
    words = kind in ("w", "pc")
    if element.text:
        pieces.append(element.text)
    for child in element:
        inner = name_of(child)
        if inner == "speaker" or (inner == "note" and child.get("type") == "speaker"):
            pass
        elif inner in _STAGE or (inner == "note" and child.get("type") in (None, "comment", "narrative", "noise")):
            said = _described(child)
            pieces.append(f" {said} " if said.startswith(("(", "[")) else f" ({said}) " if said else " ")
        elif inner == "note":
            if said := words_of(child):
                dropped.append(Dropped(line_of(child), said[:2000], "A footnote of the record."))
        elif inner == "gap":
            pieces.append(" <…> ")
        elif inner == "lb":
            pieces.append("" if child.get("break") == "no" else " ")
        elif inner in _MARKERS:
            pieces.append(" ")
        elif inner == "choice":
            best = next(iter(_children(child, "corr", "reg", "expan")), None)
            _spoken(best if best is not None else child, pieces, dropped)
        elif inner:
            _spoken(child, pieces, dropped)
            if inner in ("w", "pc") and child.get("join") not in ("right", "both"):
                pieces.append(" " if (child.tail is None or not child.tail.strip()) else "")
            elif inner == "s":
                pieces.append(" ")
        if child.tail and not words:
            pieces.append(child.tail if child.tail.strip() or inner not in ("w", "pc") else "")


def _described(element: etree._Element) -> str:
    """The words of a remark, from its text, ``<desc>`` or, failing both, the attribute that classifies it."""
    text = words_of(element)
    if text:
        return text
    kind = element.get("type") or element.get("ana") or ""
    return f"({kind.replace('_', ' ')})" if kind.isascii() and kind and not kind.startswith("#") else ""


def _readable(reference: str) -> str:
    """ "StephenKinnock" as "Stephen Kinnock": how corpora whose list of persons is in another file refer to them."""
    return re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", reference) if reference.isalpha() else reference


def _publisher(publisher: etree._Element) -> str:
    return next((words_of(name) for name in _find(publisher, "orgName")), "") or words_of(publisher)


def _person_name(name: etree._Element) -> str:
    given = [words_of(part) for part in name if name_of(part) == "forename"]
    family = [words_of(part) for part in name if name_of(part) in ("nameLink", "surname")]
    if given or family:
        return " ".join(given + family)
    return words_of(name)


def _when(date: etree._Element, language: str) -> str:
    when = (date.get("when") or date.get("when-iso") or "").strip()
    if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", when[:10]):
        return when[:10]
    start, end = (date.get("from") or "")[:10], (date.get("to") or "")[:10]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", start):
        return start if end in ("", start) else f"{start}/{end}"
    return find_date(words_of(date), language)


def _language_of(root: etree._Element) -> str:
    for element in (root, *_find(root, "text")[:1]):
        if code := element.get(_XML_LANG):
            return code
    languages = [found.get("ident") for found in _find(root, "language") if found.get("ident")]
    return languages[0] or "" if len(languages) == 1 else ""
