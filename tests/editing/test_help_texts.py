"""Every field that an editor fills in says what goes into it."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib import admin

from statements.editing.labels.labels_page import LabelForm
from statements.editing.merging.merge_page import MergeForm
from statements.editing.merging.split_page import SplitForm
from statements.editing.records.bulk_actions import BulkDetailsForm, ReasonForm
from statements.editing.records.redaction_admin import RedactionForm
from statements.editing.steps.paste_page import PasteForm
from statements.editing.steps.turns_form import CreditForm
from statements.editing.uploads.upload_form import UploadForm
from statements.models import AskedQuery, Job, Merge, Revision, Source, Speaker, Statement, Treaty
from tests.factories import SpeakerFactory

pytestmark = pytest.mark.django_db
# Logs and raw texts that nobody edits; and jobs, whose form is that of an upload, below.
NEVER_EDITED = {AskedQuery, Job, Merge, Revision, Source}
ADMINS = [
    one
    for model, one in admin.site._registry.items()
    if model._meta.app_label == "statements" and model not in NEVER_EDITED
]
ROWS = [pytest.param(one, rows, id=f"{one.opts.model_name}-{rows.__name__}") for one in ADMINS for rows in one.inlines]
VOICE = SimpleNamespace(
    speaker=None, new_name="", needs_no_speaker=False, party=None, role="", kind="speech", interpreted=False
)  # fmt: skip
FORMS = {
    "reason": ReasonForm,
    "details for all": BulkDetailsForm,
    "labels": LabelForm,
    "paste": PasteForm,
    "upload": lambda: UploadForm(may_publish=True),
    "merge speakers": lambda: MergeForm(model=Speaker),
    "merge treaties": lambda: MergeForm(model=Treaty),
    "merge statements": lambda: MergeForm(model=Statement),
    "redact": RedactionForm,
    "split": lambda: SplitForm(speaker=SpeakerFactory()),
    "voice": lambda: CreditForm(VOICE, {}, None, "x"),
}


def unexplained(fields: dict[str, forms.Field]) -> list[str]:
    return [name for name, field in fields.items() if not field.widget.is_hidden and not str(field.help_text).strip()]


@pytest.fixture
def request_of_superuser(rf, admin_user):
    request = rf.get("/admin/")
    request.user = admin_user
    return request


@pytest.mark.parametrize("model_admin", ADMINS, ids=lambda one: one.opts.model_name)
def test_every_field_of_a_record_has_a_help_text(model_admin, request_of_superuser):
    assert unexplained(model_admin.get_form(request_of_superuser)().fields) == []


@pytest.mark.parametrize(("model_admin", "rows"), ROWS)
def test_every_field_of_a_row_has_a_help_text(model_admin, rows, request_of_superuser):
    fields = rows(model_admin.model, admin.site).get_formset(request_of_superuser)().empty_form.fields
    # The form adds the box by which a row is taken away; its heading says so.
    assert unexplained({name: field for name, field in fields.items() if name != "DELETE"}) == []


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_a_form_of_the_desk_has_a_help_text(name):
    assert unexplained(FORMS[name]().fields) == []
