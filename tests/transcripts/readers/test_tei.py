"""TEI records: who speaks is resolved in the header, remarks of the record are no words spoken."""

from __future__ import annotations

import pytest

from statements.transcripts import read
from statements.transcripts.draft import BlockKind
from statements.transcripts.model import TurnKind, UnreadableTranscript
from statements.transcripts.readers.xml import tei

HEADER = """<teiHeader><fileDesc><titleStmt>
<title type="main" xml:lang="en">Sitting of the Chamber, day 3</title>
<title type="main" xml:lang="cs">Schůze komory</title>
</titleStmt><publicationStmt><publisher>A Corpus</publisher><date when="2023-01-01"/>
<availability><licence>CC BY 4.0</licence></availability></publicationStmt>
<sourceDesc><bibl><publisher>Chamber of Examplia</publisher><idno type="URI">https://chamber.example/3</idno>
<date when="2021-05-06"/></bibl></sourceDesc></fileDesc>
<profileDesc><settingDesc><setting><name type="city">Northport</name><date when="2021-05-06">6 May 2021</date></setting>
</settingDesc><particDesc><listOrg><org xml:id="party.A"><orgName full="abb">PA</orgName>
<orgName full="yes">Party of the Harbour</orgName></org></listOrg>
<listPerson><person xml:id="BergAnna"><persName><forename>Anna</forename><surname>Berg</surname></persName>
<affiliation role="member" ref="#party.A"/>
<affiliation role="minister"><roleName>Minister of Ports</roleName></affiliation></person>
<person xml:id="LundKarl"><persName>Karl Lund</persName></person></listPerson></particDesc></profileDesc></teiHeader>"""


def document(body: str, header: str = HEADER) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">{header}'
        f"<text><body><div>{body}</div></body></text></TEI>"
    ).encode()


def texts(body: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in tei.read(document(body)).blocks]


def test_the_header_gives_title_day_place_publisher_and_licence():
    front = tei.read(document('<u who="#LundKarl"><seg>Good day.</seg></u>')).front
    assert (front.title, front.date, front.place) == ("Sitting of the Chamber, day 3", "2021-05-06", "Northport")
    assert (front.publisher, front.source_url) == ("Chamber of Examplia", "https://chamber.example/3")
    assert (front.extra["licence"], front.language) == ("CC BY 4.0", "en")


def test_who_is_resolved_to_name_office_and_party():
    body = '<note type="speaker">The Minister:</note><u who="#BergAnna"><seg>Good day.</seg></u>'
    marked_speaker = tei.read(document(body)).blocks[0].marked_speaker
    assert (marked_speaker.label, marked_speaker.speaker, marked_speaker.role, marked_speaker.party) == (
        "The Minister",
        "Anna Berg",
        "Minister of Ports",
        "Party of the Harbour",
    )


def test_an_unknown_reference_is_kept_and_flagged():
    draft = tei.read(document('<u who="#Nobody"><seg>Good day.</seg></u>'))
    assert draft.blocks[0].marked_speaker.label == "Nobody"
    assert draft.warnings[0].code == "unknown-speaker"


def test_remarks_of_the_record_are_stage_directions_and_gaps_omissions():
    assert texts(
        '<head>Opening</head><u who="#BergAnna"><seg>We begin.<kinesic><desc>Applause</desc></kinesic> Now.</seg>'
        '<vocal><desc>(Laughter)</desc></vocal><gap reason="inaudible"/></u>'
        '<note type="comment">The sitting closed.</note>'
    ) == [
        ("heading", "Opening"),
        ("text", "We begin. (Applause) Now."),
        ("stage", "(Laughter)"),
        ("omission", "<…>"),
        ("stage", "The sitting closed."),
    ]


def test_words_marked_one_by_one_read_as_a_sentence():
    body = (
        '<u who="#LundKarl"><seg><s><w>We</w> <w join="right">agree</w><pc>,</pc>\n'
        '<w join="right">gladly</w><pc>.</pc></s>'
        "<s><w>Thank</w>\n<w>you</w></s></seg></u>"
    )
    assert texts(body) == [("text", "We agree, gladly. Thank you")]


def test_a_question_and_its_answer_are_told_apart():
    body = '<u who="#LundKarl" ana="#question"><seg>Why?</seg></u>'
    body += '<u who="#BergAnna" ana="#answer"><seg>So.</seg></u>'
    kinds = [turn.kind for turn in read(document(body), "tei").turns]
    assert kinds == [TurnKind.QUESTION, TurnKind.ANSWER]


def test_drama_is_read_like_a_record():
    body = "<sp><speaker>Berg.</speaker><p>Shall we begin?</p><stage>(Bell.)</stage></sp>"
    body += "<sp><speaker>Lund.</speaker><l>Let us.</l></sp>"
    blocks = tei.read(document(body)).blocks
    assert [(block.marked_speaker.label if block.marked_speaker else None, block.kind) for block in blocks] == [
        ("Berg.", BlockKind.TEXT),
        (None, BlockKind.STAGE),
        ("Lund.", BlockKind.TEXT),
    ]


def test_bare_text_of_an_utterance_is_not_lost():
    body = '<u who="#LundKarl"><note type="speaker">Mr Lund</note>Good <hi>day</hi>. <note>Noise</note>Well.</u>'
    draft = tei.read(document(body))
    assert draft.blocks[0].text == "Good day. (Noise) Well."
    assert draft.blocks[0].marked_speaker.label == "Mr Lund"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<TEI><text><body>", "broken at line 1"),
        (b"<rss version='2.0'><channel/></rss>", "neither TEI nor Akoma Ntoso.*<rss>"),
        (b"", "empty"),
        (b"<!DOCTYPE TEI [\n<!ENTITY a 'b'>\n<!ENTITY c '&a;&a;'>]><TEI>&c;</TEI>", r"entities of its own \(line 2\)"),
        (b'<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI>&x;</TEI>', "entities of its own"),
        (b"<TEI>" + b"<div>" * 5000 + b"</div>" * 5000 + b"</TEI>", "broken|read"),
    ],
)
def test_hostile_or_broken_xml_gets_a_sentence(data, sentence):
    with pytest.raises(UnreadableTranscript, match=sentence):
        tei.read(data)


def test_named_entities_of_html_are_understood():
    data = document('<u who="#LundKarl"><seg>Good&nbsp;day &mdash; all &amp; sundry.</seg></u>')
    assert tei.read(data).blocks[0].text == "Good day — all & sundry."


def test_a_header_alone_is_refused():
    assert "no text" in tei.read(document("")).refused
