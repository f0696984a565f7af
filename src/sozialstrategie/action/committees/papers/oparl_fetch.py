"""Fetching one OParl object of a council information system: only where the operator has switched it on, only its own host.

No redirect is followed, no proxy is used, and only public addresses of the net are asked: the name is looked up once, and the very address that
was checked is the one that is connected to.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings

from sozialstrategie.action.committees.papers.oparl import MOST_BYTES
from sozialstrategie.kit.core.errors import Refused

SECONDS = 5.0
_CHUNK = 64 * 1024
Answer = tuple[int, Iterable[bytes]]  # status, body in pieces
Ask = Callable[[str, str, str, float], Answer]  # host, checked address, path, seconds
Resolve = Callable[[str], list[str]]


def is_on() -> bool:
    """Whether the operator lets the program ask other servers; off without the setting."""
    return bool(getattr(settings, "OPARL", False))


def fetch(url: str, *, allowed_url: str, ask: Ask | None = None, resolve: Resolve | None = None) -> bytes:
    """The bytes of an OParl object.

    Args:
        url: the address that a person typed.
        allowed_url: the OParl address of the body; nothing else than its host is asked.
        ask, resolve: how the net is reached; for tests.

    Raises:
        Refused: switched off, another host, no https, a private address, too slow, too large, or no answer.
    """
    if not is_on():
        raise Refused(
            "Das Lesen über das Netz ist in dieser Instanz nicht eingeschaltet. Sie können die Datei hochladen."
        )
    host, path = _checked(url, allowed_url)
    address = _public_address(host, resolve or _resolved)
    deadline = time.monotonic() + SECONDS
    try:
        status, pieces = (ask or _asked)(host, address, path, SECONDS)
        if status != http.client.OK:
            raise Refused(f"Der Server antwortet mit {status}. Weiterleitungen wird nicht gefolgt.")
        data = b""
        for piece in pieces:
            data += piece
            if len(data) > MOST_BYTES:
                raise Refused("Die Antwort ist größer als 1 MB.")
            if time.monotonic() > deadline:
                raise Refused("Der Server antwortet zu langsam.")
    except (OSError, http.client.HTTPException) as error:
        raise Refused("Der Server war nicht zu erreichen oder hat die Verbindung abgebrochen.") from error
    return data


def _checked(url: str, allowed_url: str) -> tuple[str, str]:
    try:
        wanted, known = urlsplit(url.strip()), urlsplit(allowed_url.strip())
        ports = wanted.port, known.port
    except ValueError as error:
        raise Refused("Das ist keine Adresse.") from error
    if not known.hostname:
        raise Refused("Bei diesem Gremium steht keine OParl-Adresse.")
    if wanted.scheme != "https" or known.scheme != "https" or any(port not in (None, 443) for port in ports):
        raise Refused("Gelesen wird nur über https.")
    if wanted.username is not None or wanted.password is not None:
        raise Refused("Eine Adresse mit Zugangsdaten wird nicht gelesen.")
    if (wanted.hostname or "") != known.hostname:
        raise Refused(f"Gelesen wird nur von {known.hostname}, dem Server dieses Gremiums.")
    path = wanted.path or "/"
    return known.hostname, path + (f"?{wanted.query}" if wanted.query else "")


def _public_address(host: str, resolve: Resolve) -> str:
    """One checked address; a name with any address inside the own net is refused as a whole."""
    try:
        found = resolve(host)
    except OSError as error:
        raise Refused("Diesen Server kennt das Netz nicht.") from error
    if not found or any(not ipaddress.ip_address(address).is_global for address in found):
        raise Refused("Dieser Server steht im eigenen Netz; von dort wird nichts gelesen.")
    return found[0]


def _resolved(host: str) -> list[str]:
    rows = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]).partition("%")[0] for row in rows))


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was checked, and still asks for the certificate of the name."""

    def __init__(self, host: str, address: str, seconds: float) -> None:
        self.trust = ssl.create_default_context()
        super().__init__(host, 443, timeout=seconds, context=self.trust)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, 443), self.timeout)
        self.sock = self.trust.wrap_socket(plain, server_hostname=self.host)


def _asked(host: str, address: str, path: str, seconds: float) -> Answer:
    connection = _Pinned(host, address, seconds)
    connection.request("GET", path, headers={"Accept": "application/json", "Accept-Encoding": "identity"})
    response = connection.getresponse()

    def pieces() -> Iterable[bytes]:
        try:
            while piece := response.read(_CHUNK):
                yield piece
        finally:
            connection.close()

    return response.status, pieces()
