"""EDTF dates: what is parsed, how it is bounded, how it is said, what people may type."""

import re
from datetime import date, datetime

import edtf as edtf_package
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements import dates
from statements.dates import InvalidDate, Precision, format_date, parse, parse_typed

days = st.dates()
years = st.integers(1, 9999)
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def singles(draw: st.DrawFn) -> str:
    day = draw(days)
    form = draw(st.sampled_from(["{:%Y-%m-%d}", "{:%Y-%m}", "{:%Y}", "{:%Y-%m}-XX", "season", "decade", "century"]))
    year = f"{day.year:04d}"
    text = {"season": f"{year}-{21 + day.month % 4}", "decade": f"{year[:3]}X", "century": f"{year[:2]}XX"}.get(form)
    if text is None:
        text = year + day.isoformat()[4 : {"{:%Y}": 4, "{:%Y-%m-%d}": 10}.get(form, 7)]
        text += "-XX" if form.endswith("XX") else ""
    return text + draw(marks)


@st.composite
def edtf_texts(draw: st.DrawFn) -> str:
    one, other = sorted([draw(singles()), draw(singles())], key=lambda text: (parse(text).latest, parse(text).earliest))
    return draw(st.sampled_from([one, f"../{one}", f"{one}/..", f"/{one}", f"{one}/", f"{one}/{other}"]))


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2024-06-19", date(2024, 6, 19), date(2024, 6, 19), Precision.DAY),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR),
        ("2024-06-XX", date(2024, 6, 1), date(2024, 6, 30), Precision.MONTH),
        ("2024-XX-XX", date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR),
        ("194X", date(1940, 1, 1), date(1949, 12, 31), Precision.DECADE),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31), Precision.CENTURY),
        ("00XX", date(1, 1, 1), date(99, 12, 31), Precision.CENTURY),
        ("1945-21", date(1945, 3, 1), date(1945, 5, 31), Precision.SEASON),
        ("1943-24", date(1943, 12, 1), date(1944, 2, 29), Precision.SEASON),
        ("9999-24", date(9999, 12, 1), date(9999, 12, 31), Precision.SEASON),
        ("2024-06-18/2024-06-19", date(2024, 6, 18), date(2024, 6, 19), Precision.SPAN),
        ("1950/1953-07", date(1950, 1, 1), date(1953, 7, 31), Precision.SPAN),
        ("../1991", None, date(1991, 12, 31), Precision.SPAN),
        ("1991-12-26/..", date(1991, 12, 26), None, Precision.SPAN),
        ("/1991", None, date(1991, 12, 31), Precision.SPAN),
    ],
)
def test_a_date_is_bounded_by_its_first_and_last_possible_day(text, earliest, latest, precision):
    parsed = parse(text)
    assert (parsed.earliest, parsed.latest, parsed.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [("1949~", True, False), ("1949?", False, True), ("1949%", True, True), ("1949", False, False)]
    + [("1950~/1953", True, False), ("1950/1953?", False, True)],
)
def test_marks_say_how_sure_it_is_and_widen_nothing(text, approximate, uncertain):
    parsed = parse(text)
    assert (parsed.approximate, parsed.uncertain) == (approximate, uncertain)
    bare = parse(re.sub("[~?%]", "", text))
    assert (parsed.earliest, parsed.latest) == (bare.earliest, bare.latest)


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024-06-19", 2024), ("1949~", 1949), ("1950/1953", 1950), ("1943-24", 1943), ("1991/..", 1991)]
    + [("../1991", None), ("194X", None), ("19XX", None), ("194X/1953", None)],
)
def test_a_date_is_filed_under_the_year_of_its_start_when_that_is_known(text, year):
    assert parse(text).year == year


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "2024-06-19"),
        ("2024-13", "2024."),
        ("2023-02-29", "2023-02 "),
        ("2024-06-19T10:00", "2024-06-19."),
        ("0000", "0001 to 9999"),
        ("-0044-03-15", "four digits"),
        ("Y17000", "four digits"),
        ("49", "0049"),
        ("19X4", "1950/1953"),
        ("2024-XX-19", "2024."),
        ("194X-05", "194X."),
        ("1953/1950", "earlier date first"),
        ("../..", "../1991"),
        ("/", "1991/.."),
        ("1/2/3", "four digits"),
        ("in the reign of Rama VII", "1949~ (about)"),
        ("9" * 5000, "four digits"),
        (f"1950/{'9' * 5000}", "too long"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_type_instead(text, advice):
    with pytest.raises(InvalidDate) as refused:
        parse(text)
    assert advice in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-06-19", "19 June 2024"),
        ("2024-06", "June 2024"),
        ("2024-06-XX", "June 2024"),
        ("2024", "2024"),
        ("1949~", "about 1949"),
        ("1949?", "1949 (uncertain)"),
        ("1949%", "about 1949 (uncertain)"),
        ("194X", "1940s"),
        ("190X", "1900s (decade)"),
        ("19XX", "20th century"),
        ("00XX/10XX", "1st century – 11th century"),
        ("1945-21", "spring 1945"),
        ("1943-24", "winter 1943–1944"),
        ("2024-06-18/2024-06-19", "18–19 June 2024"),
        ("2024-06-30/2024-07-02", "30 June – 2 July 2024"),
        ("2023-12-30/2024-01-02", "30 December 2023 – 2 January 2024"),
        ("2024-06/2024-07", "June–July 2024"),
        ("1950/1953", "1950–1953"),
        ("1950~/1953", "about 1950 – 1953"),
        ("../1991", "until 1991"),
        ("1991/..", "since 1991"),
        ("1991/", "1991 to an unknown date"),
        ("0987", "AD 987"),
    ],
)
def test_dates_are_said_as_in_a_sentence(text, said):
    assert format_date(text) == format_date(parse(text)) == said


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("19 June 2024", "2024-06-19"),
        ("Wednesday, 19th of June 2024", "2024-06-19"),
        ("June 19, 2024", "2024-06-19"),
        ("19.06.2024", "2024-06-19"),
        ("2024/6/19", "2024-06-19"),
        ("2024-06-19T14:30:00Z", "2024-06-19"),
        ("Sept. 2001", "2001-09"),
        ("２０２４", "2024"),
        ("19\N{NO-BREAK SPACE}June\N{NO-BREAK SPACE}2024", "2024-06-19"),
        ("c. 1949", "1949~"),
        ("circa June 1949 (?)", "1949-06%"),
        ("the 1940s", "194X"),
        ("194x", "194X"),
        ("fall 1949", "1949-23"),
        ("winter 1949–50", "1949-24"),
        ("18–19 June 2024", "2024-06-18/2024-06-19"),
        ("June 18-19, 2024", "2024-06-18/2024-06-19"),
        ("from 30 June to 2 July 2024", "2024-06-30/2024-07-02"),
        ("June 30 - July 2, 2024", "2024-06-30/2024-07-02"),
        ("between 1950 and 1953", "1950/1953"),
        ("1950–53", "1950/1953"),
        ("until 26 December 1991", "../1991-12-26"),
        ("since June 1991", "1991-06/.."),
        ("1991–present", "1991/.."),
        ("– 1991", "../1991"),
        ("20th century", "19XX"),
    ],
)
def test_dates_are_read_as_people_type_them(typed, canonical):
    assert parse_typed(typed).text == canonical


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("05/06/2024", "2024-05-06 or 2024-06-05"),
        ("19/06/2024", "2024-06-19"),
        ("5-6-24", "short year"),
        ("1900s", "190X for the decade or 19XX for the century"),
        ("2001–05", "2001-05 or 2001/2005"),
        ("19 June", "no year"),
        ("today", "no year"),
        ("-1991", "four digits"),
        ("31 June 2024", "June 2024 has 30 days"),
        ("2024-06-19/2024-06-18", "earlier date first"),
        ("June " * 40, "too long"),
    ],
)
def test_what_can_be_read_two_ways_is_refused_with_both(typed, advice):
    with pytest.raises(InvalidDate) as refused:
        parse_typed(typed)
    assert advice in str(refused.value)


