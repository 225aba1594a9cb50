"""The ranking on collections of news and abstracts whose answers are known. Figures are in docs/measurements.md."""

from dataclasses import replace
from pathlib import Path

import pytest

from statements.search.relevance.measures import measure_quality, read_collection, to_yes_or_no
from statements.search.relevance.trial import open_trial

pytestmark = pytest.mark.corpus

# What a plain BM25 with English stems reaches on them, a little below: a change of the ranking must not fall under it.
EXPECTED = {"time": (0.64, 0.57, 0.85), "cran": (0.37, 0.29, 0.71)}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_questions_in_plain_words_find_their_answers(corpus: Path, record_figure, name: str):
    collection = read_collection(corpus / "ir" / name)
    collection = replace(collection, grades=to_yes_or_no(collection.grades))
    with open_trial(collection) as trial:
        measured = measure_quality(collection, trial.rank_by_any_word)
    record_figure(
        f"{name}: nDCG@10 {measured.ndcg_10:.3f}, MAP {measured.average_precision:.3f}, "
        f"recall@100 {measured.recall_100:.3f} over {measured.queries} queries"
    )
    for reached, least in zip(
        (measured.ndcg_10, measured.average_precision, measured.recall_100), EXPECTED[name], strict=True
    ):
        assert reached >= least
