"""Every kind of page that a visitor meets, once: the list that the checks of form go through.

A new kind of page is added here. Uids differ from one archive to the next, so a page may be named by the page that
links to it and the form of its address.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page at `path`, or the first page that `path` links to whose address matches the whole of `link`.

    `below` is added to the first two parts of the address found: to the shelf and the uid, without the slug.
    """

    name: str
    path: str
    link: str = ""
    status: int = 200
    below: str = ""

    def address(self, get: Callable[[str], str]) -> str:
        """Its path on the site whose pages `get` returns. Raises LookupError when there is no such link."""
        if not self.link:
            return self.path
        for address in re.findall(r"""\bhref=["']?([^"'\s>]+)""", get(self.path)):
            address = html.unescape(address).partition("#")[0]
            if re.fullmatch(self.link, address):
                return "/".join(address.split("/")[:3]) + f"/{self.below}" if self.below else address
        raise LookupError(f"{self.path} links to no page like {self.link}")


PAGES = [
    Page("home", "/"),
    Page("statements", "/statements/"),
    Page("statement", "/statements/", r"/s/[^/]+/[^/]+/"),
    Page("version of a statement", "/statements/", r"/s/[^/]+/[^/]+/", below="v/1/"),
    Page("history of a statement", "/statements/", r"/s/[^/]+/[^/]+/", below="history/"),
    Page("changes in a version", "/statements/", r"/s/[^/]+/[^/]+/", below="v/1/changes/"),
    Page("citation of a statement", "/statements/", r"/s/[^/]+/[^/]+/", below="cite/"),
    Page("citation of a statement by OSCOLA", "/statements/", r"/s/[^/]+/[^/]+/", below="cite/?style=oscola"),
    Page("speakers", "/speakers/"),
    Page("speaker", "/speakers/", r"/speakers/[^/]+/[^/]+/"),
    Page("countries", "/countries/"),
    Page("country", "/countries/", r"/countries/[^/]+/"),
    Page("organisations", "/organisations/"),
    Page("organisation", "/organisations/", r"/organisations/[^/]+/"),
    Page("topics", "/topics/"),
    Page("topic", "/topics/", r"/topics/.+/"),
    Page("treaties", "/treaties/"),
    Page("treaty", "/treaties/", r"/treaties/[^/]+/[^/]+/"),
    Page("citation of a treaty", "/treaties/", r"/treaties/[^/]+/[^/]+/", below="cite/"),
    Page("publishers", "/publishers/"),
    Page("publisher", "/publishers/", r"/publishers/[^/]+/[^/]+/"),
    Page("events", "/events/"),
    Page("event", "/events/", r"/events/[^/]+/[^/]+/"),
    Page("dates", "/dates/"),
    Page("year", "/dates/", r"/dates/\d{4}/"),
    Page("month", "/dates/2024/", r"/dates/2024/\d\d/"),
    Page("day", "/dates/2024/06/", r"/dates/2024/06/\d\d/"),
    Page("treaties of a country", "/treaties/?party=SUN"),
    Page("statement from right to left", "/statements/?language=ar", r"/s/[^/]+/[^/]+/"),
    Page("about", "/about/"),
    Page("how to search", "/about/searching/"),
    Page("how to cite", "/about/citing/"),
    Page("for programs", "/api/"),
    Page("search form", "/search/"),
    Page("search results", "/search/?q=treaty"),
    Page("search results narrowed", "/search/?q=treaty&country=RUS&since=1999&sort=oldest&scope=speech"),
    Page("passages found", "/search/?q=treaty+peace&show=passages"),
    Page("search for some of the words", "/search/?q=zzzzqqqq+treaty&country=RUS"),
    Page("search without results", "/search/?q=%22zzzz+qqqq%22+treaty&country=RUS&scope=speech"),
    Page("search with a faulty query", "/search/?q=%22treaty&since=soon"),
    Page("search for a name", "/search/?q=Vladimir+Putin"),
    Page("statement with finds marked", "/search/?q=treaty", r"/s/[^/]+/[^/]+/\?q=.+"),
    Page("suggested names", "/suggest/?q=rus"),
    Page("not found", "/nothing/here/", status=404),
]
# Whose scores are measured, since they weigh what matters: the way in, a list of results, the longest kind of page.
SCORED = ["home", "search results", "statement"]


def page(name: str) -> Page:
    return next(page for page in PAGES if page.name == name)
