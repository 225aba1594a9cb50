"""The EDTF model field, its form field and the template filters, on the parties that use them."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.template import Context, Template

from statements import dates
from statements.models import Party
from statements.models.edtf import EDTFField, EDTFFormField

pytestmark = pytest.mark.django_db


def yugoslavia(**changed) -> Party:
    return Party(**{"code": "YUG", "kind": "former_state", "name": "Yugoslavia", "start": "1918-12-01"} | changed)


def bounds(party: Party) -> tuple:
    party = Party.objects.get(pk=party.pk)
    return party.end, party.end_earliest, party.end_latest


def test_saving_fills_the_bounds():
    party = yugoslavia(end="1992-04")
    party.save()
    assert bounds(party) == ("1992-04", date(1992, 4, 1), date(1992, 4, 30))


def test_bulk_create_fills_the_bounds():
    [party] = Party.objects.bulk_create([yugoslavia(end="1992~")])
    assert bounds(party) == ("1992~", date(1992, 1, 1), date(1992, 12, 31))


def test_update_fields_takes_the_bounds_along():
    party = yugoslavia()
    party.save()
    party.end, party.name = "1992-04-27", "not saved"
    party.save(update_fields=["end"])
    assert bounds(party) == ("1992-04-27", date(1992, 4, 27), date(1992, 4, 27))
    assert Party.objects.get().name == "Yugoslavia"


def test_update_or_create_takes_the_bounds_along():
    yugoslavia().save()
    party, _ = Party.objects.update_or_create(code="YUG", defaults={"end": "1992"})
    assert bounds(party) == ("1992", date(1992, 1, 1), date(1992, 12, 31))


def test_an_emptied_date_empties_its_bounds():
    party = yugoslavia(end="1992")
    party.save()
    party.end = ""
    party.save()
    assert bounds(party) == ("", None, None)


def test_a_parsed_date_may_be_assigned():
    party = yugoslavia(end=dates.parse("1991/1992"))
    party.save()
    assert party.end == "1991/1992"
    assert bounds(party) == ("1991/1992", date(1991, 1, 1), date(1992, 12, 31))


def test_year_and_precision_are_filled_where_they_are_asked_for():
    class Sighting(models.Model):
        when = EDTFField(year="year", precision="precision")
        year = models.IntegerField(null=True)
        precision = models.CharField(max_length=10)

        class Meta:
            app_label = "tests_of_fields"

    sighting = Sighting(when="1949-05~")
    Sighting._meta.get_field("when").fill(sighting)
    assert (sighting.year, sighting.precision) == (1949, "month")
    assert Sighting.check() == []


def test_a_sibling_that_is_missing_or_declared_too_early_is_a_failed_check():
    class Misdeclared(models.Model):
        year = models.IntegerField(null=True)
        when = EDTFField(year="year", latest="nowhere")

        class Meta:
            app_label = "tests_of_fields"

    assert [error.id for error in Misdeclared._meta.get_field("when")._check_siblings()] == ["statements.E001"] * 2


def test_text_that_is_no_date_is_refused_on_clean_and_on_save():
    party = yugoslavia(end="the early nineties")
    with pytest.raises(ValidationError) as refused:
        party.full_clean()
    assert "1949~ (about)" in refused.value.message_dict["end"][0]
    with pytest.raises(dates.InvalidDate):
        party.save()


def test_the_field_can_be_rebuilt_for_a_migration():
    field = Party._meta.get_field("end")
    _, path, args, kwargs = field.deconstruct()
    assert path == "statements.models.edtf.EDTFField"
    again = EDTFField(*args, **kwargs)
    assert again.siblings == {"earliest": "end_earliest", "latest": "end_latest"}


def test_the_form_takes_words_and_gives_edtf():
    class PartyForm(forms.ModelForm):
        class Meta:
            model = Party
            fields = ["code", "kind", "name", "start", "end"]

    data = {"code": "SUN", "kind": "former_state", "name": "Soviet Union", "start": "30 December 1922", "end": "1991?"}
    form = PartyForm(data)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["start"], form.cleaned_data["end"]) == ("1922-12-30", "1991?")
    assert "19 June 2024" in form.fields["start"].help_text
    assert form.save().start_earliest == date(1922, 12, 30)


def test_the_form_says_what_to_type_instead():
    with pytest.raises(ValidationError, match="2024-05-06 or 2024-06-05"):
        EDTFFormField().clean("05/06/2024")
    assert EDTFFormField(required=False).clean("  ") == ""
    with pytest.raises(ValidationError):
        EDTFFormField().clean("")
    with pytest.raises(ValidationError):
        EDTFFormField().clean("1" * 2000)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2024-06-19", '<time datetime="2024-06-19">19 June 2024</time>'),
        ("2024-06-XX", '<time datetime="2024-06">June 2024</time>'),
        ("1949~", '<time datetime="1949">about 1949</time>'),
        ("1950/1953", '<time datetime="">1950–1953</time>'),
        ("", '<time datetime=""></time>'),
        (None, '<time datetime=""></time>'),
        ("<i>", '<time datetime="">&lt;i&gt;</time>'),
        (dates.parse("194X"), '<time datetime="">1940s</time>'),
    ],
)
def test_filters_say_a_date_and_give_its_machine_form(value, shown):
    template = Template('{% load dates %}<time datetime="{{ d|edtf_datetime }}">{{ d|edtf }}</time>')
    assert template.render(Context({"d": value})) == shown
