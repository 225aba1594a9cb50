"""OAI-PMH 2.0: libraries harvest the archive, all of it once and then what has changed.

``requests`` reads a request, ``items`` says what there is to harvest and in which order, ``formats`` writes records,
``responses`` writes responses. The standard: https://www.openarchives.org/OAI/openarchivesprotocol.html
"""
