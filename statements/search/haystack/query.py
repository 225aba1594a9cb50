"""Haystack's filters -> the text that the backend parses."""

from __future__ import annotations

import re
from typing import Any

from haystack.backends.whoosh_backend import WhooshSearchQuery
from haystack.inputs import Raw

from .parsing import isolate


class HaystackQuery(WhooshSearchQuery):
    def get_spelling_suggestion(self, preferred_query: str | None = None) -> str | None:
        """Looked up on demand, not with every search."""
        text = preferred_query or re.sub(r"\w+:", "", self.build_query())
        return self.backend.create_spelling_suggestion(text)

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        fragment = super().build_query_fragment(field, filter_type, value)
        # Raw text must not change the filters beside it, whatever brackets or operators it leaves open.
        return isolate(fragment) if isinstance(value, Raw) else fragment
