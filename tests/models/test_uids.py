import pytest
from django.db import IntegrityError

from statements.models import Speaker

pytestmark = pytest.mark.django_db


def test_a_uid_that_another_record_has_drawn_is_drawn_again():
    gromyko = Speaker.objects.create(name="Andrei Gromyko")
    castro = Speaker(name="Fidel Castro")
    castro.uid = gromyko.uid
    castro.save()
    assert castro.uid != gromyko.uid
    assert Speaker.objects.count() == 2


def test_a_uid_that_was_given_is_not_exchanged_for_another():
    gromyko = Speaker.objects.create(name="Andrei Gromyko")
    with pytest.raises(IntegrityError):
        Speaker.objects.create(name="Fidel Castro", uid=gromyko.uid)
