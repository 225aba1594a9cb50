"""Takes words away for good: see docs/redaction.md."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from statements.models import Redaction, Speaker, Statement
from statements.models.redaction import RedactionKind, RedactionReason
from statements.publishing.redacted_words import load_words_of
from statements.publishing.redaction import CannotRedact, Order, Outcome, begin, carry_out, finish_all, preview
from statements.publishing.redaction.leftovers import holds_words
from statements.publishing.redaction.report import describe_counts, write_report
from statements.text.identity import read_uid

MAX_SHOWN = 40


class Command(BaseCommand):
    help = (
        "Takes a passage or a name out of every version, record, index, export, history and log, for good. The words "
        "are read from a file or from standard input, never from the command line. Without --for-good it shows where "
        "they stand and changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--statement", metavar="UID", help="take them from this statement")
        parser.add_argument(
            "--paragraph", metavar="ANCHOR", help="they stand in this paragraph of it, or are all of it"
        )
        parser.add_argument("--everywhere", action="store_true", help="take them from the whole archive")
        parser.add_argument("--speaker", metavar="UID", help="a speaker's names, as its record has them, everywhere")
        parser.add_argument("--name", action="store_true", help="a name: each line is one form of it, Petrov* any end")
        parser.add_argument("--words", metavar="FILE", help="the words in a file in UTF-8; - for standard input")
        parser.add_argument("--reason", choices=RedactionReason.values, help="why, by its kind")
        parser.add_argument("--sentence", default="", help="public: shown where the words stood")
        parser.add_argument("--note", default="", help="private: for the desk")
        parser.add_argument("--dry-run", action="store_true", help="show where they stand and how often, as without")
        parser.add_argument("--for-good", action="store_true", help="do it: nobody can undo it")
        parser.add_argument("--look-in", action="append", default=[], type=Path, metavar="PATH",
                            help="name the files there that hold the words; they are left as they are")  # fmt: skip
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write what was touched here, without the words"
        )
        parser.add_argument("--resume", action="store_true", help="finish what was interrupted; no words are needed")

    def handle(self, *args: object, **options: object) -> None:
        try:
            if options["resume"]:
                self.resume()
                return
            order = self.read_order(options)
            if options["dry_run"] or not options["for_good"]:
                self.show(preview(order))
                return
            finish_all()
            redaction = begin(order)
            outcome = carry_out(redaction)
        except CannotRedact as refusal:
            raise CommandError(str(refusal)) from refusal
        self.finish(redaction, outcome, options)

    def read_order(self, options: dict[str, object]) -> Order:
        if sum(bool(options[name]) for name in ("statement", "everywhere", "speaker")) != 1:
            raise CommandError("Say where: --statement UID, --everywhere or --speaker UID.")
        if not options["reason"]:
            raise CommandError(f"Say why: --reason, one of {', '.join(RedactionReason.values)}.")
        if options["paragraph"] and not options["statement"]:
            raise CommandError("--paragraph belongs to --statement.")
        is_name = bool(options["name"] or options["speaker"])
        text = self.read_words(str(options["words"] or ""))
        forms = text.splitlines() if is_name else [text]
        if options["speaker"]:
            forms += self.names_of(str(options["speaker"]))
        return Order(
            kind=RedactionKind.NAME if is_name else RedactionKind.PASSAGE,
            forms=forms,
            reason=RedactionReason(str(options["reason"])),
            sentence=str(options["sentence"]),
            note=str(options["note"]),
            statement=self.find_statement(str(options["statement"])) if options["statement"] else None,
            anchor=str(options["paragraph"] or "").lower(),
        )

    def read_words(self, source: str) -> str:
        if not source:
            return ""
        try:
            return sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{source} cannot be read as text in UTF-8: {error}") from error

    def find_statement(self, typed: str) -> Statement:
        statement = Statement.objects.filter(uid=read_uid(typed) or "").first()
        if statement is None:
            raise CommandError(f"There is no statement {typed}.")
        return statement

    def names_of(self, typed: str) -> list[str]:
        speaker = Speaker.objects.filter(uid=read_uid(typed) or "").first()
        if speaker is None:
            raise CommandError(f"There is no speaker {typed}.")
        return [speaker.name, speaker.sort_name, speaker.native_name, *(each.name for each in speaker.aliases.all())]

    def show(self, outcome: Outcome) -> None:
        for line in describe_counts(outcome):
            self.stdout.write(line)
        for find in outcome.finds[:MAX_SHOWN]:
            self.stdout.write(f"  {find.where}, {find.record}: …{find.before}[{find.words}]{find.after}…")
        for uid, title in outcome.elsewhere:
            self.stdout.write(f"Also in {uid}, which keeps them: {title}")
        if not outcome.counts:
            self.stdout.write("The words stand nowhere.")
        self.stdout.write("Nothing was changed. With --for-good the words go, and nobody can bring them back.")

    def finish(self, redaction: Redaction, outcome: Outcome, options: dict[str, object]) -> None:
        found = [path for folder in options["look_in"] for path in self.look_in(folder, redaction)]  # type: ignore[attr-defined]
        lines = list(write_report(redaction, outcome, found))
        report = options["report"]
        if isinstance(report, Path):
            report.write_text("\n".join(lines) + "\n", "utf-8")
        for line in lines:
            self.stdout.write(line)
        if outcome.obstacle:
            raise CommandError(f"{outcome.obstacle} No record holds the words any more; run manage.py redact --resume.")

    def look_in(self, folder: Path, redaction: Redaction) -> list[Path]:
        words = load_words_of(redaction)
        paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        return [path for path in paths if path.is_file() and holds_words(path, words)]

    def resume(self) -> None:
        finished = finish_all()
        for redaction, outcome in finished:
            self.stdout.write(f"{redaction}: {redaction.get_state_display()}")
            if outcome.obstacle:
                raise CommandError(outcome.obstacle)
        if not finished:
            self.stdout.write("No redaction is left to be finished.")
