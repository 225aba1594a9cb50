"""The tasks: the shape of Django's later tasks API over the table of jobs."""

import io

import pytest

from statements.jobs import tasks, worker
from statements.jobs.tasks import TaskResultDoesNotExist, TaskResultStatus
from statements.jobs.upload_tasks import TASKS, import_transcripts, set_details
from statements.models import Job, Statement
from statements.models.job import JobKind, JobState

pytestmark = pytest.mark.django_db
TABLE = b"uid,title\n0bc1234,Another title\n"


@pytest.fixture(autouse=True)
def started(settings, tmp_path, monkeypatch) -> list[bool]:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    calls: list[bool] = []
    monkeypatch.setattr(tasks, "spawn_worker", lambda: calls.append(True))
    return calls


def test_every_kind_of_job_has_a_task():
    assert set(TASKS) == set(JobKind)


def test_a_task_is_enqueued_with_its_arguments_and_a_worker_is_started(
    started, admin_user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        result = set_details.enqueue(io.BytesIO(TABLE), name="details.csv", author=admin_user, dry_run=True)
    assert started == [True]
    assert (result.status, result.is_finished, result.kwargs) == (TaskResultStatus.READY, False, {"dry_run": True})
    job = Job.objects.get(pk=result.id)
    assert (job.kind, job.name, job.author, job.size) == (JobKind.METADATA, "details.csv", admin_user, len(TABLE))


def test_the_result_tells_how_far_it_is():
    result = set_details.enqueue(io.BytesIO(TABLE), name="details.csv")
    with worker.claim_job() as job:
        result.refresh()
        assert (result.status, result.attempts, result.worker_ids) == (TaskResultStatus.RUNNING, 1, [job.worker])
        worker.run_job(job)
    result.refresh()
    assert (result.status, result.is_finished, result.errors) == (TaskResultStatus.SUCCESSFUL, True, [])
    assert result.finished_at >= result.enqueued_at


def test_a_result_that_failed_says_why():
    result = import_transcripts.enqueue(io.BytesIO(b"PK no zip"), name="broken.zip")
    worker.run_jobs(wait=False)
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert "damaged" in result.errors[0]
    assert not Statement.objects.exists()


def test_a_job_that_an_editor_stopped_has_not_succeeded():
    result = set_details.enqueue(io.BytesIO(TABLE), name="details.csv")
    Job.objects.update(state=JobState.STOPPED)
    result.refresh()
    assert (result.status, result.errors) == (TaskResultStatus.FAILED, ["An editor stopped it."])


def test_a_result_is_found_by_its_id_and_task_alone():
    result = set_details.enqueue(io.BytesIO(TABLE), name="details.csv")
    assert set_details.get_result(result.id).job == result.job
    for other, wanted in ((import_transcripts, result.id), (set_details, "0"), (set_details, "no number")):
        with pytest.raises(TaskResultDoesNotExist):
            other.get_result(wanted)
