"""Run a command against a throw-away PostgreSQL server.

    python tools/with_postgres.py COMMAND ...     # starts a cluster, sets SOZIALSTRATEGIE_DATABASE_URL, stops it afterwards
    python tools/with_postgres.py --probe         # exit 0 when a server could be started or is named

The server listens on a Unix socket in its own folder only, never on the network. As root it runs as the unprivileged
user `postgres` (PostgreSQL refuses root). With SOZIALSTRATEGIE_TEST_POSTGRES set to an address, that server is used.
Settings that protect data stay on, because the product's own check looks at them.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER = "sozialstrategie"
START_SECONDS = 60
ROOM = 2 * 1024**3  # bytes that a cluster with its write-ahead log may need


def binaries() -> Path | None:
    """Folder with initdb and postgres: newest Debian version, else from PATH."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    if found:
        return Path(found[-1]).parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path and shutil.which("postgres") else None


def identity() -> dict[str, Any]:
    """Arguments for subprocess that make the server run unprivileged.

    Raises:
        LookupError: we are root and there is no user `postgres`.
    """
    if os.getuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise LookupError("Als root braucht PostgreSQL den Benutzer „postgres“; es gibt ihn hier nicht.") from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def missing() -> str:
    """Why no server can be had here; empty when one can."""
    if os.environ.get("SOZIALSTRATEGIE_TEST_POSTGRES"):
        return ""
    if binaries() is None:
        return "PostgreSQL ist nicht installiert"
    try:
        identity()
    except LookupError as fault:
        return str(fault)
    return ""


def _folder() -> Path:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return Path(tempfile.mkdtemp(prefix="pg-", dir=memory if roomy else None))


@contextmanager
def server() -> Iterator[str]:
    """Start a cluster, yield its address, stop and remove it."""
    tools, who = binaries(), identity()
    if tools is None:
        raise LookupError("PostgreSQL ist nicht installiert")
    folder = _folder()
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        data = folder / "data"
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
        common: dict[str, Any] = {"env": environment, "cwd": folder, **who}
        subprocess.run(
            [tools / "initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True,
            stdout=subprocess.DEVNULL,
            **common,
        )
        options = [
            "-c",
            "listen_addresses=",
            "-c",
            f"unix_socket_directories={folder}",
            "-c",
            "log_min_messages=fatal",
        ]
        # A session of its own: Ctrl-C reaches the tests first, the server is stopped by us.
        process = subprocess.Popen([tools / "postgres", "-D", data, *options], start_new_session=True, **common)
        try:
            _wait(tools, folder, process)
            yield f"postgres://{USER}@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGINT)  # fast shutdown
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(tools: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL hat sich beim Start beendet (Code {process.returncode}).")
        ready = [tools / "pg_isready", "-q", "-h", folder, "-U", USER, "-d", "postgres"]
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL war nach {START_SECONDS} Sekunden nicht bereit.")


def main(arguments: list[str]) -> int:
    reason = missing()
    if arguments == ["--probe"]:
        if reason:
            print(reason)
        return 1 if reason else 0
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    if reason:
        print(f"with_postgres: {reason}", file=sys.stderr)
        return 1
    given = os.environ.get("SOZIALSTRATEGIE_TEST_POSTGRES")
    if given:
        return _run(arguments, given)
    # So that the server is stopped when somebody ends us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as address:
        return _run(arguments, address)


def _run(arguments: list[str], address: str) -> int:
    code = subprocess.run(
        arguments, env={**os.environ, "SOZIALSTRATEGIE_DATABASE_URL": address}, check=False
    ).returncode
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
