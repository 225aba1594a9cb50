"""Archives of very many members are refused by what they say of themselves, before their list is read."""

import io
import struct
import zipfile

import pytest

from statements.text.zip_members import TooManyMembers, open_zip


def archive_of(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", allowZip64=True) as archive:
        for number in range(count):
            archive.writestr(f"{number}.txt", b"")
    return out.getvalue()


def test_a_hundred_thousand_members_are_refused_unread(monkeypatch):
    data = archive_of(100_000)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(TooManyMembers, match="has 100,000 members"):
        open_zip(io.BytesIO(data), 20_000)


@pytest.mark.parametrize("count", [0, 1, 300])
def test_what_is_within_bounds_is_opened(count):
    assert len(open_zip(io.BytesIO(archive_of(count)), 300).namelist()) == count


def test_a_list_that_is_longer_than_it_says_is_refused():
    data = bytearray(archive_of(3_000))
    end = data.rindex(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<2H", 1, 1)
    with pytest.raises(TooManyMembers):
        open_zip(io.BytesIO(bytes(data)), 100)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06", b"\x00" * 100_000, b"PK\x05\x06" * 10])
def test_what_is_no_archive_is_told_as_ever(data):
    with pytest.raises(zipfile.BadZipFile):
        open_zip(io.BytesIO(data), 10)
