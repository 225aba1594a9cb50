"""Uploaded files of many records: recognised by content, unpacked within bounds, stored until the job is over."""

from __future__ import annotations

import fcntl
import re
import shutil
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from statements.ingest.reading.file_discovery import detect_format
from statements.models import Job
from statements.models.job import JobKind
from statements.text.zip_members import TooManyMembers, find_objection, open_zip

MAX_BYTES = 200 * 1024 * 1024
MAX_FILES = 20_000
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_FILE_BYTES = 50 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
MAX_SECONDS_TO_STORE = 3600  # of an upload, until its job is there
LOCK_NAME = "worker.lock"


class UploadRefused(ValueError):
    """The upload cannot be taken; the message says what was wrong and what to do."""


def get_folder(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / "jobs" / str(job.pk)


def detect_kind(name: str, beginning: bytes, size: int) -> JobKind:
    """Return what an upload is, by its name and first bytes. Raises UploadRefused."""
    if not size or not beginning.strip():
        raise UploadRefused("The file is empty.")
    if size > MAX_BYTES:
        raise UploadRefused(
            f"The file has {size / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB can be uploaded. Divide it, or let "
            "somebody with access to the server run “manage.py import_statements”."
        )
    if name.lower().endswith(".csv"):
        if b"\x00" in beginning:
            raise UploadRefused("This is no CSV file: save the table as CSV in UTF-8.")
        return JobKind.METADATA
    if name.lower().endswith(".zip"):
        if not beginning.startswith(b"PK"):
            raise UploadRefused("This is no zip archive, although its name says so.")
        return JobKind.STATEMENTS
    if not detect_format(Path(name)):
        raise UploadRefused(
            f"{name}: not a kind of file that can be read in bulk. Upload a .jsonl file, a .zip of transcripts, one "
            "transcript, or a .csv of details."
        )
    return JobKind.STATEMENTS


def store(job: Job, stream: IO[bytes]) -> None:
    """Write the uploaded bytes below the data folder, and set ``job.path`` and ``job.size``."""
    folder = get_folder(job)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _safe_name(job.name)
    try:
        with path.open("wb") as target:
            shutil.copyfileobj(stream, target, CHUNK_BYTES)
    except BaseException:
        delete(job)  # half a file would only take the space that there is too little of
        raise
    job.path, job.size = str(path.relative_to(settings.MEDIA_ROOT)), path.stat().st_size


def unpack(job: Job, refuse: Callable[[str, str], None] = lambda name, reason: None) -> Path:
    """Return the folder or file to be read: a zip archive is unpacked first. Raises UploadRefused.

    ``refuse(name, sentence)`` is told of each member of the archive that is not unpacked.
    """
    path = Path(settings.MEDIA_ROOT) / job.path
    if not path.is_file():
        raise UploadRefused("The uploaded file is not there any more: upload it again.")
    if path.suffix.lower() != ".zip":
        return path
    target = get_folder(job) / "unpacked"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    try:
        _unpack_zip(path, target, refuse)
    except TooManyMembers as error:
        raise UploadRefused(
            f"The zip archive has {error.count:,} files; at most {MAX_FILES:,} are read at once."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise UploadRefused(f"The zip archive is damaged ({error}): pack it again.") from error
    except RuntimeError as error:
        raise UploadRefused("The zip archive is locked with a password: pack it without one.") from error
    return target


@contextmanager
def hold(job: Job) -> Iterator[bool]:
    """Hold the job for this process; yields whether it could be had. Another process that holds it is alive: the
    system takes the lock from one that ends, in whatever way."""
    folder = get_folder(job)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def is_free(job: Job) -> bool:
    """Whether no process of this machine works on the job."""
    with hold(job) as held:
        return held


def delete_leftovers() -> None:
    """Delete what is left of jobs that are over, because their worker ended before it could, and of uploads that never
    became a job."""
    for folder in (Path(settings.MEDIA_ROOT) / "jobs").glob("[0-9]*"):
        job = Job.objects.filter(pk=int(folder.name)).first() if folder.name.isdecimal() else None
        # The row of an upload that is just being stored is not there yet.
        with suppress(FileNotFoundError):  # another worker has deleted it
            if job.is_over if job else time.time() - folder.stat().st_mtime > MAX_SECONDS_TO_STORE:
                shutil.rmtree(folder, ignore_errors=True)


def delete(job: Job) -> None:
    """Delete what was uploaded: the report stays, and each statement keeps its own raw text."""
    shutil.rmtree(get_folder(job), ignore_errors=True)


def _unpack_zip(path: Path, target: Path, refuse: Callable[[str, str], None]) -> None:
    left = MAX_UNPACKED_BYTES
    with path.open("rb") as stream, open_zip(stream, MAX_FILES) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_FILES:
            raise UploadRefused(f"The zip archive has {len(entries):,} files; at most {MAX_FILES:,} are read at once.")
        for entry in entries:
            if objection := find_objection(entry):
                refuse(entry.orig_filename, objection)
                continue
            name = target.joinpath(*map(_safe_name, entry.filename.split("/")))
            try:
                name.parent.mkdir(parents=True, exist_ok=True)
                name.touch(exist_ok=False)
            except (FileExistsError, NotADirectoryError):
                refuse(entry.filename, "Another file of the archive has the same name.")
                continue
            # Sizes in an archive are claims: what really comes out is counted.
            size = 0
            with archive.open(entry) as source, name.open("wb") as out:
                while chunk := source.read(CHUNK_BYTES):
                    size += len(chunk)
                    left -= len(chunk)
                    if size > MAX_FILE_BYTES or left < 0:
                        raise UploadRefused(
                            f"{entry.filename} is larger unpacked than can be read: at most "
                            f"{MAX_FILE_BYTES // 2**20} MB for a file and {MAX_UNPACKED_BYTES // 2**20} MB for all."
                        )
                    out.write(chunk)


def _safe_name(name: str) -> str:
    """A file name without separators and control characters, shortened; its ending stays."""
    plain = re.sub(r"[\x00-\x1f/\\:]", "_", Path(name).name).strip() or "upload"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:12]}" if dot else plain[:100]
