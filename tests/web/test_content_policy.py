"""The content policy: one and the same for every answer, and no markup of ours that it would forbid."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parents[2]
# In a template or in markup that Python builds. JSON for programs is data and is not run.
INLINE = re.compile(
    r"""<style\b|<[a-z][^<>]*\s(?:style|on[a-z]+)=\\?["']|=\\?["']javascript:"""
    r"""|<script(?=[ >])(?![^>]*\b(?:src=|json["']))""",
    re.IGNORECASE,
)
WRITTEN_STYLE = re.compile(r"setAttribute\(\s*[\"']style|cssText|\beval\(|new Function|\.innerHTML\s*=")
# A pattern that recognises what a library of citation styles may write (none of our styles does), and words about one.
NOT_WRITTEN = {"statements/citing/styles.py", "statements/citing/page_metadata.py"}
# The desk alone has a policy that lets markup be written (static/js/desk-markup.js).
OF_THE_DESK = {"static/js/desk.js"}


def sources(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in CHECKOUT.glob(pattern))


def test_no_template_and_no_markup_built_in_python_has_inline_scripts_or_styles() -> None:
    found = [
        f"{path.relative_to(CHECKOUT)}: {match.group()}"
        for path in sources("templates/**/*.html", "statements/**/*.py")
        if str(path.relative_to(CHECKOUT)) not in NOT_WRITTEN
        for match in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="left:1%">',
        "<style>p {}</style>",
        "<script>run()</script>",
        '<a onclick="run()">',
        '<a href="javascript:run()">',
    ],
)
def test_the_pattern_finds_each_kind(markup: str) -> None:
    assert INLINE.search(markup)


def test_no_script_of_a_public_page_writes_markup_or_styles_as_text() -> None:
    found = [
        f"{path.relative_to(CHECKOUT)}: {match.group()}"
        for path in sources("static/js/*.js")
        if str(path.relative_to(CHECKOUT)) not in OF_THE_DESK
        for match in WRITTEN_STYLE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_policy_names_the_archive_itself_and_nothing_else() -> None:
    sources_named = {
        source
        for name, listed in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
        if name not in ("trusted-types", "require-trusted-types-for")
        for source in listed
    }
    assert sources_named == {"'none'", "'self'"}


@pytest.mark.parametrize(
    "path",
    ["/", "/nothing/", "/healthz", "/api/v1/", "/robots.txt", "/statements/export.csv", "/admin/login/", "/admin/"],
)
@pytest.mark.django_db
def test_every_kind_of_answer_carries_the_same_policy(client, index: Path, path: str) -> None:  # noqa: ANN001
    policies = {client.get(path)["Content-Security-Policy"], client.get("/about/")["Content-Security-Policy"]}
    assert len(policies) == 1


@pytest.mark.django_db
def test_a_page_that_is_still_the_same_carries_it_too(client, index: Path) -> None:  # noqa: ANN001
    etag = client.get("/about/")["ETag"]
    answer = client.get("/about/", headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert "default-src 'none'" in answer["Content-Security-Policy"]
