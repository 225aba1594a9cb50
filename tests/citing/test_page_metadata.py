"""What a page tells reference managers and search engines."""

import json

import pytest

from statements.citing.page_metadata import format_iso_date, list_meta_tags, render_json_ld
from tests.citing.records import CHINA, HAILE_SELASSIE, SUKARNO, UNITED_STATES, VILLEPIN, talks, treaty


def contents(citation, name):
    return [content for tag, content in list_meta_tags(citation) if tag == name]


def test_reference_managers_learn_type_title_people_date_publisher_language_and_address():
    citation = talks()
    assert contents(citation, "z:itemType") == ["document"]
    assert contents(citation, "citation_title") == ["Press statements ‹following› Russia–DPRK talks"]
    assert contents(citation, "citation_author") == ["Kim, Jong-un", "Putin, Vladimir"]
    assert contents(citation, "citation_publication_date") == ["2024/06/19"]
    assert contents(citation, "citation_publisher") == contents(citation, "DC.publisher") == ["President of Russia"]
    assert contents(citation, "citation_language") == ["en"]
    assert contents(citation, "citation_public_url") == contents(citation, "DC.identifier") == [citation.permalink]


def test_names_that_must_not_be_split_end_with_a_comma():
    citation = talks(creators=(UNITED_STATES, CHINA, SUKARNO, HAILE_SELASSIE, VILLEPIN))
    assert contents(citation, "citation_author") == [
        "United States,", "China", "Sukarno", "Haile Selassie,", "Villepin, Dominique de",
    ]  # fmt: skip
    assert contents(citation, "DC.creator")[0] == "United States"


@pytest.mark.parametrize(
    ("date", "machine"),
    [("2024-06-19", "2024-06-19"), ("1960-09", "1960-09"), ("1955~", "1955"), ("194X", ""), ("", ""),
     ("1972-02-27/1972-02-28", "1972-02-27")],
)  # fmt: skip
def test_a_date_for_machines_is_one_day_month_or_year(date, machine):
    assert format_iso_date(date) == machine


def test_schema_org_says_the_same():
    thing = json.loads(render_json_ld(talks(creators=(VILLEPIN, UNITED_STATES))))
    assert (thing["@type"], thing["name"]) == ("DigitalDocument", talks().title)
    assert thing["author"] == [
        {"@type": "Person", "name": "Dominique de Villepin", "familyName": "Villepin", "givenName": "Dominique",
         "jobTitle": "Minister for Foreign Affairs"},
        {"@type": "Organization", "name": "United States"},
    ]  # fmt: skip
    assert (thing["dateCreated"], thing["version"]) == ("2024-06-19", 3)
    assert json.loads(render_json_ld(treaty()))["@type"] == "Legislation"


def test_no_title_can_end_the_script():
    text = render_json_ld(talks(title="</script><script>alert(1)</script>"))
    assert "<" not in text
    assert json.loads(text)["name"] == "</script><script>alert(1)</script>"
