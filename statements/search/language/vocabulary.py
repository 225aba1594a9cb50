"""The fixed words and the limits of the query language."""

MAX_LENGTH = 1_000  # characters
MAX_CLAUSES = 64
MAX_DEPTH = 20  # brackets within brackets
MAX_DISTANCE = 50  # words that a proximity may span

AND, OR, NOT = "AND", "OR", "NOT"
OPERATORS = (AND, OR, NOT)

# name -> its value, as the help page and the error messages describe it
FIELDS = {
    "speaker": "the person speaking",
    "by": "who speaks: a person, a country or an organisation",
    "country": "the country or organisation spoken for",
    "about": "the country or organisation spoken of",
    "treaty": "a treaty named in the statement",
    "topic": "a topic it is filed under",
    "place": "where the words were said",
    "event": "the talks, visit or session",
    "publisher": "who published the transcript",
    "kind": "the kind of statement: speech, interview, press_conference …",
    "lang": "the language of the text: en, fr …",
    "year": "the year: 1989 or 1989..1991",
    "date": "the date: 2014-03-18, 1989..1991 or >=2014-03",
    "title": "words of the title",
    "interpreted": "yes or no: whether an interpreter's words are in it",
}
DATE_FIELDS = ("date", "year")
