"""Every message that is given before publishing: what, where, what to do, and whether it can be overruled."""

import pytest

from statements.editing.steps.publication_checks import CHECKS, list_unresolved, run_checks
from statements.models import Statement, TreatyMention
from statements.models.treaty import MentionRelation
from tests.editing.desk import (
    build_post,
    checks_url,
    create_draft,
    create_ready_draft,
    details_url,
    find_line,
    open_copy,
    publish_all,
    turns_url,
)
from tests.editing.desk_texts import BRIEFING, TALKS
from tests.factories import PartyFactory, PublisherFactory, SpeakerFactory, TermFactory, TreatyFactory, putin

pytestmark = pytest.mark.django_db


def found(statement) -> dict:
    return {finding.code: finding for finding in run_checks(open_copy(statement))}


def assert_blocks(admin_client, statement, code: str, what: str, address: str) -> None:
    """The finding is there with its words, leads to its spot, and keeps the statement from being published."""
    finding = found(statement)[code]
    assert what in finding.problem
    assert finding.remedy and finding.place
    assert finding.address.startswith(address)
    assert admin_client.get(finding.address.partition("#")[0]).status_code == 200
    page = publish_all(admin_client, statement)
    assert "It is not published" in page.content.decode()
    assert what in page.context["blocking"][0].problem or any(what in one.problem for one in page.context["blocking"])
    assert not Statement.objects.get(pk=statement.pk).is_public


def assert_warns(admin_client, statement, code: str, what: str) -> None:
    """The finding is there with its words; publishing needs a word against it, and the word is kept."""
    finding = found(statement)[code]
    assert what in finding.problem
    assert not finding.blocks
    assert admin_client.get(finding.address.partition("#")[0]).status_code == 200
    refused = admin_client.post(checks_url(statement), build_post(statement, action="publish", reason="Now."))
    assert "It is not published" in refused.content.decode()
    publish_all(admin_client, statement)
    assert Statement.objects.get(pk=statement.pk).is_public
    kept = open_copy(statement).intake.overruled[finding.key]
    assert (kept["word"], kept["by"]) == ("Looked at.", "admin")


def test_a_statement_in_order_only_warns_of_the_footer(admin_user):
    assert set(found(create_ready_draft(TALKS, admin_user))) == {"footer-dropped"}


def test_no_title(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user, title="Untitled transcript")
    assert_blocks(admin_client, statement, "no-title", "It has no title.", details_url(statement))


def test_no_date(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user, date="")
    assert_blocks(admin_client, statement, "no-date", "It has no date.", details_url(statement))


def test_no_publisher(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user, publisher=None)
    assert_blocks(admin_client, statement, "no-publisher", "It has no publisher.", details_url(statement))


