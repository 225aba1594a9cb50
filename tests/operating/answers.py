"""What a served archive answers, with its status and headers, and what it writes into its log meanwhile."""

import http.client
from urllib.parse import urlsplit

from tests.served import Served


class Answer:
    """The answer to one request. Underscores in the names of `headers` stand for hyphens."""

    def __init__(self, served: Served, path: str, *, method: str = "GET", body: str = "", **headers: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body or None, headers=named)
        response = connection.getresponse()
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode(errors="replace")
        connection.close()


def log_of(served: Served) -> str:
    return served.log.read_text()
