"""Search: the query language, requests and results, passages, and the engine behind them.

Outside this package nobody knows Haystack or Whoosh. Pages use `forms`, `results`, `engine`, `marking`, `suggesting`
and `status`; importers and the editors' desk call `changes.statements_changed`.
"""
