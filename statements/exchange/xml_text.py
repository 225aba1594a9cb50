"""Write XML as text: quickly, and so that parsing it gives back every character."""

from __future__ import annotations

import re

# Characters that XML 1.0 does not allow, not even as references.
_INVALID_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """``text`` for the content of an element. A carriage return becomes a reference: parsers drop a bare one."""
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
    """``text`` for a value in double quotes; white space other than spaces becomes references."""
    text = escape(text).replace('"', "&quot;")
    return text if text.isprintable() else text.replace("\n", "&#10;").replace("\t", "&#9;")


def start_tag(name: str, **attributes: str) -> str:
    """``<name …>``; empty attributes are left out, ``xml_id`` is written ``xml:id``."""
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
