"""Codes of an application, held to the numbers of RFC 6238, appendix B, cut to six digits."""

import base64

import pytest

from statements.editing.sign_in import totp

KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("time", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(time: int, code: str) -> None:
    assert totp.code_at(KEY, totp.step_at(time)) == code
    assert totp.find_step(KEY, code, time) == totp.step_at(time)


def test_a_code_is_good_half_a_minute_early_or_late_and_no_longer() -> None:
    code = totp.code_at(KEY, 1000)
    found = [totp.find_step(KEY, code, 30 * step + 15) for step in (998, 999, 1000, 1001, 1002)]
    assert found == [None, 1000, 1000, 1000, None]


@pytest.mark.parametrize("typed", ["", "28708", "２８７０８２", "abcdef", "é87082"])
def test_what_is_no_code_is_not_found(typed: str) -> None:
    assert totp.find_step(KEY, typed, 59) is None


def test_an_application_reads_the_key_from_the_address() -> None:
    uri = totp.build_uri(KEY, "ada@example.org", "Chancery archive.example")
    assert uri.startswith("otpauth://totp/Chancery%20archive.example:ada%40example.org?")
    assert f"secret={KEY}" in uri
