"""Browsing: what a list page shows, how it is narrowed, and true counts for every way on from it.

``Selection`` says which statements, ``listing`` fetches a page of them, ``facets`` and ``chart`` count the ways on.
"""

from .facets import Facet, Option, facets
from .listing import Listing, listing
from .period import Period
from .selection import Selection

__all__ = ["Facet", "Listing", "Option", "Period", "Selection", "facets", "listing"]
