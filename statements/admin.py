"""Registers the editors' desk with Django's admin."""

from statements.editing import likeness_page, people, queries, statements, treaties, uploads_page, written  # noqa: F401
