"""Finds the main text of a page, by mark-up first, then by where most text is; or why the page has none.

Reads a tree that ``html_pruning.prune`` has been over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from lxml.html import HtmlElement

from statements.transcripts.readers.html.class_words import words
from statements.transcripts.readers.html.pruning import measure, visible_text

_ARTICLE_SHARE = 0.5  # an <article> must hold this part of the page's text to be taken for the text
_CHILD_SHARE = 0.9  # a child with this part of its parent's text is a better choice than the parent
_LEAVES = words("p h1 h2 h3 h4 h5 h6 li ul ol dl dd dt td tr th tbody table blockquote pre span a b strong em i")
_ITEM_CHARACTERS = 300  # a teaser on a listing page has fewer beside its links
_MIN_LETTERS = 25  # letters of a statement
_LISTING = "The page is a listing: {} short entries that each lead to another page. Import those."
_NOT_FOUND = re.compile(
    r"\b(page not found|404 not found|error 404|access denied|forbidden|enable javascript|captcha"
    r"|javascript is (?:disabled|required)|are you (?:a )?human|verify you are|checking your browser"
    r"|service unavailable|page introuvable|seite nicht gefunden|страница не найдена|página no encontrada)\b",
    re.IGNORECASE,
)


def find_main_text(root: HtmlElement) -> HtmlElement:
    """The smallest element that holds the page's text; ``root`` itself where nothing narrower does."""
    sizes = measure(root)

    def mass(element: HtmlElement) -> int:
        length, linked = sizes[element]
        return length - linked

    total = max(mass(root), 1)
    for element in sizes:
        if "articlebody" in element.get("itemprop", "").lower().split() and mass(element) >= _ARTICLE_SHARE * total:
            return element
    best = root
    for tag in ("main", "article"):
        for element in best.iter(tag):
            if mass(element) >= _ARTICLE_SHARE * total:
                best = element
                break
    for element in best.xpath('.//*[@role="main"]'):
        if mass(element) >= _ARTICLE_SHARE * total:
            best = element
            break
    return _narrow(best, mass)


def _narrow(element: HtmlElement, mass: Callable[[HtmlElement], float]) -> HtmlElement:
    """Go down while one child holds nearly all the text and is not one of several of its kind (one turn of many)."""
    while True:
        children = [child for child in element if mass(child) > 0]
        if not children:
            return element
        child = max(children, key=mass)
        alike = sum(1 for other in children if other.tag == child.tag and other.get("class") == child.get("class"))
        if child.tag in _LEAVES or alike > 1 or mass(child) < _CHILD_SHARE * max(mass(element), 1):
            return element
        element = child


def find_refusal(content: HtmlElement, entries: int = 0) -> str:
    """A sentence where the page is a list of other pages or holds no text of a statement, else "".

    ``entries``: how many short pieces that lead to other pages were pruned from it.
    """
    sizes = measure(content)
    length, linked = sizes[content]
    links = sum(1 for link in content.iter("a") if _leads_away(link))
    if length < 500 and entries >= 5:
        return _LISTING.format(entries)
    if length == 0:
        return "The page holds no text: it may be built by scripts, or show only pictures or a video."
    if length < 400 and (match := _NOT_FOUND.search(visible_text(content))):
        return f"The page is no statement but an error page or a gate (“{match[0]}”)."
    if links >= 5 and linked >= 0.5 * length and length - linked < 1500:
        return f"The page is a listing: {links} links to other pages and hardly any text of its own. Import those."
    teasers = _count_teasers(content, sizes)
    if teasers:
        return _LISTING.format(teasers)
    if length < _MIN_LETTERS:
        return f"The page holds only {length} characters of text: there is no statement on it."
    return ""


def _leads_away(link: HtmlElement) -> bool:
    target = (link.get("href") or "").strip().lower()
    return bool(target) and not target.startswith(("#", "javascript:", "mailto:", "tel:"))


def _count_teasers(content: HtmlElement, sizes: dict[HtmlElement, tuple[int, int]]) -> int:
    """How many like elements side by side are headed by a link and short, if they make up the page; 0 otherwise."""
    for parent in content.iter():
        kinds = Counter((child.tag, child.get("class")) for child in parent)
        if not kinds or max(kinds.values()) < 5:
            continue
        kind = max(kinds, key=lambda key: kinds[key])
        items = [child for child in parent if (child.tag, child.get("class")) == kind]
        headed = [item for item in items if _is_headed_by_link(item, sizes)]
        covered = sum(sizes[item][0] for item in items)
        linked = sum(sizes[item][1] for item in items)
        is_page = covered >= 0.6 * sizes[content][0] and covered - linked <= _ITEM_CHARACTERS * len(items)
        if is_page and len(headed) >= max(5, 0.7 * len(items)):
            return len(items)
    return 0


def _is_headed_by_link(item: HtmlElement, sizes: dict[HtmlElement, tuple[int, int]]) -> bool:
    """Whether the first words of the item are a link of some length to another page."""
    seen = 0
    for element in item.iter():
        if element.tag == "a" and _leads_away(element) and sizes[element][0] >= 12:
            return seen <= 40  # a date or a category may stand before it
        if element.text:
            seen += len(element.text.strip())
        if seen > 40:
            return False
    return False