def test_of_gives_the_day_of_a_date_or_datetime():
    assert dates.from_day(date(2024, 6, 19)) == dates.from_day(datetime(2024, 6, 19, 23, 59)) == parse("2024-06-19")


def test_covers_an_open_end_is_no_bound():
    soviet_union = parse("1922-12-30/1991-12-26")
    assert soviet_union.covers(date(1970, 1, 1))
    assert not soviet_union.covers(date(1991, 12, 27))
    assert parse("1991/..").covers(date.max)
    assert parse("../1991").covers(date.min)


def test_dates_are_said_in_english_only():
    with pytest.raises(ValueError, match="English only"):
        format_date("2024", "fr")


@given(edtf_texts())
def test_the_canonical_form_is_its_own_canonical_form(text):
    parsed = parse(text)
    assert parse(parsed.text) == parsed
    assert parse_typed(parsed.text) == parsed


@given(edtf_texts())
def test_a_date_never_ends_before_it_begins(text):
    parsed = parse(text)
    assert parsed.earliest or parsed.latest
    if parsed.earliest and parsed.latest:
        assert parsed.earliest <= parsed.latest


@given(edtf_texts())
def test_a_date_that_is_read_back_as_it_was_said_means_the_same_days(text):
    parsed = parse(text)
    again = parse_typed(format_date(parsed))
    assert (again.earliest, again.latest) == (parsed.earliest, parsed.latest)
    assert (again.approximate, again.uncertain) == (parsed.approximate, parsed.uncertain)


@given(st.text(max_size=80) | st.from_regex(r"[0-9XxTY~?%./ a-z-]{0,40}", fullmatch=True))
def test_any_text_is_a_date_or_is_refused(text):
    try:
        parsed = parse_typed(text)
    except InvalidDate as refused:
        assert str(refused).endswith((".", "…"))
    else:
        assert parse(parsed.text) == parsed


@given(years, st.sampled_from(["{:04d}", "{:04d}-06", "{:04d}-02-28", "{:04d}-06/{:04d}-07", "{:04d}/.."]))
def test_bounds_agree_with_the_edtf_package_where_both_read_the_date(year, form):
    text = form.format(year, year)
    theirs = edtf_package.parse_edtf(text)
    ours = parse(text)
    assert ours.earliest.timetuple()[:3] == tuple(theirs.lower_strict()[:3])
    if ours.latest:
        assert ours.latest.timetuple()[:3] == tuple(theirs.upper_strict()[:3])
