"""Uploaded files of many records: looked at by content, unpacked within bounds, kept until the job is over."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings

from statements.ingest.reading.file_discovery import detect_format
from statements.models import Job
from statements.models.job import JobKind

MOST_BYTES = 200 * 1024 * 1024
MOST_FILES = 20_000
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_OF_ONE = 50 * 1024 * 1024
CHUNK = 1024 * 1024


class Refused(ValueError):
    """The upload cannot be taken; the message says what was wrong and what to do."""


def folder_of(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / "jobs" / str(job.pk)


def kind_of(name: str, beginning: bytes, size: int) -> JobKind:
    """What an upload is, by its name and first bytes. Raises Refused."""
    if not size or not beginning.strip():
        raise Refused("The file is empty.")
    if size > MOST_BYTES:
        raise Refused(
            f"The file has {size / 2**20:.0f} MB; at most {MOST_BYTES // 2**20} MB can be uploaded. Divide it, or let "
            "somebody with access to the server run “manage.py import_statements”."
        )
    if name.lower().endswith(".csv"):
        if b"\x00" in beginning:
            raise Refused("This is no CSV file: save the table as CSV in UTF-8.")
        return JobKind.METADATA
    if name.lower().endswith(".zip"):
        if not beginning.startswith(b"PK"):
            raise Refused("This is no zip archive, although its name says so.")
        return JobKind.STATEMENTS
    if not detect_format(Path(name)):
        raise Refused(
            f"{name}: not a kind of file that can be read in bulk. Upload a .jsonl file, a .zip of transcripts, one "
            "transcript, or a .csv of details."
        )
    return JobKind.STATEMENTS


def keep(job: Job, stream: IO[bytes]) -> None:
    """Write the uploaded bytes below the data folder; ``job.path`` says where."""
    folder = folder_of(job)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _plain(job.name)
    with path.open("wb") as target:
        shutil.copyfileobj(stream, target, CHUNK)
    job.path, job.size = str(path.relative_to(settings.MEDIA_ROOT)), path.stat().st_size


def files_of(job: Job) -> Path:
    """The folder or file to be read: a zip archive is unpacked first. Raises Refused."""
    path = Path(settings.MEDIA_ROOT) / job.path
    if not path.is_file():
        raise Refused("The uploaded file is not there any more: upload it again.")
    if path.suffix.lower() != ".zip":
        return path
    target = folder_of(job) / "unpacked"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    try:
        _unpack(path, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise Refused(f"The zip archive is damaged ({error}): pack it again.") from error
    except RuntimeError as error:
        raise Refused("The zip archive is locked with a password: pack it without one.") from error
    return target


def forget(job: Job) -> None:
    """Delete what was uploaded: the report stays, and each statement keeps its own raw text."""
    shutil.rmtree(folder_of(job), ignore_errors=True)


def _unpack(path: Path, target: Path) -> None:
    left = MOST_UNPACKED
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise Refused(f"The zip archive has {len(entries):,} files; at most {MOST_FILES:,} are read at once.")
        for entry in entries:
            # Sizes in an archive are claims: what really comes out is counted.
            name = target / _inside(entry.filename)
            name.parent.mkdir(parents=True, exist_ok=True)
            size = 0
            with archive.open(entry) as source, name.open("wb") as out:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    left -= len(chunk)
                    if size > MOST_OF_ONE or left < 0:
                        raise Refused(
                            f"{entry.filename} is larger unpacked than can be read: at most {MOST_OF_ONE // 2**20} MB "
                            f"for a file and {MOST_UNPACKED // 2**20} MB for all."
                        )
                    out.write(chunk)


def _inside(name: str) -> Path:
    """The path of an entry, with whatever would lead out of the folder taken away."""
    parts = [_plain(part) for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return Path(*parts) if parts else Path("unnamed")


def _plain(name: str) -> str:
    """A file name without what file systems take for more than a name; its ending stays."""
    plain = re.sub(r"[\x00-\x1f/\\:]", "_", Path(name).name).strip() or "upload"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:12]}" if dot else plain[:100]
