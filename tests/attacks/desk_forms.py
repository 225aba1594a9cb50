"""What the forms of a page would send, as a browser does, with every text altered: the most that a visitor could do who
has seen the page of somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lxml.html

ALTERED = "Altered by a stranger"
# Fields that hold the form together; to alter them would only be refused.
_KEPT = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS", "-id", "csrfmiddlewaretoken", "version")


def read_sendings(page: bytes) -> Iterator[dict[str, Any]]:
    """For each form of the page and each of its buttons what is sent, once as it stands and once with texts altered."""
    root = lxml.html.fromstring(page)
    for form in root.forms:
        if form.method.upper() != "POST" or "logout" in (form.action or ""):
            continue
        fields = _read_fields(form)
        buttons = [(b.get("name"), b.get("value", "")) for b in form.xpath(".//button|.//input[@type='submit']")]
        choices = [
            (select.get("name"), option)
            for select in form.xpath(".//select[@name='action']")
            for option in select.value_options
            if option
        ]
        for name, value in [*buttons, *choices] or [(None, "")]:
            pressed = {name: value} if name else {}
            ticked = {box: value for box, value in _read_boxes(form).items() if choices}
            yield {**fields, **ticked, **pressed, "reason": ALTERED}
            yield {**{key: _alter(key, value) for key, value in fields.items()}, **pressed, "reason": ALTERED}


def _read_fields(form: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field in form.inputs:
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("submit", "button", "file", "image"):
            continue
        if kind in ("checkbox", "radio"):
            if field.checked:
                fields[name] = field.get("value", "on")
            continue
        value = field.value
        if value is not None:
            fields[name] = list(value) if field.tag == "select" and field.multiple else value
    return fields


def _read_boxes(form: Any) -> dict[str, list[str]]:
    boxes: dict[str, list[str]] = {}
    for box in form.xpath(".//input[@type='checkbox']"):
        if box.get("name"):
            boxes.setdefault(box.get("name"), []).append(box.get("value", "on"))
    return boxes


def _alter(name: str, value: Any) -> Any:
    if any(kept in name for kept in _KEPT) or not isinstance(value, str) or value.isdigit():
        return value
    if name.endswith(("title", "name", "note", "reason", "text", "place", "label", "role", "username", "email")):
        return ALTERED
    return value
