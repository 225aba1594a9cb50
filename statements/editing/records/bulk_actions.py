"""Many statements at once: details set, published, withdrawn. Each is checked by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from statements.editing.admin_base import get_editor
from statements.editing.edit_locks import claim
from statements.editing.forms.record_choices import RecordsField, RecordsSelect, build_record_field
from statements.editing.forms.record_descriptions import prefetch_for_description
from statements.editing.roles.statement_permissions import StatementPermissions
from statements.editing.steps.publication_checks import list_unresolved, run_checks
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Statement, Topic
from statements.models.statement import StatementStatus
from statements.publishing import NotReady, publish, withdraw

MAX_STATEMENTS = 500


class NotChanged(ValueError):
    """One of the statements was left as it was; the message says why."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}), max_length=500, help_text="Public: readers see it."
    )


class BulkDetailsForm(forms.Form):
    """What is left empty stays as each statement has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = Statement._meta.get_field("topics")
        self.fields["topics"] = RecordsField(
            prefetch_for_description(Topic.objects.all()), required=False, widget=RecordsSelect(topics, admin.site),
            label="Topics to add", help_text="Added to the topics that each statement has.",
        )  # fmt: skip
        for name in ("publisher", "event"):
            self.fields[name] = build_record_field(
                Statement._meta.get_field(name), label=f"{name.capitalize()} to set",
                help_text=f"Replaces the {name} of each statement.",
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
            label="What changed and why",
            help_text="Public, and required if a public statement is among them: a new version of it is published.",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not self.errors and not (data["topics"] or data["publisher"] or data["event"]):
            raise forms.ValidationError("Choose a topic, a publisher or an event.")
        return data


Act = Callable[[HttpRequest, Statement, dict[str, Any]], str]


class BulkActions(StatementPermissions):
    """The actions of the list of statements."""

    @admin.action(description="Publish selected statements …", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, statements: QuerySet[Statement]) -> HttpResponse | None:
        return self._confirm(request, statements, "publish_selected", "Publish", ReasonForm, self._publish_one)

    @admin.action(description="Withdraw selected statements …", permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, statements: QuerySet[Statement]) -> HttpResponse | None:
        return self._confirm(request, statements, "withdraw_selected", "Withdraw", ReasonForm, self._withdraw_one)

    @admin.action(description="Set topic, publisher or event of selected statements …", permissions=["change"])
    def set_details(self, request: HttpRequest, statements: QuerySet[Statement]) -> HttpResponse | None:
        return self._confirm(request, statements, "set_details", "Change", BulkDetailsForm, self._set_details_of_one)

    def _confirm(
        self, request: HttpRequest, statements: QuerySet[Statement], action: str, verb: str,
        form_class: type[forms.Form], act: Act,
    ) -> HttpResponse | None:  # fmt: skip
        """Show the form first; once it is sent, act on the statements."""
        form = form_class(request.POST if "asked" in request.POST or "reason" in request.POST else None)
        chosen = list(statements.select_related("publisher")[: MAX_STATEMENTS + 1])
        if len(chosen) > MAX_STATEMENTS:
            refusal = f"Choose at most {MAX_STATEMENTS} statements at once, or upload a CSV of details."
            self.message_user(request, refusal, messages.ERROR)
            return None
        if form.is_valid():
            self._act_on_each(request, chosen, form.cleaned_data, act)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {len(chosen)} statement{'' if len(chosen) == 1 else 's'}",
            "verb": verb,
            "action": action,
            "form": form,
            "statements": chosen,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/statements/bulk.html", context)

    def _act_on_each(self, request: HttpRequest, statements: list[Statement], data: dict[str, Any], act: Act) -> None:
        """Each in a transaction of its own, with a message that says what became of it."""
        for statement in statements:
            try:
                with transaction.atomic():
                    result = act(request, statement, data)
            except (NotChanged, NotReady) as refusal:
                self.message_user(request, f"“{statement}” was not changed. {refusal}", messages.ERROR)
            else:
                self.message_user(request, result, messages.SUCCESS)

    def _publish_one(self, request: HttpRequest, statement: Statement, data: dict[str, Any]) -> str:
        copy = WorkingCopy.open(statement)
        claim(statement, statement.lock_version)
        if unresolved := list_unresolved(copy, run_checks(copy)):
            raise NotChanged(" ".join(f"{finding.problem} {finding.remedy}" for finding in unresolved))
        speeches = copy.write_speeches() if not copy.intake.is_written else None
        revision = publish(statement, data["reason"], get_editor(request), speeches=speeches)
        self.log_change(request, statement, f"Published version {revision.number}: {data['reason']}")
        return f"“{statement}” is published, version {revision.number}."

    def _withdraw_one(self, request: HttpRequest, statement: Statement, data: dict[str, Any]) -> str:
        if statement.status != StatementStatus.PUBLISHED:
            raise NotChanged("It is not public: there is nothing to withdraw.")
        withdraw(statement, data["reason"])
        self.log_change(request, statement, f"Withdrew it: {data['reason']}")
        return f"“{statement}” is withdrawn."

    def _set_details_of_one(self, request: HttpRequest, statement: Statement, data: dict[str, Any]) -> str:
        if not self.has_change_permission(request, statement):
            raise NotChanged("It is public: only an editor may change it.")
        if statement.is_public and not data["reason"].strip():
            raise NotChanged("It is public: say what changed and why.")
        if statement.status == StatementStatus.WITHDRAWN:
            raise NotChanged("It is withdrawn.")
        claim(statement, statement.lock_version)
        for name in ("publisher", "event"):
            if data[name]:
                setattr(statement, name, data[name])
        statement.save()
        statement.topics.add(*data["topics"])
        if statement.is_public:
            publish(statement, data["reason"], get_editor(request))
        self.log_change(request, statement, data["reason"] or "Set details together with others.")
        return f"“{statement}” is changed."
