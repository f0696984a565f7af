"""A look at the XML of an xlsx workbook before anything opens it: how far its sheets reach, and what their cells hide.

Sheets are found as a spreadsheet program finds them: by the workbook's list and its relationships, never by file names.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from ..archive import member_names, read_members
from ..limits import MAX_COLUMNS
from ..persons import check_cells
from ..problems import Refusal
from .sheet_notes import DAMAGED, SheetNotes, SizeLimit, shown_as

_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_TRUE = frozenset({"1", "true"})
_BINARY = "Das ist eine Excel-Binärmappe (xlsb), erwartet wird eine Mappe im Format xlsx; bitte so speichern."


def scan_xlsx(data: bytes) -> list[SheetNotes]:
    """Notes on each worksheet in the order of the workbook; sheets with charts alone are left out.

    Raises Refusal: damaged_workbook, too_many_rows, person_records (data behind a pivot table).
    """
    names = _names(data)
    head = _read(data, names, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
    if "xl/workbook.xml" not in head:
        raise Refusal("damaged_workbook", _BINARY) if "xl/workbook.bin" in names else _damaged()
    formats = _Styles().read(head["xl/styles.xml"]).kinds if "xl/styles.xml" in head else []
    limit, found = SizeLimit(), []
    for notes, path in _sheets(head, names):
        _Sheet(notes, formats).read(_read(data, names, path)[path])
        limit.add(notes.name, notes.last_row, notes.last_column)
        found.append(notes)
    for xml in _read(data, names, "xl/sharedstrings.xml").values():
        _Texts().read(xml)
    for xml in _read(data, names, *(n for n in names if n.startswith("xl/pivotcache/pivotcachedefinition"))).values():
        check_cells([_PivotFields().read(xml).names])
    return found


def _names(data: bytes) -> dict[str, str]:
    """The members by their names in small letters, for spreadsheet programs find them that way."""
    names = member_names(data)
    by_small = {name.lower(): name for name in names}
    if len(by_small) != len(names):
        raise _damaged()
    return by_small


def _read(data: bytes, names: dict[str, str], *wanted: str) -> dict[str, bytes]:
    """Those of the wanted members that are there."""
    present = [names[name] for name in wanted if name in names]
    if not present:
        return {}
    found = read_members(data, "|".join(map(re.escape, present)))
    return {name.lower(): content for name, content in found.items()}


def _sheets(head: dict[str, bytes], names: dict[str, str]) -> list[tuple[SheetNotes, str]]:
    """Notes and member of each worksheet."""
    targets = _Relations().read(head.get("xl/_rels/workbook.xml.rels", b"<r/>")).targets
    found: list[tuple[SheetNotes, str]] = []
    seen: set[str] = set()
    for name, relation, is_hidden in _Workbook().read(head["xl/workbook.xml"]).sheets:
        path, is_worksheet = targets.get(relation, ("", True))
        if name in seen or (is_worksheet and path not in names):
            raise _damaged()
        seen.add(name)
        if is_worksheet:
            found.append((SheetNotes(name, is_hidden), path))
    return found


def _damaged() -> Refusal:
    return Refusal("damaged_workbook", DAMAGED)


class _Xml:
    """Reads one member; `start` gets the local name of each element and its attributes."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self._local: dict[str, str] = {}
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype

    def read(self, xml: bytes) -> Any:
        try:
            self.parser.Parse(xml, True)
        except (expat.ExpatError, LookupError, ValueError):  # the last two: an encoding that nobody knows
            raise _damaged() from None
        return self

    def _doctype(self, *_: Any) -> None:
        raise _damaged()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.start(self._local.get(name) or self._local.setdefault(name, name.rsplit(" ", 1)[-1]), attributes)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Nothing, unless a reader needs it."""


class _Workbook(_Xml):
    """Names of the sheets, their relationships, and whether they are hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rsplit(" ", 1)[-1] == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))


