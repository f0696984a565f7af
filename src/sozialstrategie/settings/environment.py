"""Reading the environment: home folder, secret key, addresses of database and mail server."""

from __future__ import annotations

import logging
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

SQLITE_INIT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"


class OneLine(logging.Filter):
    """Leaves the traceback out of a line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


class NoSecrets(logging.Filter):
    """Leaves the secret of a link that needs no login out of a line of the log: whoever reads logs must not be able to answer."""

    # what `secrets.token_urlsafe(32)` makes for the links of all rooms, also cut short, but no uid of a record; and the key
    # that sets a password
    _SECRET = re.compile(r"(?<=/)(?![0-9a-f]{8}-[0-9a-f]{4}-)[A-Za-z0-9_-]{20,}|(?<=/reset/key/)[^/\s]+")

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if self._SECRET.search(text):
            record.msg, record.args = self._SECRET.sub("…", text), ()
        return True


def home() -> Path:
    """The folder with database, editions and files; `./var` unless SOZIALSTRATEGIE_HOME says otherwise."""
    return Path(os.environ.get("SOZIALSTRATEGIE_HOME", "var")).resolve()


def secret_key(folder: Path) -> str:
    """The key from the environment, else the one made once and kept (mode 600) in the home folder."""
    given = os.environ.get("SOZIALSTRATEGIE_SECRET_KEY")
    if given:
        return given
    path = folder / "secret_key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


def database_from_url(url: str, folder: Path) -> dict[str, Any]:
    """Django's database setting from `sqlite:///path` or `postgres://user:password@host:port/name?option=value`.

    Empty means SQLite in the home folder.

    Raises:
        ValueError: the address names another kind of database.
    """
    if not url or url.startswith("sqlite:///"):
        name = url.removeprefix("sqlite:///") if url else str(folder / "sozialstrategie.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_INIT},
        }
    parts = urlparse(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(
            "SOZIALSTRATEGIE_DATABASE_URL beginnt mit sqlite:/// oder postgres:// – eine andere Datenbank wird nicht unterstützt."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or (parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


_LOCAL = ("", "localhost", "127.0.0.1", "::1")
_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "smtps": 465}


def email_from_url(url: str) -> dict[str, Any]:
    """Django's mail settings from `smtp+tls://user:password@host:587` (STARTTLS) or `smtp+ssl://…` (TLS from the start).

    `smtp://host` is for a server on this machine or one that asks for no password. Empty means that no mail is sent.

    Raises:
        ValueError: another scheme, no host, or a password that would travel readable.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlparse(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(
            "SOZIALSTRATEGIE_EMAIL_URL hat die Form smtp+tls://name:kennwort@rechner:587 (auch smtp+ssl:// und smtp://)."
        )
    if parts.scheme == "smtp" and parts.password and parts.hostname not in _LOCAL:
        raise ValueError(
            "SOZIALSTRATEGIE_EMAIL_URL schickte das Kennwort lesbar durch das Netz; bitte smtp+tls:// oder smtp+ssl://."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme in ("smtp+ssl", "smtps"),
        "EMAIL_TIMEOUT": 10,
    }
