"""Examples of the manual, in the three languages that most of its readers have at hand. The tests run each of them."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template


@dataclass(frozen=True, slots=True)
class Example:
    """``$base`` in the programs stands for the address of the archive."""

    title: str
    words: str
    curl: str
    python: str
    r: str

    def programs(self, base: str) -> dict[str, str]:
        return {
            name: Template(program.strip("\n")).substitute(base=base)
            for name, program in (("curl", self.curl), ("Python", self.python), ("R", self.r))
        }


EXAMPLES = (
    Example(
        "Search",
        "What the search page finds, with its counts.",
        """
curl -s '$base/api/v1/search?q=treaty&country=RUS&fields=title,date,permalink'
""",
        """
import json
from urllib.parse import urlencode
from urllib.request import urlopen

query = urlencode({"q": "treaty", "country": "RUS", "fields": "title,date,permalink"})
with urlopen(f"$base/api/v1/search?{query}") as response:
    found = json.load(response)
print(found["total"], "statements:", found["restated"])
for hit in found["results"]:
    print(hit["date"], hit["title"], hit["permalink"])
""",
        """
library(jsonlite)
found <- fromJSON("$base/api/v1/search?q=treaty&country=RUS&fields=title,date,permalink")
cat(found$$total, "statements:", found$$restated, "\\n")
print(found$$results)
""",
    ),
    Example(
        "A whole list",
        "Follow next until it is null. What is added or taken back meanwhile makes nothing come twice or be left out.",
        """
next='$base/api/v1/statements?sort=oldest&limit=100&fields=uid,date,title'
while [ "$$next" != null ]; do
  page=$$(curl -s "$$next")
  printf '%s\\n' "$$page"
  next=$$(printf '%s' "$$page" | grep -o '"next": [^,]*' | sed 's/"next": //; s/"//g')
done
""",
        """
import json
from urllib.request import urlopen

address = "$base/api/v1/statements?sort=oldest&limit=100&fields=uid,date,title"
statements = []
while address:
    with urlopen(address) as response:
        page = json.load(response)
    statements += page["results"]
    address = page["next"]
print(len(statements), "of", page["total"])
""",
        """
library(jsonlite)
address <- "$base/api/v1/statements?sort=oldest&limit=100&fields=uid,date,title"
statements <- NULL
while (!is.null(address)) {
  page <- fromJSON(address)
  statements <- rbind(statements, page$$results)
  address <- page$$`next`
}
cat(nrow(statements), "of", page$$total, "\\n")
""",
    ),
    Example(
        "What somebody said",
        "Speeches with their words, paragraph by paragraph, each with its permalink.",
        """
curl -s '$base/api/v1/speeches?country=USA&kind=speech&limit=5'
""",
        """
import json
from urllib.request import urlopen

with urlopen("$base/api/v1/speeches?country=USA&kind=speech&limit=5") as response:
    speeches = json.load(response)["results"]
for speech in speeches:
    print(speech["label"], "·", speech["statement"]["title"])
    for paragraph in speech["paragraphs"]:
        print(" ", paragraph["permalink"])
""",
        """
library(jsonlite)
speeches <- fromJSON("$base/api/v1/speeches?country=USA&kind=speech&limit=5")$$results
print(data.frame(who = speeches$$label, where = speeches$$statement$$title))
""",
    ),
    Example(
        "Only when it has changed",
        "Every answer has an ETag. Sent back, it is answered 304 with nothing else as long as nothing has changed.",
        """
etag=$$(curl -s -D - -o answer.json '$base/api/v1/topics' | tr -d '\\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
curl -s -o /dev/null -w '%{http_code}\\n' -H "If-None-Match: $$etag" '$base/api/v1/topics'
""",
        """
from urllib.error import HTTPError
from urllib.request import Request, urlopen

with urlopen("$base/api/v1/topics") as response:
    etag = response.headers["ETag"]
try:
    urlopen(Request("$base/api/v1/topics", headers={"If-None-Match": etag}))
except HTTPError as answer:
    print(answer.code)
""",
        """
library(curl)
first <- curl_fetch_memory("$base/api/v1/topics")
etag <- parse_headers_list(first$$headers)$$etag
again <- curl_fetch_memory("$base/api/v1/topics", new_handle(httpheader = paste("If-None-Match:", etag)))
cat(again$$status_code, "\\n")
""",
    ),
)
