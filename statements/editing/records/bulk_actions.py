"""What is done to many statements of a list at once: details set, published, withdrawn. Each is looked at by itself."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from statements.editing.edit_locks import claim
from statements.editing.forms.record_choices import ChooseSeveral, SomeOf, choice_of
from statements.editing.forms.record_descriptions import prepared
from statements.editing.steps.publication_checks import findings, standing
from statements.editing.transcript.working_copy import WorkingCopy
from statements.models import Statement, Topic
from statements.models.statement import StatementStatus
from statements.publishing import NotReady, publish, withdraw

MOST_AT_ONCE = 500


class NotDone(ValueError):
    """One of the statements was left as it was; the message says why."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}), max_length=500, help_text="Public: readers see it."
    )


class DetailsForAllForm(forms.Form):
    """What is left empty stays as each statement has it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        topics = Statement._meta.get_field("topics")
        self.fields["topics"] = SomeOf(
            prepared(Topic.objects.all()), required=False, widget=ChooseSeveral(topics, admin.site),
            label="Topics to add", help_text="They are added to the topics that each statement has.",
        )  # fmt: skip
        for name in ("publisher", "event"):
            self.fields[name] = choice_of(
                Statement._meta.get_field(name), label=f"{name.capitalize()} to set",
                help_text=f"In the place of the {name} that each statement has.",
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
            label="What changed and why",
            help_text="Public, and needed where a public statement is among them: a new version of it is published.",
        )  # fmt: skip

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not (cleaned["topics"] or cleaned["publisher"] or cleaned["event"]):
            raise forms.ValidationError("Choose a topic, a publisher or an event.")
        return cleaned


class BulkActions:
    """The actions of the list of statements."""

    @admin.action(description="Publish the selected statements …", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, statements: QuerySet) -> HttpResponse | None:
        return self._asked(request, statements, "publish_selected", "Publish", ReasonForm, self._publish)

    @admin.action(description="Withdraw the selected statements …", permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, statements: QuerySet) -> HttpResponse | None:
        return self._asked(request, statements, "withdraw_selected", "Withdraw", ReasonForm, self._withdraw)

    @admin.action(description="Set topic, publisher or event of the selected statements …", permissions=["change"])
    def set_details(self, request: HttpRequest, statements: QuerySet) -> HttpResponse | None:
        return self._asked(request, statements, "set_details", "Change", DetailsForAllForm, self._set_details)

    def _asked(
        self, request: HttpRequest, statements: QuerySet, action: str, verb: str, form_class: type[forms.Form],
        act: Callable[[HttpRequest, Statement, dict], str],
    ) -> HttpResponse | None:  # fmt: skip
        """Ask first; then act on each statement in a transaction of its own and say what became of it."""
        form = form_class(request.POST if "asked" in request.POST or "reason" in request.POST else None)
        chosen = list(statements.select_related("publisher")[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            refusal = f"Choose at most {MOST_AT_ONCE} statements at once, or upload a CSV of details."
            self.message_user(request, refusal, messages.ERROR)
            return None
        if form.is_valid():
            for statement in chosen:
                try:
                    with transaction.atomic():
                        done = act(request, statement, form.cleaned_data)
                except (NotDone, NotReady) as refusal:
                    self.message_user(request, f"“{statement}” was left as it was. {refusal}", messages.ERROR)
                else:
                    self.message_user(request, done, messages.SUCCESS)
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

    def _publish(self, request: HttpRequest, statement: Statement, said: dict) -> str:
        desk = WorkingCopy.of(statement)
        claim(statement, statement.lock_version)
        left = standing(desk, findings(desk))
        if left:
            raise NotDone(" ".join(f"{finding.what} {finding.do}" for finding in left))
        words = desk.write() if not desk.intake.is_written else None
        revision = publish(statement, said["reason"], request.user, speeches=words)
        self.log_change(request, statement, f"Published version {revision.number}: {said['reason']}")
        return f"“{statement}” is published, version {revision.number}."

    def _withdraw(self, request: HttpRequest, statement: Statement, said: dict) -> str:
        if statement.status != StatementStatus.PUBLISHED:
            raise NotDone("It is not public: there is nothing to withdraw.")
        withdraw(statement, said["reason"])
        self.log_change(request, statement, f"Withdrew it: {said['reason']}")
        return f"“{statement}” is withdrawn."

    def _set_details(self, request: HttpRequest, statement: Statement, said: dict) -> str:
        if not self.has_change_permission(request, statement):
            raise NotDone("It is public: an editor may change it.")
        if statement.is_public and not said["reason"].strip():
            raise NotDone("It is public: say what changed and why.")
        if statement.status == StatementStatus.WITHDRAWN:
            raise NotDone("It is withdrawn.")
        claim(statement, statement.lock_version)
        for name in ("publisher", "event"):
            if said[name]:
                setattr(statement, name, said[name])
        statement.save()
        statement.topics.add(*said["topics"])
        if statement.is_public:
            publish(statement, said["reason"], request.user)
        self.log_change(request, statement, said["reason"] or "Set details with others.")
        return f"“{statement}” is changed."
