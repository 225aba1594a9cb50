"""Labels that no colon ends: "LE PRÉSIDENT – …", "ROSSI. – …", "M. Dupont. …", a name in bold and then the words.

Dashes, full stops and bold type stand everywhere, so one such opening proves nothing. They are labels where the
document has a habit of it: different names, each of a label's shape by itself, and some of them again and again.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from statements.text.folding import fold
from statements.transcripts import vocabulary
from statements.transcripts.labels import notes
from statements.transcripts.labels.candidates import Candidate, Form
from statements.transcripts.labels.verdicts import Verdict
from statements.transcripts.person_names import ARTICLES

_UPPER = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĻŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁІЇЄҐΑ-Ω"
_DASH = re.compile(rf"([{_UPPER}][^:;!?–—\n]{{0,90}}?)(?: [-–—] |\. ?[–—-]+ ?| ?[–—] ?(?=[{_UPPER}]))(?=\S)")
_TITLE = r"(?:(?:[OA] )?(?:M|MM|Mme|Mlle|Sr|Sra|Srta|Sr\.ª|On|Mr|Mrs|Ms|Dr|г-н|Г-н|Г-жа)\.? ?)"
_STOP = re.compile(
    rf"((?:{_TITLE}[^.:;!?–—]{{2,90}}"  # "M. Martin, ministre des transports."
    rf"|[{_UPPER}][а-яё]+(?:-[{_UPPER}][а-яё]+)? [{_UPPER}]\. ?[{_UPPER}]"  # "Сидоров А. П."
    rf"|[{_UPPER}][{_UPPER}’' -]{{2,40}}|[{_UPPER}][^\W\d_]{{5,24}}|[{_UPPER}])(?: ?\([^()]{{2,60}}\))?)"
    rf"\. +(?=[{_UPPER}¿¡«“\"(—–…])"
)
_MAX_LABEL_LENGTH = 100  # characters within which the dash or the stop must come
_A_DASH, _A_STOP = re.compile(r"[–—]| - |\.-"), re.compile(r"[^.:;!?–—]\. ")
_INITIAL_LAST = re.compile(rf" [{_UPPER}]\. ?[{_UPPER}]$")
_ENDS = '.!?…»”")]'
_MIN_SPOKEN = 60  # characters: what is longer is said, not entered into a list


def find_candidate(text: str, emphasis: str = "") -> Candidate | None:
    """Return the candidate at the start of a paragraph that could be a label without a colon, or None."""
    if emphasis and (bold := _find_bold(text, emphasis)):
        return bold
    head = text[:_MAX_LABEL_LENGTH]
    for form, pattern, mark in ((Form.DASH, _DASH, _A_DASH), (Form.STOP, _STOP, _A_STOP)):
        match = pattern.match(text) if mark.search(head) else None
        if match:
            printed, found = notes.extract_notes(match[1].strip().rstrip("."))
            if _INITIAL_LAST.search(printed):
                printed += "."  # "Сидоров А. П.": the stop is the initial's
            if printed and not _is_clause(printed):
                return Candidate(
                    printed, text[match.end() :].strip(), found, form, marked=emphasis.rstrip(" .–—-") == match[1]
                )
    return None


def _is_clause(printed: str) -> bool:
    """Whether the words are a sentence's beginning, seen at a glance: small first letters and no comma before them."""
    words = printed.partition(",")[0].split()
    return words[0].lower() not in vocabulary.HONORIFICS and any(len(word) > 4 and word[0].islower() for word in words)


def _find_bold(text: str, emphasis: str) -> Candidate | None:
    rest = text[len(emphasis) :].lstrip(" –—-") if text.startswith(emphasis) else ""
    if not rest or rest[0].islower() or rest[0] in ",;:：" or emphasis[-1] in ".!?:：;,…":
        return None
    printed, found = notes.extract_notes(emphasis.strip(" –—-"))
    return Candidate(printed, rest, found, Form.BOLD, marked=True) if printed else None


def find_habits(found: list[tuple[Candidate, Verdict]], known: set[str]) -> list[bool]:
    """Return for each candidate whether the document's habit makes a label of it. Verdicts are of the words alone;
    ``known`` are the folded labels that are sure elsewhere in the document."""
    keys = [(candidate.form, fold(candidate.printed)) for candidate, _ in found]
    counts = Counter(keys)
    again = {key for key in keys if counts[key] > 1 or key[1] in known}
    fit = [
        _is_acceptable(candidate, verdict, key in again) for (candidate, verdict), key in zip(found, keys, strict=True)
    ]
    distinct: dict[Form, set[str]] = defaultdict(set)
    said: Counter[Form] = Counter()
    fitting: Counter[Form] = Counter()
    for (candidate, _), (form, key), fits in zip(found, keys, fit, strict=True):
        if fits:
            distinct[form].add(key)
            fitting[form] += 1
            said[form] += len(candidate.rest) > _MIN_SPOKEN or candidate.rest[-1:] in _ENDS
    # "Q." and "M. Dupont." take turns, and no other labels are there.
    letters = all(len(key) == 1 for key in known) and any(len(key) == 1 for key in known | {key for _, key in keys})
    habits = {
        form
        for form, names in distinct.items()
        if (len(names) > 1 or letters)
        and any((form, name) in again for name in names)
        and said[form] * 2 > fitting[form]
    }
    asking = _find_asking_letters([candidate for candidate, _ in found])
    return [
        (form in habits and (fits or (verdict.times > 0 and candidate.printed.isupper())))
        or (len(key) == 1 and (key in asking or _has_partner(key, {name for _, name in counts} | known)))
        for (candidate, verdict), (form, key), fits in zip(found, keys, fit, strict=True)
    ]


def _find_asking_letters(found: list[Candidate]) -> set[str]:
    """Return the letters after which a question follows each time: "P." beside an answer under a name."""
    said: dict[str, list[str]] = defaultdict(list)
    for candidate in found:
        if candidate.printed.casefold() in vocabulary.LETTERS:
            said[candidate.printed.casefold()].append(candidate.rest)
    return {
        letter
        for letter, rests in said.items()
        if len(rests) > 1 and all("?" in rest or "？" in rest for rest in rests)
    }


def _has_partner(letter: str, others: set[str]) -> bool:
    """Whether the letter is one of a pair, "P" and "R", of which the document has the other one too."""
    return letter == "a" and "q" in others or any(partner in others for partner in _list_partners(letter))


def _list_partners(letter: str) -> str:
    return vocabulary.LETTERS[letter][1] if letter in vocabulary.LETTERS else ""


def _is_acceptable(candidate: Candidate, verdict: Verdict, again: bool) -> bool:
    """Whether the words could be a label at all: printed as labels are, or again and again."""
    if not verdict.times or len(candidate.printed) == 1:
        return False
    if candidate.form is Form.BOLD:
        return verdict.times == 1 or again
    head = candidate.printed.split()
    titled = head[0].lower() in vocabulary.HONORIFICS or (
        len(head) > 1 and head[0].lower() in ARTICLES and head[1].lower() in vocabulary.HONORIFICS
    )
    if verdict.closed or verdict.presiding or (titled and verdict.times == 1):
        return True
    if candidate.form is Form.STOP and not candidate.printed.isupper():
        return verdict.times == 1 and "." in candidate.printed
    if candidate.printed.isupper() and verdict.times == 1:
        return True
    return again and (candidate.printed.isupper() or candidate.marked or verdict.times == 1)
