"""TEI out and in again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from statements import transcripts
from statements.exchange.content import read_content
from statements.exchange.files.tei import render_tei_document
from statements.exchange.xml_text import escape, escape_attribute
from statements.models import Statement
from statements.models.statement import StatementKind, TextStatus
from statements.publishing import publish
from statements.transcripts.model import UnreadableTranscript
from statements.transcripts.readers.xml.archive_tei import is_own, read_statement
from tests.exchange.records import short, talks_in_pyongyang, untold

BASE = "https://archive.example.org"
TEI = {"t": "http://www.tei-c.org/ns/1.0"}


def tei_of(statement: Statement) -> str:
    return render_tei_document(read_content(statement), BASE)


@pytest.mark.django_db
def test_every_kind_of_statement_is_valid_tei(tei_errors):
    files = {"talks": tei_of(talks_in_pyongyang()), "untold": tei_of(untold())}
    for kind in StatementKind:
        files[kind] = tei_of(short(kind=kind, date="1949~", place=""))
    for status, date in zip(
        TextStatus, ["2024", "2024-06", "194X", "2024-06-18/2024-06-19", "1961?", "2001"], strict=True
    ):
        files[status] = tei_of(short(text_status=status, date=date))
    assert tei_errors(files) == []


@pytest.mark.django_db
def test_the_sample_archive_is_valid_tei(tei_errors, sample):
    assert tei_errors({content.uid: render_tei_document(content, BASE) for content in sample}) == []


@pytest.mark.django_db
def test_everything_of_a_statement_comes_back():
    content = read_content(talks_in_pyongyang())
    read = read_statement(render_tei_document(content, BASE).encode())
    assert read.snapshot == content.snapshot
    assert read.certainty == content.certainty
    assert (read.version, read.has_text) == (1, True)


@pytest.mark.django_db
def test_the_sample_archive_comes_back(sample):
    for content in sample:
        assert read_statement(render_tei_document(content, BASE).encode()).snapshot == content.snapshot


@pytest.mark.django_db
def test_who_speaks_for_whom_is_said_as_tei_says_it():
    root = etree.fromstring(tei_of(talks_in_pyongyang()).encode())
    [putin] = root.xpath("//t:u[t:note='Vladimir Putin:']", namespaces=TEI)
    [person] = root.xpath(f"//t:person[@xml:id='{putin.get('who')[1:]}']", namespaces=TEI)
    assert person.findtext("t:persName", namespaces=TEI) == "Vladimir Putin"
    assert [role.text for role in person.iterfind(".//t:roleName", TEI)] == [
        "President",
        "President of the Russian Federation",
    ]
    assert person.find("t:affiliation", TEI).get("ref") == "#party-RUS"


@pytest.mark.django_db
def test_words_that_name_a_treaty_are_a_reference_to_it():
    root = etree.fromstring(tei_of(talks_in_pyongyang()).encode())
    [reference] = root.iterfind(".//t:seg/t:ref", TEI)
    assert reference.text == "the treaty signed that day"
    [treaty] = root.xpath(f"//t:standOff//t:bibl[@xml:id='{reference.get('target')[1:]}']", namespaces=TEI)
    assert treaty.find("t:title[@type='short']", TEI).text == "Treaty on Comprehensive Strategic Partnership"


@pytest.mark.django_db
def test_each_version_stands_in_the_description_of_revisions():
    statement = talks_in_pyongyang()
    publish(statement, "A misprint in the second turn.")
    root = etree.fromstring(tei_of(statement).encode())
    changes = root.findall(".//t:revisionDesc/t:change", TEI)
    assert [(change.get("n"), change.text) for change in changes] == [
        ("2", "A misprint in the second turn."),
        ("1", "First published."),
    ]


@pytest.mark.django_db
def test_nothing_private_and_nothing_forbidden_is_in_it():
    assert "SECRET-OF-THE-DESK" not in tei_of(talks_in_pyongyang())
    assert "UNSAYABLE" not in tei_of(untold())


@pytest.mark.django_db
def test_control_characters_that_xml_cannot_hold_are_left_out():
    content = read_content(short(text="Before\x0b\x01after"))
    [speech] = read_statement(render_tei_document(content, BASE).encode()).snapshot["speeches"]
    assert speech["paragraphs"][0]["text"] == "Beforeafter"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), max_size=60))
@settings(max_examples=300)
def test_text_comes_back_letter_by_letter(text):
    written = f'<a b="{escape_attribute(text)}">{escape(text)}</a>'
    possible = text.replace("\ufffe", "").replace("\uffff", "")
    read = etree.fromstring(f'<?xml version="1.0" encoding="UTF-8"?>{written}'.encode())
    assert (read.text or "") == possible
    assert read.get("b") == possible


@given(st.text(max_size=60))
def test_whatever_the_text_the_xml_is_well_formed(text):
    etree.fromstring(f'<a b="{escape_attribute(text)}">{escape(text)}</a>'.encode())


@pytest.mark.django_db
def test_pasted_at_the_desk_it_is_read_turn_by_turn():
    read = transcripts.read(tei_of(talks_in_pyongyang()).encode(), "tei")
    assert read.front.title == "Press statements following Russia–DPRK talks"
    assert read.front.date == "2024-06-19"
    spoken = [(turn.speaker, [part.text for part in turn.paragraphs]) for turn in read.turns if turn.speaker]
    assert spoken[0][0] == "Kim Jong-un"
    assert spoken[0][1][:2] == ["He called the treaty signed that day an event of great weight.", "(Applause.)"]
    assert spoken[1] == ("Vladimir Putin", ["On energy", "He thanked his host for the invitation.", "<…>"])


def test_tei_of_other_houses_is_not_taken_for_our_own():
    assert not is_own(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/></TEI>')


@pytest.mark.parametrize(
    "spoiled",
    [
        b'<application ident="chancery"/>',
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><application ident="chancery"/></TEI>',
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><application ident="chancery"',
    ],
)
def test_a_spoiled_file_is_refused_with_a_sentence(spoiled):
    with pytest.raises(UnreadableTranscript, match=r"\.$"):
        read_statement(spoiled)
