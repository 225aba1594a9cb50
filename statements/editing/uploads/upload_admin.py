"""Uploads of many records: the form, the progress while they are worked on, and the report that is kept."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from statements.editing.forms.record_choices import choice_of
from statements.editing.roles.worklists import PUBLISH
from statements.ingest.report import Entry, Outcome
from statements.jobs import uploads
from statements.jobs.details_table import COLUMNS
from statements.jobs.tasks import UNFINISHED
from statements.jobs.upload_tasks import TASKS
from statements.models import Job, Statement

UPLOAD = "statements.import_statements"
PER_PAGE = 100


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="Transcripts: a .jsonl file, a .zip of transcripts in any format, or a single one. Details: a .csv "
        f"with a row for each statement; its columns may be {', '.join(COLUMNS)}.",
        widget=forms.FileInput(
            attrs={"accept": ".jsonl,.ndjson,.gz,.zip,.csv,.txt,.vtt,.srt,.md,.html,.docx,.pdf,.xml"}
        ),
    )  # fmt: skip
    dry_run = forms.BooleanField(
        required=False, label="Only try it",
        help_text="Nothing is written; the report says what would become of every record.",
    )  # fmt: skip
    publish = forms.BooleanField(
        required=False, label="Publish what can be",
        help_text="Whatever has a date, a publisher and speeches is public at once. Unticked, all are drafts.",
    )  # fmt: skip

    def __init__(self, *args, may_publish: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["publisher"] = choice_of(
            Statement._meta.get_field("publisher"), can_add=False, label="Publisher of all of it",
            help_text="Whatever the records say. Left empty, each record says it.",
        )  # fmt: skip
        if not may_publish:
            del self.fields["publish"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        beginning = file.read(4096)
        file.seek(0)
        try:
            self.kind = uploads.detect_kind(file.name, beginning, file.size)
        except uploads.UploadRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "state", "done", "author", "created_at", "ended_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["author"]
    search_fields = ["name"]
    search_help_text = "Words of the file’s name."

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).defer("report").select_related("author")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(UPLOAD)

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/report.csv", wrap(self.report_view), name="statements_job_report"),
            path("<int:object_id>/progress/", wrap(self.progress_view), name="statements_job_progress"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = request.method == "POST"
        may_publish = request.user.has_perm(PUBLISH)
        form = UploadForm(request.POST if sent else None, request.FILES if sent else None, may_publish=may_publish)
        if sent and form.is_valid():
            job = _enqueue(request, form, may_publish)
            self.log_addition(request, job, f"Uploaded {job.name}.")
            self.message_user(
                request, "It is uploaded and worked on in the background: you may leave this page.", messages.SUCCESS
            )  # fmt: skip
            return HttpResponseRedirect(reverse("admin:statements_job_change", args=[job.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Upload many records",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/statements/upload.html", context)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None) -> HttpResponse:
        job = self.get_object(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, job):
            raise PermissionDenied
        if request.method == "POST":
            if not request.user.has_perm(UPLOAD):
                raise PermissionDenied
            Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(stop_asked=True)
            self.message_user(request, "It stops after the record at hand. What is written stays.", messages.INFO)
            return HttpResponseRedirect(request.path)
        return TemplateResponse(request, "admin/statements/job.html", self._context(request, job))

    def progress_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The part of the page that htmx asks for again while the job runs."""
        job = self.get_object(request, str(object_id))
        if job is None or not self.has_view_or_change_permission(request, job):
            raise PermissionDenied
        response = TemplateResponse(request, "admin/statements/job_progress.html", self._context(request, job))
        if job.is_over:
            # The whole page then has the report.
            response["HX-Refresh"] = "true"
        return response

    def report_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        job = self.get_object(request, str(object_id))
        if job is None or not self.has_view_or_change_permission(request, job):
            raise PermissionDenied
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="report-{job.pk}.csv"'
        writer = csv.writer(response)
        names = [field.name for field in fields(Entry)]
        writer.writerow(names)
        for one in job.entries:
            writer.writerow([_cell(" ".join(one[name]) if name == "warnings" else one[name]) for name in names])
        return response

    def _context(self, request: HttpRequest, job: Job) -> dict[str, Any]:
        entries = job.entries
        asked = request.GET.get("outcome", "")
        outcome = asked if asked in list(Outcome) else ""
        chosen = [one for one in entries if not outcome or one["outcome"] == outcome]
        page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
        known = dict(
            Statement.objects.filter(uid__in=[one["uid"] for one in page if one["uid"]]).values_list("uid", "pk")
        )
        reasons = Counter((one["outcome"], one["reason"]) for one in entries if one["reason"])
        return {
            **self.admin_site.each_context(request),
            "title": "Upload",
            "opts": self.opts,
            "record": job,
            "job": job,
            "back": reverse("admin:statements_job_changelist"),
            "page": page,
            "rows": [(one, known.get(one["uid"])) for one in page],
            "outcome": outcome,
            "outcomes": [(str(one), job.counts.get(one, 0)) for one in Outcome if job.counts.get(one)],
            "reasons": [(*pair, n) for pair, n in reasons.most_common(12)],
            "may_stop": request.user.has_perm(UPLOAD) and not job.is_over and not job.stop_asked,
            "is_dry": bool(job.options.get("dry_run")),
            "media": self.media,
        }


def _enqueue(request: HttpRequest, form: UploadForm, may_publish: bool) -> Job:
    said = form.cleaned_data
    result = TASKS[form.kind].enqueue(
        said["file"], name=said["file"].name, author=request.user,
        dry_run=said["dry_run"], publish=bool(said.get("publish")), may_publish=may_publish,
        publisher=said["publisher"].pk if said["publisher"] else None,
    )  # fmt: skip
    return result.job


def _cell(value: object) -> object:
    """A spreadsheet would run a cell that begins like a formula; titles come from anywhere."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
