"""OAI-PMH as the standard has it: who the archive is, verbs, arguments, errors. No request is outside it."""

from __future__ import annotations

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.oai.requests import OAI, checked, error, find, identifier
from tests.exchange.records import short

pytestmark = pytest.mark.django_db


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
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_is_sent_the_answer_is_valid(ask, arguments):
    ask(**arguments)


def test_it_is_asked_by_post_too(client, oai_schema):
    statement = short()
    sent = {"verb": "GetRecord", "identifier": identifier(statement), "metadataPrefix": "oai_dc"}
    root = checked(client.post("/oai", sent), oai_schema)
    assert find(root, ".//dc:title") == [statement.title]
    assert error(checked(client.post("/oai?verb=Identify", {}), oai_schema)) == "badVerb"
    assert client.put("/oai").status_code == 405
