"""What every reader of raw files gives back: facts, problems with cell addresses, and the facts' source."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

Severity = Literal["error", "note"]

RegionForm = Literal["bund", "land", "regierungsbezirk", "kreis", "gemeinde", "part_of_kreis", "verband", "unknown"]

# Columns of the fact table, in this order; one row per value cell of the file.
FACT_COLUMNS = (
    "table",  # table or series code: "12411-04-02-4", INKAR short code "q_SGBII"
    "region",  # key as known to the platform: DG, 16, 16062, 16062041 (8 digits); raw key where not known
    "region_name",  # name as printed in the file, stripped
    "period_kind",  # date, year, school_year, yearly_mean, years (mean of several); other (form not known, with a note)
    "period",  # "2015-12-31", "2016", "2014/2015", "2016-2018"
    "year",  # calendar year of the reference date; year in which a school year ends
    "item",  # what is counted: column header path joined by " > " (classic) or value_variable_code (ffcsv)
    # row labels joined by " > " (classic) or "VAR=ATTR;VAR=ATTR" sorted by VAR, totals left out (ffcsv)
    "category",
    "age_from",  # first age of an age class in the category or item, else null
    "age_to",  # last age of the class inclusive; null = open ended (with age_from set) or no age class
    "value",  # float or null
    "sign",  # one of - . ... / x or null; exactly one of value and sign is set
    "unit",  # as printed in the file, may be ""
    "quality",  # flag as published, e.g. "()" of the Mikrozensus, "rounded5"; may be ""
    "row",  # 1-based row in the file
    "column",  # 1-based column in the file
)


def column_letters(column: int) -> str:
    """The name of a 1-based column in a spreadsheet: 1 is A, 28 is AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person must know about a file. Errors refuse it, notes can be confirmed."""

    severity: Severity
    code: str  # stable English key, e.g. "unknown_region"
    text: str  # one clear German sentence: what is wrong and what was expected
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    count: int = 1  # how often the same thing occurs; the address is that of the first

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                f"Datei {self.file}" if self.file else "",
                f"Blatt „{self.sheet}“" if self.sheet else "",
                f"Zeile {self.row}" if self.row else "",
                f"Spalte {column_letters(self.column)}" if self.column else "",
            )
            if part
        )
        return f"{place}: {self.text}" if place else self.text


@dataclass(frozen=True, slots=True)
class RegionInfo:
    """What the platform knows about one key; `valid_from` and `valid_to` both belong to the validity."""

    key: str
    level: RegionForm
    name: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def code(self) -> str:
        """The key under the name that the regions room uses."""
        return self.key


class RegionIndex(Protocol):
    """What the readers ask the regions room: is this key known, and if not, what does it look like?"""

    def lookup(self, key: str) -> RegionInfo | None:
        """The region that carries or carried exactly this key, or None."""

    def form(self, key: str) -> RegionForm:
        """What kind of region a key of this shape names; "unknown" when no kind has this shape."""


@dataclass(frozen=True, slots=True)
class OutsideValidity:
    """A region that has numbers for a period in which it did not exist (offices publish such rows)."""

    region: str
    period: str
    numbers: int


@dataclass
class ParsedFile:
    """One raw file, read. `facts` is a pyarrow.Table with FACT_COLUMNS, or None when there are errors."""

    format: str  # "genesis-classic", "genesis-ffcsv", "genesis-xlsx", "mapped"
    table: str
    title: str
    source: str  # citation: publisher, table code
    licence: str
    stand: str  # "2017-10-10T15:05:29" or "" when the file does not say
    encoding: str
    facts: Any | None
    problems: list[Problem] = field(default_factory=list)
    footnotes: str = ""  # notes of the office below the table, as printed
    outside_validity: list[OutsideValidity] = field(default_factory=list)
    disclosure_rule: str = "own"  # the strictest; "published" where the reader knows that an office published the table
    # Of a table that nobody has mapped: what its columns seem to be, and its first rows (`tables.proposal.Proposal`).
    proposal: dict[str, Any] | None = None
    facts_path: Path | None = None  # Parquet file with the same facts, when a child process wrote one

    @property
    def refused(self) -> bool:
        """True when nothing of this file may be imported."""
        return bool(self.errors)

    def header(self) -> dict[str, Any]:
        """Everything but the facts, as plain JSON types; `from_header` is the way back."""
        plain = {name: getattr(self, name) for name in _PLAIN_FIELDS}
        plain["problems"] = [asdict(p) for p in self.problems]
        plain["outside_validity"] = [asdict(o) for o in self.outside_validity]
        return plain

    @classmethod
    def from_header(cls, plain: dict[str, Any], facts: Any | None = None) -> ParsedFile:
        """Build a parsed file from `header()` and, when nothing was refused, its facts."""
        return cls(
            **{name: plain[name] for name in _PLAIN_FIELDS},
            facts=facts,
            problems=[Problem(**p) for p in plain["problems"]],
            outside_validity=[OutsideValidity(**o) for o in plain["outside_validity"]],
        )

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.severity == "error"]

    @property
    def notes(self) -> list[Problem]:
        return [p for p in self.problems if p.severity == "note"]


_PLAIN_FIELDS = (
    "format",
    "table",
    "title",
    "source",
    "licence",
    "stand",
    "encoding",
    "footnotes",
    "disclosure_rule",
    "proposal",
)
