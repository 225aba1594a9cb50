"""An archive that holds one name and one passage wherever words can be, and every place in which to look for them.

    python -m tests.publishing.redaction.archive_of_words fill|dump|addresses

runs on the database and the data folder of the environment, as a process of its own: what is looked for afterwards is
what is on the disk. The person is invented; whom she interprets for is not.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

NAME = "Jaroslawa Gorbatenko"
NATIVE = "Ярослава Горбатенко"
FORMS = [NAME, "Gorbatenko", NATIVE, "Горбатенко*"]
PASSAGE = "the frigate Halcyon lies at berth eleven of Rason under another flag"
# What must be nowhere: no word of the rest of the archive has these letters.
TRACES = ("gorbatenko", "горбатенко", "halcyon")


def fill() -> None:
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.auth.models import User
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sessions.backends.db import SessionStore

    from statements.editing.transcript.working_copy import build_intake
    from statements.ingest.writing import write_speeches
    from statements.models import AskedQuery, Job, Merge, Permalink, SpeakerAlias, Statement
    from statements.models.history import keep_history
    from statements.models.job import JobState
    from statements.models.treaty import TreatyMention
    from statements.publishing import publish, withdraw
    from statements.search.indexing.updating import update_index
    from tests import factories

    editor = User.objects.create_superuser("ada", "ada@example.org", "a word for the desk")
    interpreter = factories.SpeakerFactory(name=NAME, sort_name="Gorbatenko, Jaroslawa", native_name=NATIVE,
                                           wikidata="Q99999999", note=f"{NAME} interpreted at many talks.")  # fmt: skip
    SpeakerAlias.objects.create(speaker=interpreter, name="J. Gorbatenko")
    SpeakerAlias.objects.create(speaker=interpreter, name="Mme Gorbatenko")
    with keep_history(editor, "spelling"):
        interpreter.note = f"{NAME}, interpreter."
        interpreter.save()
    turns = [
        factories.turn(
            interpreter, f"{NAME.upper()} asked for silence. She said that {PASSAGE}.", "Then the talks began.",
            label=f"{NAME} (interpreter)", role="Interpreter, bureau Gorbatenko", party=factories.russia(),
        ),
        factories.turn(factories.putin(), f"He thanked Ms. Gorbatenko’s\u00a0bureau and {NATIVE}."),
    ]  # fmt: skip
    raw = f"<html><body><p>{NAME} asked.</p><p>Jaros<b>lawa Gorba</b>tenko: {PASSAGE}</p></body></html>"
    first = factories.published(
        turns, title=f"Remarks through {NAME}", place="Rason, hall of Gorbatenko",
        source_url="https://example.org/talks/jaroslawa-gorbatenko-remarks", source_key="url:example.org/gorbatenko",
        provenance=f"Taken down by {NAME}.", image_caption=f"{NAME} at work.", image_credit="J. Gorbatenko",
        public_note=f"{NAME} corrected it.", private_note=f"Ask {NAME}.", republisher_note="Gorbatenko’s version.",
    )  # fmt: skip
    _give_source(first, raw.encode("utf-16"), f"{NAME}.html", "html")
    TreatyMention.objects.create(statement=first, treaty=factories.TreatyFactory(), surface="Gorbatenko’s treaty",
                                 paragraph=first.paragraphs.order_by("order").first())  # fmt: skip
    with keep_history(editor, f"Wording of {NAME}"):
        first.refresh_from_db()
        first.public_note = f"Corrected by {NAME} again."
        first.warnings = [{"code": "x", "message": f"“{NAME}” was matched to nobody.", "line": 0}]
        first.save()
        publish(first, f"As {NAME} has corrected it.", editor)
    intake = build_intake(first)
    intake.corrections = {"pieces": {}, "voices": {NAME: {"note": NAME}}, "turns": {}}
    intake.overruled = {"x": {"word": NAME, "by": "ada", "at": "2026-11-30"}}
    intake.save()
    record = factories.published([factories.turn(None, f"The word of {NAME} was taken.")], title="A record")
    _give_source(record, json.dumps({"body": f"{NATIVE} and <i>Gorba</i>tenko"}).encode(), "a.jsonl", "jsonl")
    plain = factories.published([factories.turn(None, "Gorbatenko spoke.")], title="A plain text", language="de")
    _give_source(
        plain, f"Gorba-\ntenko sprach: Jaroslawa Gorbatenko, {NATIVE}".encode("cp1251", "replace"), "a.txt", "txt"
    )
    word = factories.published([factories.turn(None, "The paper was read.")], title="A Word file")
    _give_source(word, _word_file(f"<w:t>Ms. Gorba</w:t><w:t>tenko read: {PASSAGE}</w:t>"), "a.docx", "docx")
    gone = factories.published([factories.turn(None, f"Gone: {NAME}, {PASSAGE}.")], title=f"Withdrawn: {NAME}")
    withdraw(gone, f"{NAME} asked for it.")
    draft = factories.StatementFactory(title=f"Draft of {NAME}")
    write_speeches(draft, [factories.turn(None, f"Draft: {NAME}.")])
    AskedQuery.objects.create(text=f'"{NAME}" speaker:gorbatenko', filters={"speaker": ["Gorbatenko"]}, hits=0,
                              milliseconds=1.0)  # fmt: skip
    LogEntry.objects.create(
        user=editor, content_type=ContentType.objects.get_for_model(Statement), object_id=str(first.pk),
        object_repr=f"Remarks through {NAME}", action_flag=CHANGE, change_message=f"Named {NAME}.",
    )  # fmt: skip
    Merge.objects.create(kind="speaker", old_uid="0bc1234", old_name=NAME, kept_uid=interpreter.uid, kept_name=NAME,
                         reason=f"Both are {NAME}.")  # fmt: skip
    Permalink.objects.create(address="speakers/0bc1234", kind="moved", reason=f"Merged into {NAME}.",
                             target=f"/speakers/{interpreter.uid}/gorbatenko/")  # fmt: skip
    session = SessionStore()
    session["messages"] = f"“{NAME}” was saved."
    session.save()
    job = Job(name=f"{NAME}.zip", state=JobState.WAITING, problem=f"{NAME} is not there.")
    job.entries = [
        {"outcome": "added", "file": f"{NAME}.txt", "line": 0, "title": f"Remarks through {NAME}", "uid": "",
         "reason": "", "warnings": [f"“{NAME}” was matched to nobody."]}
    ]  # fmt: skip
    job.save()
    _upload(job)
    update_index(Statement.objects.values_list("pk", flat=True))
    # Words that an editor took out in the ordinary way lie in old pages, old versions and old segments.
    write_speeches(plain, [factories.turn(None, "Somebody spoke.")])
    publish(plain, "The name was taken out.")


def _give_source(statement: object, raw: bytes, name: str, format: str) -> None:
    from statements.models import Source, Statement
    from statements.publishing import publish

    assert isinstance(statement, Statement)
    source = Source.from_bytes(raw, name=name, format=format)
    source.statement = statement
    source.save()
    statement.refresh_from_db()
    statement.raw_sha256 = source.sha256
    statement.save()
    publish(statement, "With its raw text.")


def _word_file(runs: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document><w:body><w:p>{runs}</w:p></w:body></w:document>")
    return out.getvalue()


def _upload(job: object) -> None:
    from django.conf import settings

    from statements.jobs import uploads
    from statements.models import Job

    assert isinstance(job, Job)
    folder = uploads.get_folder(job)
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / f"{NAME}.zip", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("talks.txt", f"{NAME}: {PASSAGE}")
    job.path = str((folder / f"{NAME}.zip").relative_to(settings.MEDIA_ROOT))
    job.save()


def list_addresses() -> Iterator[str]:
    """Every public address and file, and the desk’s pages of every record that may name her."""
    from django.urls import reverse

    from statements.links.audit import list_public_urls
    from statements.models import Job, Merge, Permalink, Speaker, Statement

    yield from (url.path for url in list_public_urls())
    for uid in Statement.objects.values_list("uid", flat=True):
        yield from (f"/s/{uid}/history/", f"/s/{uid}/export.txt", f"/s/{uid}/export.json", f"/s/{uid}/export.tei.xml")
        yield f"/api/v1/statements/{uid}"
        for form in ("json", "bib", "ris"):
            yield f"/s/{uid}/cite.{form}"
        for number in (1, 2, 3):
            yield from (f"/s/{uid}/v/{number}/snapshot.json", f"/s/{uid}/v/{number}/changes/")
    for prefix in ("oai_dc", "tei"):
        yield f"/oai?verb=ListRecords&metadataPrefix={prefix}"
    yield from ("/", "/statements/", "/speakers/", "/dates/", "/export/statements.csv", "/export/statements.jsonl")
    yield from ("/export/corpus.zip", "/statements/feed/", "/sitemap.xml", "/sitemaps/statements-1.xml")
    yield from ("/api/v1/statements", "/api/v1/speakers", "/statements/?format=atom", "/search/?q=talks", "/robots.txt")
    for record in (Statement, Speaker, Job, Merge, Permalink):
        name = f"admin:statements_{record._meta.model_name}"
        yield reverse(f"{name}_changelist")
        for pk in record._default_manager.values_list("pk", flat=True):
            yield reverse(f"{name}_change", args=[pk])
            yield reverse(f"{name}_history", args=[pk])
    for pk in Statement.objects.values_list("pk", flat=True):
        yield from (f"/admin/statements/statement/{pk}/turns/", f"/admin/statements/statement/{pk}/checks/")
    yield from ("/admin/", "/admin/statements/askedquery/")


def read_addresses() -> dict[str, list[str]]:
    """Address -> traces found in its answer, as the public and as the desk see it."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import override_settings

    # A page needs no collected files here.
    override_settings(
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    ).enable()
    public, desk = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    desk.force_login(User.objects.get(username="ada"))
    found: dict[str, list[str]] = {}
    statuses: dict[int, int] = {}
    for address in list_addresses():
        for client in (desk,) if address.startswith("/admin/") else (public,):
            response = client.get(address, follow=True)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
            if response.status_code >= 500:
                found[address] = ["500"]
            if traces := list(find_traces(body)):
                found[address] = traces
            headers = " ".join(f"{name}: {value}" for name, value in response.headers.items()).lower()
            if traces := [trace for trace in TRACES if trace in headers]:
                found[f"{address} (headers)"] = traces
    found["statuses"] = [f"{status}: {count}" for status, count in sorted(statuses.items())]
    return found


