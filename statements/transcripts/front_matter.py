"""What a document says of itself before anybody speaks: title, date, place, provenance, caption, categories.

Only lines that show what they are by their shape are moved; each is also in ``dropped`` with where it went. All other
text before the first label is the introduction, which is text.
"""

from __future__ import annotations

import re

from statements.transcripts import header_fields
from statements.transcripts.draft import BlockKind
from statements.transcripts.model import FrontMatter
from statements.transcripts.normalisation import SourceParagraph
from statements.transcripts.page_furniture import CLOCK_LINE, RECORD_LINE, Furniture
from statements.transcripts.person_names import is_name, strip_honorifics
from statements.transcripts.printed_dates import find_date, find_first_date
from statements.transcripts.vocabulary import GENRES, OPENERS, ROLES, SENTENCE_WORDS

MAX_LINES = 14  # at the start are looked at where nothing marks the end of the front matter

_CATEGORY = re.compile(
    r"(?:(?:posted|filed)\s+)?(?:In|Under|Posted in|Filed under|Category:|Categories:|"
    r"Рубрика:)\s+([A-ZÀ-ÞА-Я][\w’' -]{1,40}(?:,\s+[A-ZÀ-ÞА-Я][\w’' -]{1,40}){0,8})"
)
_PROVENANCE = re.compile(
    r"(?:transcript|translation|text|article|statement|interview|this (?:article|text|transcript|interview|"
    r"speech))?\s*(?:was |is )?"
    r"(?:(?:first |originally |previously )?(?:published|posted|released|provided|issued|printed) (?:by|at|on|"
    r"in)\b|courtesy of\b|reprinted from\b|source:|original(?: text)?:|"
    r"впервые опубликовано|опубликовано|источник:|fuente:|publié par|veröffentlicht)",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"\(?(?:photo(?:graph)?s?(?: by|:| credit|/)|photo courtesy|image(?: by|:)|picture(?: by|:)|foto(?: de)?:|"
    r"фото:?|crédit photo|©|getty images|ap photo|reuters/)",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"\(?\[?\s*((?:please )?check against delivery\.?|as (?:delivered|prepared|written|released|transcribed)(?: "
    r"for delivery)?\.?|prepared (?:remarks|for delivery).{0,30}|"
    r"transcript of the speech,? (?:exactly )?as it was delivered\.?|(?:draft version|unofficial translation|"
    r"official translation|translated from .{2,30}|unofficial transcript|excerpts?|"
    r"seul le prononcé fait foi\.?|es gilt das gesprochene wort\.?|cotejar con (?:la )?alocución\.?|verificar "
    r"(?:contra|al) (?:la lectura|momento).{0,30}|transcription|versión estenográfica|e ?& ?o ?e)\.?)\s*\]?\)?",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:the white house|office of the (?:press secretary|spokesperson|vice president|first lady).{0,30}|for "
    r"immediate release\b.{0,60}|press release|press office|permanent mission of .{3,80})",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"(?:presidencia|présidence|presidency|president of|office of|oficina|ministry|ministère|ministerio|ministério|"
    r"government|gobierno|gouvernement|"
    r"embassy|permanent mission|department|secretaría|white house|kremlin|bundesregierung|auswärtiges amt|"
    r"министерство|правительство|посольство)\b",
    re.IGNORECASE,
)
_SWITCH = re.compile(
    r"(?:(?:english|french|français|russian|русский|español|spanish|deutsch|german|中文|arabic|العربية|italiano|"
    r"português|日本語|rus|eng|ru|en|fr|de|es|ar|zh|esp|fra)[\s|/·•,–-]*){1,12}",
    re.IGNORECASE,
)
_GENRE = re.compile(
    r"(?:remarks|address|statement|speech|intervention|interview|transcript|press (?:statements?|conference|"
    r"briefing|release|gaggle|call|availability)|joint (?:press|statement)|opening|closing|keynote|"
    r"message|lecture|discurso|palabras|declaraci|intervenci|mensaje|conferencia|versión estenográfica|allocution|"
    r"discours|déclaration|point de presse|rede|ansprache|"
    r"выступление|заявление|интервью|обращение|пресс-конференция|вступительное слово|ответ|брифинг|transcripci|"
    r"pronunciamento|news conference|readout|doorstep|q&a)\b",
    re.IGNORECASE,
)
_KIND_LINE = re.compile(
    r"speech|speeches|statement|statements|(?:oral|written) statement(?: to parliament)?|remarks|"
    r"transcript|press releases?|news|news story|world news story|authored article|interview|address|message|"
    r"press (?:statement|conference|briefing)|joint statement|rede|reden|discours|déclaration|discurso|discursos|"
    r"declaración|intervención|discorso|выступление|выступления|заявление|интервью|речь|стенограмма",
    re.IGNORECASE,
)
_MAX_LINES_ABOVE_FORM = 4  # so many lines stand above the form of a page at most
_MAX_SUMMARY_LENGTH = 400  # characters
_BRIEFING = re.compile(r"\b(?:press|daily) (?:briefing|conference|availability)\b", re.IGNORECASE)
_RECORD_SYMBOL = re.compile(r"\b[AS]/(?:\w+[-/])*PV\.\d+")
_MEETING = re.compile(r"\d+(?:st|nd|rd|th) (?:plenary )?meeting", re.IGNORECASE)
_CITY_LINE = re.compile(r"[A-ZÀ-ÞА-Я][\w.’'-]*(?: [\w.’'-]+){0,3}, [A-ZÀ-ÞА-Я][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}")
_YEAR = re.compile(r"\d{2}|[元]")
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|mon|tue|wed|thu|fri|sat|sun"
)
_BESIDE_DATE = re.compile(
    rf"\b(?:{_WEEKDAYS})\b|\b(?:года|г|on|le|el|am|den|date|дата|fecha|datum|delivered on|given on|published|updated|"
    rf"posted on|published on)\b[.:]?|\b\d{{1,2}}[:.]\d{{2}}(?:\s*[ap]\.?m\b\.?)?|\b\d{{1,2}}\s*[ap]\.?m\b\.?",
    re.IGNORECASE,
)
_ENDS_SENTENCE = ".:,;!?…»"


