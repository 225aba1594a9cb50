"""Registers the editors' desk with Django's admin."""

from statements.editing import likeness_page, people, statements, treaties, written  # noqa: F401
