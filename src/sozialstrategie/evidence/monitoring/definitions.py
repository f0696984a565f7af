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


def definition_version(code: str, derivation: str) -> str:
    """Checksum of what decides the values of one derivation: unit, formulas (nested ones too), factor, span of years.

    Other indicators and mere wording do not change it. "" for a derivation that the catalogue does not have.
    """
    return version_in(catalogue(), code, derivation)


def version_in(definitions: Catalogue, code: str, derivation: str) -> str:
    """The same in any catalogue."""
    definition = definitions.get(code)
    if definition is None or derivation not in {d.key for d in definition.derivations}:
        return ""
    content = f"{definition.unit}\n{definitions.formula_version(code, derivation)}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]
