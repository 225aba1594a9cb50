"""Registers the editors' desk with Django's admin."""

from statements.editing import people, statements, treaties, written  # noqa: F401
