"""A transcript taken through every step of the editors' desk, by keyboard alone, with JavaScript and without."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import NAME, PASSWORD, Editor
from tests.served import Served

SHARED = Path(__file__).resolve().parents[3] / "shared"
# Our own words in the shape of a republished Kremlin page: category line, provenance, caption, two turns, furniture.
TEXT = """In North Korea, Russia

Transcript originally published by The Kremlin.


Press statements following Russia-DPRK talks. Photo by Anna Petrova (”Example Agency“)

Chairman of State Affairs of the Democratic People’s Republic of Korea Kim Jong-un (retranslated): Dear guests, I bid you welcome in this hall.

Just now President Vladimir Putin and I signed the Treaty on Comprehensive Strategic Partnership, and I thank all who worked on the {word} paragraphs of it.

Our two countries have known each other for a long time.

President of Russia Vladimir Putin: Comrade Chairman, thank you for the welcome of this morning.

We spoke at length about trade, about schools and about the railway bridge.

Recent Posts

Contact Us

Translate »
"""  # noqa: E501


@pytest.fixture(scope="module")
def account(archive: Served) -> None:
    archive.manage(
        "createsuperuser", "--noinput", "--username", NAME, "--email", "editor@example.org",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )  # fmt: skip


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def editor(visit: Callable[..., Page], account: None, request: pytest.FixtureRequest) -> Iterator[Editor]:
    editor = Editor(visit(javascript=request.param), request.param)
    editor.sign_in()
    yield editor


def create_draft(editor: Editor, text: str) -> None:
    editor.type_into("textarea[name=text]", text)
    editor.choose("publisher", "President of Russia")
    editor.press("input[value='Continue']")
    editor.wait_for("/turns/")


def publish(editor: Editor, reason: str) -> None:
    """From the page of checks: overrule what warns, give the reason, publish."""
    for number in range(editor.page.locator("input[name^='word-']").count()):
        editor.type_into(f"#word-{number + 1}", "Looked at.")
    editor.type_into("textarea[name=reason]", reason)
    editor.press("button[name=action][value=publish]")


def test_a_transcript_is_pasted_published_found_corrected_and_withdrawn(editor: Editor, archive: Served) -> None:
    page = editor.page
    word = "marmalade" if editor.javascript else "quincecurd"
    create_draft(editor, TEXT.format(word=word))
    assert page.locator(".rows .turn").count() == 2
    expect(page.locator(".rows .turn").first).to_contain_text("Kim Jong-un")
    expect(page.locator(".rows .turn").nth(1)).to_contain_text("Vladimir Putin")
    editor.press("button[name=next][value=details]")

    editor.wait_for("/change/")
    editor.type_into("[name=date]", "19 June 2024")
    editor.type_into("[name=place]", "Pyongyang")
    editor.tick("input[name=suggested][value*=':signed_at:']")
    editor.press("[name=_checks]")

    editor.wait_for("/checks/")
    publish(editor, "First published.")
    expect(page.locator(".messagelist")).to_contain_text("Version 1 is public")
    public = page.locator(".desk-of a").get_attribute("href")
    found = archive.get(f"/search/?q={word}")
    assert public in found
    key = editor.statement_key
    page.goto(public)
    anchor = page.locator("p[id^='p-']", has_text=word).get_attribute("id").removeprefix("p-")

    page.goto(f"/admin/statements/statement/{key}/turns/")
    line = page.locator("li.row", has_text=word).get_attribute("id")
    editor.press(f"button[value='piece:{line}']")
    page.wait_for_selector(f"textarea[name='text-{line}']")
    old = page.locator(f"textarea[name='text-{line}']").input_value()
    editor.type_into(f"textarea[name='text-{line}']", old.replace("I thank all", "I heartily thank all"))
    editor.press(".tools button:not([name])")
    page.wait_for_selector("text=not public yet")
    assert "heartily" not in archive.get(public)
    page.goto(f"/admin/statements/statement/{key}/checks/")
    expect(page.locator(".differences ins")).to_contain_text("heartily")
    publish(editor, "A word was missing.")
    expect(page.locator(".messagelist")).to_contain_text("Version 2 is public")
    assert "heartily" in archive.get(public)

    passage = page.goto(f"/s/{public.split('/')[2]}/p/{anchor}/")
    assert passage.status == 200
    expect(page.locator(f"#p-{anchor}")).to_contain_text(f"heartily thank all who worked on the {word}")

    page.goto(f"/admin/statements/statement/{key}/checks/")
    editor.type_into("textarea[name=reason]", "Taken back by its publisher.")
    editor.press("button[name=action][value=withdraw]")
    expect(page.locator(".messagelist")).to_contain_text("It is withdrawn")
    gone = page.goto(public)
    assert gone.status == 410
    expect(page.locator("main")).to_contain_text("Taken back by its publisher.")
    assert public not in archive.get(f"/search/?q={word}")


BRIEFING = "\n\n".join(
    [
        "Press Briefing by Press Secretary Jane Example",
        "MS. EXAMPLE: Good afternoon, everybody. The ferry to the islands leaves at dawn.",
        *(
            f"Q    And what about harbour number {number}, which was closed in the winter?\n\n"
            f"MS. EXAMPLE: Harbour number {number} opens in {number} days, and the port authority pays for it."
            for number in range(1, 76)
        ),
        "(Laughter.)",
    ]
)


def resolve_speakers(editor: Editor) -> None:
    """Make a new speaker of every undecided label, by the name proposed or by the label itself."""
    page = editor.page
    while page.locator("fieldset.credit-form select[name$='-who']").count():
        prefix = page.locator("fieldset.credit-form select[name$='-who']").first.get_attribute("name")[: -len("-who")]
        editor.tab_to(f"[name='{prefix}-who']")
        page.keyboard.type("A new")
        name = page.locator(f"[name='{prefix}-name']")
        label = page.locator("fieldset.credit-form legend").first.inner_text()
        editor.type_into(f"[name='{prefix}-name']", name.input_value() or f"John {label.title().split()[-1]}")
        before = page.locator("fieldset.credit-form").count()
        page.keyboard.press("Enter")
        page.wait_for_function("n => document.querySelectorAll('fieldset.credit-form').length < n", arg=before)


def publish_briefing(editor: Editor, archive: Served, text: str, least: int, word: str) -> None:
    page = editor.page
    create_draft(editor, text)
    assert page.locator(".rows .turn").count() >= least
    resolve_speakers(editor)
    expect(page.locator("text=Nothing is left to decide here.")).to_be_visible()
    page.reload()
    editor.press("button[name=next][value=details]")
    editor.wait_for("/change/")
    editor.type_into("[name=date]", "5 March 2024")
    editor.press("[name=_checks]")
    editor.wait_for("/checks/")
    publish(editor, "First published.")
    expect(page.locator(".messagelist")).to_contain_text("Version 1 is public")
    public = page.locator(".desk-of a").get_attribute("href")
    assert public in archive.get(f"/search/?q={word}")


def test_a_briefing_of_more_than_a_hundred_turns_is_published(editor: Editor, archive: Served) -> None:
    word = "lighthouse" if editor.javascript else "breakwater"
    text = BRIEFING.replace("which was closed", f"with its {word}, which was closed", 1)
    publish_briefing(editor, archive, text, 150, word)


@pytest.mark.corpus
def test_a_real_briefing_is_published(editor: Editor, archive: Served) -> None:
    path = SHARED / "corpus" / "raw" / "18_wh_press_briefing.md"
    if not path.exists():
        pytest.skip("the real corpora are not beside the checkout (../shared/corpus)")
    publish_briefing(editor, archive, path.read_text(encoding="utf-8"), 100, "briefing")


@pytest.mark.corpus
def test_the_first_transcript_has_its_two_turns(editor: Editor) -> None:
    path = SHARED / "fixtures" / "press_statements_2024-06-19.txt"
    if not path.exists():
        pytest.skip("the first transcript is not beside the checkout (../shared/fixtures)")
    create_draft(editor, path.read_text(encoding="utf-8"))
    assert editor.page.locator(".rows .turn").count() == 2
    expect(editor.page.locator("text=Nothing is left to decide here.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_desk_are_accessible_and_nothing_scrolls_sideways(
    visit: Callable[..., Page], account: None, assert_accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    editor = Editor(visit(width=width, scheme=scheme))
    page = editor.page
    editor.sign_in()
    assert_accessible(page)
    editor.type_into("textarea[name=text]", TEXT.format(word=f"width {width} {scheme}") + BRIEFING)
    editor.press("input[value='Continue']")
    editor.wait_for("/turns/")
    line = page.locator("li.row", has_text="Our two countries").get_attribute("id")
    key = editor.statement_key
    for path in (
        f"{key}/turns/?piece={line}",
        f"{key}/turns/?turn={page.locator('li.row:has(.turn)').first.get_attribute('id')}",
        f"{key}/change/",
        f"{key}/checks/",
        f"{key}/reread/",
    ):
        page.goto(f"/admin/statements/statement/{path}")
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} pixels too wide"
