"""Akoma Ntoso debates, in the namespaces of all versions."""

from __future__ import annotations

import pytest

from statements.transcripts import read
from statements.transcripts.draft import BlockKind
from statements.transcripts.model import TurnKind
from statements.transcripts.readers.xml import tei

NAMESPACES = [
    "http://www.akomantoso.org/2.0",
    "http://docs.oasis-open.org/legaldocml/ns/akn/3.0",
    "http://docs.oasis-open.org/legaldocml/ns/akn/3.0/CSD13",
    "",
]
DEBATE = """<?xml version="1.0"?>
<akomaNtoso xmlns="{namespace}"><debate><meta>
<identification source="#x"><FRBRWork><FRBRuri value="/ex/debaterecord/1995-10-31"/>
<FRBRdate date="1995-10-31" name="sitting"/><FRBRauthor href="#house"/></FRBRWork>
<FRBRExpression><FRBRlanguage language="eng"/></FRBRExpression></identification>
<references><TLCOrganization {id}="house" showAs="House of Examples"/><TLCPerson {id}="berg" showAs="Anna Berg"/>
<TLCRole {id}="minister" showAs="Minister of Ports"/></references></meta>
<preface><p>HOUSE OF EXAMPLES</p><p><docTitle>Official Report</docTitle></p>
<p>Tuesday, <docDate date="1995-10-31">31 October 1995</docDate></p></preface>
<debateBody><debateSection name="harbours"><heading>HARBOURS</heading><scene>[The Speaker in the Chair]</scene>
<question by="#lund" to="#minister"><from>Mr. Lund</from><p>asked when the harbour will open.</p></question>
<answer by="#berg" as="#minister"><from>The Minister of Ports (Ms. Berg):</from>
<p>In June<noteRef href="#n1" marker="1"/>.</p><ul><li>The east quay first;</li><li>then the west.</li></ul></answer>
<speech by="#berg"><p>I have no more to say.</p></speech><narrative>(The House rose at noon.)</narrative>
</debateSection></debateBody></debate></akomaNtoso>"""


def debate(namespace: str) -> bytes:
    return DEBATE.format(namespace=namespace, id="eId" if "3.0" in namespace else "id").encode()


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_a_debate_gives_speakers_offices_and_kinds(namespace):
    transcript = read(debate(namespace))
    assert transcript.format == "akn"
    assert [(turn.label.printed, turn.speaker, turn.kind) for turn in transcript.turns if turn.label] == [
        ("Mr. Lund", "Lund", TurnKind.QUESTION),
        ("The Minister of Ports", "Anna Berg", TurnKind.ANSWER),
        ("Anna Berg", "Anna Berg", TurnKind.SPEECH),
    ]
    assert [turn.role for turn in transcript.turns if turn.kind is TurnKind.ANSWER] == ["Minister of Ports"]


def test_front_matter_comes_from_the_identification_and_the_preface():
    front = tei.read(debate(NAMESPACES[1])).front
    assert (front.title, front.date, front.language) == ("Official Report", "1995-10-31", "en")
    assert (front.publisher, front.extra["frbr"]) == ("House of Examples", "/ex/debaterecord/1995-10-31")


def test_headings_scenes_and_lists_keep_their_places():
    blocks = tei.read(debate(NAMESPACES[0])).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.HEADING, "HARBOURS"),
        (BlockKind.STAGE, "[The Speaker in the Chair]"),
        (BlockKind.TEXT, "asked when the harbour will open."),
        (BlockKind.TEXT, "In June."),
        (BlockKind.TEXT, "The east quay first;"),
        (BlockKind.TEXT, "then the west."),
        (BlockKind.TEXT, "I have no more to say."),
        (BlockKind.STAGE, "(The House rose at noon.)"),
    ]


def test_a_law_is_refused():
    section = b"<section><num>1</num><content><p>Harbours shall open.</p></content></section>"
    law = b"<akomaNtoso><act><meta/><body>" + section + b"</body></act></akomaNtoso>"
    assert "<act>: a law" in tei.read(law).refused


def test_an_empty_debate_is_refused():
    assert "no text" in tei.read(b"<akomaNtoso><debate><debateBody/></debate></akomaNtoso>").refused