class _Relations(_Xml):
    """Id of a relationship: the member that it means, in small letters, and whether that is a worksheet."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, tuple[str, bool]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "").lower().lstrip("/")
            path = target if target.startswith("xl/") else f"xl/{target}"
            key = attributes.get("Id", "")
            if key in self.targets:
                raise _damaged()
            self.targets[key] = path, attributes.get("Type", "").rsplit("/", 1)[-1] == "worksheet"


class _Styles(_Xml):
    """For each style of a cell how its number format changes the size of a number."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.kinds: list[str] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellStyleXfs", "cellXfs", "cellStyles"):
            self._in_cells = name == "cellXfs"
        elif name == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "0")
            self.kinds.append(shown_as(self.codes.get(number, ""), int(number) if number.isdecimal() else -1))


class _Texts(_Xml):
    """The texts of all cells: only whether their XML is whole; what opens the workbook later would overlook damage."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.StartElementHandler = None


class _PivotFields(_Xml):
    """Headings of the table behind a pivot table, which the workbook carries whole."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "cacheField":
            self.names.append(attributes.get("name", ""))


class _Sheet(_Xml):
    """Cells of one sheet. A cell without an address follows the one before it."""

    def __init__(self, notes: SheetNotes, formats: list[str]) -> None:
        super().__init__()
        self.notes = notes
        self._odd = {str(at): kind for at, kind in enumerate(formats) if kind}
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._type = self._text = self._kind = ""
        self._is_formula = self._has_value = False
        self.parser.EndElementHandler = self._end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "v" or name == "is":
            self._contents(name)
        elif name == "f":
            self._is_formula, self._has_value = True, False
            self._reach()
        elif name == "row":
            self._start_row(attributes)
        elif name == "col":
            self._hidden_columns(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        address, before = attributes.get("r"), self._column
        if address is None:
            self._column += 1
        else:
            found = _ADDRESS.fullmatch(address)
            if found is None:
                raise _damaged()
            column = self._columns.get(found[1])
            if column is None:
                column = self._columns[found[1]] = _column(found[1])
            # Cells stand in order, each once: a damaged address would put a figure into another row or column.
            if int(found[2]) != self._row or column <= before:
                raise _damaged()
            self._column = column
        self._type = attributes.get("t", "n")
        self._is_formula = self._has_value = False
        self._kind = self._odd.get(attributes.get("s", "0"), "") if self._odd and self._type == "n" else ""

    def _contents(self, name: str) -> None:
        self._reach()
        if self._type == "inlineStr" and name == "v":
            raise _damaged()
        if self._kind:
            (self.notes.percent if self._kind == "percent" else self.notes.scaled).add((self._row, self._column))
        self._has_value = True
        if self._is_formula or self._type in "es":
            self._text = ""
            self.parser.CharacterDataHandler = self._characters

    def _reach(self) -> None:
        """The sheet reaches to this cell at least."""
        if self._row > self.notes.last_row:
            self.notes.last_row = self._row
        if self._column > self.notes.last_column:
            self.notes.last_column = self._column

    def _characters(self, text: str) -> None:
        self._text += text

    def _end(self, name: str) -> None:
        if name[-1] == "v" and self.parser.CharacterDataHandler is not None:
            self.parser.CharacterDataHandler = None
            self._has_value = bool(self._text)
            if self._type == "e":
                self.notes.errors[self._row, self._column] = self._text.strip()
            elif self._type == "s" and not (self._text.isdecimal() and self._text.isascii()):
                raise _damaged()  # the number of a text: another one would silently be read in its place
        elif self._is_formula and not self._has_value and name.rsplit(" ", 1)[-1] == "c":
            self.notes.without_value.add((self._row, self._column))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number, before = attributes.get("r", ""), self._row
        self._row, self._column = int(number) if number.isdecimal() else before + 1, 0
        if self._row <= before:
            raise _damaged()
        if attributes.get("hidden") in _TRUE:
            self.notes.hidden_rows.append(self._row)

    def _hidden_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") not in _TRUE:
            return
        first, last = (attributes.get(name, "0") for name in ("min", "max"))
        if first.isdecimal() and last.isdecimal():
            self.notes.hidden_columns += range(int(first), min(int(last), MAX_COLUMNS) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
