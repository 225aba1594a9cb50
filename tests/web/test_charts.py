"""Charts as numbers."""

from hypothesis import given
from hypothesis import strategies as st

from statements.web.charts import HEIGHT, MIN_YEARS, WIDTH, build_year_chart


def chart(counts, **options):
    return build_year_chart(counts, lambda year: f"/dates/{year}/", **options)


def test_nothing_gives_no_chart():
    assert chart({}) is None
    assert chart({1991: 0}) is None


def test_the_highest_bar_fills_the_height_and_each_leads_to_its_year():
    drawn = chart({1989: 10, 1991: 40})
    assert [(bar.year, bar.height, bar.href) for bar in drawn.bars] == [
        (1989, HEIGHT / 4, "/dates/1989/"),
        (1991, HEIGHT, "/dates/1991/"),
    ]
    assert (drawn.total, drawn.peak.year) == (50, 1991)


def test_a_single_year_stands_at_the_end_of_the_years_before_it():
    (bar,) = chart({2024: 2}).bars
    assert bar.width < WIDTH / MIN_YEARS
    assert bar.x > WIDTH * (MIN_YEARS - 1) / MIN_YEARS


def test_the_table_has_a_row_for_each_decade_with_something_in_it():
    rows = chart({1949: 1, 1961: 2, 1969: 3}).decades
    assert [(row.first, row.count) for row in rows] == [(1940, 1), (1960, 5)]
    assert [bar and bar.year for bar in rows[1].years] == [None, 1961, *[None] * 7, 1969]


def test_the_year_shown_is_marked():
    assert [bar.current for bar in chart({1961: 1, 1962: 1}, current=1962).bars] == [False, True]


@given(st.dictionaries(st.integers(1, 9999), st.integers(0, 10**6), max_size=60))
def test_every_bar_stays_in_the_picture_and_labels_do_not_crowd(counts):
    drawn = chart(counts)
    if drawn is None:
        assert not any(counts.values())
        return
    assert drawn.total == sum(counts.values()) == sum(row.count for row in drawn.decades)
    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 0.01
        assert 0 < bar.height <= HEIGHT and abs(bar.y + bar.height - HEIGHT) < 0.02
    assert all(0 <= label.left <= 100 for label in drawn.labels)
    assert len(drawn.labels) <= 13