def test_no_speech(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    paragraphs = [piece.id for piece in open_copy(statement).reading.pieces if piece.is_paragraph]
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{id}": "drop" for id in paragraphs}))
    assert_blocks(admin_client, statement, "no-speech", "It has no speech.", turns_url(statement))


def test_an_empty_paragraph(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    line = find_line(statement, "Our two countries")
    admin_client.post(turns_url(statement), build_post(statement, **{f"text-{line}": " "}))
    assert_blocks(admin_client, statement, "empty-paragraph", "A paragraph has no text.", turns_url(statement))
    assert line in found(statement)["empty-paragraph"].address


def test_a_speech_with_neither_speaker_nor_unknown(admin_client, admin_user):
    statement = create_draft(BRIEFING, admin_user, publisher=PublisherFactory(), date="2024-03-05")
    assert_blocks(admin_client, statement, "no-speaker", "The speaker is not decided", turns_url(statement))
    codes = [finding.code for finding in run_checks(open_copy(statement))]
    assert codes.count("no-speaker") == 2


def test_an_unresolved_ask(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    reading = statement.intake.reading
    next(piece for piece in reading["pieces"] if "Comrade Chairman" in piece["text"])["opening"]["certainty"] = "ask"
    statement.intake.save()
    assert_blocks(admin_client, statement, "unresolved-ask", "It is not certain that", turns_url(statement))
    line = find_line(statement, "Comrade Chairman")
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{line}": "turn"}))
    assert "unresolved-ask" not in found(statement)


def test_a_licence_that_forbids_the_full_text(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    publisher = statement.publisher
    publisher.shows_full_text = False
    publisher.save()
    address = f"/admin/statements/publisher/{publisher.pk}/"
    assert_blocks(admin_client, statement, "full-text", "forbids showing the full text", address)


def test_a_term_that_does_not_cover_the_date(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user, date="2011-05-01")
    assert_warns(admin_client, statement, "term-date", "covers 1 May 2011")


def test_a_party_that_does_not_cover_the_date(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    union = PartyFactory(code="SUN", name="Soviet Union", start="1922-12-30", end="1991-12-26")
    line = find_line(statement, "Comrade Chairman")
    one = {"turns-0-key": line, "turns-0-kind": "speech", "turns-0-party": union.pk, "turns-0-name": ""}
    admin_client.post(turns_url(statement), build_post(statement) | one | {"turns-0-speaker": putin().pk})
    assert_warns(admin_client, statement, "party-date", "Soviet Union did not exist on 19 June 2024.")


def test_in_force_before_signature(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    treaty = TreatyFactory(signed="2024-06-19", in_force="2023")
    TreatyMention.objects.create(statement=statement, treaty=treaty)
    assert_warns(admin_client, statement, "in-force", "would be in force before it was signed.")


def test_said_to_enter_into_force_before_it_was_signed(admin_user):
    statement = create_ready_draft(TALKS, admin_user, date="2024-01-01")
    treaty = TreatyFactory(signed="2024-06-19")
    TreatyMention.objects.create(statement=statement, treaty=treaty, relation=MentionRelation.ENTERS_INTO_FORCE)
    assert "in-force" in found(statement)


def test_looks_like_a_duplicate(admin_client, admin_user):
    first = create_ready_draft(TALKS, admin_user)
    statement = create_ready_draft(TALKS, admin_user, title="The same again")
    assert first.uid in found(statement)["duplicate"].place
    assert_warns(admin_client, statement, "duplicate", "has the same raw text.")


def test_a_footer_that_was_dropped(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    assert_warns(admin_client, statement, "footer-dropped", "3 lines at the end were left out")


def test_a_footer_whose_lines_were_kept_is_not_asked_about(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    lines = [find_line(statement, words) for words in ("Recent Posts", "Contact Us", "Translate »")]
    admin_client.post(turns_url(statement), build_post(statement, **{f"as-{line}": "own" for line in lines}))
    assert "footer-dropped" not in found(statement)


def test_a_name_that_somebody_of_another_party_bears(admin_client, admin_user):
    namesake = SpeakerFactory(name="Jan Novak", sort_name="Novak, Jan")
    TermFactory(speaker=namesake, party=PartyFactory(code="CZE", name="Czechia"), title="Minister of Health")
    text = TALKS.replace("Vladimir Putin: C", "Jan Novak: C")
    statement = create_ready_draft(text, admin_user)
    codes = {finding.code for finding in run_checks(open_copy(statement))}
    assert "speaker-doubt" in codes
    finding = found(statement)["speaker-doubt"]
    assert "is also the name of a speaker of Czechia" in finding.problem
    assert not finding.blocks


def test_a_word_against_a_warning_is_kept_and_can_be_taken_back(admin_client, admin_user):
    statement = create_ready_draft(TALKS, admin_user)
    key = found(statement)["footer-dropped"].key
    admin_client.post(checks_url(statement), build_post(statement) | {f"word-{key}": "Furniture indeed."})
    desk = open_copy(statement)
    assert list_unresolved(desk, run_checks(desk)) == []
    admin_client.post(checks_url(statement), build_post(statement) | {f"word-{key}": ""})
    desk = open_copy(statement)
    assert len(list_unresolved(desk, run_checks(desk))) == 1


def test_every_rule_is_named_for_what_it_finds():
    assert len({rule.__name__ for rule in CHECKS}) == len(CHECKS) == 14
