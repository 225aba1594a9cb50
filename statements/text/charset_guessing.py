"""The encoding of a text that neither is UTF-8 nor says what it is.

charset-normalizer tells most encodings from one another; what it confuses is settled by familiarity: how many of the
letters that are not ASCII stand in pairs (in Chinese, Japanese and Korean: are characters) that are common in a
language of the encoding. In running text of the right encoding a quarter to a half of them do, in text of a wrong one
hardly a twentieth (measured on 40 to 400 letters of each language below).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from charset_normalizer import from_bytes

MIN_FAMILIARITY = 0.12  # of the letters that are not ASCII
MIN_LEAD = 1.4  # times as familiar as the next different reading
MIN_COHERENCE = 0.2  # of charset-normalizer: how well the letters' frequencies fit a language it knows
SAMPLE_SIZE = 20_000  # bytes that are scored
MIN_LATIN_COVER = 0.8  # of the accented letters that must be letters of one language


@dataclass(frozen=True, slots=True)
class Script:
    """Encodings of a script, the likelier first, and what is common in the languages written in it."""

    encodings: tuple[str, ...]
    common: re.Pattern[str]


def _pairs(pairs: str) -> re.Pattern[str]:
    return re.compile(f"(?=(?:{'|'.join(pairs.split())}))", re.IGNORECASE)


_SCRIPTS = (
    Script(
        ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5"),
        _pairs(
            "ст но то на ен ов ни ра во ко по ро ер пр ал ли ре ос ан го ка не та ть ва ти ві та мо ма ја је за да",
        ),
    ),
    Script(
        ("cp1253", "iso8859-7"),
        _pairs("το ου αι τη τι να κα ει στ ια ησ αν ερ σε αρ ον με τα πο ις ως εν ρο ση ας ων"),
    ),
    Script(("cp1255",), _pairs("ים ות של את הי לה מי אל על ית שר הת הם נו לי כל יו ני ור רי הס אי")),
    Script(("cp1256",), _pairs("ال لم في من ان ين ات لا ها ول وا ار ما لت عل لى يا ير در را که است ای ند")),
    Script(
        ("cp874",),
        _pairs("าร กา าม คว วา ที ่า อง ระ ปร เป แล ละ ให ได มี นา รั ัฐ ้า ขอ ต้ ะห ใน"),
    ),
    Script(
        ("gb18030",),
        re.compile(
            "[的一是在不了有和人这中大为上个国我以要他时来们到地于出就对成会可主发年同也能过说后多定行方面问部合]"
        ),
    ),
    Script(
        ("big5",),
        re.compile(
            "[的一是在不了有和人這中大為上個國我以要他時來們到地於出就對成會可主發年同也能過說後多定行方面問部合]"
        ),
    ),
    Script(
        ("cp932", "euc-jp"),
        re.compile("[いうかがきくけこさしすせたてでとなにのはまもらりるれをんっアイスト]"),
    ),
    Script(
        ("cp949",),
        re.compile("[이다는을에의가고하한지로도서기사은를니습인과대해있정리시나자어]"),
    ),
)

# Languages in Latin letters: their encodings, their letters beyond ASCII, small words that need no such letter.
_WESTERN = ("cp1252", "iso8859-15")
_OLD_MACHINES = ("cp850", "mac-roman")  # of DOS and of the early Macintosh: asked only where no other fits
_CENTRAL = ("cp1250", "iso8859-2")
_LATIN: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (_WESTERN, "éèêëàâîïôöùûüçñœæ", "the of and to in is that for on with"),
    (_WESTERN, "àâæçéèêëîïôœùûüÿ", "le la les des du de et en un une pour sur que qui dans est par ce"),
    (_WESTERN, "äöüßé", "der die das und in den von zu mit ist auf im ein eine nicht sich wir"),
    (_WESTERN, "áéíóúñüªº", "el la los las de del y en que por con una un se para al"),
    (_WESTERN, "áâãàçéêíóôõúü", "o a os as de da do dos das em que por com uma um para no na"),
    (_WESTERN, "àèéìíîòóùú", "il la lo gli le di del della e in che per con una un non si"),
    (_WESTERN, "åäöéæø", "och att det som en av den og er til at ikke de et ja on ei se"),
    (_WESTERN, "áæðéíóöþúý", "og er um sem fyrir var ekki en hvers vegna"),
    (_WESTERN, "éèëïóö", "de het een van en is dat op te in voor met zijn niet wie"),
    (_CENTRAL, "ąćęłńóśźż", "i w na z do o nie jest oraz przez po za od ona obu rano pan"),
    (_CENTRAL, "áčďéěíňóřšťúůýž", "a v na se o do je za po pro ale to bude kdo jsem"),
    (_CENTRAL, "áäčďéíľĺňóôŕšťúýž", "a v na sa o do je za po pre ale to bude kto som"),
    (_CENTRAL, "áéíóöőúüű", "a az egy hogy nem is meg ki mikor ma ez van lesz volt"),
    (_CENTRAL, "čćžšđ", "i u na je da se za od su ne koji kada to"),
    (_CENTRAL, "ăâîşţ", "de la si in a al cu pe nu este sunt din care un o"),
    (("cp1254",), "çğıöşüâîûi̇", "ve bir bu ne da de ile bakan olarak ne zaman kim"),
    (("cp1257",), "ąčęėįšųūž", "ir kai kas ar yra kad bus su per apie ne tai"),
    (("cp1257",), "āčēģīķļņšūž", "un ir ar ka no par kas kad vai bija uz pie"),
    (("cp1257",), "äõöüšž", "ja on ei et see kui oma ta oli mis kas"),
    (("cp1258",), "ăâđêôơưáàéèíóúùý\u0300\u0301\u0303\u0309\u0323", "khi hai cho trong hay sau ai nay trong"),
)
_LATIN_ENCODINGS = tuple(dict.fromkeys(encoding for encodings, _, _ in _LATIN for encoding in encodings))
_ENCODINGS = (*(encoding for script in _SCRIPTS for encoding in script.encodings), *_LATIN_ENCODINGS)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f“”„‘’«»–—…\u00a0]")
_HIGH = re.compile(rb"[\x80-\xff]")
_LINE_SIZE = 4_000  # bytes of one line
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_CAPITAL_INSIDE = re.compile(r"(?=([^\W\d_][^\W\d_]))")
_WORD = re.compile(r"[a-z]+")
_MARKS = frozenset("“”„‘’‚«»‹›–—…•·°§€£™©®¡¿ \u00ad")  # signs of running text that stand beside words
_BAD = re.compile("[\ufffd\x80-\x9f\u2500-\u259f\ue000-\uf8ff]")


def guess_encoding(data: bytes) -> str:
    """Return the encoding of a text that is not UTF-8, "" where it cannot be told."""
    sample = _sample(data)
    if _is_latin(sample):
        return _guess_latin(sample)
    readings = _rank(sample)
    if not readings:
        return ""
    (score, encoding, text), others = readings[0], readings[1:]
    rival = next((other for other, _, reading in others if reading != text), 0.0)
    if score >= MIN_FAMILIARITY and score >= MIN_LEAD * rival:
        return encoding
    best = from_bytes(sample, cp_isolation=list(_ENCODINGS)).best()
    if best is not None and best.coherence >= MIN_COHERENCE:
        return best.encoding
    # Accents close together (Vietnamese): the words are legible in any Latin encoding.
    ascii_letters = sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    return _guess_latin(sample) if ascii_letters > sum(byte >= 0x80 for byte in sample) else ""


def familiarity(text: str) -> float:
    """How much of a text not in Latin letters is common in some language, 0 to 1."""
    return max(_score(text, script) for script in _SCRIPTS)


def _sample(data: bytes) -> bytes:
    """The lines that hold more than ASCII, so that a page's mark-up does not crowd out its words."""
    if len(data) <= SAMPLE_SIZE:
        return data
    parts: list[bytes] = []
    size = at = 0
    while size < SAMPLE_SIZE and (match := _HIGH.search(data, at)):
        # From the line's start, or from the first such byte: never from within a character of several bytes.
        start = max(at, data.rfind(b"\n", at, match.start()) + 1)
        if match.start() - start > _LINE_SIZE:
            start = match.start()
        end = data.find(b"\n", match.start(), match.start() + _LINE_SIZE)
        end = end + 1 if end >= 0 else match.start() + _LINE_SIZE
        parts.append(data[start:end])
        size += len(parts[-1])
        at = end
    return b"".join(parts)


