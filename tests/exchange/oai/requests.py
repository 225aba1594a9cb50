"""What the tests of OAI-PMH ask and read."""

from __future__ import annotations

from lxml import etree

from statements.models import Statement

OAI = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "t": "http://www.tei-c.org/ns/1.0",
    "i": "http://www.openarchives.org/OAI/2.0/oai-identifier",
}


def checked(response, oai_schema) -> etree._Element:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert oai_schema.validate(root), oai_schema.error_log
    return root


def find(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(path, OAI)]


def error(root: etree._Element) -> str:
    [found] = root.findall("o:error", OAI)
    assert found.text.endswith(".")
    return found.get("code")


def identifier(statement: Statement) -> str:
    return f"oai:testserver:{statement.uid}"
