"""Says who must have a second factor at the desk, and who has none."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from statements.editing.sign_in.second_factors import has_second_factor
from statements.models import SecondFactorRule


class Command(BaseCommand):
    help = (
        "Requires a second factor of editors (everyone at the desk but superusers), of all, or of nobody. Who has none "
        "is led to set one up after the password and can do nothing else before. Without an option it says what holds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", choices=["editors", "all", "off"], help="of whom; off: of nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["role"]:
            with transaction.atomic():
                SecondFactorRule.objects.all().delete()
                if options["role"] != "off":
                    SecondFactorRule.objects.create(who=options["role"])
        rule = SecondFactorRule.objects.first()
        self.stdout.write(f"A second factor is required of {rule or 'nobody'}.")
        people = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        lacking = [user.get_username() for user in people if not has_second_factor(user)]
        self.stdout.write(f"Without one: {', '.join(lacking) or 'nobody'}.")
