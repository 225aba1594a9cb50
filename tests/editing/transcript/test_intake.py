"""A transcript comes in by paste or upload: stored untouched, read, or refused with a sentence."""

import hashlib
import io
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from statements.editing.transcript import intake
from statements.models import Intake, Source, Statement
from statements.transcripts.model import UnreadableTranscript
from tests.editing.desk import create_people, open_copy
from tests.editing.desk_texts import TALKS
from tests.factories import PublisherFactory

pytestmark = pytest.mark.django_db
ADD = reverse("admin:statements_statement_add")


def upload(client, name: str, content: bytes):
    return client.post(ADD, {"text": "", "file": SimpleUploadedFile(name, content)})


def docx(*paragraphs: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def test_a_pasted_text_is_stored_untouched_and_becomes_a_draft_with_its_turns(admin_client):
    create_people()
    response = admin_client.post(ADD, {"text": TALKS.replace("\n", "\r\n"), "publisher": PublisherFactory().pk})
    statement = Statement.objects.get()
    assert response["Location"] == reverse("admin:statements_statement_turns", args=[statement.pk])
    assert statement.source.raw == TALKS.encode()
    assert statement.raw_sha256 == statement.source.sha256 == hashlib.sha256(TALKS.encode()).hexdigest()
    assert [(speech.speaker.name, speech.party.code) for speech in statement.speeches.all()] == [
        ("Kim Jong-un", "PRK"),
        ("Vladimir Putin", "RUS"),
    ]
    assert statement.title == "Press statements following Russia-DPRK talks"
    assert (statement.status, statement.publisher.name) == ("draft", "President of Russia")
    assert statement.intake.begun_by.username == "admin"


def test_a_publisher_is_known_by_the_address_of_the_page(admin_client):
    kremlin = PublisherFactory()
    admin_client.post(ADD, {"text": TALKS, "source_url": "http://en.kremlin.ru/events/president/transcripts/1"})
    statement = Statement.objects.get()
    assert (statement.publisher, statement.source_key) == (kremlin, "url:en.kremlin.ru/events/president/transcripts/1")


def test_without_javascript_the_publisher_is_typed(admin_client):
    PublisherFactory()
    PublisherFactory(name="President of France", home_url="https://www.elysee.fr/")
    admin_client.post(ADD, {"text": TALKS, "publisher-typed": "president of russia"})
    assert Statement.objects.get().publisher.name == "President of Russia"
    response = admin_client.post(ADD, {"text": TALKS, "publisher-typed": "President"})
    assert "“President” matches several: President of France; President of Russia" in response.content.decode()
    assert 'value="President"' in response.content.decode()
    assert admin_client.post(ADD, {"text": TALKS, "publisher": "9; drop"}).status_code == 200
    response = admin_client.post(ADD, {"text": TALKS, "publisher-typed": "Nobody"})
    assert "No publisher matches “Nobody”" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talks.txt", TALKS.encode()),
        ("talks.txt", TALKS.encode("utf-16")),
        ("talks.md", f"---\ntitle: Talks\n---\n\n{TALKS}".encode()),
        ("talks.html", b"<html><body><h1>Talks</h1><p>Mr. Sample: Good day to you all.</p></body></html>"),
        ("talks.docx", docx("Talks", "Mr. Sample: Good day to you all.")),
        ("talks.jsonl", b'{"title": "Talks", "date": "2024-06-19", "text": "Mr. Sample: Good day to you all."}\n'),
        ("misnamed.txt", docx("Talks", "Mr. Sample: Good day to you all.")),
    ],
)
def test_files_are_read_by_what_they_hold(admin_client, name, content):
    assert upload(admin_client, name, content).status_code == 302
    statement = Statement.objects.get()
    assert statement.source.raw == content
    assert statement.speech_count >= 1


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\x00" * 200_000_000)
    return out.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    ) + b"]><TEI><text><body><p>&j;</p></body></text></TEI>"
)  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bomb.docx", bomb(), "would unpack to 200 MB"),
        ("entities.xml", ENTITIES, "entit"),
        ("locked.docx", OLE, "password"),
        ("cut.docx", docx("Talks")[:-400], "damaged"),
        ("letter.zip", zlib.compress(b"x"), "NUL|text|encoding"),
        ("talks.txt.gz", b"\x1f\x8b\x08\x00" + bytes(20), "gzip archive: unpack it"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "not a text but a picture"),
        ("broken.pdf", b"%PDF-1.4 nothing in it", "PDF"),
        ("many.jsonl", b'{"text": "A: b"}\n{"text": "C: d"}\n', "2 records"),
        ("empty.txt", b"  \n ", "no text in it"),
        ("long.txt", b"x\n" * 70_000, "more than 60,000 lines"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_leaves_nothing_behind(admin_client, name, content, said):
    import re

    response = upload(admin_client, name, content)
    assert response.status_code == 200
    errors = " ".join(response.context["form"].errors.get("file", []))
    assert re.search(said, errors), errors
    assert not Statement.objects.exists()
    assert not Source.objects.exists()
    assert not Intake.objects.exists()


def test_a_large_file_is_refused_by_its_size_before_it_is_read(admin_client):
    response = upload(admin_client, "large.txt", b"word " * (3 * 2**20))
    assert "15.0 MB; a transcript may have at most 10 MB" in response.content.decode()


def test_an_upload_of_fifty_megabytes_is_answered_with_a_sentence():
    file = SimpleUploadedFile("film.pdf", b"")
    file.size = 50 * 2**20
    with pytest.raises(UnreadableTranscript, match="50.0 MB; a transcript may have at most 10 MB"):
        intake.receive_upload(file)


def test_neither_text_nor_file_or_both_is_said(admin_client):
    assert "Paste a text or choose a file." in admin_client.post(ADD, {"text": " "}).content.decode()
    both = {"text": TALKS, "file": SimpleUploadedFile("a.txt", b"A: b")}
    assert "not both" in admin_client.post(ADD, both).content.decode()


def test_a_text_that_is_no_transcript_is_kept_and_said_to_be_none(admin_client):
    create_people()
    listing = "\n".join(f"{day} June 2024 Meeting with ministers, no {day}" for day in range(1, 60))
    response = admin_client.post(ADD, {"text": listing}, follow=True)
    assert response.status_code == 200
    statement = Statement.objects.get()
    assert statement.source.raw.decode() == listing
    assert len(open_copy(statement).reading.pieces) >= 1


def test_contributors_without_the_permission_cannot_add(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    assert client.get(ADD).status_code == 403
