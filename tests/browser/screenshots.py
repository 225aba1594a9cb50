"""The pictures in the documentation: `script/screenshots` takes them of the sample archive and keeps them small."""

import io
import sys
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import tools
from tests.browser.desk_pictures import desk_pictures
from tests.browser.pages import Page, page
from tests.served import served_archive

FOLDER = tools.CHECKOUT / "docs" / "screenshots"
COLOURS = 128  # text on paper needs no more, and the files shrink to a third


@dataclass(frozen=True)
class Picture:
    file: str
    of: Page
    width: int = 1280
    height: int = 860
    scheme: str = "light"


PICTURES = [
    Picture("home.png", page("home")),
    Picture("statement.png", page("statement")),
    Picture("statement-dark-narrow.png", page("statement"), width=360, height=780, scheme="dark"),
    Picture("search.png", Page("a search", "/search/?q=nuclear+weapons")),
    Picture("country.png", Page("a country", "/countries/", r"/countries/[Uu][Ss][Aa]/")),
    Picture("treaty.png", page("treaty")),
]


def small(png: bytes) -> bytes:
    """The same picture with a palette of COLOURS, as small as PNG goes."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        palette = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        palette.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    try:
        chromium = tools.chromium()
    except tools.Missing as missing:
        sys.stderr.write(f"Chancery: {missing}.\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served_archive() as archive, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=tools.CHROMIUM_FLAGS)
        for picture in PICTURES:
            size = {"width": picture.width, "height": picture.height}
            context = browser.new_context(base_url=archive.url, viewport=size, color_scheme=picture.scheme)
            tab = context.new_page()
            tab.goto(picture.of.address(archive.get))
            taken = small(tab.screenshot(animations="disabled", caret="hide"))
            (FOLDER / picture.file).write_bytes(taken)
            sys.stdout.write(f"docs/screenshots/{picture.file} ({len(taken) // 1024} KB)\n")
            context.close()
        for name, png in desk_pictures(archive, browser):
            (FOLDER / name).write_bytes(small(png))
            sys.stdout.write(f"docs/screenshots/{name}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
