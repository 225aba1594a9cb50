"""Takes the second factors off an account whose owner has lost them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from statements.editing.sign_in.sessions import end_sessions
from statements.models import SecondFactor


class Command(BaseCommand):
    help = (
        "Takes all second factors and recovery codes off an account and ends its sessions, so that its owner signs in "
        "with the password alone and sets up others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the name of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['user']}”.")
        removed, _ = SecondFactor.objects.filter(user=user).delete()
        if not removed:
            self.stdout.write(f"{user} has no second factor.")
            return
        ended = end_sessions(user)
        self.stdout.write(f"{user} signs in with the password alone; sessions ended: {ended}.")
