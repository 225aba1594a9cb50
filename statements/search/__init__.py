"""Search: the query language, the contract with an engine, indexing, and the archive's own engine.

No module outside this package imports Haystack or Whoosh. Pages use `engine.get_engine` and `contract`; code that
changes records calls `indexing.queue.queue_statements`.
"""
