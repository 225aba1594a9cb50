"""How many of the names of parties in the real corpora are found. How each figure is counted is in docs/parties.md."""

import gzip
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from statements import dates
from statements.reference.lookup import resolve

pytestmark = pytest.mark.corpus
log = logging.getLogger(__name__)  # seen with -o log_cli=true --log-cli-level=INFO

# The corpus codes the Soviet Union as RUS and all that was called Yugoslavia as YUG; we file them apart.
SAME_FOR_US = {"SUN": "RUS", "SCG": "YUG"}


def records(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.fixture(scope="module")
def general_debate(corpus: Path) -> list[tuple[str, str, str]]:
    """(spelling, code, date) of every speech of the UN General Debate whose country is given."""
    return [(r["country"], r["iso3"], r["date"]) for r in records(corpus / "ungdc.jsonl.gz") if r["country"]]


def test_spellings_of_the_general_debate_lead_to_their_party(general_debate):
    golds: dict[str, Counter] = defaultdict(Counter)
    for spelling, code, _ in general_debate:
        golds[spelling][code] += 1
    missed = {}
    for spelling, codes in golds.items():
        found = resolve(spelling)
        if codes.most_common(1)[0][0] not in (found, SAME_FOR_US.get(found)):
            missed[spelling] = (dict(codes), found)
    log.info(f"{len(golds) - len(missed)} of {len(golds)} spellings; missed: {missed}")
    assert len(missed) <= 0.03 * len(golds)


def test_speeches_of_the_general_debate_are_filed_under_their_party_of_the_day(general_debate):
    missed = Counter()
    for spelling, code, when in general_debate:
        found = resolve(spelling, dates.parse(when))
        if code not in (found, SAME_FOR_US.get(found)):
            missed[spelling, code, found] += 1
    log.info(f"{len(general_debate) - missed.total()} of {len(general_debate)} speeches; missed: {missed}")
    assert missed.total() <= 0.005 * len(general_debate)


def test_the_soviet_union_is_never_filed_as_russia(general_debate):
    found = {
        resolve(spelling, dates.parse(when))
        for spelling, code, when in general_debate
        if code == "RUS" and when < "1991"
    }
    assert found == {"SUN"}


def test_parties_of_treaties_are_found(corpus):
    occurrences, missed = 0, Counter()
    for record in records(corpus / "treaties.jsonl.gz"):
        when = dates.parse(record["date"]) if record["date"] else None
        for name in record["parties"]:
            occurrences += 1
            if resolve(name, when) is None:
                missed[name] += 1
    log.info(f"{occurrences - missed.total()} of {occurrences} occurrences; missed: {missed.most_common(20)}")
    assert missed.total() <= 0.05 * occurrences


def test_regions_of_a_country_are_not_taken_for_countries(corpus):
    tags = {
        tag
        for record in records(corpus / "kremlin_en.jsonl.gz")
        for tag in (record.get("tags") or {}).get("geography", [])
    }
    regions = {tag for tag in tags if tag.split()[-1] in ("Region", "Territory", "Area")}
    assert len(regions) > 30
    assert {tag: resolve(tag) for tag in regions if resolve(tag)} == {}
    republics = {
        "Komi Republic",
        "Republic of Tatarstan",
        "Republic of Altai",
        "Republic of Karelia",
        "Chechen Republic",
    }
    assert {tag: resolve(tag) for tag in republics & tags if resolve(tag)} == {}
    assert {"Armenia": "ARM", "the Netherlands": "NLD"}.items() <= {tag: resolve(tag) for tag in tags}.items()
