"""One file with everything: database, editions, uploads. `verify` proves that it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.files import FOLDER, named_files
from sozialstrategie.kit.core.models import ChainHead

MANIFEST = "manifest.json"
_SQLITE, _POSTGRES = "database.sqlite3", "database.pgdump"
_SEAL = 64  # hexadecimal digits of a SHA-256
_MEMBER = re.compile(r"editions/[0-9a-f]{64}\.(parquet|raw)|files/[0-9a-f]{64}")
_SQLITE_HEADER = b"SQLite format 3\0"
# What may lie in a home folder into which a backup is brought back.
_HARMLESS = {"secret_key", "static", "cache"}


def backup(target: Path) -> int:
    """Write the backup: the database snapshot first, then every file it names. Returns the number of files.

    Raises:
        Refused: the target exists, or a file that the database names is missing.
    """
    if target.exists():
        raise Refused(f"Die Datei {target} gibt es schon. Bitte wählen Sie einen anderen Namen.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        database = Path(folder) / (_SQLITE if connection.vendor == "sqlite" else _POSTGRES)
        _dump(database)
        names = list(_named_files())
        head = ChainHead.objects.filter(pk=1).first()
        manifest: dict[str, Any] = {
            "made_at": timezone.now().isoformat(),
            "acts": {"count": head.sequence if head else 0, "head": head.hash if head else ""},
            "files": {database.name: _sha256(database)},
        }
        temporary = Path(folder) / "backup.zip"
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(database, database.name)
            for name in names:
                path = Path(settings.HOME) / name
                if not path.exists():
                    raise Refused(f"Sicherung abgebrochen: Die Datei {name} fehlt, obwohl die Datenbank sie nennt.")
                archive.write(path, name)
                manifest["files"][name] = _sha256(path)
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
            archive.comment = b"0" * _SEAL
        _seal(temporary)
        os.replace(temporary, target)
    return len(manifest["files"])


def verify(source: Path) -> list[str]:
    """German sentences about everything that is wrong with a backup; empty when whole."""
    try:
        with zipfile.ZipFile(source) as archive:
            problems = list(_check(archive))
        if not problems and _sealed_digest(source) != _seal_of(source):
            problems.append("Die Prüfsumme über die ganze Datei stimmt nicht.")
        return problems
    except FileNotFoundError:
        raise Refused(f"Die Datei {source} gibt es nicht.") from None
    except IsADirectoryError:
        raise Refused(f"{source} ist ein Ordner; erwartet wird eine Sicherung (zip-Datei).") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        return [f"{source} ist keine lesbare Sicherung: Die zip-Datei ist beschädigt oder gar keine."]


def _check(archive: zipfile.ZipFile) -> Iterator[str]:
    files = _listed(archive)
    if files is None:
        yield f"Die Datei ist keine Sicherung: Ihr Verzeichnis ({MANIFEST}) fehlt oder ist unlesbar."
        return
    databases = sorted(set(files) & {_SQLITE, _POSTGRES})
    if len(databases) != 1:
        yield "Die Sicherung enthält keine Datenbank." if not databases else "Die Sicherung enthält zwei Datenbanken."
    for name in sorted(set(files) - set(databases)):
        if not _MEMBER.fullmatch(name):
            yield f"Die Sicherung enthält einen unzulässigen Pfad: {name}."
    present = set(archive.namelist()) - {MANIFEST}
    for name in sorted(present - set(files)):
        yield f"{name} steht nicht im Verzeichnis der Sicherung."
    for name, expected in sorted(files.items()):
        if name not in present:
            yield f"{name} fehlt."
            continue
        digest = hashlib.sha256()
        try:
            with archive.open(name) as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            yield f"{name} ist beschädigt."
            continue
        if digest.hexdigest() != expected:
            yield f"{name} ist beschädigt: Die Prüfsumme stimmt nicht."
        elif name == _SQLITE and archive.open(name).read(len(_SQLITE_HEADER)) != _SQLITE_HEADER:
            yield f"{name} ist keine SQLite-Datenbank."


def _listed(archive: zipfile.ZipFile) -> dict[str, str] | None:
    """Name -> checksum of every file the backup says it holds; None when it says nothing of the kind."""
    try:
        files = json.loads(archive.read(MANIFEST))["files"]
    except (KeyError, ValueError, TypeError):
        return None
    whole = isinstance(files, dict) and all(isinstance(v, str) for v in files.values())
    return files if whole else None


def _seal(path: Path) -> None:
    """Write the SHA-256 of all bytes before it over the comment at the end of the zip file.

    The checksums inside judge contents only; padding bits, time stamps and names of a zip lie outside them.
    """
    digest = _sealed_digest(path)
    with open(path, "r+b") as file:
        file.seek(-_SEAL, os.SEEK_END)
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())


def _sealed_digest(path: Path) -> bytes:
    digest, left = hashlib.sha256(), path.stat().st_size - _SEAL
    with open(path, "rb") as file:
        while left > 0 and (block := file.read(min(left, 1 << 20))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest().encode("ascii")


def _seal_of(path: Path) -> bytes:
    with open(path, "rb") as file:
        file.seek(-_SEAL, os.SEEK_END)
        return file.read()


def restore(source: Path) -> None:
    """Bring a verified backup into an empty home folder (SQLite) or an empty database (PostgreSQL).

    Raises:
        Refused: the backup is damaged, or something stands here already.
    """
    problems = verify(source)
    if problems:
        raise Refused("Nicht zurückgespielt: " + " ".join(problems))
    home = Path(settings.HOME)
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        dump = _SQLITE if _SQLITE in names else _POSTGRES
        if (dump == _SQLITE) != (connection.vendor == "sqlite"):
            raise Refused("Die Sicherung stammt von einer anderen Art Datenbank (SQLite oder PostgreSQL).")
        _refuse_standing()
        for name in names:
            if name not in (MANIFEST, _SQLITE, _POSTGRES):
                archive.extract(name, home)
        with tempfile.TemporaryDirectory(dir=home) as folder:
            archive.extract(dump, folder)
            _load(Path(folder) / dump)


def _refuse_standing() -> None:
    home = Path(settings.HOME)
    found = sorted(p.name for p in home.iterdir() if p.name not in _HARMLESS) if home.is_dir() else []
    standing = found if connection.vendor == "sqlite" else connection.introspection.table_names()
    if standing:
        raise Refused(
            f"Hier steht schon etwas ({settings.HOME}{': ' + found[0] if found else ''}). "
            "Zurückgespielt wird nur in einen leeren Ordner."
        )


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            connection.connection.backup(copy)
        finally:
            copy.close()
        return
    subprocess.run([*_pg("pg_dump"), "--format=custom", "--file", str(target)], check=True, env=_pg_environment())


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        target = Path(settings.DATABASES["default"]["NAME"])
        connection.close()
        shutil.move(dump, target)
        return
    subprocess.run(
        [*_pg("pg_restore"), "--no-owner", "-d", str(_pg("x")[-1]), str(dump)], check=True, env=_pg_environment()
    )


def _pg(program: str) -> list[str]:
    database = settings.DATABASES["default"]
    command = [program]
    for flag, key in (("-h", "HOST"), ("-p", "PORT"), ("-U", "USER")):
        if database.get(key):
            command += [flag, str(database[key])]
    return (
        [*command, *(["-d"] if program == "pg_dump" else []), str(database["NAME"])]
        if program != "pg_restore"
        else command
    )


def _pg_environment() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": str(settings.DATABASES["default"].get("PASSWORD") or "")}


def _named_files() -> Iterator[str]:
    from sozialstrategie.evidence.monitoring.models import Edition

    seen: set[str] = set()
    for digest, raw in Edition.objects.values_list("digest", "raw_sha"):
        for name in (f"editions/{digest}.parquet", f"editions/{raw}.raw"):
            if name not in seen:
                seen.add(name)
                yield name
    for sha in named_files():
        yield f"{FOLDER}/{sha}"


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
