"""Two editors save at the same moment, by real requests to a running archive: one is saved, the other is told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest

from tests.editing.browserless import Answer, Visitor, field_of
from tests.editing.desk_texts import TALKS
from tests.postgres import CannotStart, server
from tests.served import Served, served_archive

PASSWORD = "a word for the desk"
ROUNDS = 4
pytestmark = pytest.mark.sqlite_only  # it brings its own databases


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def archive(request: pytest.FixtureRequest) -> Iterator[Served]:
    with ExitStack() as stack:
        url = ""
        if request.param == "PostgreSQL":
            try:
                url = stack.enter_context(server())
            except CannotStart as reason:
                if os.environ.get("CI") == "true":
                    pytest.fail(str(reason), pytrace=False)
                pytest.skip(str(reason))
        served = stack.enter_context(served_archive(url, LOAD_SAMPLE="0"))
        for name in ("ada", "ben"):
            served.manage(
                "createsuperuser", "--noinput", "--username", name, "--email", f"{name}@example.org",
                DJANGO_SUPERUSER_PASSWORD=PASSWORD,
            )  # fmt: skip
        yield served


@pytest.fixture(scope="module")
def editors(archive: Served) -> tuple[Visitor, Visitor]:
    ada, ben = Visitor(archive.url), Visitor(archive.url)
    ada.sign_in("ada", PASSWORD)
    ben.sign_in("ben", PASSWORD)
    return ada, ben


@pytest.fixture(scope="module")
def statement(editors: tuple[Visitor, Visitor]) -> str:
    """The path of a statement's pages on the desk."""
    ada, _ = editors
    ada.get("/admin/statements/statement/add/")
    answer = ada.post("/admin/statements/statement/add/", {"text": TALKS})
    return answer.location.removesuffix("turns/")


def at_once(editors: tuple[Visitor, Visitor], path: str, *fields: dict) -> list[Answer]:
    """Both send to ``path`` at the same moment, each its own fields."""
    barrier = Barrier(2)

    def send(visitor: Visitor, its_own: dict) -> Answer:
        barrier.wait()
        return visitor.post(path, its_own)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, editors, fields))


def test_of_two_corrections_sent_at_once_one_is_saved_and_the_other_shown_beside_it(editors, statement):
    ada, ben = editors
    page = ada.get(f"{statement}turns/").text
    line = re.search(r'<li id="(\w+)"(?:(?!</li>).)*?Our two countries', page, re.S)[1]
    for number in range(ROUNDS):
        lock = field_of(ada.get(f"{statement}turns/").text, "lock_version")
        ben.get(f"{statement}turns/")
        texts = [f"Our two countries, {name} says, have met {number} times." for name in ("Ada", "Ben")]
        answers = at_once(
            editors, f"{statement}turns/", *({"lock_version": lock, f"text-{line}": text} for text in texts)
        )
        assert sorted(answer.status for answer in answers) == [302, 409]
        saved, refused = (0, 1) if answers[0].status == 302 else (1, 0)
        for said in (*texts, f"Changed since you opened it, by {('ada', 'ben')[saved]}"):
            assert said in answers[refused].text
        assert texts[saved] in ada.get(f"{statement}turns/").text
        assert texts[refused] not in ada.get(f"{statement}turns/").text


def details(page: str, **changes: str) -> dict[str, str]:
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+_FORMS)" value="(\d+)"', page))
    names = ("opened_at", "title", "language", "date", "place", "slug")
    return {
        **fields, **{name: field_of(page, name) for name in names}, "kind": "press_statement",
        "text_status": "as_published", **changes,
    }  # fmt: skip


def test_of_two_saves_of_the_details_one_is_refused_with_who_and_keeps_what_was_typed(editors, statement):
    for number in range(ROUNDS):
        pages = [visitor.get(f"{statement}change/").text for visitor in editors]
        titles = [f"The talks as {name} calls them, {number}" for name in ("Ada", "Ben")]
        answers = at_once(
            editors, f"{statement}change/",
            *(details(page, title=title) for page, title in zip(pages, titles, strict=True)),
        )  # fmt: skip
        assert sorted(answer.status for answer in answers) == [200, 302]
        saved, refused = (0, 1) if answers[0].status == 302 else (1, 0)
        assert f"Saved after you opened it, by {('ada', 'ben')[saved]}" in answers[refused].text
        assert field_of(answers[refused].text, "title") == titles[refused]
        assert field_of(editors[0].get(f"{statement}change/").text, "title") == titles[saved]


def test_two_who_publish_at_once_publish_once(archive, editors, statement):
    archive.manage(
        "shell", "-v", "0", "-c",
        "from statements.models import *; p = Publisher.objects.create(name='Example'); "
        "Speech.objects.update(speaker_unknown=True); Statement.objects.update(publisher=p); "
        "s = Statement.objects.get(); s.date = '2024-06-19'; s.save(); i = s.intake; "
        "i.corrections['turns'] = {sp: {'who': 'unknown'} for sp in "
        "[q['id'] for q in i.reading['pieces'] if q.get('opening')]}; i.save()",
    )  # fmt: skip
    page = editors[0].get(f"{statement}checks/").text
    editors[1].get(f"{statement}checks/")
    words = dict.fromkeys(re.findall(r'name="(word-[^"]+)"', page), "Looked at.")
    sent = {"lock_version": field_of(page, "lock_version"), "action": "publish", "reason": "First.", **words}
    answers = at_once(editors, f"{statement}checks/", sent, sent)
    assert sorted(answer.status for answer in answers) == [302, 409]
    page = editors[0].get(f"{statement}checks/").text
    assert page.count("<td>First.</td>") == 1
