"""What signing in leaves behind: second factors, the rule who needs one, wrong attempts, the sessions of an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models

MAX_DEVICE = 200


class SecondFactor(models.Model):
    """Something that an account proves besides its password.

    A recovery code is spent by deleting its row. `counter` only grows, in one UPDATE with a condition: of two requests
    with the same code, to whatever processes, one succeeds.
    """

    class Kind(models.TextChoices):
        APP = "app", "An application that shows codes"
        PASSKEY = "passkey", "A passkey"
        RECOVERY = "recovery", "A recovery code"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factors")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=60, blank=True, help_text="What its owner calls it: My telephone.")
    secret = models.TextField(
        help_text="Of an application its key in base 32, of a passkey its public key, of a recovery code its SHA-256."
    )
    counter = models.BigIntegerField(
        default=-1, help_text="The last step of time, or of the passkey, that was accepted."
    )
    since = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class SecondFactorRule(models.Model):
    """Who must have a second factor; without a row nobody must."""

    class Who(models.TextChoices):
        EDITORS = "editors", "everyone at the desk but superusers"
        ALL = "all", "everyone at the desk"

    who = models.CharField(max_length=10, choices=Who.choices)

    def __str__(self) -> str:
        return self.get_who_display()


class WrongSignIn(models.Model):
    """An attempt to sign in that has not succeeded. Kept for a day.

    It is written before the password or the code is looked at and deleted when it was right, so that attempts that run
    at once count each other.
    """

    class Step(models.TextChoices):
        PASSWORD = "password", "the password"
        CODE = "code", "the second factor"

    account = models.CharField(max_length=150, help_text="The name as typed, folded; there may be no such account.")
    address = models.CharField(max_length=64, help_text="Where it came from.")
    step = models.CharField(max_length=10, choices=Step.choices, help_text="What was wrong.")
    at = models.DateTimeField(db_index=True, help_text="When it was tried.")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["account", "at"]), models.Index(fields=["address", "at"])]
        verbose_name = "wrong sign-in"

    def __str__(self) -> str:
        return f"{self.account} from {self.address}"


class SignedInSession(models.Model):
    """Where an account is signed in, as its owner sees it. Django's session behind it holds what counts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signed_in_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=64)
    device = models.CharField(max_length=MAX_DEVICE, blank=True)
    since = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering = ["-last_seen", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} from {self.address}"
