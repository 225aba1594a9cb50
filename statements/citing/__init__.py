"""How a record is cited."""

from .plain import citation

__all__ = ["citation"]
