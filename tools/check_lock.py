"""Check requirements.lock and requirements-dev.lock.

    python tools/check_lock.py                  # exit 1 with one sentence for each fault
    python tools/check_lock.py --write-header   # puts our own two lines on top after pip-compile (make lock)

A lock names each package with one version and the checksums of all its files, and nothing else: no address, no path.
It must hold every package that any supported system asks for; markers of installed packages are therefore evaluated for
Linux and macOS with Python 3.11 to 3.13.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("dev",)}
HEADER = """\
# Geschrieben von `make lock` aus pyproject.toml. Nicht von Hand ändern.
# Jede Fassung mit den Prüfsummen aller ihrer Dateien; keine Adresse, damit jedes Paketverzeichnis passt.
"""
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;]+)(?:\s*;[^\\]*)?\s*\\?$")
_HASH = re.compile(r"^\s+--hash=sha256:[0-9a-f]{64}( \\)?$")
_ADDRESS = re.compile(r"://|(?<![\w.])/[a-z]+/|^\s*-(-index-url|-extra-index-url|-find-links|-trusted-host|[if]\b)")
SYSTEMS = [
    {
        "sys_platform": platform,
        "platform_system": system,
        "os_name": "posix",
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": version,
        "python_full_version": f"{version}.0",
        "implementation_version": f"{version}.0",
    }
    for platform, system, machine in (("linux", "Linux", "x86_64"), ("darwin", "Darwin", "arm64"))
    for version in ("3.11", "3.12", "3.13")
]


def read_lock(text: str) -> dict[str, tuple[str, int]]:
    """Canonical name -> (version, number of checksums)."""
    pins: dict[str, tuple[str, int]] = {}
    name = ""
    for line in text.splitlines():
        pin = _PIN.match(line)
        if pin:
            name = canonicalize_name(pin[1])
            pins[name] = (pin[2], 0)
        elif _HASH.match(line) and name:
            pins[name] = (pins[name][0], pins[name][1] + 1)
    return pins


def faults_of_text(name: str, text: str) -> Iterator[str]:
    """Faults that a lock shows by itself: addresses, paths, pins without checksum, lines of no known form."""
    for number, line in enumerate(text.splitlines(), start=1):
        if _ADDRESS.search(line):
            yield f"{name}:{number}: Adresse oder Pfad: {line.strip()}"
        elif line.strip() and not (_PIN.match(line) or _HASH.match(line) or line.lstrip().startswith("#")):
            yield f"{name}:{number}: unerwartete Zeile: {line.strip()}"
    for package, (version, hashes) in read_lock(text).items():
        if not hashes:
            yield f"{name}: {package}=={version} hat keine Prüfsumme"


def _needs(requirement: Requirement, extras: tuple[str, ...] = ("",)) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({**env, "extra": extra}) for env in SYSTEMS for extra in extras or ("",))


def faults_of_content(name: str, wanted: list[str], pins: dict[str, tuple[str, int]]) -> Iterator[str]:
    """Packages that pyproject.toml, or a package in it, asks for on some system, and that the lock lacks or has too old."""
    open_ends = [Requirement(text) for text in wanted]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while open_ends:
        requirement = open_ends.pop()
        package, extras = canonicalize_name(requirement.name), tuple(sorted(requirement.extras))
        if package not in pins:
            yield f"{name}: {requirement} fehlt; bitte `make lock`"
            continue
        if not requirement.specifier.contains(pins[package][0], prereleases=True):
            yield f"{name}: {package}=={pins[package][0]} passt nicht zu {requirement}; bitte `make lock`"
        if (package, extras) in seen:
            continue
        seen.add((package, extras))
        try:
            asked = metadata.requires(package) or []
        except metadata.PackageNotFoundError:
            continue  # not installed here, so its own wishes are unknown; pip will say it when it installs
        open_ends += [r for r in map(Requirement, asked) if _needs(r, ("", *extras))]


def faults(root: Path = ROOT) -> list[str]:
    """All faults of both locks."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    build = project["build-system"]["requires"]
    found: list[str] = []
    texts = {name: (root / name).read_text(encoding="utf-8") for name in LOCKS}
    for name, groups in LOCKS.items():
        wanted = [*build, *project["project"]["dependencies"]]
        for group in groups:
            wanted += project["project"]["optional-dependencies"][group]
        found += faults_of_text(name, texts[name])
        found += faults_of_content(name, wanted, read_lock(texts[name]))
    runtime, dev = (read_lock(text) for text in texts.values())
    for package, (version, _) in runtime.items():
        if package in dev and dev[package][0] != version:
            found.append(f"{package}: {version} in requirements.lock, {dev[package][0]} in requirements-dev.lock")
    return found


def write_header(root: Path = ROOT) -> None:
    """Put our own header on top of both files."""
    for name in LOCKS:
        path = root / name
        body = path.read_text(encoding="utf-8").removeprefix(HEADER)
        path.write_text(HEADER + body, encoding="utf-8")


def main(arguments: list[str]) -> int:
    if arguments == ["--write-header"]:
        write_header()
    found = faults()
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
