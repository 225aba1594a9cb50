"""Markdown, with YAML front matter where the file has it. Marks of emphasis, links and escapes are taken out of the
text; a bold opening is handed on as a hint for the label grammar.

markdown-it reads headings and rules. Emphasis, links and escapes are read here, for two measured reasons: CommonMark
keeps the stars of "**Jane Roe:**We agree", which publishers' converters write, so that labels would be lost; and
markdown-it took 27 seconds for 29 MB of the White House's pages, which this reader takes in 6.
"""

from __future__ import annotations

import datetime
import re

import yaml
from markdown_it import MarkdownIt

from statements.transcripts import named_fields
from statements.transcripts.decoding import decode, decode_bytes_literals
from statements.transcripts.draft import Block, BlockKind, Draft
from statements.transcripts.model import Dropped, FrontMatter, UnreadableTranscript, Warning
from statements.transcripts.readers.text import split_blocks

_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MAX_FRONT_LENGTH = 50_000
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~\"'$&-])")
# Each of these stops at the next mark of its own kind, so that a file full of marks is still read in linear time.
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:\s\"[^\"()\n]{0,200}\")?\)")
_BOLD_OPENING = re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.{1,250}?)(?<=\S)\1(\s*[:：])?", re.DOTALL)
_STRONG = re.compile(
    r"\*\*(?=[^\s*])((?:[^*\n]|\*(?!\*)){1,2000})(?<=\S)\*\*|__(?=[^\s_])((?:[^_\n]|_(?!_)){1,2000})(?<=\S)__"
)
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*\\])\*(?![\w*])|(?<![\w_\\])_(?=[^\s_])([^_\n]{1,2000}?)(?<=[^\s_\\])_(?![\w_])"
)
_HARD_BREAK = re.compile(r"(?: {2,}|\\)\n")
_QUOTE = re.compile(r"^ {0,3}>[ ]?", re.MULTILINE)
# A text without such a line is a paragraph, and is not parsed.
_BLOCK_MARKS = "#=-*_"
_BLOCK_LINE = re.compile(r"^ {0,3}(?:#|(?:=+|[-*_](?:[ \t]*[-*_])+)[ \t]*$)", re.MULTILINE)
_MAX_HEADING_LENGTH = 200  # characters of a line that is underlined; a longer one is text above a rule
# Lists, code and HTML are left out: "110. The President:", indented lines and "<…>" are words of a transcript.
_PARSER = MarkdownIt("zero").enable(["heading", "lheading", "hr"]).disable(["inline"])


def read(data: bytes, *, name: str = "") -> Draft:
    """Return the draft of a Markdown file. Raises ``UnreadableTranscript`` for what is not text."""
    text, warnings = decode(data)
    text, more = decode_bytes_literals(text)
    warnings += more
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front, dropped = FrontMatter(), []
    first_line = 1
    match = _FRONT.match(text, 0, _MAX_FRONT_LENGTH)
    if match:
        front, warning = _front(match[1])
        if warning:
            warnings.append(warning)
        else:
            dropped = [
                Dropped(number, line, "front matter")
                for number, line in enumerate(match[1].split("\n"), 2)
                if line.strip()
            ]
            first_line = text.count("\n", 0, match.end()) + 1
            text = text[match.end() :]
    return Draft(front, read_blocks(text, first_line), dropped, warnings, format="md")


def read_blocks(text: str, first_line: int = 1) -> list[Block]:
    """Return the blocks of a Markdown text without front matter, the marks taken out."""
    return [made for block in split_blocks(text, first_line) for made in _parse_block(block)]


def is_markdown(text: str) -> bool:
    """Whether a text that does not say so is Markdown: it holds links, bold runs or escapes as Markdown writes them."""
    return "](" in text or text.count("**") > 1 or "\\[" in text or "\\#" in text


class _FrontLoader(yaml.SafeLoader):
    """Plain data, each value written out where it stands: a few lines that repeat one another by aliases would grow
    without bound. Raises ``UnreadableTranscript`` for an alias."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 2
            raise UnreadableTranscript(
                f"The front matter repeats a part of itself by an alias (*, line {line}): write the part out there."
            )
        return super().compose_node(parent, index)


def _front(source: str) -> tuple[FrontMatter, Warning | None]:
    try:
        fields = yaml.load(source, Loader=_FrontLoader)  # noqa: S506 - builds plain data only
    except UnreadableTranscript:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return FrontMatter(), Warning(
            "front-matter", f"The front matter is not YAML and was read as text: {str(error).splitlines()[0]}.", 1
        )
    if not isinstance(fields, dict):
        return FrontMatter(), Warning("front-matter", "The front matter holds no keys and was read as text.", 1)
    plain_fields = {str(key): _plain(value) for key, value in fields.items()}
    return named_fields.build_front_matter(plain_fields), None


def _plain(value: object) -> object:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


def _parse_block(block: Block) -> list[Block]:
    """Return the block without its marks, cut where the Markdown breaks a line for good. (A trailing pair of spaces on
    the last line breaks nothing.)"""
    text = block.text
    if "  \n" not in text and "\\\n" not in text:
        return _parse_part(text, block.line)
    out: list[Block] = []
    line = block.line
    start = 0
    for match in _HARD_BREAK.finditer(text):
        part = text[start : match.start()]
        out += _parse_part(part, line)
        line += part.count("\n") + 1
        start = match.end()
    return out + _parse_part(text[start:], line)


def _parse_part(text: str, line: int) -> list[Block]:
    if text.lstrip()[:1] == ">":
        text = _QUOTE.sub("", text)
    if ("\n" not in text and text.lstrip()[:1] not in _BLOCK_MARKS) or not _BLOCK_LINE.search(text):
        return _build_paragraph(text, line)
    lines = text.split("\n")
    out: list[Block] = []
    markup = ""  # of the heading that is open
    for token in _PARSER.parse(text):
        first, end = token.map or (0, 0)
        if token.nesting == 1:
            markup = token.markup
        elif token.type == "hr":
            out.append(Block(lines[first].strip(), BlockKind.RULE, line + first))
        elif token.type != "inline" or not token.content.strip():
            continue
        elif markup and (markup[0] == "#" or (end - first == 1 and len(token.content) < _MAX_HEADING_LENGTH)):
            out.append(Block(strip_marks(token.content), BlockKind.HEADING, line + first))
        else:
            out += _build_paragraph(token.content, line + first)
            if markup:
                out.append(Block(lines[end].strip(), BlockKind.RULE, line + end))
    return out


def _build_paragraph(text: str, line: int) -> list[Block]:
    stripped = text.strip()
    if not stripped:
        return []
    emphasis = ""
    if stripped[:2] in ("**", "__"):
        match = _BOLD_OPENING.match(stripped)
        if match:
            emphasis = strip_marks(match[2]) + (match[3] or "").strip()
            text = match[2] + (match[3] or "") + stripped[match.end() :]
    return [Block(strip_marks(text), line=line, emphasis=emphasis)]


def strip_marks(text: str) -> str:
    """Return the text without the marks of Markdown; the words stay, an image leaves its description."""
    if "](" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    if "**" in text or "__" in text:
        text = _STRONG.sub(lambda match: match[1] or match[2], text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text