def parse_date_line(text: str, language: str = "") -> tuple[str, str]:
    """Return (EDTF date, place) of a line that says nothing else, a weekday or an hour aside: "June 5, 2019 18:15 The
    Kremlin, Moscow", "New York, 28 September 2024", "(November 9, 2022)"; ("", "") for any other line."""
    if len(text) > 90 or not _YEAR.search(text):
        return "", ""
    found = find_first_date(text, language)
    if found is None:
        return "", ""
    rest = _BESIDE_DATE.sub(" ", text[: found[0]] + " " + text[found[1] :]).strip(" ,:()[]|/–—-")
    if not rest.endswith("D.C."):
        rest = rest.rstrip(".")
    if not rest:
        return found[2], ""
    return (found[2], rest) if _is_dateline_place(rest) else ("", "")


def _is_dateline_place(rest: str) -> bool:
    words = rest.replace(",", " ").split()
    capital = all(word[0].isupper() or word in ("of", "the", "de", "la", "del", "do", "da") for word in words)
    return (
        len(words) <= 6
        and capital
        and not any(char in ".:;!?|()0123456789" for char in rest.replace("D.C.", "").replace("St.", ""))
        and words[0].lower() not in OPENERS - {"the"}
        and not any(word.lower() in GENRES or word.lower() in ROLES for word in words)
    )


