"""XML written as text, quickly and so that it comes back letter by letter."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold at all, not even as a reference.
_INVALID_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """``text`` for the content of an element. A carriage return is written as a reference: readers drop a bare one."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\r" in text:
        text = text.replace("\r", "&#13;")
    return text if text.isprintable() else _INVALID_CHARACTERS.sub("", text)


def escape_attribute(text: str) -> str:
    """``text`` for a value in double quotes; white space other than blanks is written as references."""
    text = escape(text).replace('"', "&quot;")
    return text if text.isprintable() else text.replace("\n", "&#10;").replace("\t", "&#9;")


def start_tag(name: str, **attributes: str) -> str:
    """``<name …>``; attributes that are empty are left out, ``xml_id`` is written ``xml:id``."""
    return f"<{name}{_format_attributes(attributes)}>"


def element(name: str, text: str = "", **attributes: str) -> str:
    """``<name …>text</name>``, with attributes as in ``start_tag``."""
    if not text:
        return f"<{name}{_format_attributes(attributes)}/>"
    return f"<{name}{_format_attributes(attributes)}>{escape(text)}</{name}>"


def _format_attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name.replace("xml_", "xml:")}="{escape_attribute(value)}"' for name, value in attributes.items() if value
    )
