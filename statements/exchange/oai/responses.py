"""Render responses by the schema of the protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from statements.exchange.content import read_contents
from statements.exchange.xml_text import element, start_tag
from statements.publishing.datestamps import note_harvest, read_time
from statements.text.identity import read_uid

from . import tokens
from .errors import (
    BadArgument,
    BadResumptionToken,
    BadVerb,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
    OaiError,
)
from .formats import FORMATS, Format
from .items import Item, Span, earliest_datestamp, get_item, list_items
from .requests import OaiRequest
from .sets import list_sets

NAME = "Chancery"
# Headers are small: even many of them are a short answer.
HEADERS_PER_PAGE = 250
_NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_ROOT = (
    f'<OAI-PMH xmlns="{_NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{_NAMESPACE} {_NAMESPACE}OAI-PMH.xsd">'
)
# A namespace identifier must be a domain name, not an IP address or "localhost".
_DOMAIN = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]+)+")
_EXAMPLE_UID = "0bc1234"


@dataclass(frozen=True, slots=True)
class Repository:
    """``base`` is the address of the archive, ``url`` that of this interface, ``host`` is part of every identifier."""

    base: str
    url: str
    host: str

    def identifier(self, uid: str) -> str:
        return f"oai:{self.host}:{uid}"

    def uid(self, identifier: str) -> str:
        """Raises ``IdDoesNotExist`` for an identifier that is not of this repository."""
        uid = identifier.removeprefix(f"oai:{self.host}:")
        if uid == identifier or read_uid(uid) != uid:
            raise IdDoesNotExist(f"Identifiers here are written oai:{self.host}: and seven characters.")
        return uid

    @property
    def admin_email(self) -> str:
        domain = self.host if _DOMAIN.fullmatch(self.host) else "localhost.localdomain"
        return settings.ADMIN_EMAIL or f"webmaster@{domain}"


def render_response(repository: Repository, request: OaiRequest) -> str:
    """The whole response. Errors of the protocol are part of one, never an HTTP status."""
    try:
        body = [f"<{request.verb}>", *_VERBS[request.verb](repository, request), f"</{request.verb}>"]
    except OaiError as error:
        return render_error(repository, error, request)
    return _render_document(repository, request, body)


def render_error(repository: Repository, error: OaiError, request: OaiRequest | None = None) -> str:
    return _render_document(
        repository, request if _repeats_arguments(error) else None, [element("error", error.message, code=error.code)]
    )


def _repeats_arguments(error: OaiError) -> bool:
    # The schema forbids repeating invalid arguments.
    return not isinstance(error, BadVerb | BadArgument)


def _render_document(repository: Repository, request: OaiRequest | None, body: Iterable[str]) -> str:
    attributes = {"verb": request.verb, **request.arguments} if request else {}
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            _ROOT,
            element("responseDate", _format_datetime(read_time())),
            element("request", repository.url, **attributes),
            *body,
            "</OAI-PMH>\n",
        ]
    )


def _format_datetime(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _identify(repository: Repository, request: OaiRequest) -> Iterator[str]:
    yield element("repositoryName", NAME)
    yield element("baseURL", repository.url)
    yield element("protocolVersion", "2.0")
    yield element("adminEmail", repository.admin_email)
    yield element("earliestDatestamp", _format_datetime(earliest_datestamp()))
    yield element("deletedRecord", "persistent")
    yield element("granularity", "YYYY-MM-DDThh:mm:ssZ")
    yield element("compression", "gzip")
    if _DOMAIN.fullmatch(repository.host):
        namespace = "http://www.openarchives.org/OAI/2.0/oai-identifier"
        first = list_items(Span(), None, 1)
        yield "<description>"
        yield (
            f'<oai-identifier xmlns="{namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="{namespace} {namespace}.xsd">'
        )
        yield element("scheme", "oai")
        yield element("repositoryIdentifier", repository.host)
        yield element("delimiter", ":")
        yield element("sampleIdentifier", repository.identifier(first[0].uid if first else _EXAMPLE_UID))
        yield "</oai-identifier>"
        yield "</description>"


def _list_metadata_formats(repository: Repository, request: OaiRequest) -> Iterator[str]:
    if request["identifier"]:
        _get_item(repository, request["identifier"])
    for format in FORMATS.values():
        yield "<metadataFormat>"
        yield element("metadataPrefix", format.prefix)
        yield element("schema", format.schema)
        yield element("metadataNamespace", format.namespace)
        yield "</metadataFormat>"


def _list_sets(repository: Repository, request: OaiRequest) -> Iterator[str]:
    if "resumptionToken" in request.arguments:
        raise BadResumptionToken("All sets come in one response: there are no tokens for them.")
    for spec, name in list_sets():
        yield f"<set>{element('setSpec', spec)}{element('setName', name)}</set>"


def _get_record(repository: Repository, request: OaiRequest) -> Iterator[str]:
    found = _get_item(repository, request["identifier"])
    yield from _render_records(repository, [found], _get_format(request["metadataPrefix"]))


def _list_identifiers(repository: Repository, request: OaiRequest) -> Iterator[str]:
    format, place, page = _read_page(request, HEADERS_PER_PAGE)
    for each in page[:HEADERS_PER_PAGE]:
        yield from _render_header(repository, each)
    yield from _render_token(request, format, place, page, HEADERS_PER_PAGE)


def _list_records(repository: Repository, request: OaiRequest) -> Iterator[str]:
    format, place, page = _read_page(request, None)
    yield from _render_records(repository, page[: format.page], format)
    yield from _render_token(request, format, place, page, format.page)


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _get_item(repository: Repository, identifier: str) -> Item:
    found = get_item(repository.uid(identifier))
    if found is None:
        raise IdDoesNotExist("There is no record with this identifier.")
    return found


def _get_format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise CannotDisseminateFormat(f"There are {' and '.join(FORMATS)} here.")
    return FORMATS[prefix]


def _read_page(request: OaiRequest, size: int | None) -> tuple[Format, tokens.ListPosition | None, list[Item]]:
    """Return the format, the position of the list, and the items of the page plus one if there are more."""
    note_harvest()  # before the items are read: what changes from now on is dated later
    if token := request["resumptionToken"]:
        place = tokens.decode(request.verb, token)
        format = _get_format(place.prefix)
        number = (size or format.page) + 1
        # The last records may have left the span meanwhile. A list cannot be empty, and receiving the last record
        # twice does no harm.
        page = list_items(place.span, place.after, number) or list_items(place.span, place.after, 1, including=True)
    elif "resumptionToken" in request.arguments:
        raise BadResumptionToken("The token is empty.")
    else:
        place, format = None, _get_format(request["metadataPrefix"])
        page = list_items(Span(request.since, request.before, request["set"]), None, (size or format.page) + 1)
    if not page:
        raise NoRecordsMatch("No records match.")
    return format, place, page


def _render_token(
    request: OaiRequest, format: Format, place: tokens.ListPosition | None, page: list[Item], size: int
) -> Iterator[str]:  # fmt: skip
    more = len(page) > size
    if not more and place is None:
        return
    span = place.span if place else Span(request.since, request.before, request["set"])
    complete = place.complete if place else span.count()
    cursor = place.cursor if place else 0
    attributes = {"completeListSize": str(complete), "cursor": str(cursor)}
    if not more:
        yield element("resumptionToken", **attributes)
        return
    last = page[size - 1]
    token = tokens.encode(
        request.verb, tokens.ListPosition(format.prefix, span, (last.datestamp, last.uid), cursor + size, complete)
    )
    expires = timezone.now() + tokens.LIFETIME - timedelta(minutes=1)
    yield element("resumptionToken", token, expirationDate=_format_datetime(expires), **attributes)


def _render_records(repository: Repository, page: list[Item], format: Format) -> Iterator[str]:
    """One record after the other. One that has just stopped being public is reported as deleted."""
    living = [each.pk for each in page if each.pk is not None and not each.deleted]
    found = {content.pk: content for content in read_contents(living, words=format.words)}
    for each in page:
        content = found.get(each.pk) if each.pk else None
        yield "<record>"
        yield from _render_header(repository, each, deleted=content is None)
        if content:
            yield f"<metadata>\n{format.write(content, repository.base)}\n</metadata>"
        yield "</record>"


def _render_header(repository: Repository, each: Item, *, deleted: bool | None = None) -> Iterator[str]:
    gone = each.deleted if deleted is None else deleted
    yield start_tag("header", status="deleted" if gone else "")
    yield element("identifier", repository.identifier(each.uid))
    yield element("datestamp", _format_datetime(each.datestamp))
    yield from (element("setSpec", spec) for spec in each.sets)
    yield "</header>"
