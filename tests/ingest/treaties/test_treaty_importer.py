"""Lists of treaties: read, taken in, recognised, merged with what is there."""

from __future__ import annotations

import json

import pytest

from statements.ingest.report import Outcome
from statements.ingest.treaties.treaty_records import (
    InvalidTreaty,
    detect_kind,
    extract_registration,
    extract_short_title,
    measure_title_similarity,
    parse_fields,
)
from statements.models import Treaty, TreatyParty

ANTARCTIC = {
    "id": "uktol-1",
    "title": "The Antarctic Treaty",
    "date": "1959-12-01",
    "place": "Washington",
    "parties": ["ARGENTINA", "CHILE", "FRANCE", "SOVIET UNION", "UNITED KINGDOM", "Land Nowhere"],
    "url": "https://treaties.fcdo.gov.uk/data/Library2/html/1.html",
    "number": "UN Registration USA/0: 402 71",
    "subject": "ANTARCTIC",
    "in_force": "1961-06-23",
    "terminated": None,
    "refs": ["UN Registration USA/0: 402 71", "Treaty Series 097/1961: Cmnd 1535||https://example.org/x.pdf"],
    "source": "UK Treaties Online (FCDO)",
}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Exchange of Notes concerning a Convention on Extradition", "exchange_of_notes"),
        ("Protocol amending the Convention on Road Traffic", "protocol"),
        ("Air Services Agreement ( Zambia )", "agreement"),
        ("The Antarctic Treaty", "treaty"),
        ("Statute of the Council of Europe", "charter"),
        ("Memorandum of Understanding on Trade", "memorandum"),
        ("Boundaries of Aden etc and 5 Maps", "other"),
    ],
)
def test_the_first_word_for_an_instrument_says_its_kind(title, kind):
    assert detect_kind(title) == kind


@pytest.mark.parametrize(
    ("references", "registration"),
    [
        (["UN Registration USA/0: 161 361"], "UNTS 161, p. 361"),
        (["UN Registration United Kingdom/0: Vol 700 145"], "UNTS 700, p. 145"),
        (["United Nations Treaty Series Vol.386 (p.3)"], "UNTS 386, p. 3"),
        (["United Nations Treaty Series Vol 227, p. 297"], "UNTS 227, p. 297"),
        (["United Nations Treaty Series 90/137"], "UNTS 90, p. 137"),
        (["League of Nations Registration 1397/0: 59 269"], "LNTS 59, p. 269"),
        (["League of Nations Treaty Series LNTS Vol.102 (p.87)/1930: 0"], "LNTS 102, p. 87"),
        (["League of Nations Treaty Series 190 LNTS, 115"], "LNTS 190, p. 115"),
        (["League of Nations Treaty Series 83/432/1929: 0"], "LNTS 83, p. 432"),
        (["UN Registration ? LEAG/0: 181 149"], "LNTS 181, p. 149"),
        (["UN Registration 4452"], "UN no. 4452"),
        (["PRO (now TNA) FO 93/46/189", "UN Registration", "Other NOT PUBLISHED"], ""),
        (["UN Registration /0: 5 330", "UN Registration /0: 5 330", "UN Registration 12"], "UNTS 5, p. 330; UN no. 12"),
    ],
)
def test_registrations_are_brought_into_one_form(references, registration):
    assert extract_registration(references) == registration


def test_a_short_title_is_what_a_long_one_gives_in_brackets():
    long = "Exchange of Notes concerning a Grant (United Kingdom/Pakistan (Tarbela No 9) Agreement 1975)"
    assert extract_short_title(long) in ("", "Tarbela No 9 Agreement 1975")
    officers = (
        "Agreement concerning Public Officers' Pensions (The Public Officers' Pensions (Botswana) Agreement 1976)"
    )
    assert "with" not in extract_short_title(officers)
    assert extract_short_title("Agreement between A and B (The Sterling Area Agreement)") == "Sterling Area Agreement"
    assert extract_short_title("Consular Convention (with Protocol of Signature and Supplementary Agreement)") == ""


@pytest.mark.parametrize("fields", [{}, {"title": ""}, {"title": 7.5}, {"title": None, "date": "1959"}])
def test_a_record_without_a_title_is_no_treaty(fields):
    with pytest.raises(InvalidTreaty, match="no title"):
        parse_fields(fields)


def test_dates_that_cannot_be_are_left_out_with_a_word():
    record = parse_fields({"title": "Some Treaty", "date": "1959-02-30", "in_force": "1950", "terminated": "1949"})
    assert (record.signed, record.in_force) == ("", "1950")
    assert len(record.warnings) == 2


