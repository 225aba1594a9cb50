"""One vocabulary of filters for lists, searches, feeds, exports and the API.

A `Selection` says which statements; the database (`database`, `database_facets`) or the index (`index`,
`index_facets`) answers it.
"""

from .period import Period
from .selection import Selection, parse_filters

__all__ = ["Period", "Selection", "parse_filters"]
