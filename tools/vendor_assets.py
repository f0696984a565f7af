"""Fetch the browser assets that the repository carries, check them, copy only what pages use.

For developers only; users never run it, because the copied files are committed and go into the wheel.

    python tools/vendor_assets.py            # fetch what the lock names, refuse on any other checksum, copy
    python tools/vendor_assets.py --update   # after editing PACKAGES: accept new tarballs, rewrite the lock
    python tools/vendor_assets.py --check    # no network: compare the committed files with the lock

The lock names package, version, licence, the sha512 of the tarball and the sha256 of each copied file. It
holds no address: where packages come from is the business of the developer's own npm configuration.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "src" / "sozialstrategie" / "kit" / "ui"
TARGET = UI / "static" / "ui" / "vendor"
LOCK = UI / "vendor.lock.json"

# The ten cuts that fonts/fira-sans.css names; the tarball holds thirty.
_CUTS = [f"{weight}{slant}" for weight in ("Light", "Medium", "SemiBold", "Bold") for slant in ("", "Italic")]
_FONTS = [f"dist/fonts/fira-sans/FiraSans-{cut}.woff2" for cut in (*_CUTS, "Regular", "Italic")]


@dataclass(frozen=True)
class Package:
    """One npm package: exact version, licence (SPDX), folder, files as {path in tarball: path in folder}."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]


