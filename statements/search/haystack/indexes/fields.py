"""Haystack's fields have no word for a code."""

from haystack import indexes


class CodeField(indexes.CharField):
    """A single token, compared whole."""

    field_type = "code"
