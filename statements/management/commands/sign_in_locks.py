"""Shows who is refused at sign-in after too many wrong attempts, and lifts it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from statements.editing.sign_in.throttling import find_locks, lift_locks


class Command(BaseCommand):
    help = (
        "Shows which accounts are refused at sign-in after too many wrong passwords or codes, from where, until when."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lift", metavar="USER", help="forget the wrong attempts for this name, from everywhere")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lift"]:
            forgotten = lift_locks(options["lift"])
            self.stdout.write(f"Forgotten: {forgotten} wrong attempts for {options['lift']}.")
        locks = find_locks()
        for lock in locks:
            self.stdout.write(f"{lock.account} from {lock.address or 'everywhere'} until {lock.until:%H:%M} UTC")
        if not locks:
            self.stdout.write("Nobody is locked.")
