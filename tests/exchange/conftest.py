"""Schemas and the programs that check against them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command
from lxml import etree

from statements.exchange.content import Content, read_contents, read_keys
from statements.models import Statement

OAI_SCHEMAS = ("OAI-PMH.xsd", "oai_dc.xsd", "simpledc20021212.xsd", "xml.xsd")
OWN_SCHEMAS = Path(__file__).parent / "schemas"


@pytest.fixture(scope="session")
def tei_errors(published_schema, tmp_path_factory) -> Callable[[dict[str, str]], list[str]]:
    """What is wrong with TEI files, given as texts by name: nothing where they are valid against tei_all."""
    schema = published_schema("tei_all_4.11.0.rng")
    jing = Path(sys.executable).parent / "pyjing"

    def errors(files: dict[str, str]) -> list[str]:
        folder = tmp_path_factory.mktemp("tei")
        paths = []
        for name, text in files.items():
            paths.append(folder / f"{name}.xml")
            paths[-1].write_text(text, encoding="utf-8")
        if shutil.which("java") and jing.exists():
            run = subprocess.run([jing, schema, *paths], capture_output=True, text=True, check=False)
            return run.stdout.splitlines() + run.stderr.splitlines()
        relaxng = _relaxng(schema)
        return [
            f"{path.name}: {error.message}"
            for path in paths
            if not relaxng.validate(etree.parse(path))
            for error in relaxng.error_log
        ]

    return errors


@cache
def _relaxng(schema: Path) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(schema))


@pytest.fixture(scope="session")
def oai_schema(published_schema, tmp_path_factory) -> etree.XMLSchema:
    """The protocol, Dublin Core and the description of identifiers in one schema, without the net."""
    folder = tmp_path_factory.mktemp("schemas")
    for path in [*map(published_schema, OAI_SCHEMAS), *OWN_SCHEMAS.glob("*.xsd")]:
        shutil.copy(path, folder)
    return etree.XMLSchema(etree.parse(folder / "everything.xsd"))


@pytest.fixture
def sample(db) -> list[Content]:
    """The contents of the sample archive."""
    call_command("load_reference", verbosity=0)
    call_command("load_sample", verbosity=0)
    return list(read_contents(read_keys(Statement.objects.published().order_by("pk"))))
