"""nginx and Caddy before a served archive, started with the recipes of deploy/, of which only addresses and paths are
replaced; and a client that asks them as a browser asks archive.example.org."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import CHECKOUT

HOST = "archive.example.org"
DEPLOY = CHECKOUT / "deploy"
BROTLI_MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
SECONDS_TO_START = 30
NGINX = """
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log stderr;
load_module {brotli};
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/chancery.conf;
    include {DEPLOY}/nginx/brotli.conf;
}}
"""


class NotStarted(Exception):
    """A proxy ended, or did not listen in time; the message holds its last words."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def __getitem__(self, header: str) -> str:
        """The value of a header; empty where it is missing."""
        return self.headers.get(header, "")


@dataclass(frozen=True)
class Proxy:
    """A running proxy; the ports are on 127.0.0.1, and `certificate` is the one it shows, signed by itself."""

    http_port: int
    https_port: int
    certificate: Path

    def connect(self, *, tls: bool = True) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.https_port if tls else self.http_port), timeout=60)
        if not tls:
            return connection
        return ssl.create_default_context(cafile=str(self.certificate)).wrap_socket(connection, server_hostname=HOST)

    def request(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        *,
        tls: bool = True,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection(HOST)
        connection.sock = self.connect(tls=tls)
        try:
            connection.request(method, path, body, {"Accept-Encoding": "identity", **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for HOST signed by itself, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*command, *subject, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


@contextmanager
def nginx(archive_url: str, folder: Path) -> Iterator[Proxy]:
    certificate, key = make_certificate(folder)
    proxy = Proxy(free_port(), free_port(), certificate)
    recipe = replace(
        (DEPLOY / "nginx" / "chancery.conf").read_text(),
        {
            "server 127.0.0.1:8000;": f"server {archive_url.removeprefix('http://')};",
            "listen 80": f"listen 127.0.0.1:{proxy.http_port}",
            "listen 443": f"listen 127.0.0.1:{proxy.https_port}",
            "/etc/letsencrypt/live/archive.example.org/fullchain.pem": str(certificate),
            "/etc/letsencrypt/live/archive.example.org/privkey.pem": str(key),
            "/var/cache/nginx/chancery": str(folder / "cache"),
        },
    )
    (folder / "chancery.conf").write_text(recipe)
    user = "root" if os.geteuid() == 0 else "nobody"
    main = NGINX.format(folder=folder, user=user, brotli=BROTLI_MODULE, DEPLOY=DEPLOY)
    (folder / "nginx.conf").write_text(main)
    command = [find_program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with running(command, proxy, folder):
        yield proxy


@contextmanager
def caddy(archive_url: str, folder: Path) -> Iterator[Proxy]:
    certificate, key = make_certificate(folder)
    proxy = Proxy(free_port(), free_port(), certificate)
    recipe = replace(
        (DEPLOY / "caddy" / "Caddyfile").read_text(),
        {
            "reverse_proxy 127.0.0.1:8000": f"reverse_proxy {archive_url.removeprefix('http://')}",
            "\n{\n": f"\n{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\thttp_port {proxy.http_port}\n"
            f"\thttps_port {proxy.https_port}\n",
            "\narchive.example.org {\n": f"\narchive.example.org {{\n\ttls {certificate} {key}\n",
        },
    )
    (folder / "Caddyfile").write_text(recipe)
    command = [find_program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with running(command, proxy, folder, HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder)):
        yield proxy


@contextmanager
def running(command: list[str], proxy: Proxy, folder: Path, **variables: str) -> Iterator[None]:
    """The program as long as the block lasts, from the moment both ports are listened to."""
    log_file = folder / "proxy.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env={"PATH": os.environ["PATH"], **variables}, stdout=log, stderr=log
        )
    try:
        for port in (proxy.http_port, proxy.https_port):
            if not wait_for_port(port, process):
                raise NotStarted(log_file.read_text()[-3000:])
        yield
    finally:
        process.terminate()
        process.wait()


def replace(recipe: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in recipe, f"the recipe has no {old!r} any more"
        recipe = recipe.replace(old, new)
    return recipe


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port: int, process: subprocess.Popen) -> bool:
    for _ in range(SECONDS_TO_START * 10):
        if process.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def find_program(name: str) -> str:
    """The path of a program that Debian puts where an ordinary account does not look."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or ""


def shown_statement(proxy: Proxy) -> str:
    """The path of a statement of the sample archive."""
    found = re.search(r'href="(/s/[^"#?]+/)"', proxy.request("/statements/").body.decode())
    assert found
    return found.group(1)
