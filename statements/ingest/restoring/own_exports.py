"""Exports of this archive among the paths of an import: they are restored, not parsed like other files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from statements.ingest.reading.file_discovery import FoundFile
from statements.ingest.report import Report
from statements.ingest.restoring.package_restorer import PackageRestorer
from statements.ingest.restoring.packages import Package, find_package
from statements.ingest.restoring.tei_restorer import TeiRestorer, is_tei_export
from statements.ingest.terminal import ProgressMeter
from statements.search.indexing.queue import queue_all_names, queue_statements


def split_packages(paths: Iterable[Path]) -> tuple[list[Package], list[Path]]:
    """Return the packages among the paths, and the other paths."""
    packages, others = [], []
    for path in paths:
        package = find_package(path)
        if package:
            packages.append(package)
        else:
            others.append(path)
    return packages, others


def restore_packages(packages: Iterable[Package], report: Report, stop: Callable[[], bool], *, dry_run: bool) -> None:
    for package in packages:
        if report.interrupted:
            return
        with ProgressMeter(sys.stderr, package.size(), report) as meter:
            if not dry_run:
                queue_all_names()  # before and after: authorities are written in bulk, and it may be interrupted
            restorer = PackageRestorer(report, dry_run=dry_run, changed=queue_statements, stop=stop)
            restorer.run(package, meter.update)
        if not dry_run:
            queue_all_names()


def restore_tei_exports(
    found: Iterable[FoundFile], report: Report, stop: Callable[[], bool], *, publish: bool, dry_run: bool
) -> list[FoundFile]:
    """Restore the TEI files that this archive has written; return the other files."""
    own: list[FoundFile] = []
    others: list[FoundFile] = []
    for file in found:
        is_own = file.format == "tei" and not file.problem and is_tei_export(file.path)
        (own if is_own else others).append(file)
    if own:
        restorer = TeiRestorer(report, publish=publish, dry_run=dry_run, changed=queue_statements)
        restorer.run([file.path for file in own], stop)
    return others
