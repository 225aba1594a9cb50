"""EDTF dates: parse them, read what people type, bound them by two real dates, say them in words. Knows no Django."""

from .edtf import EXAMPLES, MAX_LENGTH, EDTFDate, InvalidDate, Precision, of, parse
from .saying import say
from .typed import read

__all__ = ["EXAMPLES", "MAX_LENGTH", "EDTFDate", "InvalidDate", "Precision", "of", "parse", "read", "say"]
