"""`script/bench [--json FILE] [SUBJECT… [OPTIONS]]`: measures and prints a table; see docs/measurements.md.

A subject that can be measured in several ways adds its options with `add_options(parser)` and is given them.
"""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

import bench
from bench.figures import CannotMeasure, Figure

FRAME = {"__main__", "figures"}


def subjects() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in FRAME)


def machine() -> dict[str, str]:
    """What the figures were taken on, as far as it matters to read them."""
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = (line.partition(":") for line in cpuinfo.read_text().splitlines())
        model = next((value.strip() for name, _, value in lines if name.strip() == "model name"), "")
    return {
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": model or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
    }


def row(figure: Figure) -> list[str]:
    ratios = figure.ratios()
    peers = "\n".join(f"{peer}: {value:.4g} ({ratios[peer]:.2f}×)" for peer, value in figure.peers.items())
    kept = figure.on_target()
    target = "" if kept is None else f"{figure.target:.4g} {'✓' if kept else '✗'}"
    return [
        f"{figure.name}\n[dim]{escape(figure.remark)}[/dim]" if figure.remark else figure.name,
        f"{figure.median:.4g} {figure.unit}",
        f"{figure.least:.4g}–{figure.most:.4g}",
        str(figure.rounds),
        target,
        peers,
    ]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="script/bench", description="Measure the archive and print a table.", add_help=False
    )
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(subjects())}; all by default")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    arguments, _ = parser.parse_known_args()
    if unknown := set(arguments.subjects) - set(subjects()):
        parser.error(f"there is no subject {', '.join(sorted(unknown))}; there are {', '.join(subjects())}")

    modules = {subject: importlib.import_module(f"bench.{subject}") for subject in arguments.subjects or subjects()}
    for subject, module in modules.items():
        if hasattr(module, "add_options"):
            module.add_options(parser.add_argument_group(f"options of {subject}"))
    parser.add_argument("-h", "--help", action="help", help="this help, with the options of the subjects named")
    arguments = parser.parse_args()

    # A file or a pipe has no width of its own, and eighty columns would break every line.
    console = Console() if sys.stdout.isatty() else Console(width=150)
    written: dict[str, list[dict]] = {}
    for subject, module in modules.items():
        title = (module.__doc__ or subject).strip().splitlines()[0].rstrip(".")
        table = Table("what", "median", "least–most", "rounds", "target", "peers (how many times better we are)")
        table.title, table.title_justify = f"{subject}: {title}", "left"
        try:
            figures = list(module.measure(arguments) if hasattr(module, "add_options") else module.measure())
        except CannotMeasure as reason:
            console.print(f"{subject}: not measured: {reason}")
            continue
        for figure in figures:
            table.add_row(*row(figure))
        console.print(table)
        written[subject] = [{**asdict(figure), "ratios": figure.ratios()} for figure in figures]
    if arguments.json:
        arguments.json.write_text(json.dumps({"machine": machine(), "figures": written}, indent=2) + "\n")
        console.print(f"Written to {arguments.json}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