PACKAGES = [
    Package(
        "@kern-ux/native",
        "2.7.2",
        "EUPL-1.2 AND OFL-1.1",  # the style sheet; the fonts in it
        "kern",
        {
            "dist/kern.min.css": "kern.min.css",
            "dist/fonts/fira-sans.css": "fonts/fira-sans.css",
            **{path: path.removeprefix("dist/") for path in _FONTS},
            "LICENSE.md": "LICENSE.md",
        },
    ),
    Package("vega", "6.4.0", "BSD-3-Clause", "vega", {"build/vega.min.js": "vega.min.js", "LICENSE": "LICENSE"}),
    Package(
        "vega-lite",
        "6.4.3",
        "BSD-3-Clause",
        "vega-lite",
        {"build/vega-lite.min.js": "vega-lite.min.js", "LICENSE": "LICENSE"},
    ),
    Package(
        "vega-embed",
        "7.3.0",
        "BSD-3-Clause",
        "vega-embed",
        {"build/vega-embed.min.js": "vega-embed.min.js", "LICENSE": "LICENSE"},
    ),
    Package(
        "maplibre-gl",
        "6.17.0",
        "BSD-3-Clause",
        "maplibre-gl",
        {
            "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
            "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css": "maplibre-gl.css",
            "LICENSE.txt": "LICENSE.txt",
        },
    ),
]
# Source maps are not shipped; a reference to a missing one would stop the hashing storage.
_SOURCE_MAP = re.compile(rb"\s*(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
# Ours, not from a tarball: the text that the fonts' licence asks to travel with them.
_OWN_FILES = {"kern/fonts/OFL.txt"}


class Refused(Exception):
    """An asset differs from what the lock promises."""


def fetch(package: Package, folder: Path) -> Path:
    """Let npm download the tarball of `package` into `folder`; return its path."""
    command = [
        "npm",
        "pack",
        f"{package.name}@{package.version}",
        "--json",
        "--pack-destination",
        str(folder),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Refused(f"{package.name} {package.version} ist nicht zu holen: {result.stderr.strip()[-300:]}")
    tarballs = sorted(folder.glob("*.tgz"))
    if len(tarballs) != 1:
        raise Refused(f"{package.name} {package.version}: genau eine Datei erwartet, {len(tarballs)} gefunden")
    return tarballs[0]


def integrity(data: bytes) -> str:
    """Checksum in the form of npm: `sha512-` and base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def read_members(tarball: Path, package: Package) -> dict[str, bytes]:
    """The listed files of the tarball, keyed by their path below vendor/."""
    found: dict[str, bytes] = {}
    with tarfile.open(tarball) as archive:
        for source, target in package.files.items():
            handle = archive.extractfile(f"package/{source}")
            if handle is None:
                raise Refused(f"{package.name}: {source} ist keine Datei")
            data = handle.read()
            if target.endswith((".js", ".mjs", ".css")):
                data = _SOURCE_MAP.sub(b"\n", data)
            found[f"{package.folder}/{target}"] = data
    return found


def lock_entry(package: Package, tarball_sum: str, members: dict[str, bytes]) -> dict[str, object]:
    """What the lock remembers about one package."""
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "integrity": tarball_sum,
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in sorted(members.items())},
    }


def vendor(*, update: bool) -> int:
    """Fetch, verify, copy all. Returns the bytes copied; raises `Refused`, then nothing is changed."""
    locked = {entry["name"]: entry for entry in read_lock()}
    entries: list[dict[str, object]] = []
    files: dict[str, bytes] = {}
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            tarball = fetch(package, Path(folder))
            tarball_sum = integrity(tarball.read_bytes())
            promised = locked.get(package.name, {})
            if not update and (promised.get("version"), promised.get("integrity")) != (
                package.version,
                tarball_sum,
            ):
                raise Refused(f"{package.name} {package.version}: Prüfsumme weicht von vendor.lock.json ab")
            members = read_members(tarball, package)
        entries.append(lock_entry(package, tarball_sum, members))
        files.update(members)
    write(files)
    LOCK.write_text(json.dumps({"packages": entries}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return sum(map(len, files.values()))


def write(files: dict[str, bytes]) -> None:
    """Replace the vendor folder by exactly these files, keeping our own."""
    own = {path: (TARGET / path).read_bytes() for path in _OWN_FILES if (TARGET / path).exists()}
    shutil.rmtree(TARGET, ignore_errors=True)
    for path, data in {**files, **own}.items():
        target = TARGET / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def read_lock() -> list[dict[str, object]]:
    """The entries of the lock; empty before the first run."""
    if not LOCK.exists():
        return []
    packages: list[dict[str, object]] = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    return packages


def check() -> list[str]:
    """Every difference between the committed files and the lock, in words. Needs no network."""
    problems: list[str] = []
    promised: dict[str, str] = {}
    for entry in read_lock():
        files = entry["files"]
        assert isinstance(files, dict)
        promised.update(files)
    present = {str(path.relative_to(TARGET)) for path in TARGET.rglob("*") if path.is_file()} - _OWN_FILES
    problems += [f"{path}: steht in der Sperrdatei, fehlt im Ordner" for path in sorted(promised.keys() - present)]
    problems += [f"{path}: liegt im Ordner, fehlt in der Sperrdatei" for path in sorted(present - promised.keys())]
    for path in sorted(promised.keys() & present):
        if hashlib.sha256((TARGET / path).read_bytes()).hexdigest() != promised[path]:
            problems.append(f"{path}: Inhalt weicht von der Sperrdatei ab")
    return problems


def main() -> int:
    """Command line; exit 0 done, 1 refused."""
    parser = argparse.ArgumentParser(description="Holt die mitgelieferten Browserdateien und prüft sie.")
    parser.add_argument("--update", action="store_true", help="neue Prüfsummen annehmen und die Sperrdatei schreiben")
    parser.add_argument("--check", action="store_true", help="nur die vorhandenen Dateien prüfen, ohne Netz")
    arguments = parser.parse_args()
    if arguments.check:
        problems = check()
        print("\n".join(problems) or "Alle mitgelieferten Dateien stimmen mit der Sperrdatei überein.")
        return 1 if problems else 0
    try:
        size = vendor(update=arguments.update)
    except Refused as refusal:
        print(f"Nichts geändert. {refusal}", file=sys.stderr)
        return 1
    print(f"{len(PACKAGES)} Pakete, {size / 1e6:.1f} MB in {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
