"""BibTeX, RIS and CSL-JSON, read by programs that are not ours."""

import json

import bibtexparser
import pytest
import rispy
from jsonschema import Draft7Validator
from pybtex.database import parse_string

from statements.citing.bibtex import render_bibtex
from statements.citing.csl import build_csl_item
from statements.citing.ris import render_ris
from tests.citing.records import COLLOR, HAILE_SELASSIE, KIM, STETTINIUS, VILLEPIN, awkward, passage, talks, treaty

PEOPLE = (KIM, VILLEPIN, COLLOR, STETTINIUS, HAILE_SELASSIE)


@pytest.fixture(scope="module")
def schema(published_schema) -> Draft7Validator:
    return Draft7Validator(json.loads(published_schema("csl-data.json").read_text()))


@pytest.mark.parametrize("citation", awkward(), ids=lambda citation: citation.title[:20])
def test_csl_json_is_valid(schema, citation):
    assert [error.message for error in schema.iter_errors([build_csl_item(citation)])] == []


def test_csl_json_says_who_when_where_and_which_version():
    item = build_csl_item(passage())
    assert item["author"] == [{"family": "Kim", "given": "Jong-un", "static-ordering": True}]
    assert item["issued"] == {"date-parts": [[2024, 6, 19]]}
    assert (item["type"], item["genre"], item["event-place"]) == ("document", "Press statement", "Pyongyang")
    assert (item["version"], item["accessed"]) == ("3", {"date-parts": [[2026, 11, 24]]})
    assert "Chairman of State Affairs" in item["note"]
    assert "through an interpreter" in item["note"]
    assert build_csl_item(talks(creators=(VILLEPIN,)))["author"] == [
        {"family": "Villepin", "given": "Dominique", "dropping-particle": "de"}
    ]
    assert build_csl_item(treaty())["type"] == "treaty"


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("1960-09", {"date-parts": [[1960, 9]]}),
        ("1955~", {"date-parts": [[1955]], "circa": True}),
        ("1972-02-27/1972-02-28", {"date-parts": [[1972, 2, 27], [1972, 2, 28]]}),
        ("194X", {"literal": "1940s"}),
        ("../1991", {"literal": "until 1991"}),
    ],
)
def test_dates_as_far_as_they_are_known(date, issued):
    assert build_csl_item(talks(date=date))["issued"] == issued


@pytest.mark.parametrize("citation", awkward(), ids=lambda citation: citation.title[:20])
def test_two_readers_read_the_bibtex_back(citation):
    written = render_bibtex(citation)
    library = bibtexparser.parse_string(written)
    assert library.failed_blocks == []
    [entry] = library.entries
    assert entry["url"] == citation.permalink
    [other] = parse_string(written, "bibtex").entries.values()
    assert other.fields["url"] == citation.permalink
    assert len(other.persons.get("author", [])) == len(citation.creators)


def test_bibtex_keeps_particles_family_names_and_whole_names_apart():
    [entry] = parse_string(render_bibtex(talks(creators=PEOPLE)), "bibtex").entries.values()
    kim, villepin, collor, stettinius, selassie = entry.persons["author"]
    assert kim.last_names == ["{Kim Jong-un}"]
    assert (villepin.prelast_names, villepin.last_names, villepin.first_names) == (["de"], ["Villepin"], ["Dominique"])
    assert (collor.last_names, collor.prelast_names) == (["{Collor de Mello}"], [])
    assert (stettinius.last_names, stettinius.lineage_names) == (["Stettinius"], ["Jr."])
    assert selassie.last_names == ["{Haile Selassie}"]


def test_bibtex_is_not_broken_by_what_tex_reads_as_its_own():
    written = render_bibtex(talks(title="100% of {both} & $5_000 #1 ‹so›"))
    assert r"title = {{100\% of \{both\} \& \$5\_000 \#1 ‹so›}}," in written


@pytest.mark.parametrize("citation", awkward(), ids=lambda citation: citation.title[:20])
def test_ris_is_read_back(citation):
    [read] = rispy.loads(render_ris(citation))
    assert read["type_of_reference"] == "GOVDOC"
    assert read["title"] == " ".join(citation.title.split())
    assert read["urls"] == [citation.permalink]
    assert read.get("authors", []) == [creator.name.format_inverted() for creator in citation.creators]


def test_ris_says_date_publisher_place_and_language():
    [read] = rispy.loads(render_ris(passage()))
    assert (read["year"], read["date"]) == ("2024", "2024/06/19/")
    assert (read["publisher"], read["place_published"], read["language"]) == ("President of Russia", "Pyongyang", "en")
    assert read["keywords"] == ["Security", "Arms control"]
    assert "paragraph 2" in read["notes"]
    assert rispy.loads(render_ris(talks(date="1955~")))[0]["date"] == "1955///about 1955"
