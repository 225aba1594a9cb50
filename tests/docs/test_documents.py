"""The documents say what the code does: every command with its options and every public address, and nothing else."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from statements.exchange.content import read_content
from statements.exchange.files.json_records import build_json_record
from tests.exchange.records import talks_in_pyongyang

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COMMANDS = sorted(path.stem for path in (ROOT / "statements/management/commands").glob("[a-z]*.py"))
DATA_FOLDER = "var/"  # made by the scripts
CODE = ("archive", "bench", "deploy", "docs", "script", "statements", "static", "templates", "tests", "trials")
# Django's own, the same for every command.
COMMON = {option for action in BaseCommand().create_parser("", "")._actions for option in action.option_strings}
# These commands extend one of Haystack or Django, whose documents explain its options.
EXTENDED = {"rebuild_index", "update_index", "migrate", "makemigrations", "createsuperuser"}


def command_sections() -> dict[str, str]:
    """Name of a command -> its part of docs/commands.md."""
    parts = re.split(r"^## (.+)$", (DOCS / "commands.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    sections = zip(parts[1::2], parts[2::2], strict=True)
    return {name: text for heading, text in sections for name in re.findall(r"`([a-z_]+)", heading)}


def parser_of(name: str) -> ArgumentParser:
    return load_command_class(get_commands()[name], name).create_parser("manage.py", name)


def test_every_command_has_its_part_and_no_other() -> None:
    assert sorted(command_sections()) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_and_none_is_invented(name: str) -> None:
    rows = re.findall(r"^\| (`-.+?) \|", command_sections()[name], re.MULTILINE)
    explained = {option.split()[0] for row in rows for option in re.findall(r"`([^`]+)`", row)}
    taken = {option for action in parser_of(name)._actions for option in action.option_strings} - COMMON
    assert explained <= taken
    if name not in EXTENDED:
        assert explained == taken


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_ours_has_a_help_text(name: str) -> None:
    assert [action.dest for action in parser_of(name)._actions if not action.help] == []


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        elif route != "admin/":
            yield from patterns(entry, route)


def test_every_public_address_is_listed_and_no_other() -> None:
    listed = set(re.findall(r"^\| `(/[^`]*)` \|", (DOCS / "addresses.md").read_text(encoding="utf-8"), re.MULTILINE))
    # Operations of the API are in docs/api.md; what catches all else under it is no address of its own.
    answered = {
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        for route in patterns(get_resolver())
        if not (route.startswith("api/v1/") and route not in ("api/v1/", "api/v1/openapi.json"))
    }
    assert listed - {"/admin/", "/healthz", "/metrics"} == answered  # the one is Django's, the other a middleware's


def api_document() -> dict:
    return Client().get("/api/v1/openapi.json").json()


def test_every_operation_of_the_api_is_listed_and_no_other() -> None:
    table = re.findall(r"^\| (`[a-z][^|]*) \|", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE)
    listed = {path for row in table for path in re.findall(r"`([a-z{}/]+)`", row)}
    operations = {path.removeprefix("/api/v1/") for path in api_document()["paths"]}
    assert listed == operations - {"openapi.json", ""}


def test_every_member_of_the_api_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", (DOCS / "api-members.md").read_text(encoding="utf-8"), re.MULTILINE)
    explained = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    schemas = api_document()["components"]["schemas"]
    answered = {
        key
        for name, schema in schemas.items()
        if not name.endswith("Parameters")
        for key in schema.get("properties", {})
    }
    assert explained == answered


@pytest.mark.django_db
def test_every_key_of_a_record_is_explained() -> None:
    """Of `export.json` and of a line of JSON Lines, however deep it stands."""
    explained = set(re.findall(r"`(\w+)`", (DOCS / "exports.md").read_text(encoding="utf-8")))
    explained |= set(re.findall(r"`(\w+)`", (DOCS / "api-members.md").read_text(encoding="utf-8")))
    record = build_json_record(read_content(talks_in_pyongyang()), "https://archive.example.org")
    assert keys_within(record) <= explained


def keys_within(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_within, value.values()))
    return set().union(*map(keys_within, value)) if isinstance(value, list) else set()


def test_every_document_is_reached_from_the_readme() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in DOCS.rglob("*.md")}
    reached, waiting = set(), ["README.md"]
    while waiting:
        page = waiting.pop()
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+\.md)", text):
            if "://" in target:
                continue
            path = ((ROOT / page).parent / target).resolve()
            assert path.is_file(), f"{page} leads to {target}, which is not there"
            name = path.relative_to(ROOT).as_posix()
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    assert pages <= reached


def test_every_module_that_a_document_names_is_there() -> None:
    """`statements/web/treaties.py`, `web/treaties.py` or `treaties.py`: what is spelled must end a real path."""
    files = {path.relative_to(ROOT).as_posix() for folder in CODE for path in (ROOT / folder).rglob("*")}
    files |= {path.name for path in ROOT.iterdir()}
    missing = []
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for name in re.findall(r"`((?:[a-z_]+/)*[a-z_]+(?:\.py|/))`", page.read_text(encoding="utf-8")):
            if name != DATA_FOLDER and not any(f"/{file}".endswith(f"/{name.rstrip('/')}") for file in files):
                missing.append(f"{page.relative_to(ROOT)}: {name}")
    assert "\n".join(missing) == ""
