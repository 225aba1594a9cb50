"""Search: the query language, requests and results, and the engine behind them.

Outside this package nobody knows Haystack or Whoosh. Pages use `engine`, `results` and what is in `page`; importers and
the editors' desk call `following.changes.statements_changed`.
"""
