"""What OAI-PMH hands on of a statement, and what it says of one that is gone."""

from __future__ import annotations

import pytest
from lxml import etree

from statements.models import Permalink
from statements.models.permalink import PermalinkKind
from statements.publishing import publish, unpublish, withdraw
from statements.publishing.merging import merge_statements
from tests.exchange.oai.requests import OAI, error, find, identifier
from tests.exchange.records import draft, short, talks_in_pyongyang, untold

pytestmark = pytest.mark.django_db


def test_dublin_core_says_who_what_when_and_under_which_licence(ask):
    statement = talks_in_pyongyang()
    root = ask(verb="GetRecord", identifier=identifier(statement), metadataPrefix="oai_dc")
    assert find(root, ".//dc:creator") == ["Kim Jong-un", "Putin, Vladimir"]
    assert find(root, ".//dc:date") == ["2024-06-19"]
    assert find(root, ".//dc:rights") == ["CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"]
    assert find(root, ".//dc:relation") == ["Treaty on Comprehensive Strategic Partnership"]
    assert find(root, ".//dc:coverage") == ["Pyongyang, North Korea"]


def test_tei_comes_whole_and_valid(ask, tei_errors):
    root = ask(verb="GetRecord", identifier=identifier(talks_in_pyongyang()), metadataPrefix="tei")
    [tei] = root.iterfind(".//t:TEI", OAI)
    assert "He thanked his host for the invitation." in "".join(tei.itertext())
    assert tei_errors({"record": etree.tostring(tei, encoding="unicode")}) == []


def test_the_ids_of_several_tei_records_do_not_meet(ask, tei_errors):
    first, second = talks_in_pyongyang(), talks_in_pyongyang(title="Again", source_key="")
    root = ask(verb="ListRecords", metadataPrefix="tei")
    texts = [etree.tostring(tei, encoding="unicode") for tei in root.iterfind(".//t:TEI", OAI)]
    assert tei_errors(dict(zip("ab", texts, strict=True))) == []
    [speaker] = root.xpath(f"//t:u[starts-with(@xml:id, 'c{first.uid}.')][1]/@who", namespaces=OAI)
    assert speaker.startswith(f"#c{first.uid}.")
    assert second.uid not in texts[0]


def test_words_that_a_licence_forbids_are_not_harvested(client):
    untold()
    for prefix in ("oai_dc", "tei"):
        assert b"UNSAYABLE" not in client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}").content


def test_a_draft_is_no_record(ask):
    private = draft()
    assert error(ask(verb="GetRecord", identifier=identifier(private), metadataPrefix="oai_dc")) == "idDoesNotExist"
    assert error(ask(verb="ListIdentifiers", metadataPrefix="oai_dc")) == "noRecordsMatch"


def test_a_withdrawn_statement_is_a_deleted_record_for_good(ask, client):
    statement = short(text="REGRETTED words.")
    withdraw(statement, "Not what was said.")
    root = ask(verb="GetRecord", identifier=identifier(statement), metadataPrefix="oai_dc")
    [header] = root.iterfind(".//o:header", OAI)
    assert header.get("status") == "deleted"
    assert root.find(".//o:metadata", OAI) is None
    assert find(ask(verb="ListIdentifiers", metadataPrefix="tei"), ".//o:identifier") == [identifier(statement)]
    assert find(ask(verb="ListMetadataFormats", identifier=identifier(statement)), ".//o:metadataPrefix")


def test_a_statement_taken_off_for_work_is_a_deleted_record_until_it_is_back(ask):
    statement = short()
    unpublish(statement, "A page is missing.")
    root = ask(verb="GetRecord", identifier=identifier(statement), metadataPrefix="oai_dc")
    assert root.find(".//o:header", OAI).get("status") == "deleted"
    publish(statement, "Whole again.")
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    assert find(root, ".//dc:title") == [statement.title]


def test_of_two_statements_merged_one_is_deleted_and_the_other_changed(ask):
    old, kept = short("The same again"), short()
    before = f"{kept.datestamp}"
    merge_statements(old, kept, "One document.")
    kept.refresh_from_db()
    assert str(kept.datestamp) > before
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    headers = root.iterfind(".//o:header", OAI)
    assert {(each.findtext("o:identifier", namespaces=OAI), each.get("status")) for each in headers} == {
        (identifier(old), "deleted"),
        (identifier(kept), None),
    }


def test_a_merged_statement_is_a_deleted_record_for_good(ask):
    kept = short()
    Permalink.objects.create(address="s/bcd1234", kind=PermalinkKind.MOVED, target=kept.get_absolute_url())
    Permalink.objects.create(address=f"s/{kept.uid}/p/bcdf", kind=PermalinkKind.TOMBSTONE, reason="Gone.")
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    headers = [(h.findtext("o:identifier", namespaces=OAI), h.get("status")) for h in root.iterfind(".//o:header", OAI)]
    assert headers == [(identifier(kept), None), ("oai:testserver:bcd1234", "deleted")]
    record = ask(verb="GetRecord", identifier="oai:testserver:bcd1234", metadataPrefix="oai_dc")
    assert record.find(".//o:header", OAI).get("status") == "deleted"


def test_a_statement_withdrawn_after_a_merge_is_one_record(ask):
    merged = short("The same again")
    withdraw(merged, "Merged.")
    Permalink.objects.create(address=f"s/{merged.uid}", kind=PermalinkKind.MOVED, target="/s/bcd1234/")
    assert find(ask(verb="ListIdentifiers", metadataPrefix="oai_dc"), ".//o:identifier") == [identifier(merged)]
