"""OAI-PMH as the standard has it: verbs, arguments, errors, records, sets, deletions. No request is outside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from statements.exchange.oai import answers
from statements.ingest.writing import write_speeches
from statements.merging import merge_statements
from statements.models import Permalink, Statement
from statements.models.permalink import PermalinkKind
from statements.publishing import publish, unpublish, withdraw
from tests.exchange.records import draft, france, short, talks_in_pyongyang, untold
from tests.factories import TopicFactory, kim, north_korea, turn

pytestmark = pytest.mark.django_db
OAI = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "t": "http://www.tei-c.org/ns/1.0",
    "i": "http://www.openarchives.org/OAI/2.0/oai-identifier",
}


@pytest.fixture
def ask(client, oai_schema):
    """Ask by GET; whatever comes back must be valid against the schemas."""

    def ask(query: str = "", **arguments: str) -> etree._Element:
        response = client.get(f"/oai?{query}" if query else "/oai", arguments)
        return checked(response, oai_schema)

    return ask


def checked(response, oai_schema) -> etree._Element:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert oai_schema.validate(root), oai_schema.error_log
    return root


def find(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(path, OAI)]


def error(root: etree._Element) -> str:
    [found] = root.findall("o:error", OAI)
    assert found.text.endswith(".")
    return found.get("code")


def identifier(statement: Statement) -> str:
    return f"oai:testserver:{statement.uid}"


# Identify


def test_it_says_who_it_is(ask):
    first = short()
    root = ask(verb="Identify")
    assert find(root, ".//o:baseURL") == ["http://testserver/oai"]
    assert find(root, ".//o:deletedRecord") == ["persistent"]
    assert find(root, ".//o:granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
    assert find(root, ".//o:earliestDatestamp") == [f"{first.datestamp:%Y-%m-%dT%H:%M:%SZ}"]
    assert find(root, ".//o:adminEmail") == ["webmaster@localhost.localdomain"]


@override_settings(PUBLIC_URL="https://archive.example.org", ADMIN_EMAIL="archivist@example.org")
def test_records_are_named_after_the_address_of_the_archive(ask):
    statement = short()
    root = ask(verb="Identify")
    assert find(root, ".//o:baseURL") == ["https://archive.example.org/oai"]
    assert find(root, ".//o:adminEmail") == ["archivist@example.org"]
    assert find(root, ".//i:sampleIdentifier") == [f"oai:archive.example.org:{statement.uid}"]
    record = ask(verb="GetRecord", identifier=f"oai:archive.example.org:{statement.uid}", metadataPrefix="oai_dc")
    assert find(record, ".//dc:identifier") == [f"https://archive.example.org/s/{statement.uid}/"]


def test_an_empty_archive_can_be_asked(ask):
    assert find(ask(verb="Identify"), ".//o:earliestDatestamp")
    assert error(ask(verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    assert len(find(ask(verb="ListSets"), ".//o:setSpec")) == 4


# What is wrong with a request


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("x=1", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
        ("verb=Identify&junk=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai%20dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=junk", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03T25:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03T10:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=%D9%A2%D9%A0%D9%A2%D9%A4-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03&until=2024-02-03T10:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03&until=2024-02-02", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1990-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=0001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=no_such_set", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=topic:none", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=country:", "badArgument"),
        ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=junk&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListIdentifiers&resumptionToken=junk&until=2000-02-05", "badArgument"),
        ("verb=ListSets&resumptionToken=junk", "badResumptionToken"),
        ("verb=ListSets&set=topic", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:testserver:bcd1234", "badArgument"),
        ("verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:testserver:bcd%001234&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:testserver:bcd1234&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=oai:elsewhere:bcd1234&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=oai:testserver:BCD1234&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:testserver:bcd1234", "idDoesNotExist"),
    ],
)
def test_each_mistake_has_its_error(ask, query, code):
    short()
    assert error(ask(query)) == code


def test_a_request_that_is_not_understood_is_not_repeated(ask):
    assert ask(verb="Junk").find("o:request", OAI).attrib == {}
    assert ask(verb="ListRecords", metadataPrefix="oai_dc", junk="1").find("o:request", OAI).attrib == {}


def test_a_request_that_is_understood_is_repeated(ask):
    arguments = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1990-01-01", "set": "country:RUS"}
    assert ask(**arguments).find("o:request", OAI).attrib == arguments


@given(st.dictionaries(st.sampled_from(["verb", "identifier", "metadataPrefix", "from", "until", "set",
                                        "resumptionToken", "x"]), st.text(max_size=30)))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_whatever_is_sent_the_answer_is_valid(ask, arguments):
    ask(**arguments)


def test_it_is_asked_by_post_too(client, oai_schema):
    statement = short()
    sent = {"verb": "GetRecord", "identifier": identifier(statement), "metadataPrefix": "oai_dc"}
    root = checked(client.post("/oai", sent), oai_schema)
    assert find(root, ".//dc:title") == [statement.title]
    assert error(checked(client.post("/oai?verb=Identify", {}), oai_schema)) == "badVerb"
    assert client.put("/oai").status_code == 405


# Records


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


# Sets


def test_a_record_is_in_the_sets_of_its_countries_topics_and_publisher(ask):
    statement = talks_in_pyongyang()
    root = ask(verb="GetRecord", identifier=identifier(statement), metadataPrefix="oai_dc")
    assert find(root, ".//o:setSpec") == [
        "country", "country:PRK", "country:RUS", "publisher", f"publisher:{statement.publisher.uid}",
        "topic", "topic:security", "topic:security:arms-control",
    ]  # fmt: skip


def test_sets_that_have_records_are_listed_under_their_parents(ask):
    talks_in_pyongyang()
    france(), TopicFactory(name="Energy", slug="energy")
    root = ask(verb="ListSets")
    named = dict(zip(find(root, ".//o:setSpec"), find(root, ".//o:setName"), strict=True))
    assert named["country:RUS"] == "Russia"
    assert named["topic:security:arms-control"] == "Arms control"
    assert "country:FRA" not in named and "topic:energy" not in named
    assert all(spec.rpartition(":")[0] in named for spec in named if ":" in spec)


@pytest.mark.parametrize(
    ("spec", "titles"),
    [
        ("country", {"Both", "Russia alone"}),
        ("country:PRK", {"Both"}),
        ("country:RUS", {"Both", "Russia alone"}),
        ("topic", {"Both"}),
        ("topic:security", {"Both"}),
        ("topic:security:arms-control", {"Both"}),
        ("publisher", {"Both", "Russia alone"}),
    ],
)
def test_a_set_is_harvested_by_itself(ask, spec, titles):
    talks_in_pyongyang(title="Both")
    short("Russia alone")
    root = ask(verb="ListRecords", metadataPrefix="oai_dc", set=spec)
    assert set(find(root, ".//dc:title")) == titles


def test_what_was_withdrawn_is_told_to_those_who_harvest_a_set(ask):
    statement = talks_in_pyongyang()
    withdraw(statement, "Not what was said.")
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="country:PRK")
    assert root.find(".//o:header", OAI).get("status") == "deleted"


# Spans of time


def test_both_ends_of_a_span_are_within_it(ask):
    statement = short()
    second = f"{statement.datestamp:%Y-%m-%dT%H:%M:%SZ}"
    day = second[:10]
    for bounds in ({"from": second, "until": second}, {"from": day, "until": day}, {"from": second}, {"until": day}):
        root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **bounds)
        assert find(root, ".//o:identifier") == [identifier(statement)]


def test_what_lies_before_or_behind_a_span_is_not_in_it(ask):
    moved(short("Earlier"), days=-2)
    moved(short("Later"), days=+2)
    now = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"
    root = ask(verb="ListRecords", metadataPrefix="oai_dc", **{"from": now})
    assert find(root, ".//dc:title") == ["Later"]
    root = ask(verb="ListRecords", metadataPrefix="oai_dc", until=now)
    assert find(root, ".//dc:title") == ["Earlier"]


# Long lists


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(answers, "HEADERS_A_PAGE", 2)
    smaller = {name: replace(format, page=2) for name, format in answers.FORMATS.items()}
    monkeypatch.setattr(answers, "FORMATS", smaller)


def test_a_long_list_comes_in_pages_with_an_honest_cursor(ask, small_pages):
    expected = [identifier(short(f"Remarks {number}")) for number in range(5)]
    found, cursors, token = [], [], ""
    while True:
        arguments = {"resumptionToken": token} if token else {"metadataPrefix": "oai_dc"}
        root = ask(verb="ListIdentifiers", **arguments)
        found += find(root, ".//o:identifier")
        [element] = root.iterfind(".//o:resumptionToken", OAI)
        cursors.append((element.get("cursor"), element.get("completeListSize"), bool(element.get("expirationDate"))))
        token = element.text
        if not token:
            break
    assert found == expected
    assert cursors == [("0", "5", True), ("2", "5", True), ("4", "5", False)]


def test_a_list_that_fits_has_no_token(ask, small_pages):
    short(), short()
    assert ask(verb="ListRecords", metadataPrefix="oai_dc").find(".//o:resumptionToken", OAI) is None


def first_token(root: etree._Element) -> str:
    return root.findtext(".//o:resumptionToken", namespaces=OAI)


def test_changes_during_a_harvest_lose_nothing_and_repeat_only_what_changed(ask, small_pages):
    made = [short(f"Remarks {number}") for number in range(6)]
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    found = find(root, ".//o:identifier")
    publish(made[0], "Corrected while it is harvested.")
    publish(made[4], "Corrected while it is harvested.")
    withdraw(made[3], "Not what was said.")
    new = short("New")
    while token := first_token(root):
        root = ask(verb="ListIdentifiers", resumptionToken=token)
        found += find(root, ".//o:identifier")
    assert set(found) == {identifier(statement) for statement in [*made, new]}
    assert [name for name in found if found.count(name) > 1] == [identifier(made[0])] * 2


def test_a_token_may_be_used_again(ask, small_pages):
    for number in range(3):
        short(f"Remarks {number}")
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc"))
    again = [find(ask(verb="ListRecords", resumptionToken=token), ".//dc:title") for _ in range(2)]
    assert again == [["Remarks 2"], ["Remarks 2"]]


def test_a_token_of_another_verb_is_no_token(ask, small_pages):
    for number in range(3):
        short(f"Remarks {number}")
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc"))
    assert error(ask(verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"


def test_an_old_token_has_expired(ask, small_pages, monkeypatch):
    for number in range(3):
        short(f"Remarks {number}")
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc"))
    monkeypatch.setattr("statements.exchange.oai.tokens.LASTS", timedelta(seconds=-1))
    assert error(ask(verb="ListRecords", resumptionToken=token)) == "badResumptionToken"


def test_a_harvest_of_a_past_span_ends_even_if_its_last_records_have_moved_out_of_it(ask, small_pages):
    made = [short(f"Remarks {number}") for number in range(3)]
    Statement.objects.update(datestamp=timezone.now() - timedelta(days=3))
    until = f"{timezone.now() - timedelta(days=2):%Y-%m-%d}"
    token = first_token(ask(verb="ListRecords", metadataPrefix="oai_dc", until=until))
    last = max(made, key=lambda statement: statement.uid)
    publish(last, "Corrected.")
    root = ask(verb="ListRecords", resumptionToken=token)
    assert len(find(root, ".//dc:title")) == 1


def test_a_page_costs_the_same_whatever_its_length(ask, django_assert_max_num_queries):
    for number in range(15):
        talks_in_pyongyang(title=f"Talks {number}", source_key="")
    with django_assert_max_num_queries(22):
        assert len(find(ask(verb="ListRecords", metadataPrefix="tei"), ".//o:record")) == 15


def test_speakers_of_records_are_creators_in_order_of_appearance(ask):
    statement = short()
    write_speeches(statement, [turn(kim(), "First.", party=north_korea()), turn(None, "Second.")])
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    assert find(root, ".//dc:creator") == ["Kim Jong-un"]


def moved(statement: Statement, days: int) -> None:
    Statement.objects.filter(pk=statement.pk).update(datestamp=timezone.now() + timedelta(days=days))
