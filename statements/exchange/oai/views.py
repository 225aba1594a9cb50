"""The only address of the interface, for GET and POST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from statements.links.addresses import get_base_url, get_host

from .errors import OaiError
from .requests import parse_request
from .responses import Repository, render_error, render_response


@csrf_exempt  # no record is changed here, and harvesters have no cookies
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    base = get_base_url(request)
    repository = Repository(base, base + reverse("statements:oai"), get_host(base))
    try:
        oai_request = parse_request(request.POST if request.method == "POST" else request.GET)
    except OaiError as error:
        text = render_error(repository, error)
    else:
        text = render_response(repository, oai_request)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")
