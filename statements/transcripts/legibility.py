"""Whether a text is a transcript at all. Lists, failed OCR and text in another script than its language are refused or
flagged with a sentence, whatever the format."""

from __future__ import annotations

import re

from statements.transcripts import language_detection
from statements.transcripts.model import FrontMatter, Warning
from statements.transcripts.normalisation import SourceParagraph

_SAMPLE = 8_000  # characters that are looked at
_ESCAPES = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}|[\u2e80-\u9fff\uac00-\ud7af]")
_CODE = re.compile(r"[{}=;]")
_LINKISH = re.compile(r"\[[^\[\]]{1,300}\]\([^()\s]{1,2000}\)|https?://\S+")


def take_sample(paragraphs: list[SourceParagraph]) -> str:
    parts, size = [], 0
    for paragraph in paragraphs:
        parts.append(paragraph.text[: _SAMPLE - size])
        size += len(parts[-1])
        if size >= _SAMPLE:
            break
    return "\n".join(parts)


def find_refusal(paragraphs: list[SourceParagraph], front: FrontMatter) -> str:
    """Return the sentence that refuses the text, or "" where it may be read."""
    if not paragraphs:
        return ""
    sample = take_sample(paragraphs)
    letters = sum(map(str.isalpha, sample))
    if not _WORD.search(sample):
        return "There is not one word in it, only figures and signs: this is no text that anybody could have said."
    if len(sample) > 200 and letters * 4 < len(sample):
        return "Fewer than a quarter of the characters are letters: this is a table, a list or noise, not a transcript."
    wanted = language_detection.find_script(front.language)
    if wanted and letters > 200:
        share = language_detection.measure_script_share(sample, wanted)
        if share < 0.02:
            return (
                f"The text is said to be in {front.language}, but it holds no letters of that language: "
                "the text recognition failed. Read the original again."
            )
    if _is_links(paragraphs):
        return "Nearly all of it is links: this is a listing page, not a transcript."
    if _is_code(sample):
        return "It is full of braces, semicolons and equals signs: this is a program or data, not a transcript."
    if language_detection.is_noise(sample) or language_detection.is_unspeakable(sample):
        return "The words belong to no language: the text recognition failed. Read the original again."
    return ""


def _is_code(sample: str) -> bool:
    """Whether one in 25 characters is a brace, a semicolon or an equals sign: prose and its tables have hardly any."""
    return len(sample) >= 200 and len(_CODE.findall(sample)) * 25 > len(sample)


def _is_links(paragraphs: list[SourceParagraph]) -> bool:
    """Whether nearly every line holds a link and little is left of the text without them."""
    looked = paragraphs[:400]
    linked = [paragraph for paragraph in looked if _LINKISH.search(paragraph.text)]
    if len(looked) < 12 or len(linked) * 10 < len(looked) * 8:
        return False
    size = sum(len(paragraph.text) for paragraph in looked)
    return sum(len(_LINKISH.sub("", paragraph.text)) for paragraph in linked) * 10 < size * 3


def find_doubts(paragraphs: list[SourceParagraph], front: FrontMatter) -> list[Warning]:
    """Return what an editor should look at before archiving the text."""
    found = []
    sample = take_sample(paragraphs)
    if len(_ESCAPES.findall(sample)) > 3:
        found.append(
            Warning(
                "escapes",
                "The text holds escape sequences such as \\xc2\\xa0: it was stored by a broken program; read the "
                "source again.",
            )
        )
    if "\ufffd" in sample:
        found.append(Warning("replacement-characters", "Some characters could not be decoded and stand as \ufffd."))
    if front.speaker and not any(map(str.isalpha, front.speaker)):
        found.append(
            Warning("placeholder-speaker", f"The record names its speaker “{front.speaker}”, which is no name.")
        )
        front.extra.setdefault("speaker_as_given", front.speaker)
        front.speaker = ""
    return found
