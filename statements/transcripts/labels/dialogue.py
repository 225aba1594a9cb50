"""Does anybody talk under the labels? In fact sheets, guest lists and reviews of the press names stand before colons as
well, but nobody there says I, we or you, asks or exclaims."""

from __future__ import annotations

import re
from collections.abc import Iterable

from statements.transcripts import language_detection
from statements.transcripts.normalisation import SourceParagraph

# First and second persons, address, thanks and greetings where a language shows them as words, and marks of talk.
# Spanish, Italian and others show the person in the verb; there nothing can be said.
_TALK = re.compile(
    r"\b(?:I|me|my|us|[Ww]e|[Yy]ou|[Oo]ur|[Yy]our|[Ll]et[’']s|[Tt]hanks?|[Hh]ello|[Ww]elcome|[Yy]es|[Oo]kay|[Pp]lease|Mr|"
    r"Mrs|Ms|Sir|Madam|[Ff]riends|[Cc]olleagues|[Cc]omrades?|[Gg]entlemen|[Dd]ear|"
    r"[Gg]ood (?:morning|afternoon|evening|day)|"
    r"[Jj]e|[Jj][’']\w+|[Mm]oi|[Mm]on|ma|mes|[Nn]ous|[Vv]ous|[Nn]otre|[Nn]os|[Vv]otre|[Mm]erci|[Bb]onjour|Monsieur|Madame|"
    r"Mesdames|Messieurs|[Ii]ch|[Ww]ir|uns|[Uu]nser\w*|Sie|Ihnen|[Dd]anke?|Ja|Nein|Guten|Herr|Frau|Damen)\b|[?!]"
)
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|«[^«»]*»?|„[^„“”]*[“”]?")
_LANGUAGES = frozenset(["en", "fr", "de"])
_LEAST_REACH, _REACH = 3, 8  # pieces of a turn that are looked at: at least, and of all turns together
_MAX_LABELS = 60  # labels that are looked at
_MIN_WORDS = 25  # in plain letters that are in no language that is known: too few to tell
_SAMPLE = 3000  # characters that tell the language
_MIN_SHARE = 0.25  # of the turns must hold talk


def lacks_dialogue(pieces: list[SourceParagraph], labels: Iterable[int]) -> bool:
    """Whether hardly any of the turns that begin at ``labels`` (indices of pieces) holds talk. False where it cannot be
    told: in other languages, and of texts too short to tell their language."""
    starts = sorted(labels)[:_MAX_LABELS]
    if not starts:
        return False
    sample = "\n".join(piece.text for piece in pieces[: starts[0] + _MAX_LABELS])[:_SAMPLE]
    spoken_in = language_detection.guess_language(sample)
    if spoken_in not in _LANGUAGES and (spoken_in or not sample.isascii() or sample.count(" ") < _MIN_WORDS):
        return False
    ends = [*starts[1:], len(pieces)]
    reach = max(_LEAST_REACH, _REACH // len(starts))
    talk = sum(
        any(_TALK.search(_QUOTED.sub("", piece.text)) for piece in pieces[start : min(end, start + reach)])
        for start, end in zip(starts, ends, strict=True)
    )
    return talk < len(starts) * _MIN_SHARE
