"""What an editor sends from the page of turns, read into corrections; what cannot be read is named, not lost."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from statements.editing.forms.record_choices import choice_of
from statements.editing.transcript import speaker_credits, turn_corrections
from statements.editing.transcript.speaker_credits import Spoken
from statements.editing.transcript.working_copy import EMPTY, WorkingCopy
from statements.models import Speech
from statements.models.speech import SpeechKind

LONGEST_TEXT = 200_000
_FIELDS = ("speaker", "name", "party", "role", "interpreted", "kind")


class VoiceForm(forms.Form):
    """Who speaks, of all turns under a label or of a single one. Only what was changed is a correction."""

    who = forms.ChoiceField(
        label="Who speaks", required=False, help_text="Leave it where the speaker found by the label is right."
    )
    name = forms.CharField(
        label="Name of a new speaker", max_length=200, required=False,
        help_text="As the archive is to print it, without title or office: Kim Jong-un.",
    )  # fmt: skip
    role = forms.CharField(
        label="Office as printed", max_length=250, required=False,
        help_text="The office that the transcript gives here: Foreign Minister.",
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Kind of turn", choices=SpeechKind.choices, help_text="What the turn is: a speech, or something else."
    )
    interpreted = forms.BooleanField(
        label="Interpreter’s words", required=False, help_text="Ticked where the text is the interpreter’s rendering."
    )

    def __init__(self, spoken: Spoken, said: Mapping[str, Any], data: MultiValueDict | None, prefix: str):
        self.spoken = spoken
        initial = {
            "who": said.get("who", ""),
            "speaker": spoken.speaker.pk if spoken.speaker else None,
            "name": spoken.new_name,
            "party": spoken.party.pk if spoken.party else None,
            "role": spoken.role,
            "kind": spoken.kind,
            "interpreted": spoken.interpreted,
        }
        super().__init__(data, prefix=prefix, initial=initial)
        self.fields["who"].choices = _who_choices(spoken)
        self.fields["speaker"] = choice_of(
            Speech._meta.get_field("speaker"), label="Speaker of the archive",
            help_text="Begin to type a name; the office and country tell people of one name apart.",
        )  # fmt: skip
        self.fields["party"] = choice_of(
            Speech._meta.get_field("party"), label="Speaks for",
            help_text="The country or organisation in whose name the words are said.",
        )  # fmt: skip
        self.order_fields(["who", "speaker", "name", "party", "role", "kind", "interpreted"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("who") == speaker_credits.CHOSEN and not cleaned.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", "Choose who speaks, or say that it is not known.")
        if cleaned.get("who") == speaker_credits.NEW and not cleaned.get("name"):
            self.add_error("name", "Write the new speaker’s name.")
        return cleaned

    def correction(self) -> dict[str, Any]:
        """What was changed, to be kept in JSON."""
        given = self.cleaned_data
        out: dict[str, Any] = {}
        for name in self.changed_data:
            value = given[name]
            out[name] = value.pk if hasattr(value, "pk") else value
        if "speaker" in out and not given["who"]:
            out["who"] = speaker_credits.CHOSEN if given["speaker"] else speaker_credits.UNMATCHED
        elif "name" in out and not given["who"] and given["name"]:
            out["who"] = speaker_credits.NEW
        if out.get("who") == speaker_credits.CHOSEN or (given["who"] == speaker_credits.CHOSEN and "speaker" in out):
            out["speaker"] = given["speaker"].pk
        if out.get("who") == speaker_credits.NEW:
            out["name"] = given["name"]
        return out


def _who_choices(spoken: Spoken) -> list[tuple[str, str]]:
    if spoken.speaker:
        matched = f"As matched: {spoken.speaker.name}"
    elif spoken.new_name:
        matched = f"Not yet: {spoken.new_name} would be new here"
    else:
        matched = "Nobody is named" if spoken.is_nobody else "Not said yet"
    return [
        ("", matched),
        (speaker_credits.CHOSEN, "The speaker chosen here"),
        (
            speaker_credits.NEW,
            f"A new speaker{f': {spoken.new_name}' if spoken.new_name else ', by the name given here'}",
        ),
        (speaker_credits.UNKNOWN, "It is not known who speaks"),
        (speaker_credits.UNMATCHED, "Leave unmatched for now"),
    ]


def corrections_from(desk: WorkingCopy, posted: MultiValueDict) -> tuple[dict[str, Any], list[VoiceForm]]:
    """The corrections there are, with those that were sent; and the forms of voices that have faults."""
    corrections = copy.deepcopy({**EMPTY, **desk.corrections})
    _pieces(desk, posted, corrections["pieces"])
    faulty = []
    forms_sent = sent_forms(desk, posted)
    for group, key, form in forms_sent:
        if not form.is_valid():
            faulty.append(form)
            continue
        said = form.correction()
        if posted.get(f"{form.prefix}-confirmed"):
            said["confirmed"] = True
        if said:
            corrections[group][key] = {**corrections[group].get(key, {}), **said}
    for name in posted.getlist("forget"):
        group, _, key = name.partition(":")
        if group in ("voices", "turns"):
            corrections[group].pop(key, None)
    return corrections, faulty


def sent_forms(desk: WorkingCopy, posted: MultiValueDict) -> list[tuple[str, str, VoiceForm]]:
    """The forms of voices and turns that were sent, of those that are there: (group, key, form)."""
    by_voice, by_turn = {}, {}
    for spoken in desk.spoken:
        by_voice.setdefault(spoken.turn.voice, spoken)
        by_turn[spoken.turn.id] = spoken
    out = []
    for group, there in (("voices", by_voice), ("turns", by_turn)):
        for field in posted:
            if not field.startswith(f"{group}-") or not field.endswith("-key"):
                continue
            key = posted.get(field)
            if key in there:
                said = desk.corrections[group].get(key, {})
                out.append((group, key, VoiceForm(there[key], said, posted, field.removesuffix("-key"))))
    return out


def _pieces(desk: WorkingCopy, posted: MultiValueDict, said: dict[str, Any]) -> None:
    order = [piece.id for piece in desk.shape.order]
    for piece in desk.reading.pieces:
        one = dict(said.get(piece.id, {}))
        choice = posted.get(f"as-{piece.id}")
        if choice is not None:
            if choice in turn_corrections.CHOICES:
                one["as"] = choice
            elif choice == "":
                one.pop("as", None)
        _text(piece, posted.get(f"text-{piece.id}"), one)
        _place(piece.id, posted.get(f"after-{piece.id}"), order, one)
        if one:
            said[piece.id] = one
        else:
            said.pop(piece.id, None)


def _text(piece, sent: str | None, said: dict[str, Any]) -> None:
    if sent is None:
        return
    text = sent.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST_TEXT]
    shown = piece.text if said.get("as") != turn_corrections.OWN else piece.whole
    if text == shown.strip():
        said.pop("text", None)
    else:
        said["text"] = text


def _place(id: str, sent: str | None, order: list[str], said: dict[str, Any]) -> None:
    """``sent`` is the number of the line behind which the piece is to stand; 0 is the beginning, "" leaves it."""
    if sent is None or not sent.strip().isdecimal():
        return
    number = int(sent)
    place = order.index(id)
    if number == place or number > len(order):
        return
    target = order[number - 1] if number else ""
    if target != id:
        said["after"] = target
