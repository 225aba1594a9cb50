"""What is taken for a backup: a whole one, with every hash right, and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from statements.operating.backup.backup_file import MANIFEST, BackupReader, BackupWriter, Manifest, write_aside
from statements.operating.backup.problems import BackupProblem

MEMBERS = {
    "database.sqlite3": b"SQLite format 3\x00" * 5_000,
    "uploads/jobs/1/talks.jsonl": b"{}",
    "secret_key": b"key",
}


def written() -> bytes:
    stream = io.BytesIO()
    with BackupWriter(stream) as writer:
        for name, content in MEMBERS.items():
            writer.add(name, io.BytesIO(content))
        writer.finish(Manifest("0.1.0", "2026-11-30T00:00:00+00:00", "sqlite", "3.40.1", [], {"statements": 41}))
    return stream.getvalue()


def verify(content: bytes) -> BackupReader:
    reader = BackupReader(io.BytesIO(content), "archive.zip")
    reader.verify()
    return reader


def repacked(change: dict[str, bytes | None]) -> bytes:
    """The same file with other members, by somebody who knows ZIP."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written())) as before, zipfile.ZipFile(stream, "w") as after:
        members = {name: before.read(name) for name in before.namelist()} | change
        for name, content in members.items():
            if content is not None:
                after.writestr(name, content)
    return stream.getvalue()


def manifest(**change: object) -> bytes:
    with zipfile.ZipFile(io.BytesIO(written())) as file:
        return json.dumps(json.loads(file.read(MANIFEST)) | change).encode()


def test_what_was_written_is_read_byte_by_byte(tmp_path: Path) -> None:
    reader = verify(written())
    assert reader.manifest.counts == {"statements": 41}
    for name, content in MEMBERS.items():
        assert b"".join(reader.read_chunks(name)) == content
        reader.extract(name, tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_stream_that_cannot_be_sought_gets_the_same(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        content = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.content += bytes(data)
            return len(data)

    pipe = Pipe()
    with BackupWriter(pipe) as writer:
        writer.add("database.sqlite3", io.BytesIO(MEMBERS["database.sqlite3"]))
        writer.finish(Manifest("0.1.0", "2026-11-30T00:00:00+00:00", "sqlite", "3.40.1", [], {}))
    assert verify(pipe.content).manifest.engine == "sqlite"


@pytest.mark.parametrize("kept", [0, 1, 100, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_no_backup(kept: float) -> None:
    content = written()
    with pytest.raises(BackupProblem, match="not a whole ZIP file"):
        verify(content[: int(kept * len(content)) if 0 < kept < 1 else int(kept)])


def test_a_byte_that_has_changed_anywhere_is_found() -> None:
    content = written()
    for place in range(0, len(content), max(1, len(content) // 60)):
        changed = bytearray(content)
        changed[place] ^= 0x20
        try:
            reader = verify(bytes(changed))
        except BackupProblem:
            continue
        # Dates and modes inside a ZIP file say nothing about what was kept.
        assert {name: b"".join(reader.read_chunks(name)) for name in MEMBERS} == MEMBERS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"text", "not a whole ZIP file"),
        (repacked({MANIFEST: None}), "no backup: it has no manifest.json"),
        (repacked({MANIFEST: b"{"}), "its manifest.json is damaged"),
        (repacked({MANIFEST: b"[]"}), "its manifest.json lacks"),
        (repacked({MANIFEST: b"{}"}), "its manifest.json lacks 'format'"),
        (repacked({MANIFEST: manifest(format=99)}), "made by a newer release"),
        (repacked({MANIFEST: manifest(engine="oracle")}), "a database of an unknown kind, 'oracle'"),
        (repacked({"secret_key": None}), "secret_key is not where its manifest says"),
        (repacked({"another": b""}), "another is not where its manifest says"),
        (repacked({"secret_key": b"KEY"}), "secret_key is not what its SHA-256 says"),
        (repacked({"database.sqlite3": b"SQLite"}), "database.sqlite3 is not what its SHA-256 says"),
    ],
)
def test_what_is_not_a_whole_backup_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BackupProblem, match=said):
        verify(content)


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "uploads/../../evil", "uploads\\..\\evil", "index/..", "elsewhere"]
)
def test_a_member_that_would_lead_elsewhere_is_refused(name: str) -> None:
    members = json.loads(manifest())["members"]
    described = manifest(members=members | {name: members["secret_key"]})
    with pytest.raises(BackupProblem, match="is refused|is damaged"):
        verify(repacked({MANIFEST: described, name: MEMBERS["secret_key"]}))


def test_a_file_written_aside_leaves_nothing_when_it_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), write_aside(tmp_path / "archive.zip") as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with write_aside(tmp_path / "archive.zip") as stream:
        stream.write(b"whole")
    assert (tmp_path / "archive.zip").read_bytes() == b"whole"
    assert (tmp_path / "archive.zip").stat().st_mode & 0o777 == 0o600
