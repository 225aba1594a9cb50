"""Uploads at the desk, carried out in the background."""

from __future__ import annotations

import io
import json

from ..made_records import make_records

RECORDS = 12


class Jobs:
    template = "filled"

    def prepare(self) -> None:
        pass

    def run(self) -> None:
        """Upload a file of records and a table of details, unless they have been uploaded, and carry them out."""
        from statements.jobs import tasks, worker
        from statements.jobs.upload_tasks import import_transcripts, set_details
        from statements.models import Job, Statement

        tasks.spawn_worker = lambda: None
        if not Job.objects.filter(name="records.jsonl").exists():
            lines = "".join(f"{json.dumps(record)}\n" for record in make_records("straits", RECORDS))
            import_transcripts.enqueue(io.BytesIO(lines.encode()), name="records.jsonl", publish=True)
        if not Job.objects.filter(name="details.csv").exists():
            uids = Statement.objects.filter(title__contains="river").order_by("title").values_list("uid", flat=True)
            rows = "".join(f"{uid},Geneva\n" for uid in uids)
            set_details.enqueue(io.BytesIO(f"uid,place\n{rows}".encode()), name="details.csv", may_publish=True)
        worker.run_jobs(wait=False)