def test_titles_are_alike_by_their_telling_words():
    assert measure_title_similarity("The Antarctic Treaty", "Antarctic Treaty") == 1.0
    assert measure_title_similarity("Treaty Banning Nuclear Weapon Tests in the Atmosphere", "Trade Agreement") == 0.0


@pytest.fixture
def take_treaties(known_parties, command, write):
    def taken(*records, name: str = "treaties.jsonl", dry_run: bool = False) -> tuple[int, dict]:
        path = write(*records, name=name)
        report = path.parent / "report.json"
        status, _ = command("import_treaties", path, "--report", report, *(["--dry-run"] if dry_run else []))
        return status, json.loads(report.read_text())

    return taken


def outcomes(report: dict) -> dict[str, int]:
    return {outcome: count for outcome, count in report["counts"].items() if count}


def test_a_treaty_is_filed_with_its_parties_and_registration(take_treaties):
    status, report = take_treaties(ANTARCTIC)
    treaty = Treaty.objects.get()
    assert (status, outcomes(report)) == (0, {"added": 1})
    assert (treaty.kind, treaty.status, treaty.signed_year) == ("treaty", "in_force", 1959)
    assert (treaty.registration, treaty.slug) == ("UNTS 402, p. 71", "the-antarctic-treaty")
    assert set(treaty.parties.values_list("code", flat=True)) == {"ARG", "CHL", "FRA", "SUN", "GBR"}
    assert report["entries"][0]["warnings"] == ["“Land Nowhere” is no party that is known."]


def test_a_second_import_changes_nothing(take_treaties):
    take_treaties(ANTARCTIC)
    before = (list(Treaty.objects.values()), list(TreatyParty.objects.values()))
    assert outcomes(take_treaties(ANTARCTIC)[1]) == {"unchanged": 1}
    assert (list(Treaty.objects.values()), list(TreatyParty.objects.values())) == before


def test_a_dry_run_writes_nothing(take_treaties):
    _, report = take_treaties(ANTARCTIC, ANTARCTIC, dry_run=True)
    assert report["counts"]["added"] >= 1
    assert not Treaty.objects.exists()


def test_a_later_list_fills_in_and_overwrites_nothing(take_treaties):
    take_treaties({**ANTARCTIC, "in_force": None, "place": None, "parties": ["FRANCE"]})
    Treaty.objects.update(subject="Polar regions")
    _, report = take_treaties({**ANTARCTIC, "terminated": "2048-01-01"})
    treaty = Treaty.objects.get()
    assert outcomes(report) == {"updated": 1}
    assert (treaty.place, treaty.in_force, treaty.status, treaty.subject) == (
        "Washington",
        "1961-06-23",
        "ended",
        "Polar regions",
    )
    assert treaty.parties.count() == 5


def test_a_difference_is_said_and_left_to_an_editor(take_treaties):
    take_treaties(ANTARCTIC)
    _, report = take_treaties({**ANTARCTIC, "in_force": "1961-06-24"})
    assert Treaty.objects.get().in_force == "1961-06-23"
    assert any("1961-06-24" in warning for warning in report["entries"][0]["warnings"])


def test_a_treaty_of_the_sample_is_recognised_and_completed(take_treaties, known_parties):
    mine = Treaty.objects.create(title="Antarctic Treaty", short_title="Antarctic Treaty", signed="1959-12-01")
    for code in ("FRA", "GBR"):
        TreatyParty.objects.create(treaty=mine, party=known_parties[code])
    _, report = take_treaties(ANTARCTIC)
    assert outcomes(report) == {"updated": 1}
    mine.refresh_from_db()
    assert (mine.registration, mine.parties.count()) == ("UNTS 402, p. 71", 5)
    assert mine.source_key
    assert outcomes(take_treaties(ANTARCTIC)[1]) == {"unchanged": 1}


def test_another_treaty_of_the_same_day_stays_another(take_treaties, known_parties):
    Treaty.objects.create(title="Agreement on Antarctic Post", signed="1959-12-02")
    Treaty.objects.create(title="Cultural Convention", signed="1959-12-01")
    assert outcomes(take_treaties(ANTARCTIC)[1]) == {"added": 1}


def test_bad_records_are_said_with_their_line_and_do_not_stop_the_rest(take_treaties):
    status, report = take_treaties(b"{broken", b"[]", {"title": ""}, ANTARCTIC, b'"x"')
    assert status == 1
    assert outcomes(report) == {"added": 1, "failed": 4}
    assert [entry["line"] for entry in report["entries"] if entry["outcome"] == Outcome.FAILED] == [1, 2, 3, 5]


def test_nothing_usable_ends_with_two(take_treaties):
    assert take_treaties(b"{broken")[0] == 2
