"""The steps of a transcript, as each of their pages shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from statements.models import Statement


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    address: str
    is_current: bool


def build_steps(statement: Statement | None, current: str) -> list[Step]:
    """``current``: text, turns, details or checks. Before a text is stored the later steps have no address."""
    names = {
        "text": ("1. Text", "add"),
        "turns": ("2. Turns", "turns"),
        "details": ("3. Details", "change"),
        "checks": ("4. Checks and publishing", "checks"),
    }
    steps = []
    for key, (name, view) in names.items():
        address = ""
        if key == "text":
            address = reverse("admin:statements_statement_add") if statement is None else ""
        elif statement is not None:
            address = reverse(f"admin:statements_statement_{view}", args=[statement.pk])
        steps.append(Step(name, address, key == current))
    return steps
