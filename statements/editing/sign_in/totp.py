"""Codes that an application shows (RFC 6238), with what all of them understand: SHA-1, six digits, 30 seconds.

Knows no Django.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote

DIGITS = 6
STEP_SECONDS = 30
TOLERATED_STEPS = 1  # before and after now: clocks of telephones differ, and typing takes time


def create_key() -> str:
    """160 random bits in base 32, as long as the hash (RFC 4226, section 4)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_at(time: float) -> int:
    """The step of a time in seconds since 1970."""
    return int(time) // STEP_SECONDS


def code_at(key: str, step: int) -> str:
    """Raises ValueError where `key` is not base 32."""
    try:
        secret = base64.b32decode(key, casefold=True)
    except binascii.Error as error:
        raise ValueError("the key is not base 32") from error
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def find_step(key: str, code: str, time: float) -> int | None:
    """The step around `time` whose code it is, the latest first; None where there is none."""
    now = step_at(time)
    steps = range(now + TOLERATED_STEPS, max(0, now - TOLERATED_STEPS) - 1, -1)
    return next((step for step in steps if hmac.compare_digest(code_at(key, step).encode(), code.encode())), None)


def build_uri(key: str, account: str, issuer: str) -> str:
    """The address that an application reads from a QR code."""
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={key}&issuer={quote(issuer)}"
