"""Addresses of the public pages."""

from django.urls import include, path, register_converter

from statements.views import (
    converters,
    dates,
    events,
    home,
    manual,
    parties,
    publishers,
    search,
    speakers,
    statement,
    statements,
    topics,
    treaties,
)

register_converter(converters.PartyCode, "party")
register_converter(converters.TopicPath, "topic")
register_converter(converters.Year, "year4")
register_converter(converters.MonthOrDay, "two")

app_name = "statements"
urlpatterns = [
    path("", home.home, name="home"),
    path("", include("statements.exchange.urls")),
    path("statements/", statements.statement_list, name="statements"),
    path("s/<str:uid>/", statement.statement_page, name="statement_by_uid"),
    path("s/<str:uid>/p/<str:anchor>/", statement.passage, name="passage"),
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
    path("about/", manual.about, name="about"),
    path("about/searching/", manual.searching, name="searching"),
    path("about/citing/", manual.citing, name="citing"),
    path("search/", search.search, name="search"),
    path("suggest/", search.suggest, name="suggest"),
]
