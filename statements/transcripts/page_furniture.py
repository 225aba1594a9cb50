"""What a page prints around a transcript: site furniture at its end, page numbers, end marks, clocks.

Every line that is left out goes to ``dropped`` with its reason. The cut at the end is a proposal: an editor sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from statements.transcripts.normalisation import SourceParagraph

_ZONE = r"(?:\(?(?:[A-Z]{2,5}|[ECMP][SD]?T|local(?: time)?|eastern|GMT|CEST?|L)\)?)"
_CLOCK = rf"\d{{1,2}}[:.]\d{{2}}\s*(?:[AP]\.?\s?M\.?|hrs\.?|hours)?\s*(?:{_ZONE})?(?:\s+{_ZONE})?"
CLOCK_LINE = re.compile(rf"\(?\s*{_CLOCK}(?:\s*\([^)]*\))?\s*\)?", re.IGNORECASE)
END_LINE = re.compile(
    rf"(?:\\?#(?:\s*#)*|[-–—*\s]*(?:-30-|end|ends|the end|end of (?:transcript|text|document|statement|remarks)|"
    rf"fin|ende|конец|以上|了)[-–—*.\s]*)"
    rf"(?:\s*{_CLOCK})?",
    re.IGNORECASE,
)
RULE_LINE = re.compile(r"(?=[^\w])(?:\\?[-*_=~•·–—+.#◆◇○●■□※]\s*){3,}|[*•]")
RECORD_LINE = re.compile(
    r"(?:the (?:meeting|session|sitting) (?:rose|was (?:called to order|suspended|adjourned|resumed|closed)|"
    r"adjourned|resumed|started|began|ended)\b.{0,80}"
    r"|la séance est (?:ouverte|levée|suspendue)\b.{0,60}|se (?:abre|levanta|suspende) la sesión\b.{0,60}"
    r"|заседание (?:открывается|закрывается)\b.{0,60})",
    re.IGNORECASE,
)
# Inside a text only these are the record's: what ended with its hour, and who came to preside.
PROCEEDINGS = re.compile(
    rf"[Tt]he (?:\w+ )?(?:meeting|session|sitting|briefing|conference|interview|hearing) "
    rf"(?:rose|(?:was )?(?:called to order|suspended|adjourned|resumed|concluded|closed|ended)) "
    rf"at (?i:{_CLOCK})\.?"
    rf"|(?:M(?:r|rs|s)\.|Sir|(?:The )?(?:Acting |Vice-)?President) [^.:;!?]{{0,120}}"
    rf"(?:took|resumed|returned to) the Chair\.?"
)

_WHOLE = re.compile(
    r"(?:recent (?:posts|articles|news)|related(?: (?:articles|posts|news|content|stories|links|topics|documents|"
    r"media|items))?|"
    r"contact us|share(?: this(?: (?:page|article|post))?)?|share (?:on|via) .{1,20}|translate\s*»?|translate this "
    r"page|"
    r"subscribe\b.{0,60}|leave a (?:comment|reply).{0,40}|post a comment|comments?(?: \(\d+\))?|\d+ comments?|no "
    r"comments(?: yet)?|"
    r"read (?:more|also|next)\b.{0,120}|see also:?|follow us\b.{0,60}|print(?: this page)?|print(?:er)?[- "
    r"]friendly.{0,20}|back to (?:top|list)|"
    r"previous(?: (?:article|post|page))?|next(?: (?:article|post|page))?|«.{0,60}|"
    r"tags?:.{0,200}|keywords:.{0,200}|categor(?:y|ies):.{0,200}|filed under:?.{0,200}|posted (?:in|on|"
    r"by)\b.{0,100}|published(?: (?:on|in|at|by))?:?\s.{0,80}|"
    r"updated:?\s.{0,60}|last updated\b.{0,60}|photo(?: by)?:.{0,120}|source:.{0,200}|©.{0,120}|\(c\) "
    r"\d{4}.{0,120}|copyright\b.{0,120}|all rights reserved.{0,60}|"
    r"terms (?:of use|and conditions).{0,40}|privacy policy.{0,40}|cookies?(?: policy)?.{0,40}|start typing and "
    r"press enter.{0,40}|type and press enter.{0,40}|"
    r"search|menu|home|newsletter|sign up\b.{0,80}|e?-?mail|facebook|twitter|linkedin|whatsapp|telegram|pinterest|"
    r"смотрите также|читайте также|поделиться|распечатать|опубликовано.{0,200}|дата публикации:?.{0,60}|текстовая "
    r"версия|статус материала.{0,100}|"
    r"ссылка на материал:?.{0,100}|publication status.{0,100}|published in sections?:.{0,200}|publication "
    r"date:.{0,100}|direct link:.{0,100}|text version|"
    r"partager|imprimer|compartir|imprimir|artículos relacionados|drucken|teilen|kontakt|"
    r"相关新闻|相关链接|推荐给朋友|打印|关闭窗口|"
    r"返回顶部|このページの先頭へ|ページトップ|"
    r"we(?:'|’)re not around right now.{0,200}|share this:|like this:|loading\.{0,3}|more (?:news|stories|"
    r"from)\b.{0,60})",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"(?:search|menu|home|print|next|previous|comments?|share|e?-?mail|related|newsletter|kontakt|«.{0,60}|"
    r"updated:?\s.{0,60}|published(?: (?:on|in|at|by))?:?\s.{0,80})",
    re.IGNORECASE,
)
_EDITORS_NOTE = re.compile(
    r"(?:\[|\()?(?:editors?[’'`]?s?[’']? note|ed\. note|note from the editor|от редакции|nota de la redacción|note "
    r"de la rédaction|anmerkung der redaktion|编者按)\s*[:.—–-]",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(r"(?:the views expressed|disclaimer\b|views expressed in this).{0,600}", re.IGNORECASE)
_GAP_PIECES, _GAP_WORDS = 3, 60


@dataclass(frozen=True, slots=True)
class Furniture:
    paragraph: SourceParagraph
    why: str


def find_furniture_reason(text: str) -> str:
    """Return why a line at a document's end is furniture, or "" where it may be text."""
    if len(text) > 900:
        return ""
    if _EDITORS_NOTE.match(text):
        return "the republisher’s note: kept in the front matter, never a turn"
    if END_LINE.fullmatch(text):
        return "the mark that the transcript ends here"
    if CLOCK_LINE.fullmatch(text):
        return "the hour at which it ended"
    if _WHOLE.fullmatch(text):
        return "navigation or a form of the page"
    if _DISCLAIMER.match(text):
        return "a disclaimer of the page"
    return ""


