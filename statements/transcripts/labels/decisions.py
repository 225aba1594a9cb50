"""Which candidates of one document are labels: the grammar judges each by itself, the document confirms."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from statements.text.folding import fold
from statements.transcripts import person_names, vocabulary
from statements.transcripts.labels.candidates import Candidate, Form
from statements.transcripts.labels.collection import Decision, JudgedCandidate, collect_candidates
from statements.transcripts.labels.grammar import QUOTATION_FOLLOWS, QUOTES
from statements.transcripts.labels.notes import find_office_holder
from statements.transcripts.labels.parts import Splitter
from statements.transcripts.labels.questioners import find_questioners
from statements.transcripts.labels.refusals import fold_quotes, lacks_dialogue
from statements.transcripts.labels.verdicts import ONLY_BETWEEN_TURNS, Verdict
from statements.transcripts.model import Certainty, TurnKind, Warning
from statements.transcripts.normalisation import SourceParagraph
from statements.transcripts.person_names import is_in_capitals

_CLOSING_QUOTES = "”\"»’'」』“"


@lru_cache(maxsize=4096)
def _fold_label(label: str) -> str:
    return fold(label)  # a few labels come again and again


def _is_line_label(verdict: Verdict) -> bool:
    """Whether a line by itself can be a label: sure, or an office without a name ("Prime Minister")."""
    return verdict.times == 1 or (verdict.times == 2 and verdict.office)


def _is_quoted(candidate: Candidate) -> bool:
    rest = candidate.rest
    return bool(rest) and rest[0] in QUOTES and rest.rstrip(".,")[-1:] in _CLOSING_QUOTES and len(rest) > 1


class LabelEvidence:
    """The evidence of one document: how often each label stands in it, and whose surnames are known."""

    def __init__(
        self,
        paragraphs: list[SourceParagraph],
        judged: list[JudgedCandidate],
        known_name: Callable[[str], bool] | None,
        topics: int,
    ) -> None:
        self.paragraphs = paragraphs
        self.judged = judged
        self.known_name = known_name
        self.counts = Counter(
            self._key(item) for item in judged if item.candidate.form is not Form.LINE and not item.objection
        )
        self.line_counts = Counter(self._key(item) for item in judged if item.candidate.form is Form.LINE)
        self.unquoted = {self._key(item) for item in judged if not item.objection and not _is_quoted(item.candidate)}
        # Lines that are the words of a label and could not be text: one after the other they are a list.
        self.short_labels = {item.index for item in judged if item.candidate.form is Form.LINE and item.verdict.closed}
        self.named_lines = False
        self.colons = sum(item.candidate.form is Form.COLON and item.verdict.times == 1 for item in judged)
        self.lines_established = self._line_style()
        self.marked_lines = self._marked_line_style()
        self.stops = sum(item.candidate.form is Form.STOP for item in judged)
        self.quotation_list = self._quotation_list()
        self.topics = topics
        self.list_of_names = self._list_of_names()
        self.offices = any(item.verdict.office for item in self.list_of_names)
        splitter = Splitter()
        self.persons: set[str] = set()  # folded full names
        self.surnames: set[str] = set()  # folded single words of sure speakers
        self.sure_keys: set[str] = set()  # the labels themselves
        sure_colons = 0
        for item in judged:
            if (
                item.verdict.times != 1
                or item.objection
                or item.candidate.form is Form.LINE
                and not self.lines_established
            ):
                continue
            sure_colons += item.candidate.form is not Form.LINE
            self.sure_keys.add(self._key(item))
            if not item.verdict.closed:
                for name in splitter.split(item.candidate.printed).names:
                    words = fold(name).split()
                    self.persons.add(" ".join(words))
                    self.surnames.update(word for word in (words[-1:] + words[:1]) if len(word) > 1)
        self.sure_labels = sure_colons
        self.presiding = {
            self._key(item) for item in judged if item.verdict.presiding and self.counts[self._key(item)] > 1
        }
        self.letters = {self._key(item) for item in judged if len(item.candidate.printed) == 1}
        self.asks = any(fold_quotes(item.candidate.printed) in ("q", "question", "س", "سؤال") for item in judged)

    @staticmethod
    def _key(item: JudgedCandidate) -> str:
        return _fold_label(item.candidate.printed)

    def _line_style(self) -> bool:
        """Whether this document prints labels alone on their lines, in capitals or with a time: two different sure ones
        with text after them, two after a rule, or one that comes again and again."""
        distinct: set[str] = set()
        named: set[str] = set()  # names, or words that may be names
        ruled = 0
        for item in self.judged:
            if item.candidate.form is not Form.LINE or not self._followed_by_text(item.index):
                continue
            if item.candidate.timestamp and item.verdict.times <= 2:
                return True
            if not is_in_capitals(item.candidate.printed):
                continue
            if item.verdict.demotable:
                named.add(self._key(item))
            if item.verdict.times != 1 or not item.candidate.printed.isupper():
                continue
            if item.verdict.closed or item.verdict.office or self.paragraphs[item.index].ruled:
                distinct.add(self._key(item))
                ruled += self.paragraphs[item.index].ruled
        self.named_lines = len(named) > 1 and not self.colons and any(self.line_counts[key] > 1 for key in named)
        if len(distinct) > 1 or ruled > 1 or any(self.line_counts[key] > 2 for key in distinct):
            return True
        return self.named_lines

    def _marked_line_style(self) -> bool:
        """Whether bold lines, headings or short plain lines are labels here: names must take turns. Lists of people
        ("Jane Roe, Member") and section titles look the same, but nobody in them comes twice. Plain lines need a
        closed word among them ("Question")."""
        lines = [
            item for item in self.judged if item.candidate.form is Form.LINE and not item.candidate.printed.isupper()
        ]
        lines = [item for item in lines if self._followed_by_text(item.index)]
        again = [item for item in lines if self.line_counts[self._key(item)] > 1 and _is_line_label(item.verdict)]
        quoting = sum(self.paragraphs[item.index + 1].text[0] in QUOTES for item in lines)
        if (
            quoting * 2 >= max(1, len(lines))
            or len({self._key(item) for item in lines if _is_line_label(item.verdict)}) < 2
        ):
            return False
        asked = any(item.verdict.kind is TurnKind.QUESTION for item in lines)
        return bool(again) and (asked or any(item.candidate.marked or item.verdict.closed for item in again))

    def _quotation_list(self) -> bool:
        """Whether the document collects quotations ("What they are saying"): most names are followed by a quotation."""
        named = [item for item in self.judged if item.candidate.form is Form.COLON and item.verdict.times == 1]
        named = [item for item in named if not item.verdict.closed]
        quoting = sum(item.candidate.rest[:1] in QUOTES and item.candidate.rest != "" for item in named)
        return quoting > 2 and quoting * 2 >= len(named)

    def _list_of_names(self) -> list[JudgedCandidate]:
        """The names before colons where they stand as in a list: each once, no question there and hardly an office,
        three of them or topics among them."""
        sure = [item for item in self.judged if item.verdict.times == 1 and item.candidate.form is not Form.LINE]
        if (len(sure) < 3 and self.topics < 2) or any(item.verdict.closed for item in sure):
            return []
        if sum(item.verdict.office for item in sure) * 4 > len(sure):
            return []
        once = all(self.counts[self._key(item)] == 1 and not item.candidate.marked for item in sure)
        return sure if once else []

    def _followed_by_text(self, index: int) -> bool:
        if index + 1 >= len(self.paragraphs) or index + 1 in self.short_labels:
            return False
        text = self.paragraphs[index + 1].text
        return not text.isupper() or len(text) < 4

    def decide(self, item: JudgedCandidate) -> Decision | str:
        """Return the decision, or why the candidate is refused ("" where an editor need not know)."""
        candidate, verdict = item.candidate, item.verdict
        if candidate.form is Form.LINE:
            return self._decide_line(item)
        if self.quotation_list and not verdict.closed and candidate.form is not Form.Q:
            return ""
        if item.objection and not self._stands_elsewhere(item):
            return "" if "list" in item.objection else item.objection
        if _is_quoted(candidate) and not verdict.closed and self._key(item) not in self.unquoted:
            return "a whole quotation follows: a row of a list"
        if not candidate.rest and not self._followed_by_text(item.index) and verdict.times != 1:
            return ""
        key = self._key(item)
        if candidate.form is Form.Q:
            if candidate.marked or self.sure_labels > 1:
                return Decision(candidate, verdict, Certainty.SURE, "Q without a colon")
            return "a Q without a colon, and no other label in the document"
        if candidate.form is Form.STOP:
            if self.stops > 1:
                return Decision(candidate, verdict, Certainty.SURE, "a full stop for a colon, again and again")
            return "a full stop for a colon, only once"
        if candidate.form in (Form.DASH, Form.BOLD):
            return Decision(candidate, verdict, Certainty.SURE, "no colon, but so the document prints its labels")
        folded = fold_quotes(candidate.printed)
        if folded in vocabulary.SHORT_ANSWERS and not self.asks:
            return "an A without any Q in the document"
        if folded in vocabulary.LETTERS:
            if self.letters & set(vocabulary.LETTERS[folded][1]):
                return Decision(candidate, verdict, Certainty.SURE, "a letter for question or answer, beside the other")
            return ""
        if verdict.presiding:
            others = (self.sure_keys | self.presiding) - {key}
            if candidate.rest and (len(others) > 1 or (others and self.counts[key] > 1)):
                return Decision(candidate, verdict, Certainty.SURE, "who presides")
            return ""
        if folded in vocabulary.RHETORICAL and not candidate.marked and self._rhetorical(item):
            return "perhaps a rhetorical question, not somebody’s"
        if verdict.times == 1 and len(self.list_of_names) > 2 and not self.offices:
            return Decision(
                candidate, verdict, Certainty.ASK, "one of several names before colons, each there once: perhaps a list"
            )
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
        if verdict.office and any(map(find_office_holder, candidate.notes)):
            return Decision(candidate, verdict, Certainty.SURE, "an office, and in brackets who holds it")
        if verdict.office and candidate.printed.isupper() and len(self.sure_keys) > 1 and not item.objection:
            return Decision(candidate, verdict, Certainty.ASK, "an office in capitals among other labels")
        if candidate.marked and (count > 1 or (verdict.office and self.sure_labels > 1)):
            return Decision(candidate, verdict, Certainty.ASK, "set apart by the publisher, doubtful by itself")
        if count > 1 and len(self.sure_keys) > 1 and any(note.kind == "affiliation" for note in candidate.notes):
            return Decision(candidate, verdict, Certainty.SURE, "a word and whom it belongs to, again and again")
        if verdict.office and any(other.startswith(f"{key} ") for other in self.sure_keys):
            return Decision(candidate, verdict, Certainty.SURE, "the office of a speaker of this document")
        if candidate.notes and any(note.kind == "interpreted" for note in candidate.notes):
            return Decision(candidate, verdict, Certainty.ASK, "a note on the interpretation stands in it")
        if count >= verdict.times:
            return Decision(candidate, verdict, Certainty.ASK, f"comes {count} times")
        return verdict.why if verdict.times < ONLY_BETWEEN_TURNS else ""

    def _rhetorical(self, item: JudgedCandidate) -> bool:
        """ "Question: at what expense?" in a speech: the only label, or there once and going on in the same breath."""
        opening = item.candidate.rest[:1]
        once = self.counts[self._key(item)] == 1
        return self.sure_labels < 2 or (once and (opening.islower() or (opening != "" and opening in QUOTES)))

    def _stands_elsewhere(self, item: JudgedCandidate) -> bool:
        """Whether the label stands where nothing speaks against it as well: a speaker may begin by quoting, and one
        whom the publisher set in bold may begin as he likes."""
        key = self._key(item)
        return key in self.unquoted and (item.objection == QUOTATION_FOLLOWS or item.candidate.marked)

    def _run_together(self, printed: str) -> bool:
        return fold(person_names.separate_names(printed)) in self.persons

    def _certainty(self, item: JudgedCandidate) -> Certainty:
        """A lone pair of capitals deep in a text without any other label is kept, and flagged."""
        verdict = item.verdict
        if verdict.closed or verdict.office or not verdict.demotable or item.candidate.marked:
            return Certainty.SURE
        if self.counts[self._key(item)] > 1 or self.sure_labels > 1 or item.index < 3:
            return Certainty.SURE
        return Certainty.ASK

    def _decide_line(self, item: JudgedCandidate) -> Decision | str:
        candidate, verdict, key = item.candidate, item.verdict, self._key(item)
        if not self._followed_by_text(item.index):
            return ""
        if candidate.timestamp and verdict.times <= 2:
            return Decision(candidate, verdict, Certainty.SURE, "a name with the time beside it")
        if not is_in_capitals(candidate.printed) and not (self.lines_established and verdict.closed):
            asks = verdict.kind is TurnKind.QUESTION
            if (
                self.marked_lines
                and _is_line_label(verdict)
                and (candidate.marked or asks or self.line_counts[key] > 1)
            ):
                return Decision(candidate, verdict, Certainty.SURE, "alone on its line, set apart")
            if not candidate.marked:
                return ""
            return "alone on its line, set apart" if verdict.times == 1 and len(candidate.printed.split()) < 5 else ""
        if not self.lines_established:
            return ""
        ruled = self.paragraphs[item.index].ruled
        if verdict.times == 1 and not verdict.closed and not self.colons and not candidate.printed.isupper():
            return Decision(candidate, verdict, Certainty.SURE, "alone on its line, the surname in capitals")
        if verdict.times == 1 and (
            ruled or verdict.closed or verdict.office or key in self.persons or self.line_counts[key] > 1
        ):
            return Decision(candidate, verdict, Certainty.SURE, "alone on its line")
        if self.line_counts[key] >= 2 or ruled or (self.named_lines and verdict.demotable):
            return Decision(candidate, verdict, Certainty.ASK, "alone on its line, doubtful by itself")
        return "alone on its line, doubtful by itself"


def _accept_misprints(accepted: dict[int, Decision], doubtful: list[JudgedCandidate]) -> dict[int, Decision]:
    """Return the doubtful labels that are an accepted one misprinted ("THE PRESDIENT"); an editor must confirm."""
    known = list(
        {decision.candidate.printed: None for decision in accepted.values() if len(decision.candidate.printed) > 6}
    )
    if not known or len(known) > 200:
        return {}
    found = {}
    for item in doubtful[:200]:
        printed = item.candidate.printed
        if len(printed) < 7 or item.candidate.form is Form.LINE:
            continue
        near = difflib.get_close_matches(printed, known, 1, cutoff=0.87)
        if near:
            found[item.index] = Decision(
                item.candidate, item.verdict, Certainty.ASK, f"perhaps “{near[0]}”, misprinted"
            )
    return found


def _warn_of_list(paragraphs: list[SourceParagraph], accepted: dict[int, Decision]) -> Warning:
    printed = list(dict.fromkeys(decision.candidate.printed for decision in accepted.values()))
    named = ", ".join(f"“{label}”" for label in printed[:3]) + (" …" if len(printed) > 3 else "")
    return Warning(
        "maybe-label",
        f"{named} may be labels, but nobody says I, we or you under them and nobody asks: perhaps a list. "
        "The text was left where it stands.",
        paragraphs[min(accepted)].line,
    )


def decide_labels(
    paragraphs: list[SourceParagraph], known_name: Callable[[str], bool] | None = None
) -> tuple[dict[int, Decision], list[Warning]]:
    """Return the accepted labels by index of their paragraph, and a warning for each label that is doubtful."""
    judged, topics = collect_candidates(paragraphs)
    if not judged:
        return {}, []
    document = LabelEvidence(paragraphs, judged, known_name, topics)
    answers = {item.index: document.decide(item) for item in judged}
    accepted = {index: answer for index, answer in answers.items() if isinstance(answer, Decision)}
    doubtful = [
        item for item in judged if isinstance(answers[item.index], str) and answers[item.index] and not item.objection
    ]
    accepted |= _accept_misprints(accepted, doubtful)
    accepted |= find_questioners(paragraphs, judged, accepted)
    if lacks_dialogue(paragraphs, accepted):
        return {}, [_warn_of_list(paragraphs, accepted)]
    return dict(sorted(accepted.items())), _warnings(paragraphs, judged, answers, accepted, document)


def _warnings(
    paragraphs: list[SourceParagraph],
    judged: list[JudgedCandidate],
    answers: dict[int, Decision | str],
    accepted: dict[int, Decision],
    document: LabelEvidence,
) -> list[Warning]:
    """One warning for each doubtful label, whether it was taken or left."""
    found: list[Warning] = []
    told: set[str] = set()
    for item in judged:
        printed, line = item.candidate.printed, paragraphs[item.index].line
        decision, why = accepted.get(item.index), answers[item.index]
        if printed in told:
            continue
        if decision is not None and decision.certainty is not Certainty.SURE:
            told.add(printed)
            found.append(
                Warning("unsure-label", f"“{printed}” is taken as a label, but it is doubtful: {decision.why}.", line)
            )
        elif decision is None and why:
            told.add(printed)
            found.append(
                Warning("maybe-label", f"“{printed}” may be a label; its text was left where it stands: {why}.", line)
            )
    if document.quotation_list:
        found.append(
            Warning(
                "quotations",
                "Names stand before quotations: a collection of quotations, not a transcript; they were not taken "
                "as labels.",
            )
        )
    return found
