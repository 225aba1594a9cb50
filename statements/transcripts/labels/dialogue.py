"""Whether people talk under the labels. In fact sheets, guest lists and press reviews names stand before colons too,
but nobody there says I, we or you, asks or exclaims."""

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
_MIN_REACH, _MAX_REACH = 3, 8  # paragraphs of a turn that are looked at: at least, and of all turns together
_MAX_LABELS = 60  # labels that are looked at
_MIN_WORDS = 25  # in plain letters that are in no language that is known: too few to tell
_SAMPLE = 3000  # characters that tell the language
_MIN_SHARE = 0.25  # of the turns must hold talk


def lacks_dialogue(paragraphs: list[SourceParagraph], labels: Iterable[int]) -> bool:
    """Whether hardly any of the turns that begin at ``labels`` (indices of paragraphs) holds talk. False in languages
    other than English, French and German, and where the text is too short to tell its language."""
    starts = sorted(labels)[:_MAX_LABELS]
    if not starts:
        return False
    sample = "\n".join(paragraph.text for paragraph in paragraphs[: starts[0] + _MAX_LABELS])[:_SAMPLE]
    spoken_in = language_detection.guess_language(sample)
    if spoken_in not in _LANGUAGES and (spoken_in or not sample.isascii() or sample.count(" ") < _MIN_WORDS):
        return False
    ends = [*starts[1:], len(paragraphs)]
    reach = max(_MIN_REACH, _MAX_REACH // len(starts))
    talk = sum(
        any(_TALK.search(_QUOTED.sub("", paragraph.text)) for paragraph in paragraphs[start : min(end, start + reach)])
        for start, end in zip(starts, ends, strict=True)
    )
    return talk < len(starts) * _MIN_SHARE