def _is_latin(sample: bytes) -> bool:
    """Whether bytes above ASCII stand alone or in twos between ASCII, as accents and quotation marks do."""
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    return sum(run for run in runs if run > 2) * 4 < sum(runs)


def _rank(sample: bytes) -> list[tuple[float, str, str]]:
    found = []
    for script in _SCRIPTS:
        for encoding in script.encodings:
            text = sample.decode(encoding, "replace")
            found.append((_score(text, script), encoding, text))
    return sorted(found, key=lambda reading: -reading[0])


def _score(text: str, script: Script) -> float:
    letters = len(_BEYOND_ASCII.findall(text))
    if not letters:
        return 0.0
    hits = len(script.common.findall(text))
    # In the wrong one of two Cyrillic encodings small letters come out as capitals, inside words too.
    inside = sum(pair[0].islower() and pair[1].isupper() for pair in _CAPITAL_INSIDE.findall(text))
    return (hits - 2 * inside - 2 * len(_BAD.findall(text))) / letters


def _guess_latin(sample: bytes) -> str:
    """Return the encoding in which the accented letters are those of one language, cp1252 where several do."""
    words = _WORD.findall(sample.decode("ascii", "replace").lower())
    cover, encoding = _best_latin(sample, words, _LATIN)
    if cover < MIN_LATIN_COVER:
        western = [(_OLD_MACHINES, letters, small) for encodings, letters, small in _LATIN if encodings is _WESTERN]
        cover, encoding = _best_latin(sample, words, western)
    return encoding if cover >= MIN_LATIN_COVER else "cp1252"


def _best_latin(
    sample: bytes, words: list[str], languages: Iterable[tuple[tuple[str, ...], str, str]]
) -> tuple[float, str]:
    """Return how much of the accents the best language covers, and its encoding."""
    accents: dict[str, list[str]] = {}
    best, chosen = (-1.0, -1, -1.0), ""
    for encodings, letters, small in languages:
        hits = sum(map(frozenset(small.split()).__contains__, words))
        for encoding in encodings:
            if encoding not in accents:
                accents[encoding] = _accents(sample.decode(encoding, "replace"))
            found = accents[encoding]
            cover = sum(char in letters for char in found) / len(found) if found else 1.0
            key = (round(cover, 1), hits, cover)
            if key > best:
                best, chosen = key, encoding
    return best[2], chosen


def _accents(text: str) -> list[str]:
    """The characters beyond ASCII in small letters, without the marks that stand at the edge of words. A capital inside
    a word counts as no letter."""
    found = []
    for at, char in enumerate(text):
        if char <= "\x7f":
            continue
        if char.isupper() and text[at - 1 : at].islower():
            found.append("\ufffd")
            continue
        if char in _MARKS and not (
            char not in "’·" and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()
        ):
            continue
        found.append(char.lower())
    return found
