"""One module a format. Each exposes ``read(data: bytes, *, name: str = "") -> Draft`` and is loaded when first needed,
so that reading a text file does not import the PDF library."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from statements.transcripts.draft import Draft

Reader = Callable[..., Draft]

# format -> module of this package. "tei" also reads Akoma Ntoso; the module finds out which by the root element.
MODULES = {
    "txt": "text",
    "md": "markdown",
    "html": "html.page",
    "docx": "docx.document",
    "pdf": "pdf.document",
    "tei": "xml.tei",
    "akn": "xml.tei",
    "json": "json_record",
    "jsonl": "json_record",
}


def load_reader(format: str) -> Reader:
    """Return the ``read`` of the format's module; ``KeyError`` for a format that is not in ``MODULES``."""
    return import_module(f"{__name__}.{MODULES[format]}").read
