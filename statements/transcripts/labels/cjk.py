"""Labels in Chinese, Japanese and Korean: no capitals and no spaces, so length, endings and surnames decide."""

from __future__ import annotations

import re

from statements.transcripts import vocabulary
from statements.transcripts.labels.verdicts import Verdict, refuse
from statements.transcripts.model import TurnKind

MAX_LENGTH = 14
CJK_LETTER = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # a Chinese, Japanese or Korean letter
_STOPS = re.compile(r"[，。、！？；,.!?;「」『』“”《》]")


_OFFICE_AND_NAME = re.compile(
    rf".{{0,9}}(?:{'|'.join(suffix for suffix in vocabulary.CJK_SUFFIXES if len(suffix) > 1)})"
    rf"[{''.join(sorted(vocabulary.CHINESE_SURNAMES))}].{{1,2}}$"
)


def judge(label: str) -> Verdict:
    """Judge a label that opens with a Chinese, Japanese or Korean letter."""
    if label in vocabulary.FURNITURE_LABELS:
        return refuse("furniture of a site or a form")
    if len(label) > MAX_LENGTH or _STOPS.search(label):
        return refuse("longer than any label, or a sentence")
    if label.endswith(vocabulary.CJK_SAYS):
        return refuse("reports speech")
    if label.startswith(vocabulary.CJK_OPENERS):
        return refuse("opens a sentence or a list")
    if label in vocabulary.AGENCIES:
        return Verdict(1, "a news outlet", TurnKind.QUESTION, closed=True)
    if label.endswith(("记者", "記者", "기자")):
        return Verdict(1, "a journalist", TurnKind.QUESTION, closed=True)
    if label.endswith(vocabulary.CJK_SUFFIXES):
        return Verdict(1, "an office", office=True)
    if _OFFICE_AND_NAME.match(label):
        return Verdict(1, "an office and a Chinese name", office=True)
    if 2 <= len(label) <= 4 and label[0] in vocabulary.CHINESE_SURNAMES:
        return Verdict(1 if len(label) <= 3 else 2, "a Chinese name", demotable=True)
    return Verdict(2, "a few characters", demotable=True)


def is_speaker(label: str) -> bool:
    """Whether the words name a speaker by themselves: "記者", "大臣", "外務大臣", "司会". Asked of round brackets."""
    return label in vocabulary.CLOSED or label.endswith(vocabulary.CJK_SUFFIXES)
