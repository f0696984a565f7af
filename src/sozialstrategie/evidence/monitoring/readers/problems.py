"""Collecting problems: one German sentence each, with address and count, never with free text of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .types import ParsedFile, Problem, Severity

# Figures, and keys with at most three letters before and one behind the digits (DEG0, 1000A). Capitals without digits
# could be somebody's name, and a day somebody's birthday.
_FIGURES = re.compile(r"[0-9.,/+\-− ]{1,24}")
_KEYS = re.compile(r"[A-Z]{1,3}[0-9][0-9.\-]{0,9}[A-Z]?|[0-9][0-9.\-]{0,9}[A-Z]|DG|DE|[A-Z]")
_DAY = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4}")
_ERROR_VALUE = re.compile(r"#[A-Z0-9/!?_]{2,15}")


def shown(cell: str) -> str:
    """A cell as it may stand in a message: figures and keys are quoted, any other text is only described.

    Why: messages reach logs and mails, and a file may hold more than it should.
    """
    text = cell.strip()
    if not text:
        return "nichts"
    if _DAY.fullmatch(text):
        return "ein Tagesdatum"
    if _FIGURES.fullmatch(text) or _KEYS.fullmatch(text) or _ERROR_VALUE.fullmatch(text):
        return f"„{text}“"
    return f"ein Text mit {len(text)} Zeichen"


_TABLE_CODE = re.compile(r"[0-9A-Z][0-9A-Za-z.-]{1,39}")


class Refusal(Exception):
    """Raised where reading cannot go on; carries the one problem that says why."""

    def __init__(
        self, code: str, text: str, *, row: int | None = None, column: int | None = None, sheet: str = ""
    ) -> None:
        super().__init__(code)
        self.problem = Problem("error", code, text, sheet=sheet, row=row, column=column)


def check_table_code(code: str, *, row: int, column: int) -> None:
    """Raise Refusal (no_table) for a text that no office uses as the code of a table or statistic."""
    if not _TABLE_CODE.fullmatch(code):
        text = (
            "Der Code der Tabelle ist keiner, erwartet werden 2 bis 40 Ziffern, Buchstaben, Punkte und Bindestriche "
            "wie 12411-01-01-4."
        )
        raise Refusal("no_table", text, row=row, column=column)


@dataclass
class ProblemLog:
    """Problems of one file, errors first. `name` is the file's name as the person knows it."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    sheet: str = ""  # of a workbook, for all problems that are added from now on

    def add(
        self,
        severity: Severity,
        code: str,
        text: str,
        *,
        row: int | None = None,
        column: int | None = None,
        count: int = 1,
        sheet: str = "",
    ) -> None:
        """Add one problem; `count` says how often the same thing occurs, the address is that of the first."""
        self.problems.append(
            Problem(
                severity, code, text, file=self.name, sheet=sheet or self.sheet, row=row, column=column, count=count
            )
        )

    def error(self, code: str, text: str, **place: Any) -> None:
        """A problem that refuses the file."""
        self.add("error", code, text, **place)

    def note(self, code: str, text: str, **place: Any) -> None:
        """A problem that a person confirms."""
        self.add("note", code, text, **place)

    @property
    def has_errors(self) -> bool:
        return any(p.severity == "error" for p in self.problems)

    def sorted(self) -> list[Problem]:
        """Errors before notes, each in the order in which they were found."""
        return sorted(self.problems, key=lambda p: p.severity != "error")


def refused(name: str, file_format: str, problem: Problem) -> ParsedFile:
    """A parsed file that holds nothing but the reason why it was refused."""
    log = ProblemLog(name)
    log.error(
        problem.code, problem.text, row=problem.row, column=problem.column, count=problem.count, sheet=problem.sheet
    )
    return ParsedFile(
        format=file_format, table="", title="", source="", licence="", stand="", encoding="", facts=None,
        problems=log.problems,
    )  # fmt: skip
