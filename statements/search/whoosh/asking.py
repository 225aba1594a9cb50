"""Haystack's filters -> the text that the backend parses."""

from __future__ import annotations

from typing import Any

from haystack.backends.whoosh_backend import WhooshSearchQuery
from haystack.inputs import Raw

from .parsing import apart


class ArrayQuery(WhooshSearchQuery):
    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        fragment = super().build_query_fragment(field, filter_type, value)
        # What is typed raw must not reach into the filters beside it, whatever brackets or operators it leaves open.
        return apart(fragment) if isinstance(value, Raw) else fragment
