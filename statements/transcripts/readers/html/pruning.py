"""Prunes a web page of what is not its text: hidden parts, menus, share buttons, cookie bars, lists of related pages.

General rules by structure and by the words publishers use in class names; no rule knows a site. A rule that would take
away a great part of the page's text is not applied: some sites wrap the whole page in a form, in
``role="complementary"`` or in a class named "popup".
"""

from __future__ import annotations

import re
from collections import Counter

from lxml.html import HtmlElement

from statements.transcripts.model import Dropped
from statements.transcripts.readers.html.class_words import (
    FOOTNOTE_CLASSES,
    HIDDEN_CLASSES,
    NO_TEXT,
    OF_A_TURN,
    POPUP_WORDS,
    ROLE_REASONS,
    STRONG_WORDS,
    TAG_REASONS,
    WEAK_WORDS,
)

# Menus are links, and a head with running text is the opening of an article.
_RARELY_LONG = ("a menu of the page", "the head of the page")
_MAX_FURNITURE_SHARE = 0.4  # of the page's text: what holds more than this is never furniture
_MAX_DROPPED_TEXT = 2000

_HIDDEN = "hidden on the page"
_INLINE = frozenset(("a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "small", "span", "strong", "u"))
_PARAGRAPHS = frozenset(("p", "blockquote", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th"))
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")


def class_words(element: HtmlElement) -> list[str]:
    """The words of an element's class names and id: "field--name-body pageText" gives field, name, body, page, text."""
    names = f"{element.get('class', '')} {element.get('id', '')}"[:400]
    return [word.lower() for word in _SPLIT.split(names) if word]


def visible_text(element: HtmlElement) -> str:
    """The element's text with white space collapsed."""
    return " ".join("".join(element.itertext()).split())


def measure(root: HtmlElement) -> dict[HtmlElement, tuple[int, int]]:
    """Characters of text, white space aside, and how many of them stand in links, for every element, in one pass."""
    sizes: dict[HtmlElement, list[int]] = {}
    elements = list(root.iter())
    for element in elements:
        sizes[element] = [0, 0]
    for element in reversed(elements):
        own = sizes[element]
        if isinstance(element.tag, str):
            own[0] += _length(element.text)
            if element.tag == "a" and element.get("href"):
                own[1] = own[0]
        parent = element.getparent()
        if element is not root and parent is not None and parent in sizes:
            above = sizes[parent]
            above[0] += own[0] + _length(element.tail)
            above[1] += own[1]
    return {element: (size[0], min(size)) for element, size in sizes.items()}


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _is_hidden(element: HtmlElement) -> str:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return _HIDDEN
    if element.get("aria-hidden", "").lower() == "true":
        return _HIDDEN
    style = element.get("style", "")[:500].lower().replace(" ", "")
    if "display:none" in style or "visibility:hidden" in style:
        return _HIDDEN
    names = frozenset(element.get("class", "")[:400].lower().split())
    if names & HIDDEN_CLASSES:
        return _HIDDEN
    if POPUP_WORDS.intersection(class_words(element)):
        return "a tooltip or pop-up"
    return ""


def _stands_in_a_sentence(element: HtmlElement) -> bool:
    """Whether an inline element is part of a paragraph: a link of class "person_tag" in the middle of a label."""
    parent = element.getparent()
    while parent is not None and parent.tag in _INLINE:
        parent = parent.getparent()
    return parent is not None and parent.tag in _PARAGRAPHS


def _find_reason(element: HtmlElement) -> tuple[str, str]:
    """Why the element is furniture, and the weak word that says so ("" where the reason is not a weak word)."""
    if why := _is_hidden(element):
        return why, ""
    tag = element.tag
    if tag in ("html", "body", "main", "p", "h1", "b", "strong", "article"):
        return "", ""
    if tag in TAG_REASONS:
        return TAG_REASONS[tag], ""
    role = element.get("role", "").lower().strip()
    if role in ROLE_REASONS:
        return ROLE_REASONS[role], ""
    if "articlebody" in element.get("itemprop", "").lower():
        return "", ""
    if element.get("role") == "doc-endnotes" or FOOTNOTE_CLASSES.intersection(element.get("class", "").lower().split()):
        return "footnotes", ""
    if tag in _INLINE and _stands_in_a_sentence(element):
        return "", ""
    words = class_words(element)
    for word in words:
        if word in STRONG_WORDS:
            return STRONG_WORDS[word], ""
    for word in words:
        if word in WEAK_WORDS:
            return WEAK_WORDS[word], word
    return "", ""


def _is_note_mark(element: HtmlElement) -> bool:
    return element.tag == "sup" and bool(re.fullmatch(r"[\[(]?(\d{1,3}|[*†‡]+|[ivx]+)[\])]?", visible_text(element)))


def remove(element: HtmlElement) -> None:
    """Take the element out and leave the text that follows it where it is."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        # Character references put into a tree what lxml does not let one put there.
        if before is not None:
            before.tail = _NOT_XML.sub(" ", (before.tail or "") + element.tail)
        else:
            parent.text = _NOT_XML.sub(" ", (parent.text or "") + element.tail)
    parent.remove(element)


def _drop(element: HtmlElement, why: str, dropped: list[Dropped]) -> None:
    text = " ".join(" ".join(element.itertext()).split())
    if text:
        dropped.append(Dropped(line=element.sourceline or 0, text=text[:_MAX_DROPPED_TEXT], why=f"Left out: {why}."))
    remove(element)


def prune(root: HtmlElement, *, cautious: bool = False) -> list[Dropped]:
    """Remove furniture from the tree under ``root``; returns what went, in page order, each with its reason.

    ``cautious``: nothing that is running text goes, save what is hidden; for pages of which little was left otherwise.
    """
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in NO_TEXT:
            remove(element)
    sizes = measure(root)
    total = max(sizes[root][0], 1)
    repeats = Counter(element.get("class") for element in sizes if element.get("class"))
    dropped: list[Dropped] = []
    gone: set[HtmlElement] = set()
    for element, (length, linked) in sizes.items():
        parent = element.getparent()
        if element is root or parent is None or parent in gone:
            if element is not root:
                gone.add(element)
            continue
        why = "the mark of a footnote" if _is_note_mark(element) else ""
        if not why:
            why, word = _find_reason(element)
            if not why or (length > 200 and length > _MAX_FURNITURE_SHARE * total):
                continue
            running = length > 250 and linked < 0.4 * length
            if running and (word or why in _RARELY_LONG or (cautious and why != _HIDDEN)):
                continue
            if word in OF_A_TURN and repeats[element.get("class")] >= 4 and linked < 0.4 * length:
                continue
        _drop(element, why, dropped)
        gone.add(element)
    return dropped
