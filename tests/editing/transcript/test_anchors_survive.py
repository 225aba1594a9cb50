"""Whatever an editor does at the desk, a link to a passage leads to the words it named, or says that they are gone."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statements.editing.transcript import intake, lookup_table_cache
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Paragraph, Permalink, Statement
from statements.models.permalink import PermalinkKind
from statements.publishing import publish
from statements.publishing.anchors import MIN_SHARE_TO_INHERIT, _words
from tests.factories import PublisherFactory

pytestmark = pytest.mark.django_db
NOUNS = [
    "harbour", "river", "bridge", "school", "railway", "market", "forest", "island", "valley", "factory", "library",
    "museum", "garden", "station",
]  # fmt: skip
LINES = [
    f"About the {noun} number {number} we spoke with the {other} people of the {noun} and of the {other} for long."
    for number, (noun, other) in enumerate(zip(NOUNS, NOUNS[3:] + NOUNS[:3], strict=True))
]
TEXT = "\n\n".join(
    f"{'MR. SAMPLE: ' if number % 4 == 0 else 'MS. EXAMPLE: ' if number % 4 == 2 else ''}{line}"
    for number, line in enumerate(LINES)
)
PLACES = st.integers(0, len(LINES) - 1)
OPERATIONS = st.one_of(
    st.tuples(st.just("as"), PLACES, st.sampled_from(["", "turn", "label", "own", "on", "join", "stage", "drop"])),
    st.tuples(st.just("split"), PLACES, st.integers(2, 14)),
    st.tuples(st.just("reword"), PLACES, st.integers(0, 14)),
    st.tuples(st.just("rewrite"), PLACES, st.just(0)),
    st.tuples(st.just("back"), PLACES, st.just(0)),
    st.tuples(st.just("move"), PLACES, PLACES),
)
ROUNDS = st.lists(st.lists(OPERATIONS, min_size=1, max_size=5), min_size=1, max_size=4)


def apply(desk: WorkingCopy, operations: list[tuple]) -> dict:
    """The corrections after the operations, as the page of turns would send them."""
    said = {id: dict(one) for id, one in desk.corrections["pieces"].items()}
    pieces = [piece for piece in desk.reading.pieces if piece.is_paragraph]
    for kind, place, more in operations:
        piece = pieces[place]
        one = said.setdefault(piece.id, {})
        words = one.get("text", piece.text).split()
        match kind:
            case "as":
                one["as"] = more
            case "split" if len(words) > more:
                one["text"] = f"{' '.join(words[:more])}\n\n{' '.join(words[more:])}"
            case "reword" if len(words) > more:
                words[more] = "altogether"
                one["text"] = " ".join(words)
            case "rewrite":
                one["text"] = f"Something else entirely was put into place {place} by whoever edited this."
            case "back":
                said[piece.id] = {}
            case "move" if more != place:
                one["after"] = pieces[more].id
    return {**desk.corrections, "pieces": said}


def words_at(statement: Statement, anchor: str) -> str | None:
    """The words to which the address of a passage leads; None where it says that they are gone."""
    for _ in range(20):
        paragraph = Paragraph.objects.filter(statement=statement, anchor=anchor).first()
        if paragraph:
            return paragraph.text
        link = Permalink.objects.get(address=f"s/{statement.uid}/p/{anchor}")
        if link.kind == PermalinkKind.TOMBSTONE:
            return None
        anchor = re.search(r"/p/(\w+)/", link.target)[1]
    raise AssertionError("an address leads in circles")


def share(words: str, of: str) -> float:
    """How much of ``words`` is in ``of``, or of ``of`` in ``words``, as anchors count it."""
    one, other = _words(words), _words(of)
    return len(one & other) / min(len(one), len(other))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(rounds=ROUNDS)
def test_links_survive_random_rounds_of_editing(rounds, admin_user):
    lookup_table_cache.clear()
    copy = intake.create_draft(
        intake.receive_paste(TEXT), lookup_table_cache.load_lookup_tables(), admin_user, publisher=PublisherFactory()
    )
    statement = copy.statement
    statement.date = "2024"
    statement.save()
    publish(statement, "First published.")
    before = dict(statement.paragraphs.values_list("anchor", "text"))
    for operations in rounds:
        desk = WorkingCopy.open(Statement.objects.get(pk=statement.pk))
        desk.replace_corrections(apply(desk, operations))
        if not desk.build_drafts():
            return  # nothing is left of the text: the desk refuses to publish that
        desk.write_speeches()
        after = dict(statement.paragraphs.values_list("anchor", "text"))
        for anchor, text in before.items():
            now = words_at(statement, anchor)
            if now is None:
                longest = max(share(text, of=other) for other in after.values())
                assert not any(text in other for other in after.values()), (text, longest)
            else:
                assert share(text, of=now) >= MIN_SHARE_TO_INHERIT, (anchor, text, now)
        before = after


def test_joining_leads_the_old_address_to_the_joined_paragraph_and_taking_it_back_brings_it_back(admin_user, client):
    copy = intake.create_draft(
        intake.receive_paste(TEXT), lookup_table_cache.load_lookup_tables(), admin_user, publisher=PublisherFactory()
    )
    statement = copy.statement
    statement.date = "2024"
    statement.save()
    publish(statement, "First published.")
    first, second = statement.paragraphs.order_by("order")[:2]
    piece = next(piece for piece in copy.reading.pieces if second.text in piece.text)

    def say(**said):
        desk = WorkingCopy.open(Statement.objects.get(pk=statement.pk))
        desk.replace_corrections({**desk.corrections, "pieces": {piece.id: said} if said else {}})
        desk.write_speeches()

    say(**{"as": "join"})
    joined = statement.paragraphs.order_by("order").first()
    lost = ({first.anchor, second.anchor} - {joined.anchor}).pop()
    answer = client.get(f"/s/{statement.uid}/p/{lost}/")
    assert (answer.status_code, answer["Location"]) == (301, joined.get_permalink())
    say()
    assert [p.anchor for p in statement.paragraphs.order_by("order")[:2]] == [first.anchor, second.anchor]
    say(**{"as": "drop"})
    answer = client.get(f"/s/{statement.uid}/p/{second.anchor}/")
    assert answer.status_code == 410
    say()
    assert client.get(f"/s/{statement.uid}/p/{second.anchor}/").status_code == 302
