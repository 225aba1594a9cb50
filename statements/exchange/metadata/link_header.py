"""Typed links in the header of an answer (RFC 8288)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

_SAFE_CHARACTERS = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Link:
    """``address`` is a whole one; ``relations`` are separated by spaces; ``attributes`` are (name, value)."""

    address: str
    relations: str
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        # An address taken from a publisher's page may hold anything; a header holds ASCII without spaces and brackets.
        parts = [f"<{quote(self.address, safe=_SAFE_CHARACTERS)}>", f'rel="{self.relations}"']
        return "; ".join([*parts, *(f'{name}="{value}"' for name, value in self.attributes)])


def format_link_header(links: Iterable[Link]) -> str:
    return ", ".join(str(link) for link in links)
