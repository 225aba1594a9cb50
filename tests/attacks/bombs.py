"""Small files that grow without bound for a reader that does not mind: read in a process of little memory.

`python -m tests.attacks.bombs` prints a line of JSON for each: its name, what became of it, the seconds it took.
"""

from __future__ import annotations

import gzip
import io
import json
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MAX_MEMORY = 1_500 * 2**20  # bytes of address space; a process that has only started has some hundred million
MAX_CPU = 120  # seconds for all of them


def zipped(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def make_bombs() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """(name, format, how it is made)."""
    yield "gzip of zeros", "txt", lambda: gzip.compress(bytes(600 * 2**20), 1)
    yield "gzip in gzip", "txt", lambda: gzip.compress(gzip.compress(bytes(200 * 2**20)))
    yield "word of one huge part", "docx", lambda: zipped(("[Content_Types].xml", TYPES), ("word/x.xml", bytes(2**28)))
    yield (
        "word of many parts",
        "docx",
        lambda: zipped(("[Content_Types].xml", TYPES), *((f"word/{number}.xml", b"") for number in range(30_000))),
    )
    yield "billion laughs", "tei", f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><TEI>&a11;</TEI>'.encode
    yield (
        "quadratic entity",
        "tei",
        f'<!DOCTYPE x [<!ENTITY a "{"x" * 100_000}">]><TEI>{"&a;" * 100_000}</TEI>'.encode,
    )
    yield (
        "external entity",
        "tei",
        lambda: (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><TEI xmlns="http://www.tei-c.org/ns/1.0">&a;</TEI>'
        ),
    )
    yield (
        "external entity, late",
        "tei",
        lambda: (
            b"<?xml version='1.0'?><!--" + b"x" * 200_000 + b'--><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>Ann: &a;</p></body></text></TEI>'
        ),
    )
    yield "deep xml", "tei", lambda: b"<a>" * 300_000 + b"</a>" * 300_000
    yield "xml of attributes", "tei", lambda: b"<TEI " + b" ".join(b"a%d='1'" % n for n in range(300_000)) + b"/>"
    yield "deep html", "html", lambda: b"<html><body>" + b"<div>" * 300_000 + b"Ann: Yes."
    yield "html of tables", "html", lambda: b"<table><tr><td>" * 20_000
    yield "html of open tags", "html", lambda: b"<b><i>" * 100_000 + b"Ann: Yes."
    yield "deep json", "json", lambda: b'{"a":' * 500_000
    yield "json of lists", "json", lambda: b'{"text":"Ann: Yes.","a":[' + b"[]," * 1_000_000 + b"0]}"
    yield "long number", "json", lambda: b'{"text":"Ann: Yes.","id":' + b"9" * 2_000_000 + b"}"
    yield (
        "yaml aliases",
        "md",
        lambda: (
            b"---\na: &a [x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (n, n) for n in range(1000)) + b"---\nAnn: Yes."
        ),
    )
    yield "deep yaml", "md", lambda: b"---\na: " + b"[" * 40_000 + b"\n---\nAnn: Yes."
    yield "yaml merge keys", "md", lambda: b"---\n" + b"? - " * 10_000 + b"x\n---\nAnn: Yes."
    yield "markdown of marks", "md", lambda: b"*_" * 500_000
    yield "markdown of brackets", "md", lambda: b"[" * 300_000 + b"](x)"
    yield "markdown of quotations", "md", lambda: b">" * 300_000 + b" Ann: Yes."
    yield "one long line", "txt", lambda: b"word " * 800_000
    yield "one long word", "txt", lambda: b"a" * 4_000_000
    yield "line of colons", "txt", lambda: b"Ann Bell: " * 100_000
    yield "label of brackets", "txt", lambda: b"Minister " + b"(" * 50_000 + b"Ann" + b")" * 50_000 + b": Yes."
    yield "label of capitals", "txt", lambda: b"MINISTER OF FOREIGN AFFAIRS " * 20_000 + b": Yes."
    yield "label of spaces", "txt", lambda: b"Ann" + b" " * 500_000 + b"Bell: Yes."
    yield "label of titles", "txt", lambda: b"Mr. Mrs. Dr. " * 50_000 + b"Bell: Yes."
    yield "many short lines", "txt", lambda: b"Ann: a\n\n" * 100_000
    yield "subtitles without words", "txt", lambda: b"00:00.000 --> 00:01.000\n\n" * 100_000
    yield "pdf of huge pages", "pdf", lambda: make_pdf(page_size=10**7)
    yield "pdf of a huge stream", "pdf", lambda: make_pdf(stream=bytes(200 * 2**20))


def make_pdf(page_size: int = 600, stream: bytes = b"BT /F1 12 Tf 50 50 Td (Ann: Yes.) Tj ET") -> bytes:
    """A PDF of one page, its content compressed."""
    import zlib

    packed = zlib.compress(stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
        % (page_size, page_size),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table, len(out),
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    """Without arguments: write all to the folder named. With one: read what is there."""
    folder = Path(arguments[0])
    if arguments[1:] == ["make"]:
        for number, (name, format, make) in enumerate(make_bombs()):
            (folder / f"{number:02d} {name}.{format}").write_bytes(make())
        return 0
    from statements import transcripts
    from statements.transcripts.model import UnreadableTranscript

    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU, MAX_CPU))
    for path in sorted(folder.iterdir()):
        began = time.process_time()
        try:
            read = transcripts.read(path.read_bytes(), path.suffix[1:], name=path.name)
            outcome, said = ("refused", read.refused) if read.refused else ("read", repr(read)[:20])
            leaked = "root:" in repr(read.turns)
        except UnreadableTranscript as error:
            outcome, said, leaked = "refused", str(error), False
        except (RecursionError, MemoryError) as error:  # as `ingest.reading` tells of them
            outcome, said, leaked = "too large", type(error).__name__, False
        seconds = round(time.process_time() - began, 2)
        line = {"name": path.stem, "outcome": outcome, "said": said[:200], "seconds": seconds, "leaked": leaked}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
