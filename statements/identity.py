"""Kept for landed migrations, which import the default from here. All else imports `statements.text.identity`."""

from statements.text.identity import new_anchor, new_uid

__all__ = ["new_anchor", "new_uid"]
