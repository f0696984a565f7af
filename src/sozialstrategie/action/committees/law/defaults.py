"""The legal defaults that come with the program: paragraph, own words, whether the wording was read. Nothing here decides."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("thuerko.toml")


@dataclass(frozen=True, slots=True)
class Provision:
    """One rule of the law in our words.

    Args:
        key: its name in the program.
        paragraph: "§ 42 Abs. 1".
        read: the wording lay before whoever wrote it down; else it is hearsay and shown as such.
        of: short name of its law, where that is another one than the law of the place.
    """

    key: str
    paragraph: str
    title: str
    text: str
    read: bool
    of: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """A law with the provisions that matter here."""

    name: str
    short: str
    edition: str
    note: str
    provisions: tuple[Provision, ...]

    def cite(self, key: str) -> str:
        """ "§ 38 ThürKO" for the provision with that name. KeyError for an unknown one."""
        found = {p.key: p for p in self.provisions}[key]
        return f"{found.paragraph} {found.of or self.short}"


@lru_cache(maxsize=1)
def law() -> Law:
    """The defaults as shipped.

    Raises:
        ValueError: the file names a provision twice.
    """
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    provisions = tuple(Provision(**row) for row in data["provision"])
    if len({p.key for p in provisions}) != len(provisions):
        raise ValueError(f"{_FILE.name}: eine Vorgabe steht doppelt.")
    return Law(provisions=provisions, **data["law"])
