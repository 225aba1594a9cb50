"""What looks find_duplicates, what does not, and that an editor's word about a pair is remembered."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection

from statements.jobs.worker import run_jobs
from statements.models import Likeness, Statement
from statements.publishing import duplicates
from statements.publishing.duplicates import (
    build_shingles,
    find_by_address,
    find_duplicates,
    measure_similarity,
    queue_comparison,
    read_queued_comparisons,
    store_all_duplicates,
    store_duplicates,
)
from tests.factories import kim, published, putin, turn

pytestmark = pytest.mark.django_db

WORDS = (
    "We met this morning in the old library and spoke for two hours about the bridge, the schools on both banks of the "
    "river and the railway that our grandfathers began, and we agreed that the work goes on before the winter comes."
)
OTHER = (
    "The harvest was poor this year because of the long drought in the south, and for that reason my government asks "
    "its neighbours to keep the border crossings open by night as well, so that grain may reach the mills in time."
)


def said(text, **fields):
    return published([turn(putin(), text)], **fields)


def kinds(statement):
    return [(one.other, str(one.kind)) for one in find_duplicates(statement)]


def test_the_same_words_on_the_next_day_look_alike():
    one, two = said(WORDS), said(f"Good morning. {WORDS}", date="2024-06-20")
    assert kinds(two) == [(one, "words")]
    assert find_duplicates(two)[0].share == 1.0


@pytest.mark.parametrize("date", ["2024-06-21", "2023-06-19", "2024"])
def test_the_same_words_on_another_day_do_not(date):
    said(WORDS)
    assert kinds(said(WORDS, date=date)) == []


def test_other_words_of_the_same_day_do_not():
    said(WORDS)
    assert kinds(said(OTHER)) == []


def test_the_same_words_of_another_speaker_do_not():
    said(WORDS)
    assert kinds(published([turn(kim(), WORDS)])) == []


def test_an_excerpt_looks_like_the_whole():
    whole = said(f"{WORDS} {OTHER}")
    assert kinds(said(OTHER)) == [(whole, "words")]


def test_a_few_words_say_too_little_to_be_compared():
    said("Thank you very much for coming.")
    assert kinds(said("Thank you very much for coming.")) == []


def test_the_same_raw_text_looks_alike_whatever_the_day():
    one = said(WORDS, raw_sha256="a" * 64)
    two = said(OTHER, raw_sha256="a" * 64, date="1999-01-01")
    assert kinds(two) == [(one, "same_text")]


def test_the_same_address_looks_alike():
    one, two = said(WORDS, source_key="url:kremlin.ru/1"), said(OTHER, source_key="url:kremlin.ru/1")
    assert kinds(two) == [(one, "same_address")]


def test_about_as_many_words_of_the_same_speaker_in_another_language_may_be_a_translation():
    one = said(WORDS)
    assert kinds(said("Мы встретились сегодня утром в старой библиотеке. " * 5, language="ru")) == [
        (one, "translation")
    ]
    assert (one, "translation") not in kinds(said("Спасибо.", language="ru"))


def test_texts_without_spaces_are_compared_by_characters():
    text = "我们今天上午在旧图书馆会面谈了两个小时关于桥梁和两岸的学校以及铁路"
    assert measure_similarity(build_shingles(text), build_shingles(f"各位早上好{text}")) == 1.0


def test_what_an_editor_said_of_a_pair_is_not_asked_again():
    one, two = said(WORDS), said(WORDS)
    (pair,) = store_duplicates(two)
    assert (pair.first, pair.second) == (one, two)
    pair.verdict = "different"
    pair.save()
    assert (kinds(one), kinds(two)) == ([], [])


def test_what_is_a_version_of_the_other_or_withdrawn_is_not_offered():
    one = said(WORDS)
    said(WORDS, version_of=one)
    assert kinds(one) == []


def test_a_pair_is_kept_once_from_whichever_side_it_is_found():
    one, two = said(WORDS), said(WORDS)
    found = list(store_all_duplicates([one.pk, two.pk]))
    assert [statement for statement, _ in found] == [one, two]
    assert Likeness.objects.count() == 1


def test_an_address_is_known_however_it_is_spelled():
    one = said(WORDS, source_url="https://www.kremlin.ru/events/1/", source_key="url:kremlin.ru/events/1")
    assert find_by_address("http://kremlin.ru/events/1?utm_source=x") == [one]
    assert find_by_address("no address") == find_by_address("") == []


@pytest.mark.sqlite_only
def test_they_are_noted_while_others_write(database_file, monkeypatch):
    """Two connections write by turns, as when readers' searches are logged while an import ends."""
    monkeypatch.setattr(duplicates, "WRITTEN_TOGETHER", 2)
    for number in range(6):
        said(f"{WORDS} {number}", date="2024-06-19")
    found = 0
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        for _ in store_all_duplicates(Statement.objects.values_list("pk", flat=True)):
            other.execute("UPDATE statements_publisher SET name = name")
            found += 1
    assert found == 6


@pytest.mark.sqlite_only
def test_what_could_not_be_noted_is_noted_later(database_file):
    one, two = said(WORDS), said(WORDS)
    queue_comparison(two)
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "timeout": 0}
    connection.close()
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"):
            list(store_all_duplicates([two.pk]))
    assert read_queued_comparisons() == {two.pk}
    assert Likeness.objects.count() == 0
    run_jobs()
    assert read_queued_comparisons() == set()
    assert [(pair.first, pair.second) for pair in Likeness.objects.all()] == [(one, two)]
