"""The first page: what waits for the editor, what was published lately, what is missing in the records."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from statements.editing.labels.unmatched_labels import find_unmatched_speeches, list_unmatched_labels
from statements.editing.roles.permissions import PUBLISH
from statements.editing.roles.worklists import find_drafts_of, find_in_review, find_undated, find_with_warnings
from statements.models import Job, Likeness, Party, PartyName, Speaker, Statement
from statements.models.job import JobState
from statements.models.likeness import Verdict

MAX_LINES = 6


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A list of records that need work. ``count`` is of all; ``lines`` are the first of them."""

    title: str
    lines: list[Line]
    count: int
    all_address: str
    empty_note: str


def build_panels(user: User) -> list[Panel]:
    """The panels that ``user`` may see, their own work first."""
    can = user.has_perm
    panels = []
    if can("statements.add_statement"):
        mine = find_drafts_of(user).order_by("-changed_at")
        panels.append(_build_worklist("My drafts", mine, "mine", "You have no drafts."))
    if can("statements.view_statement"):
        panels += _build_statement_panels()
    if can("statements.view_likeness"):
        panels.append(_build_duplicates())
    if can("statements.view_job"):
        panels.append(_build_uploads())
    if can(PUBLISH) or can("statements.view_speech"):
        panels.append(_build_labels())
    if can("statements.view_party"):
        panels.append(_build_unnamed_parties())
    if can("statements.view_speaker"):
        panels.append(_build_unchecked_speakers())
    return panels


def _build_statement_panels() -> list[Panel]:
    in_review = find_in_review().order_by("changed_at")
    with_warnings = find_with_warnings().order_by("-changed_at")
    published = Statement.objects.published().exclude(published_at=None).order_by("-published_at", "-id")
    undated = find_undated().order_by("-added_at")
    return [
        _build_worklist("To review", in_review, "review", "Nothing waits for review."),
        _build_worklist("Drafts with warnings", with_warnings, "warnings", "None."),
        _build_latest(published),
        _build_worklist("Undated statements", undated, "undated", "Every statement has a date."),
    ]


def _build_worklist(title: str, statements: QuerySet[Statement], worklist: str, empty_note: str) -> Panel:
    rows = list(statements.only("title", "date", "status")[:MAX_LINES])
    lines = [Line(row.title, _checks_address(row), row.date) for row in rows]
    address = f"{reverse('admin:statements_statement_changelist')}?concern={worklist}"
    return Panel(title, lines, _count(rows, statements), address, empty_note)


def _build_latest(statements: QuerySet[Statement]) -> Panel:
    rows = list(statements.only("title", "published_at")[:MAX_LINES])
    lines = [Line(row.title, _checks_address(row), f"{row.published_at:%-d %B %Y}") for row in rows]
    address = f"{reverse('admin:statements_statement_changelist')}?concern=all&status__exact=published"
    return Panel("Recently published", lines, _count(rows, statements), address, "Nothing yet.")


def _checks_address(statement: Statement) -> str:
    return reverse("admin:statements_statement_checks", args=[statement.pk])


def _count(rows: list[Statement], statements: QuerySet[Statement]) -> int:
    return len(rows) if len(rows) < MAX_LINES else statements.order_by().count()


def _build_duplicates() -> Panel:
    undecided = Likeness.objects.filter(verdict=Verdict.OPEN)
    rows = undecided.select_related("first", "second")[:MAX_LINES]
    lines = [
        Line(str(row.second), reverse("admin:statements_likeness_change", args=[row.pk]), row.get_kind_display())
        for row in rows
    ]
    address = f"{reverse('admin:statements_likeness_changelist')}?verdict__exact="
    return Panel("Possible duplicates", lines, undecided.count(), address, "No two statements look alike.")


def _build_uploads() -> Panel:
    rows = list(Job.objects.defer("report")[:MAX_LINES])
    lines = [
        Line(row.name, reverse("admin:statements_job_change", args=[row.pk]), row.get_state_display()) for row in rows
    ]
    running = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).count()
    title = f"Uploads, {running} in progress" if running else "Uploads"
    address = reverse("admin:statements_job_changelist")
    return Panel(title, lines, Job.objects.count(), address, "Nothing was uploaded.")


def _build_labels() -> Panel:
    address = reverse("admin:statements_labels")
    rows = list_unmatched_labels(limit=MAX_LINES)
    lines = [
        Line(row.label, f"{address}?{urlencode({'label': row.label})}", _format_turns(row.speeches)) for row in rows
    ]
    count = len(rows)
    if count == MAX_LINES:
        count = find_unmatched_speeches().order_by().values("label").distinct().count()
    return Panel("Labels without a speaker", lines, count, address, "Every label has its speaker.")


def _build_unnamed_parties() -> Panel:
    names = PartyName.objects.filter(party=OuterRef("pk"))
    unnamed = Party.objects.filter(~Exists(names)).order_by("name")
    lines = [
        Line(row.name, reverse("admin:statements_party_change", args=[row.pk]), row.code) for row in unnamed[:MAX_LINES]
    ]
    address = reverse("admin:statements_party_changelist")
    return Panel("Parties without other names", lines, unnamed.count(), address, "Every party has its names.")


def _build_unchecked_speakers() -> Panel:
    unchecked = Speaker.objects.filter(provisional=True)
    lines = [
        Line(row.name, reverse("admin:statements_speaker_change", args=[row.pk]))
        for row in unchecked.order_by("-pk")[:MAX_LINES]
    ]
    address = f"{reverse('admin:statements_speaker_changelist')}?provisional__exact=1"
    return Panel("Unchecked speakers", lines, unchecked.count(), address, "Every speaker has been checked.")


def _format_turns(count: int) -> str:
    return f"{count:,} turn{'' if count == 1 else 's'}"
