"""An archive of a few real parties, speakers and treaties, small enough to be made anew for each test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from statements.ingest.importing.existing_statements import Fingerprints
from statements.ingest.importing.importer import Importer, ImportOptions
from statements.ingest.matching.lookup_tables import LookupTables
from statements.ingest.reading.file_discovery import find_files
from statements.ingest.reading.read_records import parse_record, read_files
from statements.ingest.report import Report
from statements.models import Party, PartyName, Publisher, Speaker, SpeakerAlias, Term, Topic
from statements.reference.parties import load_parties

CODES = frozenset(
    [
        "RUS",
        "SUN",
        "USA",
        "KOR",
        "PRK",
        "CHN",
        "FRA",
        "MEX",
        "GEO",
        "NER",
        "NGA",
        "GIN",
        "GNB",
        "GNQ",
        "JOR",
        "CHL",
        "ARG",
        "GBR",
        "DEU",
        "DDR",
        "JPN",
        "UKR",
        "CAN",
        "AUT",
        "IRL",
        "EGY",
        "UN",
        "EU",
        "NATO",
    ]
)


@pytest.fixture
def known_parties(db) -> dict[str, Party]:
    listed = [party for party in load_parties() if party.code in CODES]
    Party.objects.bulk_create(
        Party(code=p.code, kind=p.kind, name=p.name, official_name=p.official_name, start=p.start, end=p.end)
        for p in listed
    )
    rows = {party.code: party for party in Party.objects.all()}
    PartyName.objects.bulk_create(
        PartyName(party=rows[n.code], name=n.name, language=n.language, kind=n.kind, start=n.start, end=n.end)
        for p in listed
        for n in p.names
    )
    rows["SUN"].successors.add(rows["RUS"])
    return rows


@pytest.fixture
def people(known_parties) -> dict[str, Speaker]:
    """Vladimir Putin, Dmitry Medvedev and Emmanuel Macron with their presidencies; two Bushes."""

    def person(name: str, sort: str, *terms: tuple[str, str, str, str], aliases: tuple[str, ...] = ()) -> Speaker:
        speaker = Speaker.objects.create(name=name, sort_name=sort)
        for code, title, start, end in terms:
            Term.objects.create(speaker=speaker, party=known_parties[code], title=title, start=start, end=end)
        for alias in aliases:
            SpeakerAlias.objects.create(speaker=speaker, name=alias)
        return speaker

    russia, us = "President of the Russian Federation", "President of the United States"
    return {
        "putin": person(
            "Vladimir Putin",
            "Putin, Vladimir",
            ("RUS", russia, "2000-05-07", "2008-05-07"),
            ("RUS", russia, "2012-05-07", ""),
            aliases=("Владимир Путин",),
        ),
        "medvedev": person("Dmitry Medvedev", "Medvedev, Dmitry", ("RUS", russia, "2008-05-07", "2012-05-07")),
        "macron": person(
            "Emmanuel Macron", "Macron, Emmanuel", ("FRA", "President of the French Republic", "2017-05-14", "")
        ),
        "elder_bush": person("George H. W. Bush", "Bush, George H. W.", ("USA", us, "1989-01-20", "1993-01-20")),
        "younger_bush": person("George W. Bush", "Bush, George W.", ("USA", us, "2001-01-20", "2009-01-20")),
    }


@pytest.fixture
def security(db) -> Topic:
    return Topic.objects.create(name="Peace and security", slug="security", aliases=["National security"])


@pytest.fixture
def kremlin(known_parties) -> Publisher:
    return Publisher.objects.create(name="President of Russia", party=known_parties["RUS"], aliases=["en.kremlin.ru"])


def record(**fields) -> dict:
    """A record as corpora bring it, about the talks in Pyongyang of 19 June 2024; the words are ours."""
    return {
        "id": "kremlin-74334",
        "title": "Press statements following talks",
        "date": "2024-06-19",
        "country": "Russia",
        "speaker": "Vladimir Putin",
        "office": "President of Russia",
        "place": "Pyongyang",
        "source": "President of Russia (en.kremlin.ru)",
        "source_url": "http://en.kremlin.ru/events/president/news/74334",
        "language": "en",
        "kind": "press_statement",
        "text": (
            "President of Russia Vladimir Putin: The talks of today were long and useful for both of our countries.\n\n"
            "We have signed a treaty which will carry our work for many years to come.\n\n"
            "Chairman of State Affairs of the Democratic People’s Republic of Korea Kim Jong-un (retranslated): "
            "I thank our guests for the visit to Pyongyang and for the frank exchange of views.\n\n"
            "Vladimir Putin: Thank you. We shall meet again soon."
        ),
        **fields,
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write records as a file of JSON Lines and return its path."""

    def written(*records: dict | bytes, name: str = "records.jsonl") -> Path:
        lines = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in records]
        path = tmp_path / name
        path.write_bytes(b"\n".join(lines) + b"\n")
        return path

    return written


@pytest.fixture
def take(db) -> Callable[..., Report]:
    """Import paths and return the report."""

    def taken(*paths: Path, dry_run: bool = False, publish: bool = True, **more) -> Report:
        archive, report = LookupTables.load(), Report(dry_run=dry_run)
        importer = Importer(archive, ImportOptions(dry_run, publish), report, **more)
        importer.run(
            read_files(list(find_files(paths)), parse_record, archive.scan, Fingerprints.load(), process=False)
        )
        return report

    return taken


@pytest.fixture
def command(db, capsys) -> Callable[..., tuple[int, str]]:
    """Run a management command; return its exit status and what it printed."""

    def run(name: str, *arguments: object) -> tuple[int, str]:
        try:
            call_command(name, *map(str, arguments))
        except SystemExit as status:
            return int(status.code or 0), capsys.readouterr().out
        return 0, capsys.readouterr().out

    return run
