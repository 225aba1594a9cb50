"""Records for the works: invented talks, each with the word by which it must be found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from .facts import WORD

PEOPLE = ("Richard Nixon", "Leonid Brezhnev", "Walter Scheel", "Zhou Enlai", "Indira Gandhi")


def make_records(name: str, count: int) -> Iterator[dict]:
    for number in range(count):
        people = PEOPLE[number % 5], PEOPLE[(number * 2 + 1) % 5]
        yield {
            "id": f"{name}-{number}",
            "title": f"Talks on the {name}, day {number}",
            "date": f"1972-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "publisher": "United Nations",
            "text": f"{people[0]}: We have spoken of the {name} for {number} days. {WORD.capitalize()}.\n\n"
            f"{people[1]}: We welcome it, and shall meet again on the day after day {number}.\n\n"
            f"{people[0]}: The delegation of {name}{number} has signed what was agreed.",
        }


def write_records(path: Path, name: str, count: int) -> Path:
    lines = (json.dumps(record) for record in make_records(name, count))
    path.write_text("".join(f"{line}\n" for line in lines))
    return path
