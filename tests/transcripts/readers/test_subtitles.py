"""Subtitles as text: WebVTT and SubRip, in words written for these tests."""

from __future__ import annotations

from statements.transcripts import Transcript, read

VTT = """WEBVTT - a talk

00:00:01.000 --> 00:00:04.000 align:start
<v John Smith>Welcome to the show about rivers.

00:00:04.500 --> 00:00:08.000
<v John Smith>Today we speak of <i>bridges</i>.

cue-3
00:00:08.500 --> 00:00:11.000
<v Jane Doe>Thank you, it is good to be here.
"""
SRT = """1
00:00:01,000 --> 00:00:04,000
JOHN SMITH: Welcome to the show

2
00:00:04,500 --> 00:00:08,000
about rivers and about bridges.

3
00:00:08,500 --> 00:00:11,000
>> JANE DOE: Thank you.

4
00:00:11,500 --> 00:00:14,000
JOHN SMITH: In 1999
"""


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, " ".join(p.text for p in turn.paragraphs)) for turn in transcript.turns]


def test_voices_of_webvtt_are_speakers():
    transcript = read(VTT.encode(), name="talk.vtt")
    assert said(transcript) == [
        ("John Smith", "Welcome to the show about rivers. Today we speak of bridges."),
        ("Jane Doe", "Thank you, it is good to be here."),
    ]
    assert "cue-3" in [item.text for item in transcript.dropped]


def test_labels_of_subrip_are_speakers_and_its_cues_are_joined():
    transcript = read(SRT)
    assert said(transcript) == [
        ("John Smith", "Welcome to the show about rivers and about bridges."),
        ("Jane Doe", "Thank you."),
        ("John Smith", "In 1999"),
    ]
    assert all(turn.line for turn in transcript.turns)


def test_rolling_subtitles_are_read_once():
    cues = ["we speak", "of bridges", "and of roads"]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{before}\n{cue}"
        for n, (before, cue) in enumerate(zip(["well", *cues], cues, strict=False))
    )
    assert said(read(text)) == [("", "well we speak of bridges and of roads")]


def test_an_arrow_in_a_text_makes_no_subtitles():
    transcript = read("We go from 10:00 --> 12:00 by train.\n\nThat is all.", "txt")
    assert transcript.turns[0].paragraphs[0].text.startswith("We go from 10:00 -->")


def test_subtitles_without_full_stops_are_cut_into_paragraphs():
    text = "\n\n".join(f"{n}\n00:00:01,000 --> 00:00:02,000\nword {n} and more" for n in range(1, 900))
    paragraphs = [paragraph.text for turn in read(text).turns for paragraph in turn.paragraphs]
    assert len(paragraphs) > 3
    assert max(map(len, paragraphs)) < 2200
