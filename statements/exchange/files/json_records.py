"""A statement as JSON: its snapshot, with names beside codes."""

from __future__ import annotations

import json
from typing import Any

from statements.exchange.content import Content
from statements.links.addresses import build_permalink, build_version_permalink

FORMAT = "chancery-statement/1"


def build_json_record(content: Content, base: str) -> dict[str, Any]:
    """Everything public of a statement; docs/exports.md lists the keys. Adding keys is no new format."""
    snapshot, names = content.snapshot, content.names
    speakers = []
    for uid, role, party in content.speakers():
        entry = names.speakers.get(uid)
        speakers.append(
            {
                "uid": uid,
                "name": entry.name if entry else "",
                "sort_name": entry.sort_name if entry else "",
                "native_name": entry.native_name if entry else "",
                "wikidata": entry.wikidata if entry else "",
                "office": role,
                "party": party,
            }
        )
    return {
        "format": FORMAT,
        "permalink": build_permalink(base, content.uid),
        "version": content.version,
        "version_permalink": build_version_permalink(base, content.uid, content.version),
        "published_at": content.published_at.isoformat(),
        "changed_at": content.datestamp.isoformat(),
        "licence": content.publisher.licence,
        "licence_url": content.publisher.licence_url,
        "has_text": content.has_text,
        "speech_count": content.speech_count,
        "word_count": content.word_count,
        "speakers": speakers,
        "redactions": [
            {
                "uid": notice.uid,
                "at": notice.at.isoformat(),
                "reason": notice.reason,
                "sentence": notice.sentence,
                "marks": notice.marks,
            }
            for notice in content.redactions
        ],
        **snapshot,
        "topics": [{"path": path, "name": names.topics.get(path, path)} for path in snapshot["topics"]],
        "parties": [{**party, "name": names.party_name(party["code"])} for party in snapshot["parties"]],
        "treaty_mentions": [
            {
                **mention,
                "title": names.treaties[mention["treaty"]].name if mention["treaty"] in names.treaties else "",
            }
            for mention in snapshot["treaty_mentions"]
        ],
    }


def render_json(content: Content, base: str) -> str:
    return json.dumps(build_json_record(content, base), ensure_ascii=False, indent=2) + "\n"


def render_json_line(content: Content, base: str) -> str:
    return json.dumps(build_json_record(content, base), ensure_ascii=False, separators=(",", ":")) + "\n"
