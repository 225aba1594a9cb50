"""The descriptions in a package: for programs (Frictionless), reference managers (CITATION.cff) and readers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from statements.exchange.files.tables import STATEMENTS, TEXTS, Column

from .parts import PackageSpec, Table, Tally

_RESOURCES: dict[str, tuple[str, str, Sequence[Column[Any]], str]] = {
    "statements.csv": ("statements", "Statements, one a row", STATEMENTS, "uid"),
    "metadata.csv": ("metadata", "Texts, one a row: the turns whose words are in texts/", TEXTS, "doc_id"),
}


def render_data_package(spec: PackageSpec, tally: Tally, tables: list[Table]) -> str:
    """datapackage.json, after the Frictionless Data Package standard, version 1."""
    package = {
        "profile": "data-package",
        "name": spec.folder,
        "title": spec.title,
        "description": f"{_format_counts(tally)}: {spec.words}. Taken from {spec.address} on {spec.when:%d %B %Y}.",
        "homepage": spec.base + "/",
        "version": f"{spec.when:%Y.%m.%d}",
        "created": spec.when.isoformat(timespec="seconds"),
        "licenses": _list_licences(tally),
        "sources": [
            {"title": publisher.name, **({"path": publisher.home_url} if publisher.home_url else {})}
            for publisher in tally.publishers.values()
        ]
        or [{"title": "Chancery", "path": spec.base + "/"}],
        "resources": [_describe_resource(table) for table in tables if table.name in _RESOURCES],
    }
    if not package["licenses"]:
        del package["licenses"]
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _describe_resource(table: Table) -> dict[str, object]:
    name, title, columns, key = _RESOURCES[table.name]
    schema: dict[str, object] = {
        "fields": [_describe_field(column) for column in columns],
        "primaryKey": key,
        "missingValues": [""],
    }
    if name == "metadata":
        schema["foreignKeys"] = [
            {"fields": "statement", "reference": {"resource": "statements", "fields": "uid"}},
        ]
    return {
        "name": name,
        "title": title,
        "path": table.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.size,
        "hash": f"sha256:{table.sha256}",
        "schema": schema,
    }


def _describe_field(column: Column[Any]) -> dict[str, object]:
    return {"name": column.name, "title": column.header, "type": column.type, "description": column.description}


def _list_licences(tally: Tally) -> list[dict[str, str]]:
    licences = {}
    for publisher in tally.publishers.values():
        if not publisher.licence:
            continue
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", publisher.licence).strip("-") or "licence"
        licences[name] = {"name": name, "title": publisher.licence}
        if publisher.licence_url:
            licences[name]["path"] = publisher.licence_url
    return list(licences.values())


def render_citation(spec: PackageSpec, tally: Tally) -> str:
    """CITATION.cff, version 1.2.0."""
    record = {
        "cff-version": "1.2.0",
        "message": "If you use these texts, cite the archive with query, day and count, and each publisher.",
        "type": "dataset",
        "title": f"{spec.title}: {spec.words}",
        "abstract": f"{_format_counts(tally)}, taken on {spec.when:%Y-%m-%d} from {spec.address}.",
        "authors": [{"name": "Chancery"}],
        "date-released": f"{spec.when:%Y-%m-%d}",
        "version": f"{spec.when:%Y-%m-%d}",
        "url": spec.address,
        "keywords": ["diplomacy", "statements", "speeches", "transcripts"],
    }
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=1000)


def _format_counts(tally: Tally) -> str:
    without = f", {tally.without_text:,} of them without their text" if tally.without_text else ""
    return (
        f"{tally.statements:,} statement{'s' * (tally.statements != 1)}{without}, "
        f"{tally.texts:,} text{'s' * (tally.texts != 1)}, {tally.words:,} words"
    )


def render_readme(spec: PackageSpec, tally: Tally) -> str:
    publishers = "\n".join(
        f"- {publisher.name}: {publisher.licence or 'licence not stated'}"
        f"{f' <{publisher.licence_url}>' if publisher.licence_url else ''}"
        f"{'' if publisher.shows_full_text else '. Does not allow others to give the text: metadata only.'}"
        for publisher in sorted(tally.publishers.values(), key=lambda publisher: publisher.name)
    )
    return _README.format(
        title=spec.title,
        words=spec.words,
        address=spec.address,
        day=f"{spec.when:%-d %B %Y}",
        count=_format_counts(tally),
        span=f"\nDates: {tally.first} to {tally.last} (EDTF)." if tally.first else "",
        publishers=publishers or "- none",
        folder=spec.folder,
    )


_README = """# {title}

{words}, from <{address}>, {day}.
{count}.{span}

| file | what it holds |
|---|---|
| `texts/` | one text a turn, UTF-8: the words spoken alone, without labels, headings and stage directions |
| `metadata.csv` | one row a text; `doc_id` is the name of its file, `statement` leads to `statements.csv` |
| `statements.csv` | one row a statement |
| `tei/` | each statement whole, as TEI P5: labels, stage directions, interpreters' marks, versions |
| `datapackage.json` | the columns of both tables, described for programs (Frictionless) |
| `CITATION.cff` | how to cite this package: query, day and count |

Tables are CSV after RFC 4180, UTF-8 without a byte order mark. Several values in a cell are divided by "; ". A cell
that a spreadsheet would take for a formula has an apostrophe before it.

Every statement keeps its address; what is cited from a text is cited by the permalink of its row.

## Loading it

R, quanteda:

```r
library(quanteda); library(readtext)
texts <- readtext("texts/*.txt", encoding = "UTF-8")
meta  <- read.csv("metadata.csv", encoding = "UTF-8", colClasses = c(date = "character"))
corp  <- corpus(merge(texts, meta, by = "doc_id"))
```

Python, pandas:

```python
from pathlib import Path
import pandas as pd
meta = pd.read_csv("metadata.csv", dtype={{"date": str}}, keep_default_na=False)
meta["text"] = [Path("texts", name).read_text(encoding="utf-8") for name in meta["doc_id"]]
```

With `keep_default_na=False` an empty cell stays empty text; pandas would otherwise make a number of it.

AntConc: File, Open Corpus Manager, Raw Files, Add Directory `texts`, encoding UTF-8, Create. File names sort by
statement and turn.

Voyant Tools: upload a ZIP of the folder `texts`. For a corpus divided by country or year, upload one folder each.

## Publishers and licences

{publishers}
"""
