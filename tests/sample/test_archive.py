"""The files of the sample archive, held to what a reader may expect of them. No database, no Django."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest

from statements.dates import parse
from statements.reference.parties import load_parties
from statements.reference.topics import load_topics
from statements.sample.records import SampleSpeech, SampleStatement
from statements.sample.yaml_files import FOLDER, InvalidSample, read_archive
from statements.text.identity import ANCHOR_PATTERN, UID_PATTERN

ARCHIVE = read_archive()
PARTIES = {party.code: party for party in load_parties()}
NOTE = "Summary record written for this archive, not a transcript."
# Straight, English, German, French and Russian, and Chinese quotation marks.
QUOTED = re.compile(r'"([^"]*)"|“([^”“]*)[”“]|„([^“]*)“|«([^»]*)»|「([^」]*)」')
LONGEST_PARAGRAPH = 1200
MOST_QUOTED_WORDS = 6


def statements() -> list[SampleStatement]:
    return list(ARCHIVE.statements.values())


def speeches() -> Iterator[tuple[str, SampleStatement, SampleSpeech]]:
    for name, statement in ARCHIVE.statements.items():
        for speech in statement.speeches:
            yield name, statement, speech


def paragraphs() -> Iterator[tuple[str, str, str]]:
    for name, _, speech in speeches():
        for anchor, text in speech.paragraphs.items():
            yield name, anchor, text


def size(text: str) -> int:
    """Words; of Chinese, which has no spaces, two characters count as one."""
    return max(len(text.split()), sum("\u4e00" <= char <= "\u9fff" for char in text) // 2)


def test_it_is_large_and_varied_enough_to_be_worth_browsing() -> None:
    voices = {speech.speaker for _, _, speech in speeches()}
    spoken_for = {speech.party for _, _, speech in speeches()}
    assert len(statements()) >= 60
    assert len(voices) >= 45
    assert len(spoken_for) >= 30
    assert len(ARCHIVE.treaties) >= 40
    years = [int(statement.date[:4]) for statement in statements()]
    assert (min(years), max(years)) == (1918, 2024)
    assert {statement.language for statement in statements()} >= {"en", "fr", "es", "ru", "de", "ar", "zh"}
    assert sum(len({speech.speaker for speech in statement.speeches}) > 1 for statement in statements()) >= 15


def test_every_statement_says_that_it_is_a_summary() -> None:
    for statement in statements():
        assert (statement.text_status, statement.public_note, statement.publisher) == ("summary", NOTE, "chancery")


def test_no_address_is_given_twice() -> None:
    tables = (ARCHIVE.publishers, ARCHIVE.events, ARCHIVE.speakers, ARCHIVE.treaties, ARCHIVE.statements)
    uids = [record.uid for table in tables for record in table.values()]
    assert [uid for uid in uids if not UID_PATTERN.fullmatch(uid)] == []
    assert [uid for uid, count in Counter(uids).items() if count > 1] == []
    for name, statement in ARCHIVE.statements.items():
        anchors = [anchor for speech in statement.speeches for anchor in (speech.anchor, *speech.paragraphs)]
        assert [anchor for anchor in anchors if not ANCHOR_PATTERN.fullmatch(anchor)] == [], name
        assert len(set(anchors)) == len(anchors), name


def test_addresses_handed_out_keep_their_words() -> None:
    pyongyang = ARCHIVE.statements["2024-06-19-pyongyang-press-statements"]
    assert pyongyang.uid == "1768sw9"
    assert "most comprehensive treaty" in pyongyang.speeches[0].paragraphs["jttd"]


def test_a_file_is_named_after_the_first_day_of_its_statement() -> None:
    for name, statement in ARCHIVE.statements.items():
        assert name.startswith(parse(statement.date).earliest.isoformat()), name


def test_every_date_is_edtf_and_in_order() -> None:
    ordered = [("event", event.date) for event in ARCHIVE.events.values()]
    for key, speaker in ARCHIVE.speakers.items():
        ordered += [(key, term.start, term.end) for term in speaker.terms]
    for key, treaty in ARCHIVE.treaties.items():
        ordered.append((key, treaty.signed, treaty.in_force, treaty.ended))
        ordered += [(f"{key}, {act.party}", act.ratified, act.left) for act in treaty.parties]
        ordered += [(f"{key}, {act.party}", act.signed) for act in treaty.parties]
    for where, *dates in ordered:
        known = [parse(date) for date in dates if date]
        for earlier, later in zip(known, known[1:], strict=False):
            assert earlier.earliest <= later.latest, where


def test_every_speaker_held_the_office_on_the_day() -> None:
    for name, statement, speech in speeches():
        when = parse(statement.date)
        terms = [
            term
            for term in ARCHIVE.speakers[speech.speaker].terms
            if (term.title, term.party) == (speech.office, speech.party)
            and (not term.start or parse(term.start).earliest <= when.latest)
            and (not term.end or parse(term.end).latest >= when.earliest)
        ]
        assert len(terms) == 1, (name, speech.speaker)


def test_nobody_speaks_for_a_state_that_was_not_there() -> None:
    for name, statement, speech in speeches():
        when, party = parse(statement.date), PARTIES[speech.party]
        assert not party.start or parse(party.start).earliest <= when.latest, (name, party.code)
        assert not party.end or parse(party.end).latest >= when.earliest, (name, party.code)


def test_parties_topics_events_and_publishers_are_known() -> None:
    assert ARCHIVE.party_codes() - PARTIES.keys() == set()
    assert ARCHIVE.topic_paths() - {topic.path for topic in load_topics()} == set()
    assert {statement.publisher for statement in statements()} <= ARCHIVE.publishers.keys()
    assert {statement.event for statement in statements() if statement.event} == ARCHIVE.events.keys()
    assert {speech.speaker for _, _, speech in speeches()} == ARCHIVE.speakers.keys()
    for name, statement in ARCHIVE.statements.items():
        spoken_for = {speech.party for speech in statement.speeches}
        assert not spoken_for & set(statement.mentioned), name
        assert len(set(statement.mentioned)) == len(statement.mentioned), name
        assert statement.topics, name
        # A topic is found under its parents: filing it there too would count it twice.
        assert not [t for t in statement.topics for other in statement.topics if other.startswith(f"{t}/")], name


def test_treaties_are_mentioned_where_the_statement_says() -> None:
    for name, statement in ARCHIVE.statements.items():
        texts = dict(chain.from_iterable(speech.paragraphs.items() for speech in statement.speeches))
        for mention in statement.treaties:
            assert mention.treaty in ARCHIVE.treaties, name
            assert mention.surface, name
            assert mention.surface in texts[mention.paragraph], (name, mention.surface)
        seen = [(mention.treaty, mention.relation, mention.paragraph) for mention in statement.treaties]
        assert len(set(seen)) == len(seen), name


def test_treaties_relate_to_treaties_of_the_archive() -> None:
    for key, treaty in ARCHIVE.treaties.items():
        assert len({act.party for act in treaty.parties}) == len(treaty.parties) > 0, key
        assert len({alias.name for alias in treaty.aliases}) == len(treaty.aliases), key
        assert {relation.treaty for relation in treaty.relations} <= ARCHIVE.treaties.keys() - {key}, key


def test_paragraphs_are_real_ones() -> None:
    for name, anchor, text in paragraphs():
        assert text.strip() == text != "", (name, anchor)
        assert len(text) <= LONGEST_PARAGRAPH, (name, anchor)
        assert "  " not in text, (name, anchor)
    for name, statement in ARCHIVE.statements.items():
        texts = [text for speech in statement.speeches for text in speech.paragraphs.values()]
        assert 3 <= len(texts) <= 14, name
        assert 150 <= sum(map(size, texts)) <= 720, name


def test_nothing_is_quoted_beyond_a_few_words() -> None:
    quotations = [
        (name, quoted)
        for name, _, text in paragraphs()
        for quoted in ("".join(found) for found in QUOTED.findall(text))
    ]
    assert quotations
    assert [(name, quoted) for name, quoted in quotations if size(quoted) > MOST_QUOTED_WORDS] == []


def test_the_talks_of_pyongyang_are_complete() -> None:
    talks = ARCHIVE.statements["2024-06-19-pyongyang-press-statements"]
    assert [(speech.speaker, speech.party, speech.interpreted) for speech in talks.speeches] == [
        ("kim", "PRK", "retranslated"),
        ("putin", "RUS", ""),
    ]
    assert {(mention.treaty, mention.relation) for mention in talks.treaties} >= {
        ("russia-dprk-2024", "signed_at"),
        ("russia-dprk-2024", "interprets"),
    }
    treaty = ARCHIVE.treaties["russia-dprk-2024"]
    assert (treaty.signed, treaty.in_force, treaty.place) == ("2024-06-19", "2024-12-04", "Pyongyang")
    assert [(relation.kind, relation.treaty) for relation in treaty.relations] == [("replaces", "russia-dprk-2000")]
    assert ARCHIVE.treaties["russia-dprk-2000"].signed == "2000-02-09"


EVENT = "talks:\n  uid: b0hzs0f\n  name: Talks\n  kind: talks\n  date: 2024-06-19\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (EVENT + "  uid: c0hzs0f\n", "“uid” stands twice"),
        (EVENT + "  location: Pyongyang\n", "events.yaml, talks: unknown field location"),
        (EVENT.replace("  kind: talks\n", ""), "events.yaml, talks: kind is missing"),
        (EVENT + "  participants: PRK\n", "events.yaml, talks, participants: a list is expected, not “PRK”"),
        (EVENT + "  place: [Pyongyang]\n", "events.yaml, talks, place: a word or a text is expected"),
        ("- talks\n", "events.yaml: it holds no table"),
        ("talks: [\n", "events.yaml: "),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(tmp_path, content: str, said: str) -> None:
    for name in ("publishers", "speakers", "treaties"):
        (tmp_path / f"{name}.yaml").write_bytes((FOLDER / f"{name}.yaml").read_bytes())
    (tmp_path / "events.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidSample) as refusal:
        read_archive(tmp_path)
    assert said in str(refusal.value)
