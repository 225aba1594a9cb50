"""What a search answers, for the OpenAPI document; see ``schemas``."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from statements.models.statement import StatementKind

from .schemas import Edtf, Named, PageOfList, PartyNamed, QueryProblem, Selectable, Url


class Passage(Schema):
    anchor: str
    number: int = Field(description="As printed beside the paragraph today")
    permalink: Url
    speaker: str
    party: str
    role: str
    interpreted: bool
    html: str = Field(description="With the found words in `<mark>`")


class Hit(Selectable):
    uid: str
    permalink: Url
    api_url: Url
    title: str
    date: Edtf
    kind: StatementKind
    language: str
    place: str
    publisher: str
    speakers: list[Named]
    parties: list[PartyNamed]
    finds: int = Field(description="Found words and phrases in the whole statement")
    passages: list[Passage]


class FacetValue(Schema):
    code: str
    name: str
    count: int = Field(description="How many hits there would be with it chosen, all other filters kept")
    selected: bool


class SearchResult(PageOfList):
    query: str = Field(description="As typed")
    understood: str = Field(description="As read, with codes for names")
    restated: str = Field(description="In plain words")
    problems: list[QueryProblem]
    notices: list[str]
    total: int = Field(description="Hits: statements, or passages with `show=passages`")
    statements: int = Field(description="Statements in which they are")
    results: list[Hit]
    facets: dict[str, list[FacetValue]]
    distinct: dict[str, int] = Field(description="How many values each facet has among the hits, listed or not")
