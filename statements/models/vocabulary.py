"""The base of every closed list: a value, a sentence of help for the editor, a label for the reader."""

from __future__ import annotations

from django.db import models


class Vocabulary(models.TextChoices):
    """``MEMBER = "value", "Sentence of help.", "Label"``; ``Member.help`` is the sentence."""

    help: str

    def __new__(cls, value: str, help: str = "") -> Vocabulary:
        member = str.__new__(cls, value)
        member._value_ = value
        member.help = help
        return member

    @classmethod
    def explain(cls) -> str:
        """All members with their sentences, for the help text of a form field."""
        return " ".join(f"{member.label}: {member.help}" for member in cls)
