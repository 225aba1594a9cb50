"""Zip archives from anywhere: opened without reading an endless list of members, members that point outside refused."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from typing import IO

# What reading a member raises where the archive is damaged, encrypted or packed in a way that is not read.
UNREADABLE_MEMBER = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
# The end of the list of members (APPNOTE.TXT of PKWARE, 4.3.16), behind it a comment of at most 64 KiB.
_END = struct.Struct("<4s4H2LH")
_END_SIGN, _MAX_COMMENT = b"PK\x05\x06", 65_535
# Its larger form (4.3.14), and what points there (4.3.15).
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_SIZE = 20
# Bytes of the list for a member of a long name: a list that is longer has more members than it says.
_BYTES_PER_MEMBER = 1_000
MAX_PATH_LENGTH, MAX_DEPTH = 400, 20


class TooManyMembers(ValueError):
    """The archive lists more members than are read; ``count`` is what it says itself."""

    def __init__(self, count: int):
        super().__init__(f"The zip archive has {count:,} members.")
        self.count = count


def open_zip(stream: IO[bytes], max_members: int) -> zipfile.ZipFile:
    """Open an archive. Raises ``TooManyMembers`` before the list is in memory, and what ``zipfile`` does."""
    count, size = _read_end(stream)
    if count > max_members or size > max_members * _BYTES_PER_MEMBER:
        raise TooManyMembers(max(count, max_members + 1))
    return zipfile.ZipFile(stream)


def _read_end(stream: IO[bytes]) -> tuple[int, int]:
    """How many members the archive says that it has, and the bytes of their list; (0, 0) where it has no end."""
    length = stream.seek(0, 2)
    start = max(0, length - _MAX_COMMENT - _END.size)
    stream.seek(start)
    tail = stream.read()
    stream.seek(0)
    place = tail.rfind(_END_SIGN)
    if place < 0 or place + _END.size > len(tail):
        return 0, 0
    _, _, _, _, count, size, _, _ = _END.unpack_from(tail, place)
    before = place - _LOCATOR_SIZE - _END64.size
    if before >= 0 and tail.startswith(b"PK\x06\x06", before):
        *_, count, size, _ = _END64.unpack_from(tail, before)
    return count, size


def find_objection(member: zipfile.ZipInfo) -> str:
    """Why a member is not unpacked, as a sentence; "" where it may be. Nothing is put right: a name that leads
    elsewhere was made on purpose."""
    # `orig_filename` is the name as the archive has it: `filename` is cut at a NUL, and its backslashes are turned.
    name = member.orig_filename
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return f"It is {'a link' if kind == stat.S_IFLNK else 'no plain file'}: only files are read."
    if "\\" in name:
        return "Its name has backslashes: pack it with “/” between folders."
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "Its name leads out of the archive: it begins at the root of a disk."
    parts = name.removesuffix("/").split("/")
    if ".." in parts:
        return "Its name leads out of the archive (“..”)."
    if any(not part.strip(" .") for part in parts) or any(ord(char) < 32 or char == "\x7f" for char in name):
        return "Its name is none that a file can have."
    if len(name) > MAX_PATH_LENGTH or len(parts) > MAX_DEPTH:
        return f"Its name is longer than {MAX_PATH_LENGTH} characters or lies more than {MAX_DEPTH} folders deep."
    return ""
