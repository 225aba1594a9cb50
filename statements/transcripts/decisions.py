"""Which candidates of one document are labels: the grammar judges each by itself, the document confirms the doubtful."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from statements.folding import fold
from statements.transcripts import candidates, names, vocabulary
from statements.transcripts.candidates import Candidate, Form
from statements.transcripts.draft import BlockKind
from statements.transcripts.labels import QUOTATION_FOLLOWS, QUOTES, closed, demoted, fold_quotes, judge
from statements.transcripts.model import Certainty, Warning
from statements.transcripts.names import Splitter
from statements.transcripts.normalise import Piece
from statements.transcripts.verdicts import Verdict

_CLOSING_QUOTES = "”\"»’'」』“"
_LINE_STARTS = re.compile(r"[#*_]|[^\W\d_]")
_QUICK = re.compile(r"(?:[A-ZÀ-ÞА-ЯЁ][^:.!?;“”\"]{0,60}?[:：]|Q +[(A-Z“—])")


@dataclass(frozen=True, slots=True)
class Decision:
    """A candidate that the document accepts as a label."""

    candidate: Candidate
    verdict: Verdict
    certainty: Certainty
    why: str


@dataclass(frozen=True, slots=True)
class _Judged:
    index: int
    candidate: Candidate
    verdict: Verdict
    objection: str = ""


def opens_turn(line: str) -> bool:
    """Whether a line surely starts with a label: asked of wrapped lines, where only the sure ones may cut a block."""
    if not _QUICK.match(line):
        return False
    candidate = candidates.find(line)
    if candidate is None:
        return False
    if candidate.form is Form.Q:
        return True
    verdict = judge(candidate.printed)
    return verdict.times == 1 and (verdict.closed or verdict.office) and not demoted(verdict, candidate.rest)


def _collect(pieces: list[Piece]) -> list[_Judged]:
    found = []
    for index, piece in enumerate(pieces):
        if piece.kind in (BlockKind.STAGE, BlockKind.OMISSION):
            continue
        candidate = candidates.find(piece.text, wide=piece.wide, emphasis=piece.emphasis)
        if candidate is None:
            if len(piece.text) <= 220 and _LINE_STARTS.match(piece.text):
                candidate = candidates.find_line(piece.text, piece.emphasis)
            if candidate is None:
                continue
        if candidate.form is Form.Q:
            found.append(_Judged(index, candidate, closed("Q")))
            continue
        verdict = judge(candidate.printed)
        if not verdict.times:
            continue
        found.append(_Judged(index, candidate, verdict, demoted(verdict, candidate.rest)))
    return found


def _quoted(candidate: Candidate) -> bool:
    rest = candidate.rest
    return bool(rest) and rest[0] in QUOTES and rest.rstrip(".,")[-1:] in _CLOSING_QUOTES and len(rest) > 1


class Document:
    """The evidence of one document: how often each label stands in it, and whose surnames are known."""

    def __init__(self, pieces: list[Piece], judged: list[_Judged], known_name: Callable[[str], bool] | None) -> None:
        self.pieces = pieces
        self.judged = judged
        self.known_name = known_name
        self.counts = Counter(self._key(item) for item in judged if item.candidate.form is not Form.LINE and not item.objection)
        self.line_counts = Counter(self._key(item) for item in judged if item.candidate.form is Form.LINE)
        self.unquoted = {self._key(item) for item in judged if not item.objection and not _quoted(item.candidate)}
        self.lines_established = self._line_style()
        splitter = Splitter()
        self.persons: set[str] = set()  # folded full names
        self.surnames: set[str] = set()  # folded single words of sure speakers
        sure_colons = 0
        for item in judged:
            if item.verdict.times != 1 or item.objection or item.candidate.form is Form.LINE and not self.lines_established:
                continue
            sure_colons += item.candidate.form is not Form.LINE
            if not item.verdict.closed:
                for name in splitter.split(item.candidate.printed).names:
                    words = fold(name).split()
                    self.persons.add(" ".join(words))
                    self.surnames.update(word for word in (words[-1:] + words[:1]) if len(word) > 1)
        self.sure_labels = sure_colons
        self.asks = any(fold_quotes(item.candidate.printed) in ("q", "question", "س", "سؤال") for item in judged)

    @staticmethod
    def _key(item: _Judged) -> str:
        return fold(item.candidate.printed)

    def _line_style(self) -> bool:
        """Whether this document prints labels alone on their lines: two different sure ones with text after them, or
        two after a rule, or any that comes again."""
        distinct: set[str] = set()
        ruled = 0
        for item in self.judged:
            if item.candidate.form is not Form.LINE or not self._followed_by_text(item.index):
                continue
            if item.candidate.timestamp and item.verdict.times <= 2:
                return True
            if item.verdict.times == 1 and (item.verdict.closed or item.verdict.office or self.pieces[item.index].ruled):
                distinct.add(self._key(item))
                ruled += self.pieces[item.index].ruled
        return len(distinct) > 1 or ruled > 1 or any(self.line_counts[key] > 2 for key in distinct)

    def _followed_by_text(self, index: int) -> bool:
        if index + 1 >= len(self.pieces):
            return False
        text = self.pieces[index + 1].text
        return not text.isupper() or len(text) < 4

    def decide(self, item: _Judged) -> Decision | str:
        """Return the decision, or why the candidate is not taken ("" where no one need be told)."""
        candidate, verdict = item.candidate, item.verdict
        if candidate.form is Form.LINE:
            return self._decide_line(item)
        if item.objection and not self._stands_elsewhere(item):
            return "" if "list" in item.objection else item.objection
        if _quoted(candidate) and not verdict.closed and self._key(item) not in self.unquoted:
            return "a whole quotation follows: a row of a list"
        if not candidate.rest and not self._followed_by_text(item.index) and verdict.times != 1:
            return ""
        key = self._key(item)
        if candidate.form is Form.Q:
            if candidate.marked or self.sure_labels > 1:
                return Decision(candidate, verdict, Certainty.SURE, "Q without a colon")
            return "a Q without a colon, and no other label in the document"
        folded = fold_quotes(candidate.printed)
        if folded in vocabulary.SHORT_ANSWERS and not self.asks:
            return "an A without any Q in the document"
        if folded in vocabulary.RHETORICAL and self.sure_labels < 2 and not candidate.marked:
            return "the only label of the document: perhaps a rhetorical question"
        if verdict.times == 1:
            return Decision(candidate, verdict, self._certainty(item), verdict.why)
        count = self.counts[key]
        words = key.split()
        if len(words) == 1 and key in self.surnames:
            return Decision(candidate, verdict, Certainty.SURE, "the surname of a speaker of this document")
        if key in self.persons or (self.known_name is not None and self.known_name(key)):
            return Decision(candidate, verdict, Certainty.SURE, "a known name")
        if len(words) == 1 and self._run_together(candidate.printed):
            return Decision(candidate, verdict, Certainty.SURE, "a known name without its space")
        if "," in candidate.printed and fold(candidate.printed.partition(",")[0]) in self.persons:
            return Decision(candidate, verdict, Certainty.SURE, "a known name and an addition")
        if candidate.marked and (verdict.office or count > 1 or not verdict.demotable):
            return Decision(candidate, verdict, Certainty.SURE, "set apart by the publisher")
        if candidate.marked:
            return Decision(candidate, verdict, Certainty.ASK, "set apart by the publisher, doubtful by itself")
        if candidate.notes and any(note.kind == "interpreted" for note in candidate.notes):
            return Decision(candidate, verdict, Certainty.ASK, "a note on the interpretation stands in it")
        if count >= verdict.times:
            return Decision(candidate, verdict, Certainty.ASK, f"comes {count} times")
        return verdict.why

    def _stands_elsewhere(self, item: _Judged) -> bool:
        """Whether the label stands where nothing speaks against it as well: a speaker may begin by quoting, and one
        whom the publisher set in bold may begin as he likes."""
        key = self._key(item)
        return key in self.unquoted and (item.objection == QUOTATION_FOLLOWS or item.candidate.marked)

    def _run_together(self, printed: str) -> bool:
        return fold(names.spaced(printed)) in self.persons

    def _certainty(self, item: _Judged) -> Certainty:
        """A lone pair of capitals deep in a text without any other label is kept, and flagged."""
        verdict = item.verdict
        if verdict.closed or verdict.office or not verdict.demotable or item.candidate.marked:
            return Certainty.SURE
        if self.counts[self._key(item)] > 1 or self.sure_labels > 1 or item.index < 3:
            return Certainty.SURE
        return Certainty.ASK

    def _decide_line(self, item: _Judged) -> Decision | str:
        candidate, verdict, key = item.candidate, item.verdict, self._key(item)
        if not self._followed_by_text(item.index):
            return ""
        if candidate.timestamp and verdict.times <= 2:
            return Decision(candidate, verdict, Certainty.SURE, "a name with the time beside it")
        if not self.lines_established:
            if candidate.marked and verdict.times == 1 and (verdict.closed or verdict.office or self.line_counts[key] > 1):
                return Decision(candidate, verdict, Certainty.SURE, "alone on its line, set apart")
            return ""
        ruled = self.pieces[item.index].ruled
        if verdict.times == 1 and (ruled or verdict.closed or verdict.office or key in self.persons or self.line_counts[key] > 1):
            return Decision(candidate, verdict, Certainty.SURE, "alone on its line")
        if self.line_counts[key] >= 2 or ruled:
            return Decision(candidate, verdict, Certainty.ASK, "alone on its line, doubtful by itself")
        return "alone on its line, doubtful by itself"


def decide(pieces: list[Piece], known_name: Callable[[str], bool] | None = None) -> tuple[dict[int, Decision], list[Warning]]:
    """Return the accepted labels by index of their piece, and a warning for each label that is doubtful."""
    judged = _collect(pieces)
    if not judged:
        return {}, []
    document = Document(pieces, judged, known_name)
    accepted: dict[int, Decision] = {}
    warnings: list[Warning] = []
    told: set[str] = set()
    for item in judged:
        answer = document.decide(item)
        printed = item.candidate.printed
        if isinstance(answer, Decision):
            accepted[item.index] = answer
            if answer.certainty is not Certainty.SURE and printed not in told:
                told.add(printed)
                warnings.append(Warning("unsure-label", f"“{printed}” is taken as a label, but it is doubtful: {answer.why}.", pieces[item.index].line))
        elif answer and printed not in told:
            told.add(printed)
            warnings.append(Warning("maybe-label", f"“{printed}” may be a label; its text was left where it stands: {answer}.", pieces[item.index].line))
    return accepted, warnings


