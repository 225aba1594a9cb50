"""The engines that are asked, one module each. `PEERS` names them; see `base.Peer` for what each must do."""

from importlib import import_module

from .base import Answer, NotOffered, Peer

PEERS = {
    "chancery": "chancery.Requests",
    "chancery_haystack": "haystack_api.Chancery",
    "tantivy": "tantivy_index.Tantivy",
    "fts5": "sqlite.Fts5",
    "postgresql": "postgresql.PostgreSQL",
    "stock": "haystack_api.Stock",
    "stock_as_documented": "haystack_api.StockAsDocumented",
}


def peer_class(name: str) -> type[Peer]:
    module, _, attribute = PEERS[name].partition(".")
    return getattr(import_module(f"{__name__}.{module}"), attribute)


__all__ = ["PEERS", "Answer", "NotOffered", "Peer", "peer_class"]
