"""Reads one transcript and shows its turns: the quickest way to see what an import would make of a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from statements.transcripts import (
    FORMATS,
    ParsedParagraphKind,
    Transcript,
    Turn,
    UnreadableTranscript,
    is_records,
    read,
    read_records,
)
from statements.transcripts.outline import as_dict


class Command(BaseCommand):
    help = "Read a transcript and print its turns, what was left out and why, and what is doubtful. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file, in any format that is read: " + ", ".join(FORMATS))
        parser.add_argument("--format", choices=FORMATS, help="the format, where content and name do not tell it")
        parser.add_argument("--json", action="store_true", help="print JSON; one object a line for a file of records")

    def handle(self, *args: object, file: Path, format: str | None, json: bool, **options: object) -> None:
        failed = ""
        records = is_records(file) and format in (None, "jsonl")
        for line, transcript in self._transcripts(file, format, records):
            if isinstance(transcript, UnreadableTranscript):
                failed = str(transcript)
            else:
                self._print(transcript, as_json=json, compact=records)
                if transcript.refused:
                    failed = f"line {line}: {transcript.refused}" if records else transcript.refused
            if failed and records:
                self.stderr.write(failed)
        if failed:
            raise CommandError("Some records were refused." if records else failed)

    def _transcripts(
        self, file: Path, format: str | None, records: bool
    ) -> Iterator[tuple[int, Transcript | UnreadableTranscript]]:
        try:
            if records:
                yield from read_records(file)
            else:
                yield 0, read(file, format)
        except UnreadableTranscript as error:
            yield 0, error

    def _print(self, transcript: Transcript, *, as_json: bool, compact: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps(as_dict(transcript), ensure_ascii=False, indent=None if compact else 1, default=str)
            )
            return
        console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=False)
        _print_front(console, transcript)
        for turn in transcript.turns:
            _print_turn(console, turn)
        if transcript.dropped:
            console.print(Text("\nLeft out", style="bold"))
            for item in transcript.dropped:
                console.print(
                    Text.assemble((f"{item.line:>6}  ", "dim"), _shorten(item.text), (f"  {item.why}", "italic dim"))
                )
        if transcript.warnings:
            console.print(Text("\nTo check", style="bold"))
            for warning in transcript.warnings:
                console.print(Text.assemble((f"{warning.line:>6}  ", "dim"), (warning.message, "yellow")))
        words = sum(len(paragraph.text.split()) for turn in transcript.turns for paragraph in turn.paragraphs)
        counts = ((len(transcript.turns), "turn"), (len(transcript.speakers), "speaker"), (words, "word"))
        summary = ", ".join(f"{number} {noun}" + ("s" if number != 1 else "") for number, noun in counts)
        console.print(Text("\n" + summary, style="bold"))


def _shorten(text: str, max_length: int = 100) -> str:
    return text if len(text) <= max_length else text[: max_length - 1] + "…"


def _print_front(console: Console, transcript: Transcript) -> None:
    front = cast(dict[str, object], as_dict(transcript)["front"])
    console.print(Text(transcript.front.title or "(no title)", style="bold"))
    console.print(Text(f"{'date':>16}  {transcript.front.date or 'not in the text'}", style="dim"))
    for name, value in front.items():
        if name != "extra":
            shown = ", ".join(value) if isinstance(value, list) else str(value)
            console.print(Text.assemble((f"{name.replace('_', ' '):>16}  ", "dim"), _shorten(shown, 200)))


def _print_turn(console: Console, turn: Turn) -> None:
    label = turn.label.printed if turn.label else f"({turn.kind})"
    line = Text.assemble(("\n" + label, "bold cyan"))
    details = [turn.speaker if turn.speaker != label else "", turn.role, turn.party]
    details = [detail for detail in details if detail and detail not in label]
    if turn.interpreted:
        details.append(
            f"interpreted: {turn.interpreted_note}" + (" (inherited)" if "interpreted" in turn.inherited else "")
        )
    if turn.certainty != "sure":
        details.append(f"{turn.certainty}?")
    if details:
        line.append("  " + " · ".join(details), style="dim")
    console.print(line)
    for paragraph in turn.paragraphs:
        style = "italic dim" if paragraph.kind is not ParsedParagraphKind.TEXT else ""
        console.print(Padding(Text(paragraph.text, style=style), (0, 0, 0, 4)))
