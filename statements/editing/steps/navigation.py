"""The way of a transcript over the desk, as every page of it shows: turns, details, checks."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from statements.models import Statement


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    address: str
    is_here: bool


def steps(statement: Statement | None, here: str) -> list[Step]:
    """``here``: text, turns, details or checks. Before a text is stored the later steps lead nowhere yet."""
    names = {
        "text": ("1. Text", "add"),
        "turns": ("2. Turns", "turns"),
        "details": ("3. Details", "change"),
        "checks": ("4. Checks and publishing", "checks"),
    }
    out = []
    for key, (name, view) in names.items():
        address = ""
        if key == "text":
            address = reverse("admin:statements_statement_add") if statement is None else ""
        elif statement is not None:
            address = reverse(f"admin:statements_statement_{view}", args=[statement.pk])
        out.append(Step(name, address, key == here))
    return out
