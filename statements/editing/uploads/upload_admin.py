"""Uploads of many records: the form, the progress while they are processed, and the stored report."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from statements.editing.admin_base import RecordAdmin, get_editor
from statements.editing.roles.permissions import IMPORT, PUBLISH
from statements.editing.uploads.upload_form import UploadForm
from statements.ingest.report import Entry, Outcome
from statements.jobs.tasks import UNFINISHED
from statements.jobs.upload_tasks import TASKS
from statements.models import Job, Statement
from statements.text.table_cells import escape_formula

RECORDS_PER_PAGE = 100
MAX_REASONS = 12


@admin.register(Job)
class UploadAdmin(RecordAdmin[Job]):
    list_display = ["name", "kind", "state", "done", "author", "created_at", "ended_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["author"]
    search_fields = ["name"]
    search_help_text = "Words of the file’s name."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return super().get_queryset(request).defer("report").select_related("author")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/report.csv", wrap(self.report_view), name="statements_job_report"),
            path("<int:object_id>/progress/", wrap(self.progress_view), name="statements_job_progress"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(
            request.POST if is_sent else None, request.FILES if is_sent else None,
            may_publish=request.user.has_perm(PUBLISH),
        )  # fmt: skip
        if is_sent and form.is_valid():
            job = _enqueue(request, form)
            self.log_addition(request, job, f"Uploaded {job.name}.")
            self.message_user(
                request, "Uploaded. It is processed in the background: you may leave this page.", messages.SUCCESS
            )
            return HttpResponseRedirect(self.record_url(job))
        context = {
            **self.admin_site.each_context(request),
            "title": "Upload many records",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/statements/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        job = self.get_object(request, object_id)
        if job is None:
            return self.redirect_missing(request, object_id)
        if not self.has_view_or_change_permission(request, job):
            raise PermissionDenied
        if request.method == "POST":
            if not request.user.has_perm(IMPORT):
                raise PermissionDenied
            Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(stop_asked=True)
            self.message_user(request, "It stops after the current record. What is written stays.", messages.INFO)
            return HttpResponseRedirect(request.path)
        return TemplateResponse(request, "admin/statements/job.html", self._build_context(request, job))

    def progress_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The part of the page that htmx reloads while the job runs."""
        job = self._get_viewable(request, object_id)
        response = TemplateResponse(request, "admin/statements/job_progress.html", self._build_context(request, job))
        if job.is_over:
            # The whole page then has the report.
            response["HX-Refresh"] = "true"
        return response

    def report_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        job = self._get_viewable(request, object_id)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="report-{job.pk}.csv"'
        writer = csv.writer(response)
        names = [field.name for field in fields(Entry)]
        writer.writerow(names)
        for entry in job.entries:
            values = [" ".join(entry[name]) if name == "warnings" else entry[name] for name in names]
            writer.writerow([escape_formula(value) for value in values])
        return response

    def _get_viewable(self, request: HttpRequest, object_id: int) -> Job:
        job = self.get_object(request, str(object_id))
        if job is None or not self.has_view_or_change_permission(request, job):
            raise PermissionDenied
        return job

    def _build_context(self, request: HttpRequest, job: Job) -> dict[str, Any]:
        entries = job.entries
        outcome = request.GET.get("outcome", "")
        if outcome not in list(Outcome):
            outcome = ""
        selected = [entry for entry in entries if not outcome or entry["outcome"] == outcome]
        page = Paginator(selected, RECORDS_PER_PAGE).get_page(request.GET.get("page"))
        uids = [entry["uid"] for entry in page if entry["uid"]]
        pk_of_uid = dict(Statement.objects.filter(uid__in=uids).values_list("uid", "pk"))
        reasons = Counter((entry["outcome"], entry["reason"]) for entry in entries if entry["reason"])
        return {
            **self.admin_site.each_context(request),
            "title": "Upload",
            "opts": self.opts,
            "record": job,
            "job": job,
            "back": reverse("admin:statements_job_changelist"),
            "page": page,
            "rows": [(entry, pk_of_uid.get(entry["uid"])) for entry in page],
            "outcome": outcome,
            "outcomes": [(str(each), job.counts.get(each, 0)) for each in Outcome if job.counts.get(each)],
            "reasons": [(*pair, count) for pair, count in reasons.most_common(MAX_REASONS)],
            "may_stop": request.user.has_perm(IMPORT) and not job.is_over and not job.stop_asked,
            "is_dry_run": bool(job.options.get("dry_run")),
            "media": self.media,
        }


def _enqueue(request: HttpRequest, form: UploadForm) -> Job:
    data = form.cleaned_data
    result = TASKS[form.kind].enqueue(
        data["file"], name=data["file"].name, author=get_editor(request),
        dry_run=data["dry_run"], publish=bool(data.get("publish")), may_publish=request.user.has_perm(PUBLISH),
        publisher=data["publisher"].pk if data["publisher"] else None,
    )  # fmt: skip
    return result.job