def is_editors_note(text: str) -> bool:
    return _EDITORS_NOTE.match(text) is not None


def cut_footer(
    paragraphs: list[SourceParagraph], is_label: Callable[[SourceParagraph], bool]
) -> tuple[list[SourceParagraph], list[Furniture]]:
    """Cut the furniture off the end: from the end upwards as long as furniture comes again within a few short lines.

    ``is_label(piece)`` guards turns: a piece that opens one ends the search. Linear in the length of the tail.
    """
    cut = len(paragraphs)
    gap_pieces = gap_words = matches = 0
    strong = False
    for index in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[index]
        reason = "" if paragraph.marked_speaker is not None else find_furniture_reason(paragraph.text)
        if reason and gap_pieces and CLOCK_LINE.fullmatch(paragraph.text):
            break  # an hour with text after it divides two parts of one event
        if reason:
            cut, matches = index, matches + 1
            gap_pieces = gap_words = 0
            strong = strong or not _WEAK.fullmatch(paragraph.text)
            continue
        if is_label(paragraph) or paragraph.marked_speaker is not None:
            break
        gap_pieces += 1
        gap_words += paragraph.text.count(" ") + 1
        if gap_pieces > _GAP_PIECES or gap_words > _GAP_WORDS:
            break
    if cut == len(paragraphs) or not (strong or matches > 1):
        return paragraphs, []
    tail = paragraphs[cut:]
    return paragraphs[:cut], [
        Furniture(paragraph, find_furniture_reason(paragraph.text) or "among the furniture at the page’s end")
        for paragraph in tail
    ]
