"""What changed from one version of a statement to the next, ready to be read: words, speakers and facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from statements.models.revision import Snapshot, SpeechEntry
from statements.models.speech import SpeechKind
from statements.models.statement import StatementKind, TextStatus
from statements.text.differences import ChangeKind, ParagraphChange, Part, compare_paragraphs, compare_words

# What readers are told of, by its key in a snapshot.
FACTS = {
    "title": "Title", "kind": "Kind", "date": "Date", "place": "Place", "place_party": "Country of the place",
    "event": "Event", "language": "Language", "text_status": "Text", "topics": "Topics", "parties": "Countries",
    "publisher": "Publisher", "source_url": "Publisher’s page", "republisher": "Republisher",
    "republished_url": "Republisher’s page", "republisher_note": "Republisher’s note", "provenance": "Provenance",
    "retrieved_on": "Retrieved", "raw_sha256": "SHA-256 of the text as received", "image_caption": "Photograph",
    "image_credit": "Photographer", "public_note": "Editor’s note", "translation_of": "Translation of",
    "version_of": "Other version of", "treaty_mentions": "Treaties",
}  # fmt: skip
SPEECH_FACTS = {
    "speaker": "speaker", "role": "office as printed", "term": "office", "party": "country",
    "label": "label as printed", "kind": "kind of turn", "interpreted": "through an interpreter",
    "interpreted_note": "interpreter’s mark",
    "language": "spoken language", "timestamp": "time", "speaker_unknown": "who speaks is not known",
}  # fmt: skip
_LABELS = {"kind": dict(StatementKind.choices), "text_status": dict(TextStatus.choices)}
_COUNTED = (
    ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.MOVED_AND_CHANGED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact in words, before and after, and the two as one row of parts."""

    name: str
    old: str
    new: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    facts: tuple[FactChange, ...]
    paragraphs: tuple[ParagraphChange, ...]  # of the whole text, unchanged ones too
    words_shown: bool = True

    @property
    def changed(self) -> list[ParagraphChange]:
        return [change for change in self.paragraphs if change.kind != ChangeKind.SAME]

    @property
    def is_empty(self) -> bool:
        return not self.facts and not self.changed

    def format_counts(self) -> str:
        """ "2 paragraphs changed, 1 moved"."""
        counts: list[str] = []
        for kind in (
            ChangeKind.CHANGED,
            ChangeKind.ADDED,
            ChangeKind.REMOVED,
            ChangeKind.MOVED,
            ChangeKind.MOVED_AND_CHANGED,
        ):
            if count := sum(change.kind == kind for change in self.paragraphs):
                noun = (" paragraph" if count == 1 else " paragraphs") if not counts else ""
                counts.append(f"{count}{noun} {kind}")
        return ", ".join(counts)

    def in_context(self) -> Iterator[ParagraphChange | int]:
        """Yield the changed paragraphs with their unchanged neighbours; a number stands for as many left out."""
        changed = [change.kind != ChangeKind.SAME for change in self.paragraphs]
        near = [any(changed[max(place - 1, 0) : place + 2]) for place in range(len(changed))]
        left_out = 0
        for change, shown in zip(self.paragraphs, near, strict=True):
            if not shown:
                left_out += 1
                continue
            if left_out:
                yield left_out
                left_out = 0
            yield change
        if left_out:
            yield left_out

    def without_words(self) -> Changes:
        """The same without any words, where the publisher does not allow the text to be shown."""
        return replace(
            self, paragraphs=tuple(replace(change, parts=()) for change in self.paragraphs), words_shown=False
        )


def compare_versions(old: Snapshot, new: Snapshot, max_compared: int | None = None) -> Changes:
    """Compare two snapshots; ``max_compared`` as in ``differences.compare_paragraphs``."""
    paragraphs = compare_paragraphs(_paragraphs(old), _paragraphs(new), max_compared)
    return Changes(facts=(*_compare_facts(old, new), *_compare_speeches(old, new)), paragraphs=tuple(paragraphs))


def _paragraphs(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(part["anchor"], part["text"]) for speech in snapshot["speeches"] for part in speech["paragraphs"]]


def _compare_facts(old: Snapshot, new: Snapshot) -> Iterator[FactChange]:
    for key, name in FACTS.items():
        if old.get(key) != new.get(key):
            before, after = _format_value(key, old.get(key)), _format_value(key, new.get(key))
            if before != after:
                yield FactChange(name, before, after, compare_words(before, after))


def _compare_speeches(old: Snapshot, new: Snapshot) -> Iterator[FactChange]:
    there = {speech["anchor"]: speech for speech in old["speeches"]}
    for number, speech in enumerate(new["speeches"], start=1):
        before = there.pop(speech["anchor"], None)
        if before is None:
            yield _build_fact(f"Turn {number}", "", _name_speaker(speech) or "a new turn")
            continue
        for key, name in SPEECH_FACTS.items():
            if before.get(key) != speech.get(key):
                who = _name_speaker(speech)
                where = f"Turn {number}{f' ({who})' if who else ''}, {name}"
                yield _build_fact(where, _format_value(key, before.get(key)), _format_value(key, speech.get(key)))
    for speech in there.values():
        yield _build_fact("Turn removed", _name_speaker(speech) or SpeechKind(speech["kind"]).label, "")


def _build_fact(name: str, before: str, after: str) -> FactChange:
    return FactChange(name, before, after, compare_words(before, after))


def _name_speaker(speech: SpeechEntry) -> str:
    return speech["speaker"]["name"] if speech["speaker"] else speech["label"]


def _format_value(key: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return str(value["name"])
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_format_entry(entry) for entry in value)
    return _LABELS.get(key, {}).get(str(value), str(value))


def _format_entry(entry: object) -> str:
    if isinstance(entry, dict):
        return " ".join(str(part) for part in entry.values() if part)
    return str(entry)
