"""Citations of real, named records; the words in them are ours."""

from __future__ import annotations

import datetime

from statements.citing.citation import Citation, CitationTarget, Creator, Name
from statements.citing.person_names import parse_name

BASE = "https://archive.example"
TODAY = datetime.date(2026, 11, 24)

KIM = Creator(
    parse_name("Kim Jong-un", "Kim Jong-un", "김정은"), "Chairman of State Affairs", "North Korea", True, "retranslated"
)
PUTIN = Creator(parse_name("Vladimir Putin", "Putin, Vladimir"), "President", "Russia")
VILLEPIN = Creator(
    parse_name("Dominique de Villepin", "Villepin, Dominique de"), "Minister for Foreign Affairs", "France"
)
SUKARNO = Creator(parse_name("Sukarno", "Sukarno"), "President", "Indonesia")
HAILE_SELASSIE = Creator(parse_name("Haile Selassie", "Haile Selassie", "ቀዳማዊ ኃይለ ሥላሴ"), "Emperor", "Ethiopia")
STETTINIUS = Creator(parse_name("Edward R. Stettinius Jr.", "Stettinius, Edward R., Jr."), "Secretary of State")
KHRUSHCHEV = Creator(parse_name("Nikita Sergeyevich Khrushchev", "Khrushchev, Nikita Sergeyevich"))
COLLOR = Creator(parse_name("Fernando Collor de Mello", "Collor de Mello, Fernando"), "President", "Brazil")
UNITED_STATES = Creator(Name(whole="United States"), collective=True)
CHINA = Creator(Name(whole="China"), collective=True)


def talks(**changes) -> Citation:
    fields = {
        "target": CitationTarget.STATEMENT,
        "title": "Press statements ‹following› Russia–DPRK talks",
        "kind": "Press statement",
        "permalink": f"{BASE}/s/0bc1234/",
        "accessed": TODAY,
        "creators": (KIM, PUTIN),
        "date": "2024-06-19",
        "place": "Pyongyang",
        "event": "Russia–DPRK talks",
        "publisher": "President of Russia",
        "language": "en",
        "licence": "CC BY 4.0",
        "licence_address": "https://creativecommons.org/licenses/by/4.0/",
        "version": 3,
        "version_link": f"{BASE}/s/0bc1234/v/3/",
        "statement_permalink": f"{BASE}/s/0bc1234/",
        "topics": ("Security", "Arms control"),
        "keys": ("0bc1234",),
    }
    return Citation(**{**fields, **changes})


def passage(**changes) -> Citation:
    fields = {
        "target": CitationTarget.PASSAGE,
        "permalink": f"{BASE}/s/0bc1234/p/bcdf/",
        "creators": (KIM,),
        "paragraph": 2,
        "anchor": "bcdf",
        "version_link": f"{BASE}/s/0bc1234/v/3/#p-bcdf",
        "keys": ("0bc1234", "bcdf"),
    }
    return talks(**{**fields, **changes})


def treaty(**changes) -> Citation:
    fields = {
        "target": CitationTarget.TREATY,
        "title": "Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and under Water",
        "kind": "Treaty",
        "permalink": f"{BASE}/treaties/0bc1235/",
        "accessed": TODAY,
        "date": "1963-08-05",
        "place": "Moscow",
        "registration": "UNTS 480, p. 43",
        "parties": ("Soviet Union", "United Kingdom", "United States"),
        "keys": ("0bc1235",),
    }
    return Citation(**{**fields, **changes})


def awkward() -> list[Citation]:
    """Everything that has broken a citation somewhere."""
    return [
        talks(),
        passage(),
        treaty(),
        talks(creators=(), date="", place="", event="", publisher="", version=0, version_link="", topics=()),
        talks(title="He asked <b>“why & how”</b> {twice} $100_000 100% #1 \\ ~ ^?", creators=(VILLEPIN,)),
        talks(title="Заявления для прессы", language="ru", creators=(KHRUSHCHEV,), date="1960-09"),
        talks(title="Communiqué", language="fr", creators=(UNITED_STATES, CHINA), date="1972-02-27/1972-02-28"),
        talks(creators=(SUKARNO, HAILE_SELASSIE, STETTINIUS, COLLOR), date="1955~"),
        talks(title="?", date="194X"),
        talks(title="A\nline  and\ttabs", date="../1991"),
    ]
