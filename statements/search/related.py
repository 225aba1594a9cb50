"""What must be indexed anew when a related record changes: declared here, and nowhere else.

The index holds uids and codes, and names are looked up when a page is shown: a speaker renamed or a treaty retitled
changes nothing in it. Only what is itself a code matters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, pre_save

from statements.models import Party, Statement, Topic

from .changes import statements_changed

# model -> the field that is in the index, and which statements have it there
CODES: dict[type[Model], tuple[str, Callable[[Any], Q]]] = {
    Topic: ("path", lambda topic: Q(topics=topic)),
    Party: ("code", lambda party: Q(party_roles__party=party) | Q(speeches__party=party)),
}


def follow_related_records() -> None:
    """Connect the declarations; called once, when the application is ready."""
    for model in CODES:
        pre_save.connect(_code_may_change, sender=model, dispatch_uid=f"index {model.__name__}")
    post_delete.connect(_statement_deleted, sender=Statement, dispatch_uid="index Statement")


def _code_may_change(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if raw or instance.pk is None:
        return
    name, touched = CODES[sender]
    before = sender.objects.filter(pk=instance.pk).values_list(name, flat=True).first()
    if before is not None and before != getattr(instance, name):
        statements = Statement.objects.published().filter(touched(instance))
        statements_changed(statements.values_list("pk", flat=True).distinct())


def _statement_deleted(sender: type[Model], instance: Statement, **kwargs: Any) -> None:
    if instance.is_public:
        statements_changed([instance.pk])