def dump() -> Iterator[str]:
    """Every value of every table of the database, packed ones unpacked."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        packed = bytes(value)
                        yield from (each.decode("utf-8", "replace") for each in (packed, *_unpack(packed)))
                    else:
                        yield str(value)


def find_traces(data: bytes) -> Iterator[str]:
    """Traces in bytes, in UTF-8, UTF-16 and Windows-1251, in either case; also in whatever was packed with zlib."""
    for unpacked in (data, *_unpack(data)):
        lowered = unpacked.lower()
        for trace in TRACES:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251"):
                for spelled in (trace, trace.upper(), trace.capitalize()):
                    if spelled.encode(encoding) in (lowered if spelled.isascii() and spelled == trace else unpacked):
                        yield f"{trace} ({encoding})"


def _unpack(data: bytes) -> Iterator[bytes]:
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        unpacker = zlib.decompressobj()
        try:
            out = unpacker.decompress(data[start.start() :], 10_000_000)
        except zlib.error:
            continue
        if len(out) > 20:
            yield out
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield name.encode() + package.read(name)


def search_folder(folder: Path) -> dict[str, list[str]]:
    """File -> traces in it or in its name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (traces := sorted({*find_traces(path.read_bytes()), *find_traces(path.name.encode())})):
            found[str(path.relative_to(folder))] = traces
    return found


def main(arguments: Iterable[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    for argument in arguments:
        if argument == "fill":
            fill()
        elif argument == "dump":
            sys.stdout.write("\n".join(dump()))
        else:
            sys.stdout.write(json.dumps(read_addresses(), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
