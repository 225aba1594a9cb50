"""The page of turns: what is shown, what an editor corrects, and that nothing corrected is lost."""

import time

import pytest

from statements.editing.steps.turn_rows import build_rows
from statements.models import Speaker, Statement
from tests.editing.desk import (
    build_post,
    create_draft,
    create_people,
    create_ready_draft,
    find_line,
    open_copy,
    publish_all,
    read_lock_version,
    turns_url,
)
from tests.editing.desk_texts import BRIEFING, TALKS
from tests.factories import SpeakerFactory, published, russia

pytestmark = pytest.mark.django_db


def find_credit(page, label: str) -> tuple[str, object]:
    """(prefix, form) of the turns whose label is ``label``."""
    for one, form, _ in page.context["speaker_credits"]:
        if one.first.label == label:
            return (form.prefix if form else ""), form
    raise LookupError(label)


def test_each_line_stands_beside_what_it_became_and_says_so_in_words(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    page = admin_client.get(turns_url(statement)).content.decode()
    for word in (
        "label and paragraph",
        "front matter",
        "furniture",
        "navigation or a form of the page",
        "retranslated",
    ):
        assert word in page
    assert "Nothing is left to decide here." in page


def test_every_line_left_out_is_listed_with_its_reason_and_can_be_kept(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    rows = build_rows(open_copy(statement), [], "")
    left_out = [row for row in rows if not row.paragraphs]
    assert len(left_out) == 6
    assert all(row.piece.why and "Keep" in row.choices for row in left_out)
    kept = find_line(statement, "Contact Us")
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{kept}": "own"}))
    assert statement.paragraphs.order_by("order").last().text == "Contact Us"


def test_a_round_keeps_every_correction_of_the_rounds_before(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    first, second = find_line(statement, "Our two countries"), find_line(statement, "We spoke at length")
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{first}": "stage"}))
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{second}": "turn"}))
    admin_client.post(turns_url(statement), build_post(statement, **{f"text-{first}": "We have met before."}))
    assert open_copy(statement).corrections["pieces"] == {
        first: {"as": "stage", "text": "We have met before."},
        second: {"as": "turn"},
    }
    assert statement.speeches.count() == 3
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{second}": ""}))
    assert statement.speeches.count() == 2


def test_a_piece_is_opened_for_editing_and_its_text_divided(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    line = find_line(statement, "We spoke at length")
    answer = admin_client.post(turns_url(statement), build_post(statement, open=f"piece:{line}"))
    assert answer["Location"].endswith(f"?piece={line}#{line}")
    assert f'name="text-{line}"' in admin_client.get(answer["Location"]).content.decode()
    divided = {f"text-{line}": "We spoke at length about trade.\r\n\r\nAnd about schools and about the railway bridge."}
    admin_client.post(turns_url(statement), build_post(statement, **divided))
    assert [p.text for p in statement.paragraphs.order_by("order")][-2:] == [
        "We spoke at length about trade.",
        "And about schools and about the railway bridge.",
    ]


def test_a_paragraph_is_moved_by_the_number_of_a_line(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    line = find_line(statement, "Our two countries")
    last = [piece.id for piece in open_copy(statement).corrected_text.pieces].index(
        find_line(statement, "We spoke at length")
    ) + 1
    admin_client.post(turns_url(statement), build_post(statement, **{f"after-{line}": str(last)}))
    assert statement.paragraphs.order_by("order").last().text.startswith("Our two countries")


def test_one_answer_says_of_all_turns_of_a_label_who_speaks(admin_client, admin_user):
    statement = create_draft(BRIEFING, admin_user)
    page = admin_client.get(turns_url(statement))
    prefix, form = find_credit(page, "MS. EXAMPLE")
    assert form is not None
    speaker = SpeakerFactory(name="Jane Example", sort_name="Example, Jane")
    key = next(one.key for one, _, _ in page.context["speaker_credits"] if one.first.label == "MS. EXAMPLE")
    fields = {f"{prefix}-key": key, f"{prefix}-who": "chosen", f"{prefix}-speaker": speaker.pk,
              f"{prefix}-kind": "speech", f"{prefix}-role": "Press Secretary"}  # fmt: skip
    admin_client.post(turns_url(statement), build_post(statement) | fields)
    assert statement.speeches.filter(speaker=speaker, role="Press Secretary").count() == 2


def test_a_new_speaker_is_made_only_when_an_editor_says_so(admin_client, admin_user):
    statement = create_draft(BRIEFING, admin_user)
    assert not Speaker.objects.filter(name__contains="Sample").exists()
    page = admin_client.get(turns_url(statement))
    prefix, _ = find_credit(page, "MR. SAMPLE")
    key = next(one.key for one, _, _ in page.context["speaker_credits"] if one.first.label == "MR. SAMPLE")
    fields = {f"{prefix}-key": key, f"{prefix}-who": "new", f"{prefix}-name": "John Sample", f"{prefix}-kind": "speech"}
    admin_client.post(turns_url(statement), build_post(statement) | fields)
    speaker = Speaker.objects.get(name="John Sample")
    assert (speaker.sort_name, statement.speeches.get(label="MR. SAMPLE").speaker) == ("Sample, John", speaker)
    admin_client.post(turns_url(statement), build_post(statement))
    assert Speaker.objects.filter(name="John Sample").count() == 1


def test_one_turn_is_given_to_somebody_else_than_its_label(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    line = find_line(statement, "Comrade Chairman")
    page = admin_client.get(f"{turns_url(statement)}?turn={line}")
    assert page.context["turn_form"].prefix == "turns-0"
    fields = {"turns-0-key": line, "turns-0-who": "unknown", "turns-0-kind": "speech",
              "turns-0-party": russia().pk, "turns-0-interpreted": "on"}  # fmt: skip
    admin_client.post(turns_url(statement), build_post(statement) | fields)
    speech = statement.speeches.last()
    assert (speech.speaker, speech.speaker_unknown, speech.party, speech.interpreted) == (None, True, russia(), True)


def test_a_choice_without_a_speaker_is_named_and_nothing_is_lost(admin_client, admin_user):
    statement = create_draft(BRIEFING, admin_user)
    page = admin_client.get(turns_url(statement))
    prefix, _ = find_credit(page, "MR. SAMPLE")
    key = next(one.key for one, _, _ in page.context["speaker_credits"] if one.first.label == "MR. SAMPLE")
    line = find_line(statement, "second one at noon")
    fields = {f"{prefix}-key": key, f"{prefix}-who": "chosen", f"{prefix}-kind": "speech", f"as-{line}": "stage"}
    answer = admin_client.post(turns_url(statement), build_post(statement) | fields)
    text = answer.content.decode()
    assert "Choose who speaks, or say that it is not known." in text
    assert '<option value="stage" selected>' in text


def test_questions_need_no_name_but_speeches_do(admin_client, admin_user):
    statement = create_draft(BRIEFING, admin_user)
    undecided = [sentence for _, sentence in admin_client.get(turns_url(statement)).context["undecided"]]
    assert undecided == ["Say who “MS. EXAMPLE” is.", "Say who “MR. SAMPLE” is."]


def test_an_imported_statement_comes_to_the_desk_with_the_turns_that_it_has(admin_client):
    statement = published()
    anchors = list(statement.paragraphs.order_by("order").values_list("anchor", "text"))
    page = admin_client.get(turns_url(statement))
    assert [row.piece.id for row in page.context["rows"]] == [anchor for anchor, _ in anchors]
    admin_client.post(
        turns_url(statement), build_post(statement, **{f"text-{anchors[0][0]}": anchors[0][1] + " Warmly."})
    )
    assert list(statement.paragraphs.order_by("order").values_list("anchor", "text")) == anchors
    publish_all(admin_client, statement, "A word was missing.")
    after = list(statement.paragraphs.order_by("order").values_list("anchor", "text"))
    assert [anchor for anchor, _ in after] == [anchor for anchor, _ in anchors]
    assert after[0][1].endswith("Warmly.")
    assert statement.revisions.count() == 2


def test_corrections_of_a_public_text_are_not_public_before_the_next_version(admin_client, admin_user, client):
    statement = create_ready_draft(TALKS, admin_user)
    publish_all(admin_client, statement)
    line = find_line(statement, "Our two countries")
    admin_client.post(
        turns_url(statement), build_post(statement, **{f"text-{line}": "Our two countries are old friends indeed."})
    )
    statement.refresh_from_db()
    assert b"old friends" not in client.get(statement.get_absolute_url()).content
    assert "not public yet" in admin_client.get(turns_url(statement)).content.decode()


def test_a_page_that_was_opened_before_somebody_saved_is_refused_and_shown_beside(admin_client, admin_user, client,
                                                                                  django_user_model):  # fmt: skip
    statement = create_ready_draft(TALKS, admin_user)
    line = find_line(statement, "Our two countries")
    opened_at = read_lock_version(statement)
    other = django_user_model.objects.create_superuser("colleague", first_name="Ada", last_name="Colleague")
    client.force_login(other)
    client.post(turns_url(statement), build_post(statement, **{f"text-{line}": "Theirs, about the two countries."}))
    mine = {"lock_version": opened_at, f"text-{line}": "Mine, about the two countries."}
    answer = admin_client.post(turns_url(statement), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Ada Colleague", "Mine, about the two countries.", "Theirs, about the two countries."):
        assert said in text
    assert open_copy(statement).corrections["pieces"][line]["text"] == "Theirs, about the two countries."
    again = dict(answer.context["kept"]) | {"lock_version": answer.context["lock_version"]}
    admin_client.post(turns_url(statement), again)
    assert open_copy(statement).corrections["pieces"][line]["text"] == "Mine, about the two countries."


def test_reading_again_with_a_better_grammar_shows_the_difference_and_keeps_what_a_hand_said(
    admin_client, admin_user, monkeypatch
):
    from django.urls import reverse

    from statements import transcripts
    from statements.editing.transcript import intake

    real = transcripts.read
    dull = lambda source, *rest, **named: real(  # noqa: E731 - as if the grammar had not known the second label
        source.replace(b"President of Russia Vladimir Putin: ", b""), *rest, **named
    )
    monkeypatch.setattr(intake.transcripts, "read", dull)
    statement = create_ready_draft(TALKS, admin_user)
    line = find_line(statement, "Our two countries")
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{line}": "stage"}))
    assert statement.speeches.count() == 1
    monkeypatch.setattr(intake.transcripts, "read", real)
    reread = reverse("admin:statements_statement_reread", args=[statement.pk])
    page = admin_client.get(reread).content.decode()
    assert "a turn begins (“President of Russia Vladimir Putin”, sure)" in page
    admin_client.post(reread, build_post(statement), follow=True)
    assert statement.speeches.count() == 2
    assert statement.paragraphs.get(text__startswith="Our two countries").kind == "stage"
    assert "There is nothing to change." in admin_client.get(reread).content.decode()


def test_the_page_asks_few_queries_however_many_turns_there_are(
    admin_client, admin_user, django_assert_max_num_queries
):
    create_people()
    statement = create_draft(
        BRIEFING + "\n\nQ    And then?\n\nMS. EXAMPLE: That is for the port to say.\n" * 60, admin_user
    )
    admin_client.get(turns_url(statement))
    with django_assert_max_num_queries(26):
        page = admin_client.get(turns_url(statement))
    assert page.content.decode().count('class="row ') > 120
    assert Statement.objects.get(pk=statement.pk).speeches.count() > 120


@pytest.mark.corpus
def test_a_round_of_a_real_briefing_is_measured(admin_client, admin_user, corpus, record_figure):
    statement = create_draft((corpus / "raw" / "18_wh_press_briefing.md").read_text(encoding="utf-8"), admin_user)
    page = admin_client.get(turns_url(statement))
    said = {f"as-{row.piece.id}": "" for row in page.context["rows"]}
    began = time.process_time()
    answer = admin_client.post(
        turns_url(statement), build_post(statement) | said | {f"as-{list(said)[40][3:]}": "stage"}
    )
    page = admin_client.get(turns_url(statement))
    seconds = time.process_time() - began
    assert answer.status_code == 302
    count = statement.speeches.count()
    assert count > 200
    record_figure(f"desk: a round of corrections of {count} turns, saved and shown: {seconds:.2f} s of processor")
