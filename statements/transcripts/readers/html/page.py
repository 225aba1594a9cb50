"""Web pages, as a publisher serves them or as a browser or scraper saved them."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from statements.transcripts.decoding import decode_bytes_literals, decode_page
from statements.transcripts.draft import Block, BlockKind, Draft
from statements.transcripts.model import Dropped, FrontMatter, UnreadableTranscript
from statements.transcripts.printed_dates import find_lone_date
from statements.transcripts.readers.html.blocks import read_blocks
from statements.transcripts.readers.html.body import find_main_text, find_refusal
from statements.transcripts.readers.html.head import find_summary, read_front_matter
from statements.transcripts.readers.html.pruning import measure, prune, remove, visible_text

MAX_BYTES = 30_000_000
_LISTS = ("ul", "ol", "p", "div", "table", "section")
_ENTRY = "Left out: a list of other pages."
_OUTSIDE = "Left out: outside the main text of the page."
_MIN_LENGTH = 400  # characters: where no more is left of a page, too much may have been taken away
_MAX_OPENING_BLOCKS = 6  # blocks before the text in which a page repeats its title and date


def read(data: bytes, *, name: str = "") -> Draft:
    """A page as blocks and front matter. Raises ``UnreadableTranscript`` where the bytes are no page at all."""
    if len(data) > MAX_BYTES:
        raise UnreadableTranscript(
            f"The page has {len(data) // 1_000_000} MB; over {MAX_BYTES // 1_000_000} MB is too much. Save its text."
        )
    text, warnings = decode_page(data)
    saved = text
    text, literal_warnings = decode_bytes_literals(text)
    warnings += literal_warnings
    line = _find_line_of_change(saved, text)
    root = _parse(text)
    front = read_front_matter(root)
    if lead := find_summary(root):
        front.extra["summary"] = lead
    body, content, dropped, refused = _find_main(root)
    if refused and len(visible_text(content)) < _MIN_LENGTH:
        again = _find_main(_parse(text), cautious=True)
        if not again[3]:
            body, content, dropped, refused = again
    draft = Draft(front=front, dropped=dropped, warnings=warnings, refused=refused, format="html", wrapped=False)
    if refused:
        return draft
    dropped.extend(_collect_outside(body, content))
    draft.blocks = _drop_repeats(_drop_link_lists(content, dropped), front, dropped)
    if not draft.blocks:
        draft.refused = "The page holds nothing but its title, its date and links."
    if line:
        for block in draft.blocks:
            block.line = min(block.line, line)  # the literal is one line of the file, whatever it decodes to
    dropped.sort(key=lambda item: item.line)
    return draft


def _find_main(root: HtmlElement, *, cautious: bool = False) -> tuple[HtmlElement, HtmlElement, list[Dropped], str]:
    """The page's body and, in it, the element with the text; what was pruned; why there is no statement, or ""."""
    body = root.find("body")
    body = body if body is not None else root
    dropped = prune(body, cautious=cautious)
    content = find_main_text(body)
    entries = sum(item.why == _ENTRY for item in dropped)
    return body, content, dropped, find_refusal(content, entries)


def _find_line_of_change(before: str, after: str) -> int:
    """The line on which the two texts part, 0 where they are the same."""
    if before == after:
        return 0
    same = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    return before.count("\n", 0, same) + 1


def _parse(text: str) -> HtmlElement:
    # NUL and the other control characters are not allowed in a page and would end a string in libxml2.
    text = re.sub("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]", "", text).replace("\x0c", "\n")
    if not text.strip():
        raise UnreadableTranscript("The page is empty. Save it again from the browser.")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableTranscript(f"This is no web page that can be read ({error}). Save it again.") from error
    if root is None or not isinstance(root.tag, str):
        raise UnreadableTranscript("This is no web page: it holds no element. Is it a file of another format?")
    return root


def _collect_outside(body: HtmlElement, content: HtmlElement) -> list[Dropped]:
    """Text of the page beside its main text, element by element."""
    found: list[Dropped] = []
    inside = content
    while inside is not body and (parent := inside.getparent()) is not None:
        for child in parent:
            if child is not inside and (text := visible_text(child)):
                found.append(Dropped(child.sourceline or 0, text[:2000], _OUTSIDE))
            if tail := (child.tail or "").strip():
                found.append(Dropped(child.sourceline or 0, tail[:2000], _OUTSIDE))
        inside = parent
    return found


def _drop_link_lists(content: HtmlElement, dropped: list[Dropped]) -> list[Block]:
    sizes = measure(content)
    gone: set[HtmlElement] = set()
    for element, (length, linked) in sizes.items():
        if element.getparent() in gone:
            gone.add(element)
        elif element is not content and element.tag in _LISTS and 0.8 * length <= linked < 0.5 * sizes[content][0]:
            links = [link for link in element.iter("a") if not (link.get("href") or "#").startswith("#")]
            if len(links) >= 3:
                dropped.append(
                    Dropped(element.sourceline or 0, visible_text(element)[:2000], "Left out: a list of links.")
                )
                remove(element)
                gone.add(element)
    return read_blocks(content, dropped)


def _is_same_text(text: str, other: str) -> bool:
    return other != "" and re.sub(r"\W+", " ", text).casefold().strip() == re.sub(r"\W+", " ", other).casefold().strip()


def _drop_repeats(blocks: list[Block], front: FrontMatter, dropped: list[Dropped]) -> list[Block]:
    """The blocks less the title and the date where the page prints them above its text."""
    kept: list[Block] = []
    for number, block in enumerate(blocks):
        if number < _MAX_OPENING_BLOCKS and block.marked_speaker is None:
            if _is_same_text(block.text, front.title):
                if block.kind is BlockKind.HEADING and sum(len(above.text) for above in kept) < 300:
                    dropped.extend(Dropped(above.line, above.text, "Left out: above the title.") for above in kept)
                    kept.clear()
                dropped.append(Dropped(block.line, block.text, "The title, kept in the front matter."))
                continue
            if _is_same_text(block.text, str(front.extra.get("summary", ""))):
                dropped.append(Dropped(block.line, block.text, "The summary, kept in the front matter."))
                continue
            day = find_lone_date(block.text, front.language)
            if len(day) == 10 and day == (front.date or day):
                front.date = day
                dropped.append(Dropped(block.line, block.text, "The date, kept in the front matter."))
                continue
        kept.append(block)
    if not front.title:
        heading = next((block for block in kept[:_MAX_OPENING_BLOCKS] if block.kind is BlockKind.HEADING), None)
        if heading is not None:
            front.title = heading.text
    return kept
