"""ZIP files that are written while they are sent."""

import io
import random
import zipfile
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from statements.exchange.packages.zip_stream import CHUNK_SIZE, Member, stream_zip

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\\/:\x00"), min_size=1, max_size=40
)  # fmt: skip


@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=8))
@settings(max_examples=60)
def test_every_member_comes_back_under_its_name(contents):
    members = [Member(f"folder/{name}", data) for name, data in contents.items()]
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(members, NOW)))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(f"folder/{name}") for name in contents} == contents


def test_a_member_may_come_in_pieces():
    pieces = [b"first ", b"second ", b"third"]
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_zip([Member("a.csv", pieces)], NOW)))) as archive:
        assert archive.read("a.csv") == b"first second third"
        assert archive.getinfo("a.csv").date_time == (2026, 3, 1, 12, 30, 0)


def test_it_is_sent_as_it_grows():
    taken = []
    noise = random.Random(1928)

    def members():
        for number in range(50):
            taken.append(number)
            yield Member(f"{number}.bin", noise.randbytes(100_000))

    stream = stream_zip(members(), NOW)
    next(stream)
    assert len(taken) < 50


def test_what_waits_to_be_sent_stays_small():
    noise = random.Random(1945)
    big = (noise.randbytes(80_000) for _ in range(100))
    assert all(len(piece) < CHUNK_SIZE * 2 for piece in stream_zip([Member("big.bin", big)], NOW))


def test_more_files_than_the_old_format_holds():
    members = (Member(f"{number}.txt", b"x") for number in range(66_000))
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(members, NOW)))) as archive:
        assert len(archive.namelist()) == 66_000
