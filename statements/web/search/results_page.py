"""A page of results in the shape that Django's paginator gives, for the one pagination of all lists."""

from __future__ import annotations

from django.core.paginator import Paginator

from statements.search.contract.results import Results


class ResultsPage:
    def __init__(self, results: Results, per_page: int) -> None:
        self.paginator = Paginator(range(results.total), per_page)  # of hits it needs no more than their number
        self.number = results.page
        self._per_page = per_page

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.paginator.num_pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def start_index(self) -> int:
        return (self.number - 1) * self._per_page + 1 if self.paginator.count else 0

    @property
    def end_index(self) -> int:
        return min(self.number * self._per_page, self.paginator.count)
