"""The error conditions of the protocol."""

from __future__ import annotations


class OaiError(Exception):
    """``code`` is one of the protocol's, ``message`` a sentence for the person who reads the harvester's log."""

    code = ""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class BadVerb(OaiError):
    code = "badVerb"


class BadArgument(OaiError):
    code = "badArgument"


class BadResumptionToken(OaiError):
    code = "badResumptionToken"


class CannotDisseminateFormat(OaiError):
    code = "cannotDisseminateFormat"


class IdDoesNotExist(OaiError):
    code = "idDoesNotExist"


class NoRecordsMatch(OaiError):
    code = "noRecordsMatch"
