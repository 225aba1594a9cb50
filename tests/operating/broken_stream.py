"""An application that sends a file of which the second part cannot be made, for `test_streams`."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from statements.serving.admission import Admission
from statements.serving.lanes import Lane


def _lines(before: int):  # noqa: ANN202
    for _ in range(before):
        yield b"a line of the file\n" * 1000
    raise OperationalError("server closed the connection unexpectedly")


def file(request: HttpRequest, before: int) -> StreamingHttpResponse:
    return StreamingHttpResponse(_lines(before), content_type="text/plain")


urlpatterns = [path("<int:before>/", file)]
handler500 = "statements.web.errors.server_error"
django.setup()
settings.ROOT_URLCONF = __name__
LANE = Lane("pages", slots=1, max_open=0, max_waiting=9, max_waiting_of_one=9, patience=9, retry_after=5)
application = Admission(get_wsgi_application(), [LANE], 0, "sessionid")
