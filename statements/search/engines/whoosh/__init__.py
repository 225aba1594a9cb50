"""The archive's own engine: a Whoosh index whose postings are arrays, evaluated array by array. See docs/engine.md.

Its packages know each other in one direction only. `segments` writes and reads the files: one segment each, as named
arrays. `generations` puts the segments of one state of the index side by side and numbers their documents, positions,
passages and codes through. `storage` keeps the folder: which segments make up the index, the one writer, merging.
`evaluation` answers a query of the language on a generation, and `names` answers the questions about records' names
by the same look-ups. The modules beside them are the engine as others see it: `engine` (what `contract.engine` asks
for), `batches` (its writing side), `inspection` (what an index holds), and `schema` and `fields`, which describe the
index to Whoosh. Everything here is plain Python with numpy and Whoosh: it imports no Django and no Haystack, nothing
of `statements.search.indexing` or of pages, and of the archive only `text`, `dates`, `search.language` and
`search.contract`.
"""
