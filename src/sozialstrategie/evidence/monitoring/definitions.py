"""The indicator catalogue as shipped: definitions are data."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from sozialstrategie.evidence.monitoring.formula import Catalogue, load_catalogue

CATALOGUE_FOLDER = Path(__file__).parent / "catalogue"


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The indicator catalogue as shipped."""
    return load_catalogue(sorted(CATALOGUE_FOLDER.glob("*.toml")))


@lru_cache(maxsize=1)
def catalogue_version() -> str:
    """Checksum over the definitions: a figure computed by another definition is another figure."""
    digest = hashlib.sha256()
    for path in sorted(CATALOGUE_FOLDER.glob("*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
