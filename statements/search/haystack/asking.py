"""Haystack's filters -> the text that the backend parses."""

from __future__ import annotations

import re
from typing import Any

from haystack.backends.whoosh_backend import WhooshSearchQuery
from haystack.inputs import Raw

from .parsing import apart


class ArrayQuery(WhooshSearchQuery):
    def get_spelling_suggestion(self, preferred_query: str | None = None) -> str | None:
        """Looked up when it is asked for, and not with every search."""
        asked = preferred_query or re.sub(r"\w+:", "", self.build_query())
        return self.backend.create_spelling_suggestion(asked)

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        fragment = super().build_query_fragment(field, filter_type, value)
        # What is typed raw must not reach into the filters beside it, whatever brackets or operators it leaves open.
        return apart(fragment) if isinstance(value, Raw) else fragment
