"""The facets of a search, from the counts of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from statements.search.contract.requests import MAX_FACET_VALUES as MAX_COUNTED
from statements.search.contract.results import FacetCount, Results

from .facets import Facet, Option
from .page_address import PageAddress
from .record_names import RecordNames
from .search_requests import MAX_LISTED
from .vocabulary import FILTERS, Filter

SHOWN_FIRST = 8
# In the order of the page. Years have the chart, and dates a form.
FACET_ORDER = (
    "country", "speaker", "about", "topic", "kind", "publisher", "language", "treaty", "event", "interpreted"
)  # fmt: skip
_FACET_FILTERS = tuple(sorted((f for f in FILTERS if f.name in FACET_ORDER), key=lambda f: FACET_ORDER.index(f.name)))


def build_facets(results: Results, address: PageAddress, names: RecordNames) -> list[Facet]:
    listed = {filter: counts for filter in _FACET_FILTERS if (counts := _listed_counts(filter, results, address))}
    names.look_up((filter.name, [each.code for each in counts]) for filter, counts in listed.items())
    return [_build_facet(filter, counts, results, address, names) for filter, counts in listed.items()]


def _listed_counts(filter: Filter, results: Results, address: PageAddress) -> Sequence[FacetCount]:
    """The values that the page lists, in its order; none where the facet would narrow nothing."""
    counts = results.facets.get(filter.facet, ())
    if len(counts) == 1 and counts[0].count == results.statements and not counts[0].selected:
        return ()
    if filter.name != address.expanded_facet:
        counts = tuple(each for place, each in enumerate(counts) if place < MAX_COUNTED or each.selected)
    if filter.name == "topic":
        return counts
    return [each for each in counts if each.selected] + [each for each in counts if not each.selected]


def _build_facet(
    filter: Filter, counts: Sequence[FacetCount], results: Results, address: PageAddress, names: RecordNames
) -> Facet:
    labels = names.names(filter.name, [each.code for each in counts])
    if filter.name == "topic":
        options = _topic_tree(counts, labels, address)
        first = len(options)
    else:
        options = [
            Option(labels[each.code], each.count, address.facet_url(filter.name, each.code), each.selected)
            for each in counts
        ]
        first = max(SHOWN_FIRST, sum(option.selected for option in options))
    hidden = max(0, results.distinct[filter.facet] - len(counts))
    is_open = filter.name == address.expanded_facet
    can_expand = hidden and not is_open and len(counts) + hidden <= MAX_LISTED
    more_url = address.replacing("more", filter.name) if can_expand else ""
    return Facet(filter.name, filter.title, tuple(options[:first]), tuple(options[first:]), hidden, more_url, is_open)


def _topic_tree(counts: Sequence[FacetCount], labels: Mapping[str, str], address: PageAddress) -> list[Option]:
    """Topics under their parents; below the first level only those of a chosen branch."""
    chosen = [each.code for each in counts if each.selected]
    options = []
    for each in sorted(counts, key=lambda each: each.code):
        parent = each.code.rpartition("/")[0]
        if parent and not any(
            code == parent or code.startswith(f"{parent}/") or parent.startswith(f"{code}/") for code in chosen
        ):
            continue
        url = address.facet_url("topic", each.code)
        options.append(Option(labels[each.code], each.count, url, each.selected, each.code.count("/")))
    return options
