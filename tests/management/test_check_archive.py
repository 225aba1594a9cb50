import pytest
from django.core.management import call_command
from django.db import connection

from statements.ingest.writing import ParagraphDraft, SpeechDraft, write_speeches
from statements.models import (
    Paragraph,
    Party,
    Permalink,
    Publisher,
    Revision,
    Source,
    Speaker,
    Speech,
    Statement,
    StatementSpeaker,
)
from statements.publishing import consistency, publish
from statements.search.contract.requests import SearchRequest
from statements.search.engine import get_engine
from statements.search.indexing.updating import update_index
from statements.search.language import parse_query

pytestmark = pytest.mark.django_db


@pytest.fixture
def talks(index) -> Statement:
    """Published and indexed."""
    russia = Party.objects.create(code="RUS", kind="state", name="Russia")
    publisher = Publisher.objects.create(name="President of Russia", party=russia)
    source = Source.from_bytes(b"The talks were long.", name="talks.txt", format="txt")
    statement = Statement.objects.create(
        title="Talks", date="2024-06-19", publisher=publisher, raw_sha256=source.sha256
    )
    putin = Speaker.objects.create(name="Vladimir Putin")
    write_speeches(statement, [SpeechDraft([ParagraphDraft("The talks were long.")], speaker=putin, party=russia)])
    source.statement = statement
    source.save()
    publish(statement, "Published.")
    update_index([statement.pk])
    return statement


def check(capsys, *arguments: str) -> tuple[int, str]:
    try:
        call_command("check_archive", *arguments)
    except SystemExit as status:
        return int(status.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_a_sound_archive_is_all_well(talks, capsys):
    status, said = check(capsys, "--deep")
    assert status == 0
    assert said.count("all well") == len(consistency.CHECKS) + len(consistency.DEEP_CHECKS) + 1


def test_a_wrong_count_is_found_and_mended(talks, capsys):
    Statement.objects.update(speech_count=7)
    status, said = check(capsys)
    assert status == 1
    assert f"{talks.uid}: Counted 7 speeches" in said
    assert check(capsys, "--repair")[0] == 0
    assert Statement.objects.get().speech_count == 1
    assert check(capsys)[0] == 0


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda: Revision.objects.all().delete(), "It is public and has no revision."),
        (lambda: Revision.objects.update(sha256="0" * 64), "The snapshot of version 1 is not what its SHA-256 says."),
        (lambda: Revision.objects.update(compressed=b"x"), "The snapshot of version 1 is not what its SHA-256 says."),
        (lambda: Source.objects.update(sha256="0" * 64), "Its raw text is not what its SHA-256 says."),
        (lambda: Statement.objects.update(raw_sha256="0" * 64), "It names another raw text than it has."),
        (lambda: Paragraph.objects.all().delete(), "Speech 1 has no paragraph."),
        (lambda: Paragraph.objects.update(order=9), "Its 1 paragraphs are numbered up to 9."),
        (lambda: StatementSpeaker.objects.all().delete(), "A speaker of its speeches is missing"),
        (lambda: Speech.objects.update(party=None), "Its list of parties has one who is in none of its speeches."),
    ],
)
def test_each_harm_is_found(talks, capsys, harm, said):
    harm()
    status, text = check(capsys)
    assert status == 1
    assert said in text


def test_words_changed_behind_the_last_version_are_found_by_the_deep_check(talks, capsys):
    Paragraph.objects.update(text="Other words.")
    assert check(capsys)[0] == 0
    status, said = check(capsys, "--deep")
    assert status == 1
    assert "last version" in said


def test_a_statement_missing_in_the_index_is_found_and_indexed(talks, capsys):
    call_command("clear_index", interactive=False, verbosity=0)
    status, said = check(capsys)
    assert status == 1
    assert f"{talks.uid}: Is published and not in the index." in said
    assert check(capsys, "--repair")[0] == 0
    assert check(capsys)[0] == 0
    assert get_engine().search(SearchRequest(query=parse_query("talks").query)).total == 1


def test_a_statement_withdrawn_behind_the_indexs_back_is_taken_out(talks, capsys):
    Statement.objects.update(status="withdrawn", withdrawn_reason="By request.")
    status, said = check(capsys)
    assert status == 1
    assert f"{talks.uid}: Is in the index and not public." in said
    check(capsys, "--repair")
    assert get_engine().search(SearchRequest(query=parse_query("talks").query)).total == 0


def test_a_damaged_index_is_built_anew(talks, index, capsys):
    for segment in index.glob("MAIN_*.arrays"):
        segment.write_bytes(b"no arrays")
    status, said = check(capsys)
    assert status == 1
    assert "cannot be read" in said
    assert check(capsys, "--repair")[0] == 0
    assert get_engine().search(SearchRequest(query=parse_query("talks").query)).total == 1


def test_what_is_no_web_address_and_leads_out_of_the_archive_is_found(talks, capsys):
    with connection.cursor() as cursor:  # as a version wrote it that did not refuse it yet
        cursor.execute("UPDATE statements_statement SET source_url = 'javascript:alert(1)'")
        cursor.execute("UPDATE statements_publisher SET home_url = 'ftp://example.org/'")
    Permalink.objects.bulk_create(
        [Permalink(address="s/0bc1234", target="/s/1bc1234/"), Permalink(address="s/2bc1234", target="//evil.example/")]
    )
    status, said = check(capsys)
    assert status == 1
    assert "addresses: 3 found" in said
    assert "address at the publisher “javascript:alert(1)” is no web address" in said
    assert "home page “ftp://example.org/” is no web address" in said
    assert "It leads to “//evil.example/”, which is no page of the archive." in said
