"""What an editor sends from the turns page, read into corrections; fields with errors are returned, not lost."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, cast

from django import forms
from django.http import QueryDict

from statements.editing.forms.record_choices import build_record_field
from statements.editing.transcript import turn_corrections
from statements.editing.transcript.speaker_credits import CHOSEN, NEW, UNKNOWN, UNMATCHED, TurnCredit
from statements.editing.transcript.text_pieces import Piece
from statements.editing.transcript.working_copy import NO_CORRECTIONS, WorkingCopy
from statements.models import Speech
from statements.models.speech import SpeechKind

MAX_TEXT_LENGTH = 200_000


class CreditForm(forms.Form):
    """Who speaks, in all turns under a label or in a single one. Only what was changed is a correction."""

    who = forms.ChoiceField(
        label="Who speaks", required=False, help_text="Leave it if the speaker found by the label is right."
    )
    name = forms.CharField(
        label="Name of a new speaker", max_length=200, required=False,
        help_text="As the archive should print it, without title or office: Kim Jong-un.",
    )  # fmt: skip
    role = forms.CharField(
        label="Office as printed", max_length=250, required=False,
        help_text="The office that the transcript gives here: Foreign Minister.",
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Kind of turn", choices=SpeechKind.choices, help_text="What the turn is: a speech, or something else."
    )
    interpreted = forms.BooleanField(
        label="Interpreter’s words", required=False, help_text="Ticked if the text is the interpreter’s rendering."
    )

    def __init__(self, credit: TurnCredit, decision: Mapping[str, Any], data: QueryDict | None, prefix: str) -> None:
        self.credit = credit
        initial = {
            "who": decision.get("who", ""),
            "speaker": credit.speaker.pk if credit.speaker else None,
            "name": credit.new_name,
            "party": credit.party.pk if credit.party else None,
            "role": credit.role,
            "kind": credit.kind,
            "interpreted": credit.interpreted,
        }
        super().__init__(data, prefix=prefix, initial=initial)
        cast(forms.ChoiceField, self.fields["who"]).choices = _list_who_choices(credit)
        self.fields["speaker"] = build_record_field(
            Speech._meta.get_field("speaker"), label="Speaker in the archive",
            help_text="Start typing a name; office and country distinguish people with the same name.",
        )  # fmt: skip
        self.fields["party"] = build_record_field(
            Speech._meta.get_field("party"), label="Speaks for",
            help_text="The country or organisation on whose behalf the words are spoken.",
        )  # fmt: skip
        self.order_fields(["who", "speaker", "name", "party", "role", "kind", "interpreted"])

    @property
    def is_of_one_turn(self) -> bool:
        return (self.prefix or "").startswith("turns-")

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("who") == CHOSEN and not data.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", "Choose who speaks, or say that it is not known.")
        if data.get("who") == NEW and not data.get("name"):
            self.add_error("name", "Enter the new speaker’s name.")
        return data

    def build_decision(self) -> dict[str, Any]:
        """What was changed, for JSON."""
        data = self.cleaned_data
        decision: dict[str, Any] = {}
        for name in self.changed_data:
            value = data[name]
            decision[name] = value.pk if hasattr(value, "pk") else value
        if "speaker" in decision and not data["who"]:
            decision["who"] = CHOSEN if data["speaker"] else UNMATCHED
        elif "name" in decision and not data["who"] and data["name"]:
            decision["who"] = NEW
        if decision.get("who") == CHOSEN or (data["who"] == CHOSEN and "speaker" in decision):
            decision["speaker"] = data["speaker"].pk
        if decision.get("who") == NEW:
            decision["name"] = data["name"]
        return decision


def _list_who_choices(credit: TurnCredit) -> list[tuple[str, str]]:
    if credit.speaker:
        matched = f"As matched: {credit.speaker.name}"
    elif credit.new_name:
        matched = f"Undecided: {credit.new_name} would be new here"
    else:
        matched = "Nobody is named" if credit.needs_no_speaker else "Undecided"
    return [
        ("", matched),
        (CHOSEN, "The speaker chosen here"),
        (NEW, f"A new speaker: {credit.new_name}" if credit.new_name else "A new speaker, named here"),
        (UNKNOWN, "It is not known who speaks"),
        (UNMATCHED, "Leave unmatched for now"),
    ]


def read_corrections(copy: WorkingCopy, posted: QueryDict) -> tuple[dict[str, Any], list[CreditForm]]:
    """The stored corrections updated with those that were sent, and the credit forms that have errors."""
    corrections = deepcopy({**NO_CORRECTIONS, **copy.corrections})
    _read_pieces(copy, posted, corrections["pieces"])
    invalid = []
    for group, key, form in find_sent_forms(copy, posted):
        if not form.is_valid():
            invalid.append(form)
            continue
        decision = form.build_decision()
        if posted.get(f"{form.prefix}-confirmed"):
            decision["confirmed"] = True
        if decision:
            corrections[group][key] = {**corrections[group].get(key, {}), **decision}
    for name in posted.getlist("forget"):
        group, _, key = str(name).partition(":")
        if group in ("voices", "turns"):
            corrections[group].pop(key, None)
    return corrections, invalid


def find_sent_forms(copy: WorkingCopy, posted: QueryDict) -> list[tuple[str, str, CreditForm]]:
    """The credit forms that were sent and whose turns still exist: (group of corrections, key, form)."""
    by_label: dict[str, TurnCredit] = {}
    by_turn: dict[str, TurnCredit] = {}
    for credit in copy.turn_credits:
        by_label.setdefault(credit.turn.credit_key, credit)
        by_turn[credit.turn.id] = credit
    sent = []
    for group, credits in (("voices", by_label), ("turns", by_turn)):
        for field in posted:
            if not field.startswith(f"{group}-") or not field.endswith("-key"):
                continue
            key = str(posted[field])
            if key in credits:
                decision = copy.corrections[group].get(key, {})
                sent.append((group, key, CreditForm(credits[key], decision, posted, field.removesuffix("-key"))))
    return sent


def _read_pieces(copy: WorkingCopy, posted: QueryDict, corrections: dict[str, Any]) -> None:
    order = [piece.id for piece in copy.corrected_text.pieces]
    for piece in copy.reading.pieces:
        correction = dict(corrections.get(piece.id, {}))
        choice = posted.get(f"as-{piece.id}")
        if choice is not None:
            if choice in turn_corrections.PIECE_CHOICES:
                correction["as"] = choice
            elif choice == "":
                correction.pop("as", None)
        _read_text(piece, posted.get(f"text-{piece.id}"), correction)
        _read_place(piece.id, posted.get(f"after-{piece.id}"), order, correction)
        if correction:
            corrections[piece.id] = correction
        else:
            corrections.pop(piece.id, None)


def _read_text(piece: Piece, sent: str | None, correction: dict[str, Any]) -> None:
    if sent is None:
        return
    text = sent.replace("\r\n", "\n").replace("\x00", "").strip()[:MAX_TEXT_LENGTH]
    shown = piece.text if correction.get("as") != turn_corrections.PARAGRAPH else piece.full_text
    if text == shown.strip():
        correction.pop("text", None)
    else:
        correction["text"] = text


def _read_place(id: str, sent: str | None, order: list[str], correction: dict[str, Any]) -> None:
    """``sent``: the number of the line that the piece is moved behind; 0 is the beginning, "" leaves it."""
    if sent is None or not sent.strip().isdecimal():
        return
    number = int(sent)
    place = order.index(id)
    if number == place or number > len(order):
        return
    target = order[number - 1] if number else ""
    if target != id:
        correction["after"] = target
