"""Kept for landed migrations, which import the field from here. Everything else imports `statements.models.edtf`."""

from statements.models.edtf import EDTFField

__all__ = ["EDTFField"]
