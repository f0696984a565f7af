"""What an operator says by the environment."""

from __future__ import annotations

import logging
import secrets
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from sozialstrategie.settings.environment import NoSecrets, database_from_url, email_from_url, home, secret_key


def test_without_address_sqlite_in_the_home_folder(tmp_path: Path) -> None:
    setting = database_from_url("", tmp_path)
    assert setting["ENGINE"] == "django.db.backends.sqlite3"
    assert setting["NAME"] == str(tmp_path / "sozialstrategie.sqlite3")
    assert setting["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        assert f"PRAGMA {pragma};" in setting["OPTIONS"]["init_command"]


@pytest.mark.parametrize(("url", "name"), [("sqlite:////srv/a.db", "/srv/a.db"), ("sqlite:///var/a.db", "var/a.db")])
def test_sqlite_address(url: str, name: str, tmp_path: Path) -> None:
    assert database_from_url(url, tmp_path)["NAME"] == name


def test_postgres_address(tmp_path: Path) -> None:
    url = "postgres://plan%40er:ge%2Fheim@db.example:5433/strategie?sslmode=require"
    setting = database_from_url(url, tmp_path)
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert [setting[key] for key in keys] == [
        "django.db.backends.postgresql",
        "strategie",
        "plan@er",
        "ge/heim",
        "db.example",
        "5433",
        {"sslmode": "require"},
    ]


def test_postgres_socket(tmp_path: Path) -> None:
    setting = database_from_url("postgresql://user@/name?host=/run/postgresql", tmp_path)
    assert (setting["HOST"], setting["PORT"], setting["OPTIONS"]) == ("/run/postgresql", "", {})


@pytest.mark.parametrize("url", ["mysql://a/b", "sqlite:", "sqlitefile.db", "/srv/a.db", "oracle:///x"])
def test_other_databases_are_refused_in_german(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="eine andere Datenbank wird nicht unterstützt"):
        database_from_url(url, tmp_path)


def test_home_is_absolute_and_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALSTRATEGIE_HOME", str(tmp_path / "x"))
    assert home() == tmp_path / "x"
    monkeypatch.delenv("SOZIALSTRATEGIE_HOME")
    monkeypatch.chdir(tmp_path)
    assert home() == tmp_path / "var"


def test_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOZIALSTRATEGIE_SECRET_KEY", raising=False)
    first = secret_key(tmp_path / "new")
    assert len(first) >= 50
    assert secret_key(tmp_path / "new") == first
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
    assert secret_key(tmp_path / "other") != first


def test_key_from_the_environment_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALSTRATEGIE_SECRET_KEY", "gegeben")
    assert secret_key(tmp_path / "new") == "gegeben"
    assert not (tmp_path / "new").exists()


# --- mail


def test_without_address_no_mail_is_sent() -> None:
    assert email_from_url("") == {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp+tls://plan%40er:ge%2Fheim@mail.example", "mail.example", 587, True, False),
        ("smtp+tls://plan%40er:ge%2Fheim@mail.example:2525", "mail.example", 2525, True, False),
        ("smtp+ssl://plan%40er:ge%2Fheim@mail.example", "mail.example", 465, False, True),
        ("smtps://plan%40er:ge%2Fheim@mail.example", "mail.example", 465, False, True),
        ("smtp://plan%40er:ge%2Fheim@localhost", "localhost", 25, False, False),
    ],
)
def test_mail_address(url: str, host: str, port: int, tls: bool, ssl: bool) -> None:
    keys = ("HOST", "PORT", "USE_TLS", "USE_SSL", "HOST_USER", "HOST_PASSWORD")
    setting = email_from_url(url)
    assert [setting[f"EMAIL_{k}"] for k in keys] == [host, port, tls, ssl, "plan@er", "ge/heim"]
    assert setting["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp+tls:///", "smtp+tls"])
def test_other_mail_addresses_are_refused_in_german(url: str) -> None:
    with pytest.raises(ValueError, match="hat die Form"):
        email_from_url(url)


def test_password_never_travels_readable() -> None:
    with pytest.raises(ValueError, match="lesbar durch das Netz"):
        email_from_url("smtp://name:geheim@mail.example")


def test_a_foreign_host_is_one_line_of_the_log(client: Client) -> None:
    logger = logging.getLogger("django.security.DisallowedHost")
    handler = logging.StreamHandler(lines := StringIO())
    logger.addHandler(handler)
    try:
        assert client.get("/", headers={"host": "boese.example"}).status_code == 400
    finally:
        logger.removeHandler(handler)
    assert lines.getvalue().count("\n") == 1 and "boese.example" in lines.getvalue()


@pytest.mark.parametrize(
    "name",
    ["data_requests:answer", "opinions:answer", "progress:answer", "committee_links:answer", "committee_links:appointment",
     "committee_links:feed"],
)  # fmt: skip
def test_the_secret_of_no_link_reaches_a_log(name: str) -> None:
    token = secrets.token_urlsafe(32)
    address = reverse(name, args=[token])
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (address,), None)
    assert NoSecrets().filter(record)
    assert record.getMessage() == f"Not Found: {address.replace(token, '…')}"


def test_the_key_of_a_password_reaches_no_log_and_other_addresses_stay() -> None:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "abc-12"})
    plain = "/k/nord/massnahmen/0af790ca-f980-4704-9e86-fb8bcf5f48b0/"
    for address, told in ((path, "/konto/password/reset/key/…/"), (plain, plain)):
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (address,), None)
        assert NoSecrets().filter(record) and record.getMessage() == f"Not Found: {told}"
