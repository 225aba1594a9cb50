"""Tantivy: its English stemmer, positions, columns for facets and dates, texts in its own store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import Stemmer
import tantivy

from bench.search.questions import PER_PAGE, Question
from bench.search.texts import Text

from .base import FACETS, Answer, Peer, bytes_of

HEAP = 256 << 20
MOST_CODES = 100_000
COUNTING = {name: {"terms": {"field": name, "size": MOST_CODES, "segment_size": MOST_CODES}} for name in FACETS}


class Tantivy(Peer):
    name = "Tantivy"

    @property
    def _schema(self) -> tantivy.Schema:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", stored=True, tokenizer_name="en_stem", index_option="position")
        for name in FACETS[:-1]:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("year", fast=True)
        builder.add_integer_field("day", fast=True)
        return builder.build()

    def build(self, batches: Iterable[list[Text]]) -> None:
        schema = self._schema
        writer = tantivy.Index(schema, path=str(self.folder)).writer(HEAP)
        for batch in batches:
            for text in batch:
                codes = {name: getattr(text, name) for name in FACETS}
                body = f"{text.title}\n\n{text.body}"
                writer.add_document(tantivy.Document(title=text.title, body=body, day=text.day.toordinal(), **codes))
        writer.commit()
        writer.wait_merging_threads()

    def index_bytes(self) -> int:
        return bytes_of(path for path in self.folder.iterdir() if path.suffix != ".store")

    def open(self) -> None:
        self.schema = self._schema
        self.searcher = tantivy.Index.open(str(self.folder)).searcher()
        self._stem = Stemmer.Stemmer("english").stemWord

    def ask(self, question: Question) -> Answer:
        query = self._query(question)
        order = {"order_by_field": "day"} if question.by_date else {}
        found = self.searcher.search(query, PER_PAGE, count=True, offset=question.skipped, **order)
        documents = [self.searcher.doc(address) for _, address in found.hits]
        facets, snippets = {}, []
        if question.facets:
            counted = self.searcher.aggregate(query, COUNTING)
            facets = {
                name: {str(code["key"]): code["doc_count"] for code in counted[name]["buckets"]} for name in FACETS
            }
        if question.snippets:
            generator = tantivy.SnippetGenerator.create(self.searcher, query, self.schema, "body")
            snippets = [generator.snippet_from_doc(document).to_html() for document in documents]
        return Answer(found.count, [document.get_first("title") for document in documents], facets, snippets)

    def _query(self, question: Question) -> tantivy.Query:
        query = self._of_words(question)
        if not question.country:
            return query
        first, last = (date.fromisoformat(each).toordinal() for each in (question.since, question.until))
        parts = [
            query,
            tantivy.Query.term_query(self.schema, "country", question.country),
            tantivy.Query.range_query(self.schema, "day", tantivy.FieldType.Integer, first, last),
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _of_words(self, question: Question) -> tantivy.Query:
        stems = [self._stem(word) for word in question.words]
        match question.mode:
            case "phrase":
                return tantivy.Query.phrase_query(self.schema, "body", stems)
            case "near":
                return tantivy.Query.phrase_query(self.schema, "body", stems, slop=4)
            case "prefix":
                return tantivy.Query.regex_query(self.schema, "body", f"{question.words[0]}.*")
            case "pattern":
                return tantivy.Query.regex_query(self.schema, "body", question.words[0].replace("*", ".*"))
        terms = [tantivy.Query.term_query(self.schema, "body", stem) for stem in stems]
        if len(terms) == 1:
            return terms[0]
        occur = tantivy.Occur.Must if question.mode == "all" else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occur, term) for term in terms])
