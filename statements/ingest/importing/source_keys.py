"""The source key of a transcript: by what an import recognises the same document again."""

from __future__ import annotations

from statements.text.web_addresses import build_page_key, build_record_key, extract_host
from statements.transcripts.model import FrontMatter


def build_source_key(front: FrontMatter) -> str:
    """Build the source key: the record's id within its source, else the address of its page, else ""."""
    id = front.extra.get("id") or front.extra.get("uid")
    if isinstance(id, str | int) and not isinstance(id, bool) and str(id).strip():
        return build_record_key(front.publisher or extract_host(front.source_url), str(id))
    return build_page_key(front.source_url)
