"""The first page of the desk: what waits, what was published lately, what is wrong with the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from statements.editing.labels import unmatched_labels
from statements.editing.roles import worklists
from statements.editing.roles.worklists import PUBLISH
from statements.models import Job, Likeness, Party, PartyName, Speaker, Statement
from statements.models.job import JobState
from statements.models.likeness import Verdict

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A list of records that want something. ``count`` is of all; ``lines`` are the first of them."""

    title: str
    lines: list[Line]
    count: int
    all_address: str
    nothing: str


def panels(user: Any) -> list[Panel]:
    """What concerns ``user``, what waits for their doing first."""
    can = user.has_perm
    listed = reverse("admin:statements_statement_changelist")
    out = []
    if can("statements.add_statement"):
        mine = worklists.my_drafts(user).order_by("-changed_at")
        out.append(_statements("My drafts", mine, f"{listed}?concern=mine", "You have no drafts."))
    if can("statements.view_statement"):
        waiting = worklists.to_review().order_by("changed_at")
        out.append(_statements("To review", waiting, f"{listed}?concern=review", "Nothing waits for an editor."))
        doubtful = worklists.with_warnings().order_by("-changed_at")
        out.append(_statements("Drafts with warnings", doubtful, f"{listed}?concern=warnings", "None."))
        last = Statement.objects.published().exclude(published_at=None).order_by("-published_at", "-id")
        out.append(_latest(last, listed))
        undated = worklists.undated().order_by("-added_at")
        out.append(_statements("Undated statements", undated, f"{listed}?concern=undated", "Every one has a date."))
    if can("statements.view_likeness"):
        out.append(_alike())
    if can("statements.view_job"):
        out.append(_jobs())
    if can(PUBLISH) or can("statements.view_speech"):
        out.append(_labels())
    if can("statements.view_party"):
        out.append(_unnamed())
    if can("statements.view_speaker"):
        out.append(_provisional())
    return out


def _statements(title: str, records: QuerySet[Statement], address: str, nothing: str) -> Panel:
    rows = list(records.only("title", "date", "status")[:SHOWN])
    count = len(rows) if len(rows) < SHOWN else records.order_by().count()
    lines = [Line(one.title, reverse("admin:statements_statement_checks", args=[one.pk]), one.date) for one in rows]
    return Panel(title, lines, count, address, nothing)


def _latest(records: QuerySet[Statement], listed: str) -> Panel:
    rows = list(records.only("title", "published_at")[:SHOWN])
    lines = [
        Line(one.title, reverse("admin:statements_statement_checks", args=[one.pk]), f"{one.published_at:%-d %B %Y}")
        for one in rows
    ]
    count = len(rows) if len(rows) < SHOWN else records.order_by().count()
    return Panel("Published lately", lines, count, f"{listed}?concern=all&status__exact=published", "Nothing yet.")


def _alike() -> Panel:
    open_ones = Likeness.objects.filter(verdict=Verdict.OPEN)
    rows = open_ones.select_related("first", "second")[:SHOWN]
    lines = [
        Line(str(one.second), reverse("admin:statements_likeness_change", args=[one.pk]), one.get_kind_display())
        for one in rows
    ]
    address = f"{reverse('admin:statements_likeness_changelist')}?verdict__exact="
    return Panel("Perhaps duplicates", lines, open_ones.count(), address, "No two statements look alike.")


def _jobs() -> Panel:
    rows = list(Job.objects.defer("report")[:SHOWN])
    lines = [
        Line(one.name, reverse("admin:statements_job_change", args=[one.pk]), one.get_state_display()) for one in rows
    ]
    running = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).count()
    title = f"Uploads, {running} at work" if running else "Uploads"
    return Panel(title, lines, Job.objects.count(), reverse("admin:statements_job_changelist"), "Nothing was uploaded.")


def _labels() -> Panel:
    address = reverse("admin:statements_labels")
    rows = unmatched_labels.unmatched(most=SHOWN)
    lines = [Line(one.label, f"{address}?{urlencode({'label': one.label})}", _turns(one.speeches)) for one in rows]
    count = (
        len(rows)
        if len(rows) < SHOWN
        else unmatched_labels.open_speeches().order_by().values("label").distinct().count()
    )
    return Panel("Labels matched to nobody", lines, count, address, "Every label has its speaker.")


def _unnamed() -> Panel:
    named = PartyName.objects.filter(party=OuterRef("pk"))
    without = Party.objects.filter(~Exists(named)).order_by("name")
    lines = [
        Line(one.name, reverse("admin:statements_party_change", args=[one.pk]), one.code) for one in without[:SHOWN]
    ]
    address = reverse("admin:statements_party_changelist")
    return Panel("Parties without other names", lines, without.count(), address, "Every party has its names.")


def _provisional() -> Panel:
    unchecked = Speaker.objects.filter(provisional=True)
    lines = [
        Line(one.name, reverse("admin:statements_speaker_change", args=[one.pk]))
        for one in unchecked.order_by("-pk")[:SHOWN]
    ]
    address = f"{reverse('admin:statements_speaker_changelist')}?provisional__exact=1"
    return Panel("Speakers that nobody has checked", lines, unchecked.count(), address, "Every speaker was looked at.")


def _turns(count: int) -> str:
    return f"{count:,} turn{'' if count == 1 else 's'}"
