"""The WSGI application that the web server runs, and what every answer of it says to browsers."""

import os
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

from django.core.wsgi import get_wsgi_application

from statements.operating.private_files import UMASK

os.umask(UMASK)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django_application = get_wsgi_application()

Headers = list[tuple[str, str]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None
# No page of the archive uses any of these, whatever script might one day slip into one.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
        "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb",
    )
)  # fmt: skip


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's answer with the headers that are the same everywhere, static files and refusals included. They are put
    on here and not by a middleware, so that no answer gets by them; the others are Django's settings."""

    def start(status: str, headers: Headers, exc_info: ExcInfo = None) -> Any:
        # What scripts of other sites may read (API, feeds, files of a statement) they may also load.
        shared = any(name.lower() == "access-control-allow-origin" for name, _ in headers)
        headers.append(("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin"))
        headers.append(("Permissions-Policy", PERMISSIONS_POLICY))
        return start_response(status, headers, exc_info)

    return django_application(environ, start)
