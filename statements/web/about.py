"""What the archive is, how to search it, how to cite it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from statements.search.language import FIELDS, MAX_LENGTH

# Queries with what they find. The page links each of them, and a test reads each of them.
WORDS = (
    ("alliance treaty", "both words, anywhere in the statement, in any order and form: treaties, alliances"),
    ("treaty OR agreement", "one or the other, or both"),
    ("(treaty OR agreement) peace", "one of the two, together with the third"),
    ("treaty -nuclear", "the first and not the second; NOT nuclear says the same"),
)
PHRASES = (
    ('"multipolar world"', "these very words, next to each other and in this order"),
    ('"balance of power"', "small words count inside quotation marks"),
    ('"peace security"~5', "both within five words of each other"),
)
SPELLINGS = (
    ("negotiat*", "negotiate, negotiating, negotiations …"),
    ("w?r", "one letter where the question mark stands: war"),
    ("missle~1", "spelled like this but for one letter: missile"),
    ("peace^3 security", "both, the first weighing three times as much in the order of the results"),
)
FIELD_EXAMPLES = {
    "speaker": "speaker:gromyko",
    "by": 'by:"Kofi Annan"',
    "country": "country:france,germany",
    "about": 'about:"South Africa"',
    "treaty": 'treaty:"Non-Proliferation Treaty"',
    "topic": "topic:disarmament",
    "place": "place:geneva",
    "event": "event:helsinki",
    "publisher": 'publisher:"White House"',
    "kind": "kind:press_conference",
    "lang": "lang:fr",
    "year": "year:1989..1991",
    "date": "date:>=2014-03",
    "title": "title:summit",
    "interpreted": "interpreted:yes",
}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/about.html")


@require_safe
def searching(request: HttpRequest) -> HttpResponse:
    groups = (("Words", WORDS), ("Exact phrases", PHRASES), ("Parts and spellings of words", SPELLINGS))
    named = [(FIELD_EXAMPLES[name], meaning) for name, meaning in FIELDS.items()]
    return render(request, "statements/searching.html", {"groups": groups, "fields": named, "longest": MAX_LENGTH})


@require_safe
def citing(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/citing.html")
