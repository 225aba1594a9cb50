"""Who spoke: labels resolved inside one document, never across documents.

"President of Russia Vladimir Putin" once, "Vladimir Putin" and "Putin" afterwards: the same person, whose office and
interpreter's mark are inherited and marked as inherited. "THE PRESIDENT" is never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from statements.text.folding import fold
from statements.transcripts.model import NoteKind, Turn, Warning
from statements.transcripts.person_names import is_name, is_office_word

_MAX_TITLE_LENGTH = 500  # characters; a longer one is no title, and would be searched for every surname
_MAX_NAMESAKES = 60  # people of one surname that are compared, which limits the work on a hostile file


@dataclass(slots=True)
class _Person:
    name: str
    role: str = ""
    party: str = ""
    interpreted_note: str = ""
    interpreted: bool = False
    keys: set[str] = field(default_factory=set)


def _match_initials(short: list[str], full: list[str]) -> bool:
    """ "v putin" is "vladimir putin"; "j d vance" is "james david vance" and also "james vance" is not."""
    if len(short) < 2 or len(full) < 2 or short[-1] != full[-1]:
        return False
    initials = short[:-1]
    if not all(len(word) <= 2 for word in initials) or len(initials) > len(full) - 1:
        return False
    return all(word[0] == name[0] for word, name in zip(initials, full, strict=False))


def _is_same_person(short: str, full: str) -> bool:
    """Whether the folded ``short`` form can be the person of the folded ``full`` form."""
    if short == full:
        return True
    left, right = short.split(), full.split()
    if len(left) == 1:
        return len(right) > 1 and (left[0] == right[-1] or (left[0] == right[0] and len(right) <= 3))
    if len(left) < len(right):
        if right[-len(left) :] == left:
            return True
        if left[0] == right[0] and left[-1] == right[-1]:
            return True
    return _match_initials(left, right)


class SpeakerRegister:
    """The persons of one document, each under the fullest form of the name that it prints."""

    def __init__(self, turns: list[Turn]) -> None:
        names = dict.fromkeys(name for turn in turns if turn.label for name in turn.label.names)
        ordered = sorted(names, key=lambda name: (-len(name.split()), -len(name)))
        self._by_word: dict[str, list[_Person]] = defaultdict(list)  # by the first and the last word of a form
        self._known: dict[str, _Person | None] = {}
        for name in ordered:
            self._add(name)

    def _add(self, name: str) -> None:
        key = fold(name)
        if not key or key in self._known:
            return
        words = key.split()
        near = {id(person): person for word in {words[0], words[-1]} for person in self._by_word[word][:_MAX_NAMESAKES]}
        matches = [person for person in near.values() if any(_is_same_person(key, other) for other in person.keys)]
        if len(words) == 1 and len(matches) > 1:
            last = [person for person in matches if fold(person.name).split()[-1] == key]
            matches = last if last else matches
        if len(matches) == 1:
            self._known[key] = matches[0]
            matches[0].keys.add(key)
        elif matches:
            self._known[key] = None  # two persons of that surname: settled by nobody
        else:
            person = self._known[key] = _Person(name, keys={key})
            for word in {words[0], words[-1]}:
                self._by_word[word].append(person)

    def find(self, name: str) -> _Person | None:
        return self._known.get(fold(name))

    def ambiguous(self, name: str) -> bool:
        key = fold(name)
        return key in self._known and self._known[key] is None


def resolve_speakers(turns: list[Turn], title: str = "") -> list[Warning]:
    """Fill in speaker, role, party and the interpreter's mark of each labelled turn; return what stays doubtful.

    ``title`` belongs to the document too: it may print in full whom the labels call by surname alone.
    """
    register = SpeakerRegister(turns)
    surnames = {name for turn in turns if turn.label for name in turn.label.names if " " not in name}
    full = {name: _find_in_title(name, title) for name in surnames} if 0 < len(title) < _MAX_TITLE_LENGTH else {}
    warnings: list[Warning] = []
    told: set[str] = set()
    for turn in turns:
        label = turn.label
        if label is None:
            continue
        own = next((note.printed for note in label.notes if note.kind is NoteKind.INTERPRETED), "")
        turn.interpreted, turn.interpreted_note = turn.interpreted or bool(own), turn.interpreted_note or own
        turn.role, turn.party = turn.role or label.role, turn.party or label.party
        if not label.names or turn.speaker:
            continue
        if len(label.names) > 1:
            turn.speaker = " and ".join(_find_full_name(register, name) for name in label.names)
            continue
        name = label.names[0]
        person = register.find(name)
        if person is None:
            turn.speaker = name
            if register.ambiguous(name) and name not in told:
                told.add(name)
                warnings.append(
                    Warning("ambiguous-speaker", f"More than one speaker of this document is called {name}.", turn.line)
                )
            continue
        _inherit_details(turn, person, name)
        if " " not in turn.speaker and turn.speaker in full and _fits_role(full[turn.speaker], label.role):
            turn.speaker = full[turn.speaker][1]
            turn.inherited |= {"speaker"}
    return warnings


def _find_in_title(surname: str, title: str) -> tuple[str, str]:
    """Return (the words before, the full name) where the title prints the surname once and with its first names:
    "President Emmanuel Macron of France" for "Macron"; ("", "") where it does not, or names two of that surname."""
    words = title.replace(",", " ,").split()
    places = [
        index for index, word in enumerate(words) if fold(word.removesuffix("’s").removesuffix("'s")) == fold(surname)
    ]
    if len(places) != 1:
        return "", ""
    start = end = places[0]
    while start and is_name([words[start - 1]], most=1) and not is_office_word(words[start - 1]) and end - start < 3:
        start -= 1
    if start == end:
        return "", ""
    last = words[end].removesuffix("’s").removesuffix("'s")
    return " ".join(words[:start]).lower(), " ".join([*words[start:end], last])


def _fits_role(found: tuple[str, str], role: str) -> bool:
    """Whether the title's person can hold the label's office: "PRESIDENT BIDEN" is not "First Lady Jill Biden"."""
    before, name = found
    return bool(name) and (not role or before.endswith(role.lower()))


def _find_full_name(register: SpeakerRegister, name: str) -> str:
    person = register.find(name)
    return person.name if person else name


def _inherit_details(turn: Turn, person: _Person, name: str) -> None:
    inherited = set()
    turn.speaker = person.name
    if fold(name) != fold(person.name):
        inherited.add("speaker")
    if turn.role:
        person.role, person.party = turn.role, turn.party or person.party
    elif person.role:
        turn.role = person.role
        inherited.add("role")
    if turn.party:
        person.party = turn.party
    elif person.party:
        turn.party = person.party
        inherited.add("party")
    if turn.interpreted:
        person.interpreted, person.interpreted_note = True, turn.interpreted_note
    elif person.interpreted:
        turn.interpreted, turn.interpreted_note = True, person.interpreted_note
        inherited.add("interpreted")
    turn.inherited = frozenset(inherited)
