"""The texts as records of the archive: `python -m bench.search.filling fill|index|publish FOLDER TEXTS [COUNT]`.

`fill` writes them in bulk; `index` is `rebuild_index` in its processes and prints what they cost; `publish` adds COUNT
of them one by one in the way an editor does, a little apart, and prints how many seconds each took until it was public
and in the index.
"""

from __future__ import annotations

import itertools
import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from . import texts
from .peers import django_side
from .texts import Text
from .worker import most_memory, processor_seconds

BATCH = 500
APART = 0.2  # seconds between two that are published


class Records:
    """Makes the records that statements refer to, each once."""

    def __init__(self) -> None:
        from statements.models import Party, Publisher, Speaker

        self._parties, self._speakers, self._publishers = {}, {}, {}
        self._models = (Party, Speaker, Publisher)

    def party(self, code: str) -> Any:
        make = self._models[0].objects.get_or_create
        return self._kept(self._parties, code, lambda: make(code=code, defaults={"name": code, "kind": "state"})[0])

    def speaker(self, slug: str) -> Any:
        name = slug.replace("-", " ").title()
        return self._kept(self._speakers, slug, lambda: self._models[1].objects.get_or_create(name=name)[0])

    def publisher(self, name: str) -> Any:
        return self._kept(self._publishers, name, lambda: self._models[2].objects.get_or_create(name=name)[0])

    def _kept(self, kept: dict[str, Any], key: str, make: Any) -> Any:
        if key not in kept:
            kept[key] = make()
        return kept[key]


def fill(source: Iterator[Text]) -> int:
    """Publishes the texts without revisions and leaves the index alone. Returns how many there were."""
    from django.db import transaction

    records, count = Records(), 0
    anchors = ["".join(letters) for letters in islice(itertools.product("bcdfghjkmnpqrstvwxz", repeat=4), 50_000)]
    while batch := list(islice(source, BATCH)):
        with transaction.atomic():
            _write(batch, records, anchors)
        count += len(batch)
    return count


def _write(batch: list[Text], records: Records, anchors: list[str]) -> None:
    from statements.models import Paragraph, Speech, Statement, StatementParty, StatementSpeaker

    # A hundred thousand drawn uids are not always different, and nothing looks here.
    written = Statement.objects.bulk_create([_statement(text, records, uid=f"{text.number:07d}") for text in batch])
    spoken = list(zip(batch, written, strict=True))
    speeches = Speech.objects.bulk_create(
        Speech(statement=statement, order=1, anchor=anchors[0], speaker=records.speaker(text.speaker),
               party=records.party(text.country), label=text.speaker)
        for text, statement in spoken
    )  # fmt: skip
    Paragraph.objects.bulk_create(
        (
            Paragraph(statement=statement, speech=speech, order=order, anchor=anchors[order], text=body)
            for (text, statement), speech in zip(spoken, speeches, strict=True)
            for order, body in enumerate(_bodies(text), start=1)
        ),
        batch_size=2_000,
    )
    StatementParty.objects.bulk_create(
        StatementParty(statement=statement, party=records.party(text.country)) for text, statement in spoken
    )
    StatementSpeaker.objects.bulk_create(
        StatementSpeaker(statement=statement, speaker=records.speaker(text.speaker), party=records.party(text.country),
                         order=1)
        for text, statement in spoken
    )  # fmt: skip


def _bodies(text: Text) -> Iterable[str]:
    return (body for body in text.paragraphs[1:] if body.strip())


def _statement(text: Text, records: Records, **fields: Any) -> Any:
    from django.utils import timezone

    from statements.models import Statement
    from statements.models.statement import StatementKind

    return Statement(
        title=text.title[:500],
        kind=text.kind if text.kind in StatementKind.values else StatementKind.OTHER,
        date=text.date,
        publisher=records.publisher(text.publisher),
        **{"status": "published", "speech_count": 1, "lock_version": 1, "published_at": timezone.now(), **fields},
    )


def publish(source: Iterator[Text]) -> list[float]:
    """Publishes the texts one by one. Returns for each how long that took, its indexing included."""
    from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
    from statements.publishing import publish as make_public

    records, taken = Records(), []
    for text in source:
        start = time.perf_counter()
        statement = _statement(text, records, status="draft", speech_count=0, lock_version=0, published_at=None)
        statement.save()
        paragraphs = [ParagraphDraft(body) for body in _bodies(text)]
        turn = SpeechDraft(paragraphs, speaker=records.speaker(text.speaker), party=records.party(text.country))
        write_speeches(statement, [turn], new=True)
        make_public(statement, "First published.")
        taken.append(time.perf_counter() - start)
        time.sleep(APART)
    return taken


def main() -> int:
    what, folder, path, *count = sys.argv[1:]
    django_side.set_up(Path(folder))
    source = texts.read(Path(path))
    from django.core.management import call_command

    match what:
        case "fill":
            call_command("migrate", interactive=False, verbosity=0)
            call_command("load_reference", verbosity=0)
            answer = fill(source)
        case "index":
            cpu, start = processor_seconds(), time.perf_counter()
            call_command("rebuild_index", using=["default"], interactive=False, verbosity=0)
            spent = processor_seconds() - cpu
            most = max(most_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
            answer = {"cpu": spent, "seconds": time.perf_counter() - start, "memory": most}
        case _:
            answer = publish(islice(source, int(count[0])))
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
