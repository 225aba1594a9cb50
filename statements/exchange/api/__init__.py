"""`/api/v1/`: the archive for programs. Read-only, the same records, lists and searches as the pages.

``gate`` stands before it (methods, other sites' scripts, the rate), ``site`` wires it, ``document`` says in OpenAPI
what it is. ``statements``, ``records`` and ``searching`` are its addresses, ``shapes`` what they answer with.
"""
