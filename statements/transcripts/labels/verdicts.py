"""The grammar's verdict on one label, independent of its document."""

from __future__ import annotations

from dataclasses import dataclass

from statements.transcripts.model import TurnKind

ONLY_BETWEEN_TURNS = 9  # times: a label only where it stands between two turns of one speaker; else nobody need be told


@dataclass(frozen=True, slots=True)
class Verdict:
    """``times``: how often the label must stand in the document to be taken: 1 = sure, 0 = refused."""

    times: int
    why: str
    kind: TurnKind = TurnKind.SPEECH
    closed: bool = False  # a word like "Question": it names nobody
    office: bool = False  # it holds a role or an honorific
    presiding: bool = False  # "Mr. Speaker": who presides, or whom somebody addresses
    demotable: bool = False  # two capitals and a colon: a quotation after it makes it a row of a list


def refuse(why: str) -> Verdict:
    return Verdict(0, why)
