"""What other programs read.

``content`` reads public statements in batches, and every output is made from what it gives: no two outputs can
disagree, and nothing that is not public gets into one of them. ``files`` writes single statements and lists,
``packages`` many files in one, ``feeds`` what is new, ``metadata`` what pages say about themselves; ``api`` and ``oai``
are interfaces of their own.
"""
