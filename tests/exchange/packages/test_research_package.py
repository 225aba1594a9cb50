"""Research packages, as other programs see them."""

import csv
import json
import zipfile
from pathlib import Path

import frictionless
import pytest
import yaml
from django.utils import timezone

from statements.exchange.content import read_contents, read_keys
from statements.exchange.packages.parts import PackageSpec
from statements.exchange.packages.research_package import build_package
from statements.exchange.packages.zip_stream import stream_zip
from statements.models import Statement
from tests.exchange.records import short, talks_in_pyongyang, untold

pytestmark = pytest.mark.django_db

ADDRESS = "https://archive.example.org/statements/?party=RUS"


def unpacked(folder: Path) -> Path:
    order = PackageSpec("statements by Russia", ADDRESS, "https://archive.example.org", timezone.now())
    pks = read_keys(Statement.objects.published().order_by("pk"))
    path = folder / "corpus.zip"
    path.write_bytes(b"".join(stream_zip(build_package(read_contents(pks), order), order.when)))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder / order.folder


@pytest.fixture
def corpus_package(tmp_path) -> Path:
    talks_in_pyongyang()
    short(title="=1+1; “quoted”, with, commas", date="1949~")
    untold()
    return unpacked(tmp_path)


def test_frictionless_finds_nothing_wrong_with_it(corpus_package):
    report = frictionless.Package(corpus_package / "datapackage.json").validate()
    assert report.valid, report.flatten(["type", "message"])
    assert [task.name for task in report.tasks] == ["statements", "metadata"]


def test_every_text_has_its_row_and_every_row_its_text(corpus_package):
    with (corpus_package / "metadata.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["doc_id"] for row in rows} == {path.name for path in (corpus_package / "texts").iterdir()}
    assert len(rows) == 5
    assert {row["statement"] for row in rows} < {path.stem for path in (corpus_package / "tei").iterdir()}


def test_words_that_a_licence_forbids_are_nowhere_in_it(corpus_package):
    for path in corpus_package.rglob("*.*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert "UNSAYABLE" not in text, path
            assert "SECRET-OF-THE-DESK" not in text, path


def test_it_says_how_to_cite_the_query_the_day_and_the_count(corpus_package):
    cited = yaml.safe_load((corpus_package / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert cited["url"] == ADDRESS
    assert cited["date-released"] in cited["abstract"]
    assert "3 statements, 1 of them without their text, 5 texts" in cited["abstract"]
    assert "statements by Russia" in cited["title"]


def test_it_explains_how_to_load_it_and_names_every_licence(corpus_package):
    readme = (corpus_package / "README.md").read_text(encoding="utf-8")
    for named in ("quanteda", "pandas", "AntConc", "Voyant", "CC BY 4.0", "All rights reserved", ADDRESS):
        assert named in readme


def test_the_description_names_the_licences(corpus_package):
    described = json.loads((corpus_package / "datapackage.json").read_text(encoding="utf-8"))
    assert {"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"} in (
        described["licenses"]
    )


def test_a_package_of_nothing_is_still_a_package(tmp_path):
    folder = unpacked(tmp_path)
    assert frictionless.Package(folder / "datapackage.json").validate().valid
    assert "0 statements" in (folder / "README.md").read_text(encoding="utf-8")
