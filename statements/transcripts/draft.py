"""What the reader of a file format returns: front matter and blocks, before the grammar of labels is applied.

A reader exposes ``read(data: bytes, *, name: str = "") -> Draft``. It knows its format and nothing else: it takes the
file apart into blocks, fills in the front matter that the format states outright (``<title>``, YAML keys, a TEI
header), drops what is plainly not text of the document (menus, scripts), each with a reason, and stops there. Labels,
notes, furniture, turns and who spoke are the business of the shared pipeline (``statements.transcripts.assembly``), so
that the grammar lives in one place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from statements.transcripts.model import Dropped, FrontMatter, TurnKind, Warning


class BlockKind(StrEnum):
    TEXT = "text"
    HEADING = "heading"  # <h1>…<h6>, a heading style, "# …"
    STAGE = "stage"  # mark-up says so: TEI <kinesic>, <incident>, <note>; Akoma Ntoso <scene>, <narrative>
    OMISSION = "omission"  # mark-up says so: TEI <gap>
    RULE = "rule"  # <hr>, "---", "* * *": divides, is no text


@dataclass(frozen=True, slots=True)
class MarkedSpeaker:
    """Who speaks, where the file's structure says so (``<u who>``, ``<speech by>``, a ``turns`` list in a record).

    The label grammar is not applied; only notes in brackets are taken out of ``label``. All fields may be "":
    ``MarkedSpeaker()`` on a block begins a turn without a speaker.
    """

    label: str = ""  # as printed, without the colon; notes in brackets may still be in it
    speaker: str = ""  # the person's full name, where the file's header resolves the reference
    role: str = ""
    party: str = ""
    language: str = ""  # BCP 47
    kind: TurnKind | None = None


@dataclass(slots=True)
class Block:
    """One paragraph-like piece of the file, in reading order.

    ``text`` keeps the file's lines ("\\n" between them) and may keep its odd spaces: normalising comes later. A format
    without lines (HTML, DOCX) puts "\\n" only where the page breaks the line (``<br>``, a soft break).

    ``marked_speaker`` is set on the *first* block of a turn when the structure names the speaker; the label is then not
    in ``text``. ``emphasis`` is a hint: the bold words (``<strong>``, a heading run, small capitals) that open the
    block, exactly as they stand at the start of ``text``, which keeps them. A bold opening makes a doubtful label sure;
    it never makes a label of what the grammar refuses.
    """

    text: str
    kind: BlockKind = BlockKind.TEXT
    line: int = 0  # 1-based line of the raw file where it begins; 0 where the format has no lines
    marked_speaker: MarkedSpeaker | None = None
    emphasis: str = ""
    page: int = 0  # 1-based page, where the format has pages


@dataclass(slots=True)
class Draft:
    """A file taken apart. ``refused`` is a sentence where it is plainly no transcript (a listing page, a people list).

    ``wrapped``: True where the lines inside a block are hard wraps to be joined, False where each line is a paragraph
    of its own, None where the pipeline is to find out from the lengths of the lines.
    """

    front: FrontMatter = field(default_factory=FrontMatter)
    blocks: list[Block] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    refused: str = ""
    format: str = ""
    wrapped: bool | None = None
