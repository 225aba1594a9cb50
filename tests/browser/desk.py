"""An editor at the desk who uses nothing but the keyboard, with JavaScript or without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, TimeoutError

MAX_TABS = 900
NAME, PASSWORD = "editor", "a word for the desk"


@dataclass
class Editor:
    page: Page
    javascript: bool = True
    name: str = NAME

    def sign_in(self) -> None:
        self.page.goto("/admin/login/?next=/admin/statements/statement/add/")
        self.type_into("[name=username]", self.name)
        self.type_into("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.wait_for("/statement/add/")

    def tab_to(self, selector: str, key: str = "Tab") -> None:
        """Press Tab (or ``key``: Shift+Tab) until what is focused is ``selector``."""
        for _ in range(MAX_TABS):
            if self.page.locator(f":focus:is({selector})").count():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{selector} cannot be reached with the Tab key on {self.page.url}")

    def type_into(self, selector: str, text: str) -> None:
        self.tab_to(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def press(self, selector: str) -> None:
        self.tab_to(selector)
        self.page.keyboard.press("Enter")

    def choose(self, name: str, typed: str) -> None:
        """Choose a record: by the autocomplete, or by its name where there is no JavaScript."""
        if not self.javascript:
            self.type_into(f"[name='{name}-typed']", typed)
            return
        self.tab_to(f"select[name='{name}'] + .select2 .select2-selection")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".select2-search__field:focus")
        self.page.keyboard.insert_text(typed)
        self.page.wait_for_selector(f".select2-results__option--highlighted:has-text('{typed}')")
        self.page.keyboard.press("Enter")

    def tick(self, selector: str) -> None:
        self.tab_to(selector)
        self.page.keyboard.press("Space")

    @property
    def statement_key(self) -> str:
        return re.search(r"/statement/(\d+)/", self.page.url)[1]

    def wait_for(self, path_end: str) -> None:
        try:
            self.page.wait_for_url(lambda url: urlsplit(url).path.endswith(path_end))
        except TimeoutError as late:
            said = self.page.locator("input:not([type=hidden])").evaluate_all("all => all.map(one => one.value)")
            said += self.page.locator(".errornote, .errorlist, h1").all_inner_texts()
            raise AssertionError(f"still at {self.page.url}, which says {said}") from late
