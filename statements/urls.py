"""Addresses of the public pages."""

from django.urls import include, path, register_converter

from statements.exchange.metadata import memento
from statements.web import (
    about,
    citing,
    converters,
    dates,
    events,
    home,
    parties,
    passages,
    publishers,
    speakers,
    statement,
    statements,
    topics,
    treaties,
    versions,
)
from statements.web.search import views as search

register_converter(converters.PartyCode, "party")
register_converter(converters.TopicPath, "topic")
register_converter(converters.VersionNumber, "version")
register_converter(converters.CitationForm, "cited")
register_converter(converters.Year, "year4")
register_converter(converters.MonthOrDay, "two")

app_name = "statements"
urlpatterns = [
    path("", home.home, name="home"),
    path("", include("statements.exchange.urls")),
    path("statements/", statements.statement_list, name="statements"),
    path("s/<str:uid>/", statement.statement_page, name="statement_by_uid"),
    path("s/<str:uid>/history/", versions.history, name="history"),
    path("s/<str:uid>/v/<version:number>/", versions.version_page, name="version"),
    path("s/<str:uid>/v/<version:number>/changes/", versions.version_changes, name="version_changes"),
    path("s/<str:uid>/v/<version:number>/snapshot.json", versions.snapshot_file, name="snapshot"),
    path("s/<str:uid>/cite/", citing.cite, name="cite"),
    path("s/<str:uid>/cite.<cited:form>", citing.cite_file, name="cite_file"),
    path("s/<str:uid>/s/<str:anchor>/cite/", passages.cite_turn, name="cite_speech"),
    path("s/<str:uid>/s/<str:anchor>/cite.<cited:form>", passages.cite_turn_file, name="cite_speech_file"),
    path("s/<str:uid>/p/<str:anchor>/", passages.passage, name="passage"),
    path("s/<str:uid>/p/<str:anchor>/cite/", passages.cite, name="cite_passage"),
    path("s/<str:uid>/p/<str:anchor>/cite.<cited:form>", passages.cite_file, name="cite_passage_file"),
    path("s/<str:uid>/p/<str:anchor>/copy.json", passages.copy_texts, name="copy_passage"),
    path("timegate/<path:address>", memento.timegate, name="timegate"),
    path("timemap/<path:address>", memento.timemap, name="timemap"),
    path("s/<str:uid>/<str:slug>/", statement.statement_page, name="statement"),
    path("speakers/", speakers.speaker_list, name="speakers"),
    path("speakers/<str:uid>/", speakers.speaker_page),
    path("speakers/<str:uid>/<str:slug>/", speakers.speaker_page, name="speaker"),
    path("countries/", parties.country_list, name="countries"),
    path("countries/<party:code>/", parties.country_page, name="country"),
    path("organisations/", parties.organisation_list, name="organisations"),
    path("organisations/<party:code>/", parties.organisation_page, name="organisation"),
    path("topics/", topics.topic_list, name="topics"),
    path("topics/<topic:path>/", topics.topic_page, name="topic"),
    path("treaties/", treaties.treaty_list, name="treaties"),
    path("treaties/<str:uid>/", treaties.treaty_page),
    path("treaties/<str:uid>/cite/", citing.cite_a_treaty, name="cite_treaty"),
    path("treaties/<str:uid>/cite.<cited:form>", citing.cite_treaty_file, name="cite_treaty_file"),
    path("treaties/<str:uid>/<str:slug>/", treaties.treaty_page, name="treaty"),
    path("publishers/", publishers.publisher_list, name="publishers"),
    path("publishers/<str:uid>/", publishers.publisher_page),
    path("publishers/<str:uid>/<str:slug>/", publishers.publisher_page, name="publisher"),
    path("events/", events.event_list, name="events"),
    path("events/<str:uid>/", events.event_page),
    path("events/<str:uid>/<str:slug>/", events.event_page, name="event"),
    path("dates/", dates.date_list, name="dates"),
    path("dates/<year4:year>/", dates.period_page, name="year"),
    path("dates/<year4:year>/unknown/", dates.period_page, {"unknown": True}, name="month_unknown"),
    path("dates/<year4:year>/<two:month>/", dates.period_page, name="month"),
    path("dates/<year4:year>/<two:month>/unknown/", dates.period_page, {"unknown": True}, name="day_unknown"),
    path("dates/<year4:year>/<two:month>/<two:day>/", dates.period_page, name="day"),
    path("about/", about.about, name="about"),
    path("about/searching/", about.searching, name="searching"),
    path("about/citing/", about.citing, name="citing"),
    path("search/", search.search, name="search"),
    path("suggest/", search.suggest, name="suggest"),
]
