"""What the archive is, how to search it, how to cite it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/about.html")


@require_safe
def searching(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/searching.html")


@require_safe
def citing(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/citing.html")
