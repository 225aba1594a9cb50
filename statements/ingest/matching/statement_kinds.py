"""The kind of a statement and the status of its text, by the record's own words and its title."""

from __future__ import annotations

import re

from statements.models.statement import StatementKind, TextStatus
from statements.text.folding import fold

_BY_WORD = {
    "press statements": StatementKind.PRESS_STATEMENT,
    "press statement": StatementKind.PRESS_STATEMENT,
    "statement to the press": StatementKind.PRESS_STATEMENT,
    "news conference": StatementKind.PRESS_CONFERENCE,
    "joint press conference": StatementKind.PRESS_CONFERENCE,
    "press briefings": StatementKind.PRESS_BRIEFING,
    "briefing": StatementKind.PRESS_BRIEFING,
    "speeches": StatementKind.SPEECH,
    "address": StatementKind.SPEECH,
    "remark": StatementKind.REMARKS,
    "interviews": StatementKind.INTERVIEW,
    "meetings": StatementKind.MEETING,
    "debates": StatementKind.DEBATE,
    "parliamentary debate": StatementKind.DEBATE,
    "joint statements": StatementKind.JOINT_STATEMENT,
    "communique": StatementKind.JOINT_STATEMENT,
    "statements": StatementKind.STATEMENT,
    "press release": StatementKind.STATEMENT,
    "message": StatementKind.STATEMENT,
    "readouts": StatementKind.READOUT,
}

# The first match wins, so the more specific kinds come first.
_BY_TITLE = tuple(
    (re.compile("|".join(patterns), re.I), kind)
    for kind, *patterns in (
        (
            StatementKind.JOINT_STATEMENT,
            r"\bjoint (?:statement|declaration|communiqu[ée]|vision statement|leaders. statement)",
            r"\bcommuniqu[ée]\b",
            r"\bleaders[’'] (?:statement|declaration)\b",
        ),
        (StatementKind.PRESS_CONFERENCE, r"\b(?:press|news) conferences?\b", r"\bpress availability\b"),
        (
            StatementKind.PRESS_BRIEFING,
            r"\bbriefings?\b",
            r"\bgaggle\b",
            r"\b(?:background|on-the-record) press call\b",
        ),
        (
            StatementKind.PRESS_STATEMENT,
            r"\bpress (?:statements?|point)\b",
            r"\bstatements? (?:to|for) the (?:press|media)\b",
        ),
        (
            StatementKind.READOUT,
            r"\breadout\b",
            r"\b(?:tele)?phone (?:call|conversation)\b",
            r"\b(?:on|over|by) (?:the )?(?:tele)?phone\b",
        ),
        (StatementKind.INTERVIEW, r"\binterview\b"),
        (
            StatementKind.STATEMENT,
            r"\b(?:greetings?|congratulat\w+|condolences?|messages?|telegrams?|letters?) (?:to|from|of|on)\b",
            r"\bsent (?:a|an|his|her) (?:message|letter|telegram|greeting|condolence|congratulat)",
            r"\bsent (?:greetings|condolences|congratulations)\b",
            r"\bcongratulated\b",
            r"\bexpressed (?:his |her |deep )?condolences",
        ),
        (StatementKind.REMARKS, r"\bremarks?\b", r"\btoast\b"),
        (StatementKind.SPEECH, r"\b(?:speech|address(?:es|ed)?|lecture|keynote)\b"),
        (
            StatementKind.MEETING,
            r"\b(?:meeting|talks|conversation|negotiations|summit|session) (?:with|of|on|between)\b",
            r"\b(?:met with|received|held talks|had (?:talks|negotiations|a meeting|a conversation))\b",
            r"\bmet\b",
        ),
        (StatementKind.DEBATE, r"\bdebate\b"),
        (StatementKind.STATEMENT, r"\bstatements?\b", r"\bdeclaration\b", r"\bproclamation\b", r"\bexecutive order\b"),
    )
)
# Kinds in the record's own word that the title may refine.
_REFINED = frozenset({StatementKind.OTHER, StatementKind.STATEMENT})

_CONVERSATIONS = frozenset({StatementKind.MEETING, StatementKind.INTERVIEW, StatementKind.PRESS_CONFERENCE})
# (record's own word, title): the title is right. Remarks at a press conference, a message filed as a readout.
_CORRECTED = frozenset(
    {
        (StatementKind.REMARKS, StatementKind.PRESS_CONFERENCE),
        (StatementKind.REMARKS, StatementKind.PRESS_BRIEFING),
        (StatementKind.REMARKS, StatementKind.INTERVIEW),
        (StatementKind.READOUT, StatementKind.STATEMENT),
        (StatementKind.READOUT, StatementKind.JOINT_STATEMENT),
    }
)

_STATUS = tuple(
    (re.compile("|".join(patterns), re.I), status)
    for status, *patterns in (
        (
            TextStatus.AS_PREPARED,
            r"check against delivery",
            r"as prepared",
            r"prepared (?:for delivery|remarks)",
            r"seul le prononc[ée] fait foi",
            r"gesprochene wort",
        ),
        (
            TextStatus.AS_DELIVERED,
            r"as (?:delivered|spoken|it was spoken|transcribed)",
            r"verbatim",
            r"versi[oó]n estenogr[aá]fica",
        ),
        (TextStatus.TRANSLATION, r"translat"),
        (TextStatus.EXCERPTS, r"excerpt", r"in part\b", r"abridged"),
        (TextStatus.SUMMARY, r"summary", r"readout", r"reported speech"),
    )
)


def detect_kind(printed: str, title: str, *, labelled_turns: int, spoken: bool) -> str:
    """Detect the kind of a statement. ``printed`` is the record's own word, ``labelled_turns`` how many turns have a
    label; ``spoken``: it is words of a speaker and not a notice about one."""
    word = fold(printed)
    kind = (
        StatementKind(word.replace(" ", "_")) if word.replace(" ", "_") in StatementKind.values else _BY_WORD.get(word)
    )
    by_title = next((found for pattern, found in _BY_TITLE if pattern.search(title)), None)
    if by_title and (kind, by_title) in _CORRECTED:
        return by_title
    if kind in _CONVERSATIONS and not spoken:
        # A notice that a meeting was held is not the conversation.
        return StatementKind.READOUT
    if kind and kind not in _REFINED:
        return kind
    if by_title in _CONVERSATIONS and not labelled_turns:
        return StatementKind.READOUT
    if kind is StatementKind.STATEMENT:
        return by_title if by_title is StatementKind.JOINT_STATEMENT else kind
    if by_title:
        return by_title
    if labelled_turns > 1:
        return StatementKind.MEETING
    return StatementKind.SPEECH if spoken and not kind else kind or StatementKind.OTHER


_IN_PART = re.compile(r"\b(?:reads?|said|says|reading), in part\b|\bin part:", re.I)


def detect_text_status(
    printed: str, title: str, kind: str, *, opening: str, labelled_turns: int, translated: bool
) -> str:
    """Detect how the text relates to the words spoken. ``opening`` are its first words; ``translated``: the publisher's
    texts in this language are translations."""
    if printed in TextStatus.values:
        return printed
    for text in (printed, title):
        for pattern, status in _STATUS:
            if text and pattern.search(text) and (text is printed or status is not TextStatus.SUMMARY):
                return status
    if kind == StatementKind.READOUT:
        return TextStatus.SUMMARY
    if not labelled_turns and _IN_PART.search(opening):
        return TextStatus.EXCERPTS
    return TextStatus.TRANSLATION if translated and labelled_turns else TextStatus.AS_PUBLISHED
