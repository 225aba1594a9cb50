"""Checks a .docx before python-docx opens it: its zip may be a bomb, locked, or another kind of file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from statements.text.zip_members import TooManyMembers, open_zip
from statements.transcripts.formats import MAX_PARTS
from statements.transcripts.model import UnreadableTranscript

MAX_BYTES = 60_000_000  # of the file
MAX_UNPACKED = 100_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .doc files and of .docx files with a password
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK = 1 << 20


def check_package(data: bytes) -> io.BytesIO:
    """The file, once every part of it has been unpacked within bounds and found free of entity declarations.

    Pictures and other media are left out of the copy that is returned: a transcript needs none of them, and they are
    what makes documents large. Raises ``UnreadableTranscript`` with what to do.
    """
    if data.startswith(_OLE):
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
            raise UnreadableTranscript("The document is protected with a password. Save it again without one.")
        raise UnreadableTranscript("This is a Word 97–2003 document (.doc). Open it and save it as .docx.")
    if len(data) > MAX_BYTES:
        raise UnreadableTranscript(f"The document has {len(data) // 1_000_000} MB: too large. Remove its pictures.")
    try:
        with open_zip(io.BytesIO(data), MAX_PARTS) as archive:
            return _copy(archive)
    except UnreadableTranscript:
        raise
    except TooManyMembers as error:
        raise UnreadableTranscript(f"The document is made of {error.count:,} parts: that is no transcript.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableTranscript(
            f"The .docx file is damaged ({error}). Open it in a word processor and save it."
        ) from error


def _copy(archive: zipfile.ZipFile) -> io.BytesIO:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableTranscript("The document is protected with a password. Save it again without one.")
    if "[Content_Types].xml" not in names:
        odt = "It looks like an OpenDocument file: save it as .docx." if "content.xml" in names else "Save it as .docx."
        raise UnreadableTranscript(f"This zip file is no Word document. {odt}")
    declared = sum(part.file_size for part in parts)
    if declared > MAX_UNPACKED:
        raise UnreadableTranscript(f"The document would unpack to {declared // 1_000_000} MB: it is not opened.")
    copy = io.BytesIO()
    unpacked = 0
    with zipfile.ZipFile(copy, "w") as target:
        for part in parts:
            content = _unpack(archive, part, MAX_UNPACKED - unpacked)
            unpacked += len(content)
            if part.filename.endswith((".xml", ".rels")) and _ENTITY.search(content):
                raise UnreadableTranscript(
                    f"The document declares XML entities in {part.filename[:80]}: it is not opened."
                )
            if "/media/" not in part.filename and "/embeddings/" not in part.filename:
                target.writestr(part.filename, content)
            else:
                target.writestr(part.filename, b"")
    copy.seek(0)
    return copy


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> bytes:
    """The part's bytes; the size it declares is not believed."""
    pieces, size = [], 0
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > room:
                raise UnreadableTranscript(f"The document unpacks to more than {MAX_UNPACKED // 1_000_000} MB.")
            pieces.append(piece)
    return b"".join(pieces)
