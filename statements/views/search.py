"""The search page and the suggestions of its box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/search.html")


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/search.html")
