from __future__ import annotations

import hashlib
import zlib

from django.db import models


class Source(models.Model):
    """The bytes a statement was read from, untouched. Kept apart from the statement so that no list reads them.

    They are stored compressed; ``sha256`` (on the statement as ``raw_sha256``) is of the bytes as received.
    """

    statement = models.OneToOneField("Statement", models.CASCADE, related_name="source")
    name = models.CharField(max_length=300, blank=True, help_text="Of the file, or of the record in its file.")
    format = models.CharField(max_length=20, help_text="txt, md, html, docx, pdf, tei, akn, jsonl.")
    compressed = models.BinaryField()
    size = models.PositiveIntegerField(help_text="In bytes, before compression.")
    sha256 = models.CharField(max_length=64, db_index=True)
    lock_version = models.PositiveIntegerField(
        default=0, editable=False,
        help_text="The statement's, as the import left it: "
        "a higher one there says that an editor has been there since.",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.name or f"raw text of {self.statement}"

    @classmethod
    def from_bytes(cls, raw: bytes, *, name: str, format: str) -> Source:
        """Return an unsaved source holding ``raw``."""
        return cls(
            name=name[:300],
            format=format,
            compressed=zlib.compress(raw, 6),
            size=len(raw),
            sha256=hashlib.sha256(raw).hexdigest(),
        )

    @property
    def raw(self) -> bytes:
        return zlib.decompress(self.compressed)