class FrontMatterReader:
    """Reads the lines before the first label into a ``FrontMatter``; what it takes is in ``taken``."""

    def __init__(self, front: FrontMatter) -> None:
        self.front = front
        self.taken: list[Furniture] = []
        self._title_from_caption = False

    def read(self, paragraphs: list[SourceParagraph], first_label: int | None) -> list[SourceParagraph]:
        """Return the paragraphs that are text, those before the first label read; the others are in ``taken``."""
        end = min(len(paragraphs), MAX_LINES) if first_label is None else min(first_label, MAX_LINES)
        clock = next((index for index in range(end) if CLOCK_LINE.fullmatch(paragraphs[index].text)), None)
        kept: list[SourceParagraph] = []
        head = header_fields.join_keys_and_values(paragraphs[:end])
        form = [index for index, paragraph in enumerate(head) if header_fields.is_field(paragraph.text)]
        above = (
            form[0] if len(form) > 1 and form[0] < _MAX_LINES_ABOVE_FORM and form[-1] - form[0] < MAX_LINES // 2 else -1
        )
        prose = len(paragraphs) == 1  # a single line is the text, whatever it looks like
        for index, paragraph in enumerate(head):
            following = head[index + 1].text if index + 1 < len(head) else ""
            why = self._kind(paragraph, index, following) or self._take(paragraph, index, clock, prose, kept)
            if not why and index < above and self.front.title and len(paragraph.text) <= _MAX_SUMMARY_LENGTH:
                self.front.extra.setdefault("summary", paragraph.text)
                why = "above the form of the page: its summary, kept in the front matter"
            if why:
                self.taken.append(Furniture(paragraph, why))
            else:
                kept.append(paragraph)
                prose = prose or (_is_prose(paragraph.text) and index >= above)
        if first_label is None and kept and not any(_is_prose(paragraph.text) for paragraph in kept[:1]):
            kept = self._byline(head, kept)
        self.front.date = self.front.date or str(self.front.extra.get("published", ""))
        if first_label is not None and not prose and first_label <= MAX_LINES and kept:
            kept = self._headline_block(kept)
        return kept + paragraphs[end:]

    def _kind(self, paragraph: SourceParagraph, index: int, following: str) -> str:
        """A line above the headline that says what sort of text it is: "Speech", "Press release"."""
        if index > 2 or not _KIND_LINE.fullmatch(paragraph.text) or not 3 < len(following) <= 260 or self.front.title:
            return ""
        if following[-1] in _ENDS_SENTENCE or not following[0].isalnum() or not following.count(" "):
            return ""
        self.front.kind = self.front.kind or paragraph.text.lower()
        return "what sort of text it is, above the headline: kept as the kind"

    def _byline(self, head: list[SourceParagraph], kept: list[SourceParagraph]) -> list[SourceParagraph]:
        """Who spoke and where, in lines of their own between the headline and the line with the date."""
        dated = next(
            (index for index, paragraph in enumerate(head) if parse_date_line(paragraph.text, self.front.language)[0]),
            0,
        )
        above = {id(paragraph) for paragraph in head[:dated]}
        lines = [paragraph for paragraph in kept if id(paragraph) in above]
        if not lines or not self.front.title or len(lines) > 4 or kept[: len(lines)] != lines:
            return kept
        if any(
            len(paragraph.text) > 100 or (paragraph.text[-1] in _ENDS_SENTENCE and paragraph.text[-2:] != "C.")
            for paragraph in lines
        ):
            return kept
        for paragraph in lines:
            self.taken.append(Furniture(paragraph, self._of_byline(paragraph.text)))
        return kept[len(lines) :]

    def _of_byline(self, text: str) -> str:
        front, words = self.front, text.removeprefix("By ").split()
        if _CITY_LINE.fullmatch(text) and not _names_an_office(text):
            front.place = front.place or text
            return "the place, above the date: kept as the place"
        name, _, office = text.removeprefix("By ").partition(",")
        if not front.speaker and len(words) > 1 and is_name(strip_honorifics(name.split())):
            front.speaker, front.office = name, front.office or office.strip()
            return "who spoke, above the date: kept as the speaker"
        if front.speaker and not front.office and any(word.strip(",").lower() in ROLES for word in words):
            front.office = text
            return "the speaker’s office, above the date: kept as the office"
        self._keep_head_line(text)
        return "a line of the page’s head, spoken by no one: kept in the front matter"

    def _keep_head_line(self, text: str) -> None:
        lines = self.front.extra.setdefault("head", [])
        if isinstance(lines, list):
            lines.append(text)

    def _headline_block(self, kept: list[SourceParagraph]) -> list[SourceParagraph]:
        """Short lines and nothing else above the first label are the head of the page, not an introduction."""
        if any(
            len(paragraph.text) > 160 or _is_finished(paragraph.text) or paragraph.text[0] in "([<"
            for paragraph in kept
        ):
            return kept
        city = next(
            (index for index, paragraph in enumerate(kept) if _CITY_LINE.fullmatch(paragraph.text.strip("*_ "))), None
        )
        if city is not None and not self.front.place and self.front.title:
            places = [paragraph.text.strip("*_ ") for paragraph in kept[max(0, city - 1) : city + 1]]
            self.front.place = ", ".join(place for place in places if not _names_an_office(place))
        for paragraph in kept:
            if not self.front.publisher and _PUBLISHER.match(paragraph.text):
                self.front.publisher = paragraph.text
                self.taken.append(Furniture(paragraph, "the publisher’s name: kept as the publisher"))
            elif _MEETING.fullmatch(paragraph.text) and _RECORD_SYMBOL.search(self.front.title):
                self.front.title += f", {paragraph.text}"
                self.taken.append(Furniture(paragraph, "the number of the meeting: kept in the title"))
            else:
                self._keep_head_line(paragraph.text.strip("*_ "))
                self.taken.append(
                    Furniture(paragraph, "a line of the page’s head, spoken by no one: kept in the front matter")
                )
        return []

    def _take(
        self, paragraph: SourceParagraph, index: int, clock: int | None, prose: bool, kept: list[SourceParagraph]
    ) -> str:
        text, front = paragraph.text, self.front
        if len(text) > 420:
            return ""
        if index < 3 and (category := _CATEGORY.fullmatch(text)):
            front.categories = front.categories or tuple(part.strip() for part in category[1].split(","))
            return "the category line of the publishing site, no headline: kept as categories"
        if CLOCK_LINE.fullmatch(text):
            front.extra.setdefault("time", text)
            return "the hour at which it began: kept in the front matter"
        if RECORD_LINE.fullmatch(text):
            return "the record’s own line on the meeting, spoken by no one"
        if not prose and (why := header_fields.read_field(text, front)):
            return why
        day, place = parse_date_line(text, front.language)
        if day and (not place or not prose):
            front.date, front.place = front.date or day, front.place or place
            return "the date line: kept as the date" + (" and the place" if place else "")
        if _SWITCH.fullmatch(text):
            return "the language switch of the page"
        status = _STATUS.fullmatch(text)
        if status:
            front.text_status = front.text_status or status[1].rstrip(".")
            return "says how the text relates to the words spoken: kept as the text’s status"
        if len(text) <= 320 and not prose and (photo := _PHOTO.search(text)):
            return self._caption(text, photo.start())
        if len(text) <= 240 and _PROVENANCE.match(text) and len(text.split()) <= 30:
            front.provenance = front.provenance or text
            return "says where the text comes from: kept as its provenance"
        if _OFFICE.fullmatch(text):
            front.publisher = front.publisher or ("The White House" if "white house" in text.lower() else "")
            return "the letterhead of the publisher"
        bracketed = _STATUS.search(text) if text.endswith(")") else None
        if bracketed and bracketed[0].startswith("(") and bracketed.end() == len(text):
            day = parse_date_line(
                re.sub(r"^(?:Delivered|Given) on:?", "", text[: bracketed.start()]).strip(), front.language
            )[0]
            if day:
                front.date, front.text_status = front.date or day, front.text_status or bracketed[1].rstrip(".")
                return "the date line with the text’s status: kept as both"
        if front.title and _same_words(text, front.title):
            return "repeats the title"
        headed = _BRIEFING.search(text) or (_GENRE.match(text) and not text.endswith("."))
        if clock is not None and index == 0 and not front.title and " " in text and headed:
            front.title = text
            front.date = front.date or find_date(text, front.language)
            return "the headline: kept as the title"
        if clock is not None and index < clock and not prose and _is_place(text) and not _names_an_office(text):
            place = text.strip("*_ ")
            front.place = f"{front.place}, {place}" if front.place else place
            return "the place, printed above the hour: kept as the place"
        if not front.place and not kept and front.title and _CITY_LINE.fullmatch(text) and not _names_an_office(text):
            front.place = text
            return "the place, alone on its line: kept as the place"
        if not prose and not kept and (not front.title or self._title_from_caption) and _is_title(paragraph, index):
            front.title = text
            self._title_from_caption = False
            if not front.date:
                front.date = find_date(text, front.language)
            return "the headline: kept as the title"
        return ""

    def _caption(self, text: str, credit_start: int) -> str:
        caption, credit = text[:credit_start].strip(" (|–—-"), text[credit_start:].strip()
        self.front.caption = self.front.caption or caption
        self.front.credit = self.front.credit or credit
        if caption and not self.front.title:
            self.front.title = caption.rstrip(".")
            self._title_from_caption = True
            return "the caption of a picture with its credit: kept, and taken as the title since no headline is there"
        return "the caption of a picture with its credit: kept in the front matter"


