"""`/api/v1/`: the archive for programs. Read-only, the same records, lists and searches as the pages.

``middleware`` guards it (methods, other sites' scripts, the rate), ``site`` wires it, ``openapi`` describes it.
``statements``, ``records`` and ``search`` are its addresses, ``schemas`` what they answer with.
"""
