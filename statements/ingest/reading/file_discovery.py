"""The files an import reads: single files, folders with all their contents; other files are listed with a reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Ending -> format of `transcripts.readers`.
FORMATS = {
    ".txt": "txt",
    ".text": "txt",
    ".vtt": "txt",
    ".srt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".xml": "tei",
    ".tei": "tei",
    ".akn": "akn",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file named or found. ``problem`` is a sentence where it is not read."""

    path: Path
    format: str = ""
    problem: str = ""


def detect_format(path: Path) -> str:
    """Detect the format by the ending of ``path``; "" for none."""
    name = path.name.lower()
    if name.endswith(".jsonl.gz"):
        return "jsonl"
    return FORMATS.get(Path(name).suffix, "")


def find_files(paths: Iterable[Path], formats: Iterable[str] = ()) -> Iterator[FoundFile]:
    """Yield every file of ``paths``, each once; folders with all subfolders, in the order of names.

    ``formats`` narrows what is read (none given: all formats). Links to folders are not followed: they may form
    circles. Links to files outside the folder are not read: who made the folder may not be who imports it.
    """
    wanted = set(formats)
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            yield FoundFile(path, problem="There is no such file or folder.")
            continue
        root = path.resolve()
        for file in _walk(path):
            real = file.resolve()
            if real in seen:
                continue
            seen.add(real)
            if file != path and file.is_symlink() and not real.is_relative_to(root):
                yield FoundFile(file, problem="A link that leads out of the folder: name the file itself to import it.")
                continue
            yield _classify(file, wanted, named=file == path)


def _walk(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            yield Path(folder) / name


def _classify(file: Path, wanted: set[str], *, named: bool) -> FoundFile:
    if file.name.startswith("._"):
        return FoundFile(file, problem="A stub that macOS leaves beside the real file.")
    if file.name.startswith(".") and not named:
        return FoundFile(file, problem="A hidden file.")
    if not file.is_file():
        return FoundFile(file, problem="Not a plain file.")
    format = detect_format(file)
    if not format:
        return FoundFile(file, problem=f"An unknown type of file: {file.suffix or 'it has no ending'}.")
    if wanted and format not in wanted:
        return FoundFile(file, problem=f"Not a type this import reads: {file.suffix}.")
    return FoundFile(file, format)
