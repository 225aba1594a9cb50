"""Uploads: what is taken, what becomes of each record, what an interruption leaves."""

import csv
import io
import json
import os
import stat
import warnings
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from statements.jobs import tasks, uploads, worker
from statements.models import Job, Publisher, Statement
from tests.factories import EventFactory, PublisherFactory, StatementFactory, TopicFactory, published, putin, turn

pytestmark = pytest.mark.django_db
ADD = reverse("admin:statements_job_add")
TRANSCRIPT = """Statement on the river bridge

Transcript originally published by Office of the President.

President Ana Example: Good morning. The bridge over the river is open again, and we thank those who built it.

Question: When will the railway follow?

President Ana Example: In spring, when the water is low and the masons can work on the piers.
"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    monkeypatch.setattr(tasks, "spawn_worker", lambda: None)


def record(title="On the bridge", id="1", text=None, **fields):
    text = text or f"Good morning. {title}: the bridge over the river is open again."
    where = {"date": "2024-05-06", "speaker": "Ana Example", "country": "Russia"}
    return json.dumps({"id": id, "title": title, "text": text, **where, **fields})


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return out.getvalue()


def upload(admin_client, name, content, **said):
    content = content.encode() if isinstance(content, str) else content
    return admin_client.post(ADD, {"file": SimpleUploadedFile(name, content), **said})


def uploaded(admin_client, name, content, **said):
    response = upload(admin_client, name, content, **said)
    assert response.status_code == 302, response.content.decode()
    job = Job.objects.latest("pk")
    worker.run_jobs(wait=False)
    job.refresh_from_db()
    return job


def page(admin_client, job, **asked):
    return admin_client.get(reverse("admin:statements_job_change", args=[job.pk]), asked).content.decode()


def test_a_jsonl_file_is_imported_and_the_report_links_to_each_statement(admin_client):
    job = uploaded(admin_client, "two.jsonl", f"{record()}\n{record('On the railway', '2')}\n")
    assert (job.state, job.counts["added"]) == ("done", 2)
    statement = Statement.objects.get(title="On the railway")
    shown = page(admin_client, job)
    assert reverse("admin:statements_statement_checks", args=[statement.pk]) in shown
    assert "two.jsonl:2" in shown


def test_a_zip_of_transcripts_is_imported_file_by_file(admin_client):
    job = uploaded(admin_client, "talks.zip", zipped(one__txt=TRANSCRIPT, two__txt=TRANSCRIPT.replace("river", "lake"),
                                                     picture__png="no transcript"))  # fmt: skip
    assert job.counts["added"] == 2
    assert job.counts["skipped"] + job.counts["failed"] == 1
    assert {one["file"] for one in job.entries} == {"one.txt", "two.txt", "picture.png"}


def test_what_is_only_tried_writes_nothing(admin_client):
    job = uploaded(admin_client, "one.jsonl", record(), dry_run="on")
    assert job.counts["added"] == 1
    assert not Statement.objects.exists()
    assert "dry run: nothing is written" in page(admin_client, job)


def test_what_can_be_is_published_when_asked_for(admin_client):
    publisher = PublisherFactory(name="Office of the President")
    uploaded(admin_client, "one.jsonl", record(), publish="on", publisher=publisher.pk)
    assert Statement.objects.published().get().publisher == publisher


def test_the_report_names_what_an_added_statement_looks_like(admin_client):
    words = "The bridge over the river is open again and we thank the masons who worked on the piers all winter long."
    putin()
    uploaded(admin_client, "one.jsonl", record(text=words, speaker="Vladimir Putin"))
    again = record("Again", "2", text=f"Good morning. {words}", speaker="Vladimir Putin")
    job = uploaded(admin_client, "two.jsonl", again)
    assert "of its words, by the same speaker on the same day" in page(admin_client, job)


def test_the_whole_report_can_be_taken_away(admin_client):
    job = uploaded(admin_client, "one.jsonl", record("=cmd|' /C calc'!A0"))
    answer = admin_client.get(reverse("admin:statements_job_report", args=[job.pk]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert rows[0]["outcome"] == "added"
    assert rows[0]["title"].startswith("'=")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.jsonl", b"", "The submitted file is empty."),
        ("blank.jsonl", b"  \n ", "The file is empty."),
        ("music.mp3", b"ID3", "not a kind of file that can be read in bulk"),
        ("no.zip", b"plain text", "This is no zip archive, although its name says so."),
        ("no.csv", b"a\x00b", "This is no CSV file"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_once_in_words(admin_client, name, content, told):
    assert told in upload(admin_client, name, content).content.decode()
    assert not Job.objects.exists()


def test_a_file_too_large_is_refused_in_words(admin_client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    assert "at most 0 MB can be uploaded" in upload(admin_client, "one.jsonl", record()).content.decode()


def failed(admin_client, name, content):
    job = uploaded(admin_client, name, content)
    assert job.state == "failed"
    assert job.problem in page(admin_client, job).replace("&#x27;", "'")
    return job.problem


def test_a_damaged_zip_is_told(admin_client):
    whole = zipped(one__txt=TRANSCRIPT)
    assert "The zip archive is damaged" in failed(admin_client, "torn.zip", whole[: len(whole) // 2])


def test_a_zip_bomb_is_stopped_while_it_unpacks(admin_client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 1000)
    assert "is larger unpacked" in failed(admin_client, "bomb.zip", zipped(one__txt="0" * 2_000_000))


def test_too_many_files_are_told(admin_client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    assert "at most 1 are read" in failed(admin_client, "many.zip", zipped(one__txt="a", two__txt="b"))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../../evil__txt", "leads out of the archive (“..”)"),
        ("talks/../../evil__txt", "leads out of the archive (“..”)"),
        ("/etc/evil__txt", "begins at the root of a disk"),
        ("C:/evil__txt", "begins at the root of a disk"),
        ("..\\evil__txt", "backslashes"),
        ("a//evil__txt", "none that a file can have"),
        ("./evil__txt", "none that a file can have"),
        ("evil\x1b[31m__txt", "none that a file can have"),
        ("d/" * 30 + "evil__txt", "more than 20 folders deep"),
        ("evil" + "l" * 400 + "__txt", "longer than 400 characters"),
    ],
)
def test_a_member_that_points_outside_is_refused_by_name_and_the_rest_is_read(admin_client, tmp_path, name, why):
    job = uploaded(admin_client, "sly.zip", zipped(one__txt=TRANSCRIPT, **{name: TRANSCRIPT.replace("river", "lake")}))
    assert job.state == "done"
    assert not list(tmp_path.rglob("evil*"))
    assert Statement.objects.count() == 1
    [refused] = [entry for entry in job.entries if entry["outcome"] == "failed"]
    assert refused["file"].startswith(name.replace("__", ".")[:20])
    assert refused["reason"].startswith("Not unpacked. ") and why in refused["reason"]


@pytest.mark.parametrize(("mode", "what"), [(stat.S_IFLNK, "a link"), (stat.S_IFCHR, "no plain"), (stat.S_IFIFO, "no")])
def test_links_and_devices_of_a_zip_are_refused(admin_client, tmp_path, mode, what):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("one.txt", TRANSCRIPT)
        odd = zipfile.ZipInfo("evil.txt")
        odd.external_attr = (mode | 0o777) << 16
        archive.writestr(odd, "/etc/passwd")
    job = uploaded(admin_client, "links.zip", out.getvalue())
    assert [entry["outcome"] for entry in job.entries] == ["failed", "added"]
    assert f"It is {what}" in job.entries[0]["reason"]


def test_of_two_members_of_one_name_the_second_is_told(admin_client):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("one.txt", TRANSCRIPT)
        archive.writestr("one.txt", TRANSCRIPT.replace("river", "lake"))
        archive.writestr("one.txt/two.txt", TRANSCRIPT)
    job = uploaded(admin_client, "twice.zip", out.getvalue())
    assert [entry["outcome"] for entry in job.entries] == ["failed", "failed", "added"]
    assert "Another file of the archive has the same name." in job.entries[0]["reason"]
    assert Statement.objects.get().title == "Statement on the river bridge"


def test_a_zip_with_a_password_is_told(tmp_path):
    locked = bytearray(zipped(one__txt=TRANSCRIPT))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + flag] |= 1
    with pytest.raises(uploads.UploadRefused, match="password"):
        job = Job(pk=1, name="locked.zip")
        uploads.store(job, io.BytesIO(bytes(locked)))
        uploads.unpack(job)


def table(rows, **columns):
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_details_are_set_from_a_table(admin_client):
    statement, topic, event = StatementFactory(), TopicFactory(), EventFactory()
    publisher = Publisher.objects.create(name="TASS")
    job = uploaded(
        admin_client, "details.csv",
        table([{"uid": statement.uid, "title": "A better title", "date": "18 June 2024", "kind": "Remarks",
                "publisher": "tass", "event": event.name, "topics": topic.path, "place": ""}]),
    )  # fmt: skip
    assert job.counts["updated"] == 1, job.entries
    place = statement.place
    statement.refresh_from_db()
    assert (statement.title, statement.date, statement.kind) == ("A better title", "2024-06-18", "remarks")
    assert (statement.publisher, statement.event, list(statement.topics.all())) == (publisher, event, [topic])
    assert (statement.slug, statement.place) == ("a-better-title", place)
    history = admin_client.get(reverse("admin:statements_statement_history", args=[statement.pk])).content.decode()
    assert "Table details.csv" in history


def test_a_public_statement_gets_a_version_with_the_reason_of_its_row(admin_client):
    statement = published()
    row = {"permalink": f"https://archive.example/s/{statement.uid}/x/", "place": "Rason", "reason": "Place corrected."}
    uploaded(admin_client, "details.csv", table([row]))
    assert statement.revisions.first().reason == "Place corrected."
    assert statement.revisions.first().snapshot["place"] == "Rason"


def test_the_same_table_again_changes_nothing(admin_client):
    statement = published()
    sheet = table([{"uid": statement.uid, "place": "Rason"}])
    uploaded(admin_client, "details.csv", sheet)
    assert uploaded(admin_client, "details.csv", sheet).counts["unchanged"] == 1
    assert statement.revisions.count() == 2


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"uid": "zzzzzzz", "title": "x"}, "No statement has the uid or permalink"),
        ({"uid": "", "title": "x"}, "No statement has the uid or permalink"),
        ({"date": "the day after"}, "date:"),
        ({"kind": "gossip"}, "kind: “gossip” is none of"),
        ({"publisher": "Nobody"}, "publisher: “Nobody” is not in the archive"),
        ({"topics": "security;nothing"}, "topics: “nothing” is not in the archive"),
        ({"source_url": "no address"}, "is no web address"),
        ({"title": "x" * 600}, "at most 500 characters"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_leaves_its_statement_alone(admin_client, row, told):
    TopicFactory()
    statement = StatementFactory()
    job = uploaded(admin_client, "details.csv", table([{"uid": statement.uid, **row}]))
    assert job.counts["failed"] == 1
    assert told in job.entries[0]["reason"]
    before = statement.lock_version
    statement.refresh_from_db()
    assert statement.lock_version == before


def test_what_is_withdrawn_is_passed_over(admin_client):
    statement = StatementFactory(status="withdrawn", withdrawn_reason="Twice.")
    job = uploaded(admin_client, "details.csv", table([{"uid": statement.uid, "title": "x"}]))
    assert (job.counts["skipped"], job.entries[0]["reason"]) == (1, "It is withdrawn.")


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("title,date\nA,2024\n", "No column says which statement a row is about"),
        ("uid,colour\nx,red\n", "Unknown columns: colour"),
    ],
)
def test_a_table_with_other_columns_is_refused_in_words(admin_client, sheet, told):
    assert told in failed(admin_client, "details.csv", sheet)


class Killed(BaseException):
    """The worker dies here: nothing after it runs, as nothing does after SIGKILL."""


def die_when(report, *, entries):
    """Let the worker die as soon as so many records are committed, before it reports the last of them."""

    def add(entry, **_):
        if len(report.entries) + 1 >= entries:
            raise Killed
        report.entries.append(report._prepare(entry))

    report.add = add


def interrupt(entries):
    """Run the job that waits with a worker that dies once it has written so many records."""
    with worker.claim_job() as job:
        report = worker.open_report(job)
        die_when(report, entries=entries)
        with pytest.raises(Killed):
            worker.call_task(job, report, worker.Heartbeat(job))


@pytest.mark.parametrize("deaths", [[1], [2], [3], [1, 2], [2, 1]])
def test_the_report_of_an_interrupted_job_tells_what_it_has_written(admin_client, deaths):
    upload(admin_client, "three.jsonl", "\n".join(record(f"Talk {n}", str(n)) for n in (1, 2, 3)))
    for entries in deaths:
        interrupt(entries)
    assert worker.run_jobs(wait=False) == 1
    job = Job.objects.get()
    assert Statement.objects.count() == 3
    assert (job.state, job.tries, job.counts["added"], job.counts["unchanged"]) == ("done", len(deaths) + 1, 3, 0)
    assert [entry["line"] for entry in job.entries] == [1, 2, 3]
    assert not job.kept_entries.exists()


def test_the_report_of_an_interrupted_table_tells_what_it_has_written(admin_client):
    statements = [StatementFactory(), StatementFactory()]
    upload(admin_client, "details.csv", table([{"uid": s.uid, "place": "Rason"} for s in statements]))
    interrupt(1)
    worker.run_jobs(wait=False)
    job = Job.objects.get()
    assert (job.counts["updated"], job.counts["unchanged"]) == (2, 0)


def test_what_an_interrupted_job_has_written_is_not_done_again(admin_client):
    """The second record is the first in other words: from its beginning anew, the two would change places twice."""
    first, second = record("Talk", "1"), record("Talk", "1", text="Good evening. We have spoken of the railway.")
    upload(admin_client, "two.jsonl", f"{first}\n{second}\n", publish="on", publisher=PublisherFactory().pk)
    interrupt(2)
    worker.run_jobs(wait=False)
    job = Job.objects.get()
    assert [entry["outcome"] for entry in job.entries] == ["added", "updated"]
    assert Statement.objects.get().revisions.count() == 2


def test_a_job_that_is_given_up_tells_what_it_has_written(admin_client, monkeypatch):
    monkeypatch.setattr(worker, "MAX_TRIES", 1)
    upload(admin_client, "two.jsonl", f"{record()}\n{record('On the railway', '2')}\n")
    interrupt(1)
    worker.run_jobs(wait=False)
    job = Job.objects.get()
    assert (job.state, job.counts["added"], Statement.objects.count()) == ("failed", 1, 1)
    assert "The worker ended 1 times" in job.problem


def test_a_job_of_a_living_worker_is_left_to_it(admin_client):
    upload(admin_client, "one.jsonl", record())
    with worker.claim_job() as job, worker.claim_job() as again:
        assert (job.state, again) == ("running", None)


def test_a_job_whose_worker_died_is_taken_at_once(admin_client):
    upload(admin_client, "one.jsonl", record())
    with worker.claim_job() as dying:
        pass
    with worker.claim_job() as job:
        assert (job.pk, job.tries) == (dying.pk, 2)


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("away", [timedelta(0), timedelta(hours=-1), timedelta(hours=1)])
def test_a_worker_is_not_dead_because_the_clock_was_set(admin_client, away):
    upload(admin_client, "one.jsonl", record())
    clock = Seconds()
    silences = worker.Silences(clock)
    with worker.claim_job():
        Job.objects.update(seen_at=timezone.now() + away)
        for _ in range(5):
            with worker.claim_job(silences) as other:
                assert other is None
            clock.now += worker.MAX_SILENCE / 2
            Job.objects.update(seen_at=F("seen_at") + timedelta(seconds=1))  # its heartbeat


@pytest.mark.parametrize("away", [timedelta(0), timedelta(hours=1)], ids=["silent", "clock set back"])
def test_a_worker_taken_for_dead_writes_nothing_any_more(admin_client, away):
    upload(admin_client, "one.jsonl", record())
    clock = Seconds()
    silences = worker.Silences(clock)
    with worker.claim_job() as slow:
        report = worker.open_report(slow)
        Job.objects.update(seen_at=timezone.now() + away)
        with worker.claim_job(silences) as none:
            assert none is None
        clock.now += worker.MAX_SILENCE + 1
        with worker.claim_job(silences) as other:
            with pytest.raises(worker.JobLost):
                worker.call_task(slow, report, worker.Heartbeat(slow))
            assert not Statement.objects.exists()
            worker.end_job(slow, "failed", problem="too late")
            other.refresh_from_db()
            assert (other.state, other.problem) == ("running", "")
            heartbeat = worker.Heartbeat(slow)
            heartbeat.beat()
            assert heartbeat.stop


def test_what_a_worker_left_of_a_job_that_is_over_is_deleted(admin_client, settings):
    upload(admin_client, "one.jsonl", record())
    Job.objects.update(state="done")
    waiting = uploads.get_folder(Job(pk=Job.objects.get().pk + 1))
    abandoned = uploads.get_folder(Job(pk=Job.objects.get().pk + 2))
    for folder in (waiting, abandoned):
        folder.mkdir()
    os.utime(abandoned, (0, 0))
    worker.run_jobs(wait=False)
    assert list((settings.MEDIA_ROOT / "jobs").iterdir()) == [waiting]


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(admin_client):
    upload(admin_client, "one.jsonl", record())
    Job.objects.update(tries=3)
    worker.run_jobs(wait=False)
    assert "The worker ended 3 times" in Job.objects.get().problem


def test_a_job_is_stopped_between_two_records(admin_client):
    upload(admin_client, "one.jsonl", record())
    job = Job.objects.get()
    assert "Stop after the current record" in page(admin_client, job)
    admin_client.post(reverse("admin:statements_job_change", args=[job.pk]))
    with worker.claim_job() as job:
        heartbeat = worker.Heartbeat(job)
        heartbeat.beat()
    assert heartbeat.stop
    assert "it stops after the current record" in page(admin_client, job)


def test_what_was_uploaded_is_deleted_when_the_job_is_over(admin_client):
    job = uploaded(admin_client, "one.jsonl", record())
    assert not uploads.get_folder(job).exists()


def test_an_upload_that_is_gone_is_told(admin_client):
    upload(admin_client, "one.jsonl", record())
    uploads.delete(Job.objects.get())
    worker.run_jobs(wait=False)
    assert "not there any more" in Job.objects.get().problem


def test_the_progress_is_asked_for_until_the_job_is_over(admin_client):
    upload(admin_client, "one.jsonl", record())
    job = Job.objects.get()
    address = reverse("admin:statements_job_progress", args=[job.pk])
    assert "every 2s" in admin_client.get(address).content.decode()
    worker.run_jobs(wait=False)
    assert admin_client.get(address)["HX-Refresh"] == "true"


def test_the_command_carries_out_what_waits(admin_client, capsys):
    upload(admin_client, "one.jsonl", record())
    call_command("run_jobs", no_wait=True)
    assert "1 carried out." in capsys.readouterr().out
    assert Job.objects.get().state == "done"


def test_the_first_statements_of_a_speaker_are_not_alike_to_others(admin_client):
    published([turn(putin(), "A few words.")])
    job = uploaded(admin_client, "one.jsonl", record())
    assert job.entries[0]["outcome"] == "added"
