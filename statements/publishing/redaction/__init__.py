"""Words that the law or a person's safety takes away: out of every version, record, index and log, with a reason."""

from .redacting import CannotRedact, Order, Outcome, begin, carry_out, finish_all, preview

__all__ = ["CannotRedact", "Order", "Outcome", "begin", "carry_out", "finish_all", "preview"]