def _is_prose(text: str) -> bool:
    return len(text) > 120 or (text[-1] in ".!?…”" and text.count(" ") > 4) or (text[-1] in ",:" and text[0].isupper())


def _is_finished(text: str) -> bool:
    """Whether the line ends as a sentence does, and not in an abbreviation ("Washington, D.C.", "Dam & Co.")."""
    return text.rstrip("*_ ")[-1:] in ".,;…" and not text.rstrip("*_ ").endswith(("D.C.", " Co.", " Inc.", " St."))


def _is_place(text: str) -> bool:
    return (
        len(text) <= 110
        and text.count(" ") <= 14
        and text[-1] not in ":!?"
        and not _is_finished(text)
        and (text[0].isupper() or text[0] in "(“" or text[0].isdigit())
    )


def _names_an_office(text: str) -> bool:
    """Whether the words after the first comma say what somebody is: "Jane Roe, Department Spokesperson"."""
    return text.partition(",")[2].rstrip("*_ ").lower().rpartition(" ")[2] in ROLES


def _is_title(paragraph: SourceParagraph, index: int) -> bool:
    """A headline: the mark-up says so, or the first line is short, no finished sentence, and not spoken to anyone."""
    text = paragraph.text
    if paragraph.kind is BlockKind.HEADING:
        return len(text) <= 300
    if index == 0 and text[-1] == "." and len(text) <= 200 and _GENRE.match(text) and _one_phrase(text):
        return True
    if index > 3 or len(text) > 260 or text[-1] in _ENDS_SENTENCE or not (text[0].isalnum() or text[0] in "“«\"‘'¿¡"):
        return False
    return text.count(" ") >= 1 or bool(_GENRE.match(text))


def _one_phrase(text: str) -> bool:
    """Whether a headline that ends in a full stop is one: no sentence inside, no verb that is told by its form."""
    words = text[:-1].split()
    return not any(char in text[:-1] for char in ".!?:;") and not any(word in SENTENCE_WORDS for word in words)


def _same_words(left: str, right: str) -> bool:
    return left == right or (
        len(left) < 400
        and "".join(filter(str.isalnum, left.casefold())) == "".join(filter(str.isalnum, right.casefold()))
    )
