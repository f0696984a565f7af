"""Address trees of higher rooms. They register in `AppConfig.ready()`, before the URL tree is read."""

from __future__ import annotations

_mounts: list[tuple[str, str]] = []


def register_mount(prefix: str, module: str) -> None:
    """Hang the address tree of `module` under `prefix`."""
    _mounts.append((prefix, module))


def mounts() -> list[tuple[str, str]]:
    """(prefix, module) pairs in the order of registration."""
    return list(_mounts)
