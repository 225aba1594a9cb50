"""Which language a text is in, by script and by its small words: the principal ones, or none where it is not plain."""

from __future__ import annotations

import re

# BCP 47 language -> the script its letters must show.
_LANGUAGES = {
    "arabic": "ar fa ur ps",
    "hebrew": "he",
    "cyrillic": "ru uk be bg mk kk mn tg ky",
    "han": "zh ja",
    "hangul": "ko",
    "greek": "el",
    "devanagari": "hi mr ne",
    "thai": "th",
    "georgian": "ka",
    "armenian": "hy",
}
_SCRIPTS = {code: script for script, codes in _LANGUAGES.items() for code in codes.split()}
_RANGES = {
    "arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "hebrew": "\u0590-\u05ff",
    "cyrillic": "\u0400-\u04ff",
    "han": "\u3040-\u30ff\u4e00-\u9fff",
    "hangul": "\uac00-\ud7af",
    "greek": "\u0370-\u03ff",
    "devanagari": "\u0900-\u097f",
    "thai": "\u0e00-\u0e7f",
    "georgian": "\u10a0-\u10ff",
    "armenian": "\u0530-\u058f",
}
_PATTERNS = {name: re.compile(f"[{span}]") for name, span in _RANGES.items()}
_SMALL = {
    "en": "the of and to in that is for we it on with as are this our be have not by i you was from at has will",
    "fr": "de la le et les des en que à du pour dans une est nous qui un sur au il a par pas ce avec plus je",
    "es": "de la que el en y los a se del las por un con una para no es lo su al como más nuestro",
    "pt": "de a que o e do da em um para com não uma os no se na por mais as dos como mas ao",
    "it": "di che e la il un a per in una non del si da con le della sono come i nel alla più",
    "de": "die der und in zu den das nicht von sie ist des sich mit dem dass er es ein ich auf so eine auch als an wir",
    "nl": "de en van het een in is dat op te zijn voor met niet aan er om ook als dan maar wij we",
    "pl": "w i na z do nie że się to jest o jak za od po przez dla są ale",
    "tr": "ve bir bu da de için ile olarak çok daha en gibi olan var ne biz",
    "ro": "de și în a la cu pe că o din nu un să este pentru mai care sunt",
    "hu": "a az és hogy nem is egy ez van meg de azt már csak mint",
    "cs": "a v na se že je to s z do o i ale jako za pro by který",
    "sv": "och i att det som en på är av för med till den har inte vi ett om",
    "da": "og i at det som en på er af for med til den har ikke vi et om de",
    "fi": "ja on ei se että hän oli mutta kun niin myös ovat joka tai",
    "id": "dan yang di untuk dengan dari ini dalam pada tidak kita itu akan adalah juga",
    "vi": "và của các là có trong cho với được một những không này đã để",
    "sr": "i u je da se na za su od sa to koji ne će o kao",
    "hr": "i u je da se na za su od s to koji ne će o kao",
}
SMALL_WORDS = {code: frozenset(words.split()) for code, words in _SMALL.items()}
_ANY_SMALL = frozenset(word for code in ("en", "fr", "es", "de") for word in SMALL_WORDS[code])
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿāăąćčđďēęěğīıłńňōőœřśšşťțūůűųžźżạ-ỹ]+")


def find_script(code: str) -> str:
    """Return the script that a BCP 47 language must show, "" for the Latin ones and the unknown."""
    return _SCRIPTS.get(code.lower().replace("_", "-").split("-")[0], "") if code else ""


def measure_script_share(text: str, script: str) -> float:
    """Return which part of the letters of ``text`` belongs to ``script``."""
    letters = sum(map(str.isalpha, text))
    return len(_PATTERNS[script].findall(text)) / letters if letters else 0.0


def is_noise(text: str) -> bool:
    """Whether a text in Latin letters is in no language: long enough to tell, and nearly without small words of any."""
    words = _LATIN_WORD.findall(text.lower())
    if len(words) < 250 or sum(map(_ANY_SMALL.__contains__, words)) > len(words) * 0.25:
        return False
    letters, size = sum(map(str.isalpha, text)), sum(map(len, words))
    if size < letters * 0.6:
        return False  # another script
    if size > len(words) * 4 and sum(map(str.istitle, text.split())) > len(words) * 0.35:
        return False  # a list of names
    if sum(not char.isalnum() and not char.isspace() for char in text) > len(text) * 0.15:
        return False  # a table
    return max(sum(word in small for word in words) for small in SMALL_WORDS.values()) < len(words) * 0.085


_GLANCE = 800  # characters that tell keys struck at random from words
_NO_VOWEL = re.compile(r"\b[b-df-hj-np-tv-xzçćčďđğłńňñřśšşťżźž]{4,}\b")


def is_unspeakable(text: str) -> bool:
    """Whether most of a text's Latin words of four letters and more hold no vowel: keys struck at random.
    Abbreviations are written in capitals."""
    glance = text[:_GLANCE]
    hits = len(_NO_VOWEL.findall(_CAPITALS.sub(" ", glance).lower()))
    return hits >= 5 and hits * 2 > sum(len(word) > 3 for word in glance.split())


_MIN_SHARE = 0.12  # of the words that must be small words of the language
_MIN_LEAD = 1.2  # times as many as of the next language
_HINTS = (  # script, letters that only this language has, language where they are there, language where they are not
    ("cyrillic", "іїєґ", "uk", "ru"),
    (
        "han",
        "ぁぃいうえおかがきくけこさしすせそたつてでとなにのはひまみもやらりるれをんアイオカクスタトラリルン",
        "ja",
        "zh",
    ),
    ("arabic", "پچژگ", "fa", "ar"),
    ("hangul", "", "", "ko"),
    ("hebrew", "", "", "he"),
    ("greek", "", "", "el"),
)


def guess_language(text: str) -> str:
    """Return the BCP 47 language of a text, "" where it is too short or not plain. Serbian and Bulgarian are not told
    from Russian by their letters, so a Cyrillic text needs the letters ы or э to count as Russian."""
    letters = sum(map(str.isalpha, text))
    if letters < 60:
        return ""
    for script, marks, with_marks, without in _HINTS:
        if measure_script_share(text, script) < 0.5:
            continue
        marked = sum(map(text.lower().count, marks))
        if marked * 100 > letters:
            return with_marks
        return without if without != "ru" or "ы" in text or "э" in text else ""
    words = _LATIN_WORD.findall(text.lower())
    if len(words) < 25:
        return ""
    counts = sorted(((sum(map(small.__contains__, words)), code) for code, small in SMALL_WORDS.items()), reverse=True)
    (most, code), (second, _) = counts[:2]
    return code if most >= len(words) * _MIN_SHARE and most >= second * _MIN_LEAD else ""
