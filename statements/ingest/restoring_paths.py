"""Which of the paths given to an import are exports of this archive: restored, not read as strangers’ files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from statements.ingest.console import Meter
from statements.ingest.files import Found
from statements.ingest.packages import Package, package_at
from statements.ingest.report import Report
from statements.ingest.restoring_package import PackageRestorer
from statements.ingest.restoring_tei import TeiRestorer, is_own_file
from statements.search.indexing.queue import all_names_changed, statements_changed


def packages_among(paths: Iterable[Path]) -> tuple[list[Package], list[Path]]:
    """The packages, and the other paths."""
    packages, others = [], []
    for path in paths:
        package = package_at(path)
        if package:
            packages.append(package)
        else:
            others.append(path)
    return packages, others


def restore_packages(packages: Iterable[Package], report: Report, stop: Callable[[], bool], *, dry_run: bool) -> None:
    for package in packages:
        if report.interrupted:
            return
        with Meter(sys.stderr, package.size(), report) as meter:
            restorer = PackageRestorer(report, dry_run=dry_run, changed=statements_changed, stop=stop)
            restorer.run(package, meter.at)
        if not dry_run:
            all_names_changed()  # authorities are written in bulk


def restore_own_tei(
    found: Iterable[Found], report: Report, stop: Callable[[], bool], *, publish: bool, dry_run: bool
) -> list[Found]:
    """Restore the TEI files that this archive has written; returns the others."""
    own, others = [], []
    for file in found:
        is_own = file.format == "tei" and not file.why_not and is_own_file(file.path)
        (own if is_own else others).append(file)
    if own:
        restorer = TeiRestorer(report, publish=publish, dry_run=dry_run, changed=statements_changed)
        restorer.run([file.path for file in own], stop)
    return others
