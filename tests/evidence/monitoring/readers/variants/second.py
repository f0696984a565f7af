"""A second reader of every format, small and slow: it shares no code with the readers under test.

It reads what a file says where everything is in its place, and raises `Unreadable` where it is not. A fact is region,
period, series, category and figure; texts are compared by their letters and digits alone, keys without leading zeros.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from xml.etree import ElementTree

Fact = tuple[str, str, str, str, float | str]
Row = list[str | float]


class Unreadable(Exception):
    """The file is not in order."""


SIGNS = {"-": "-", "–": "-", "—": "-", "−": "-", ".": ".", "...": "...", "…": "...", "/": "/", "x": "x", "X": "x"}
KREISE, LAENDER, BUND = {"kreise", "krsfr. stadt", "kreis", "landkreis"}, {"bundesländer"}, {"bund"}
GEMEINDEN, VERBAENDE = {"gemeinden"}, {"gemeindeverbände (verwaltungsgemeinschaft)"}
REGION_VARIABLES = {"KREISE", "DINSG", "DLAND", "REGBEZ", "GEODL1", "GEOGM4", "GEOBL1", "GEOLK1", "DG"}
UNITS = {"Anzahl", "Prozent", "EUR", "Tsd. EUR", "1000"}


# -- texts -----------------------------------------------------------------------------------------------------------


def decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def unzipped(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, ValueError, struct.error) as fault:
        raise Unreadable("gzip") from fault
    except Exception as fault:  # zlib.error
        raise Unreadable("gzip") from fault


def fields(text: str, separator: str) -> list[list[str]]:
    """Rows of fields; quotes stand around whole fields and are doubled inside, or mean nothing within a field."""
    rows: list[list[str]] = [[]]
    at, end = 0, len(text)
    while at <= end:
        if at < end and text[at] == '"':
            at, piece = at + 1, ""
            while True:
                close = text.find('"', at)
                if close < 0:
                    raise Unreadable("quote")
                piece += text[at:close]
                at = close + 1
                if at < end and text[at] == '"':
                    piece, at = piece + '"', at + 1
                    continue
                break
            if at < end and text[at] not in f"{separator}\r\n":
                raise Unreadable("quote")
        else:
            close = at
            while close < end and text[close] not in f"{separator}\r\n":
                close += 1
            piece, at = text[at:close], close
        rows[-1].append(piece)
        if at >= end:
            break
        mark = text[at]
        at += 1
        if mark == "\r" and at < end and text[at] == "\n":
            at += 1
        if mark != separator:
            rows.append([])
    return rows


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())


def key_of(key: str, level: str = "", name: str = "") -> str:
    """Without leading zeros; a Kreis by its five digits, a Gemeinde by its eight."""
    key, level = re.sub(r"[.,]0+$", "", key.strip()), level.casefold()
    if level in BUND or (not level and key in ("D", "DE", "DG")):
        return "DG"
    if level and level not in KREISE | LAENDER | GEMEINDEN | VERBAENDE:
        return letters(f"{level} {key}")
    if level in KREISE and len(key) > 5 and key.endswith("000"):
        key = key[:-3]
    if len(key) == 12:
        key = key[:5] + key[9:]
    return key.lstrip("0")


def period_of(text: str) -> str:
    """Day, year, or several years; nothing else."""
    text = text.strip()
    found = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})|(\d{4})-(\d\d)-(\d\d)", text)
    if found:
        day, month, year = (
            (found[3] and found[1]) or found[6],
            (found[3] and found[2]) or found[5],
            found[3] or found[4],
        )
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError as fault:
            raise Unreadable("day") from fault
    several = re.fullmatch(r"(\d{4})(?:/\d{4})*/(\d{4})", text)
    if several:
        return f"{several[1]}-{several[2]}"
    if re.fullmatch(r"\d{4}", text):
        return text
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
    if len(years) == 1 and not re.fullmatch(r"[\d.\-/ ]+", text):
        return letters(text)  # a form that nobody knows keeps its text
    raise Unreadable("period")


def figure_of(cell: str | float, decimal: str, *, grouped: bool) -> float | str:
    if isinstance(cell, float):
        return cell
    text = cell.strip()
    if text in SIGNS:
        return SIGNS[text]
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    text = text.replace("−", "-")
    if decimal == ".":
        text = text.replace(",", "#").replace(".", ",").replace("#", ".")
    text = re.sub(r"^(-?),(?=\d)", r"\g<1>0,", text)
    thousands = r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)" if grouped else "[0-9]+"
    power = r"(?:[eE][+-]?[0-9]{1,3})?" if decimal == "." else ""
    if not re.fullmatch(rf"-?{thousands}(?:,[0-9]+)?{power}", text):
        raise Unreadable(f"figure {text!r}")
    return float(text.replace(".", "").replace(",", "."))


def text_of(cell: str | float) -> str:
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if cell == int(cell) else repr(cell).replace(".", ",")


# -- tables of GENESIS -----------------------------------------------------------------------------------------------


def classic(data: bytes) -> list[Fact]:
    lines = re.split(r"\r\n|\r|\n", decoded(data))
    end = next((at for at, line in enumerate(lines) if re.fullmatch(r'"?_{8,}"?;*', line.strip())), len(lines))
    found = re.fullmatch(r'"?GENESIS-Tabelle: *([^;" ]+) *"?;*', lines[0].strip())
    if not found:
        raise Unreadable("first line")
    rows = [(line_fields(line), line) for line in lines[1:end] if line.strip(" ;")]
    heads = [at for at, (row, _) in enumerate(rows) if not row[0].strip()]
    first = next((at for at in range(heads[0], len(rows)) if at not in heads), len(rows)) if heads else len(rows)
    heads = [at for at in heads if at < first]
    body = [row for row, _ in rows[first:]]
    return _classic_body(
        [[c.strip() for c in rows[at][0]] for at in heads], [row for row, _ in rows[: heads[0]]] if heads else [], body
    )


def line_fields(line: str) -> list[str]:
    """A line whose quotes make no sense is split as it stands."""
    if '"' not in line:
        return line.split(";")
    return fields(line, ";")[0]


def _is_period(text: str) -> bool:
    return bool(re.fullmatch(r"\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d|\d{4}(?:/\d{4})*", text.strip()))


def _classic_body(heads: list[list[str]], prelude: list[list[str]], body: list[list[str]]) -> list[Fact]:
    if not heads or not body:
        raise Unreadable("no table")
    width = len(heads[0])
    if any(len(row) != width for row in [*heads, *body]):
        raise Unreadable("width")
    labels = min(next((at for at, cell in enumerate(head) if cell), len(head)) for head in heads)
    periods: list[str] | None = None
    paths = []
    for head in heads:
        cells = head[labels:]
        if all(map(_is_period, cells)) and periods is None:
            periods = [period_of(cell) for cell in cells]
        elif sum(cell in UNITS for cell in cells) * 2 < len(cells) or head is not heads[-1]:
            paths.append(cells)
    alone = prelude and _is_period(" ".join(filter(None, map(str.strip, prelude[-1]))))
    if alone:
        periods = [period_of(" ".join(filter(None, map(str.strip, prelude[-1]))))] * (width - labels)
    at = 0 if periods else 1
    facts: list[Fact] = []
    for row in body:
        category = letters("".join(row[at + 2 : labels]))
        for column in range(labels, width):
            period = periods[column - labels] if periods else period_of(row[0])
            item = letters("".join(path[column - labels] for path in paths))
            facts.append((key_of(row[at]), period, item, category, figure_of(row[column], ",", grouped=False)))
    return facts


def ffcsv(data: bytes) -> list[Fact]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise Unreadable("members")
            content = archive.read(names[0])
    except Unreadable:
        raise
    except Exception as fault:
        raise Unreadable("zip") from fault
    return ffcsv_text(content)


def ffcsv_text(content: bytes) -> list[Fact]:
    rows = fields(decoded(content).rstrip("\r\n"), ";")
    names = [name.strip() for name in rows[0]]
    if any(len(row) != len(names) for row in rows):
        raise Unreadable("width")
    groups = [name.split("_")[0] for name in names if name.endswith("_variable_code") and name[0].isdigit()]
    facts: list[Fact] = []
    for cells in rows[1:]:
        row = dict(zip(names, cells, strict=True))
        region, category = [], []
        for group in groups:
            variable, attribute = row[f"{group}_variable_code"], row[f"{group}_variable_attribute_code"]
            if variable in REGION_VARIABLES:
                region.append(attribute)
            elif attribute:
                category.append(f"{variable}={attribute}")
        if len(region) != 1:
            raise Unreadable("region")
        value = figure_of(row["value"], ",", grouped=False)
        where = (key_of(region[0]), period_of(row["time"]), letters(row["value_variable_code"]))
        facts.append((*where, letters("".join(sorted(category))), value))
    return facts


# -- tables in rows and columns ---------------------------------------------------------------------------------------

# Where a table keeps what: 0-based columns.
Layout = Callable[[Sequence[Row]], list[Fact]]


def text_table(layout: Layout, *, packed: bool = False) -> Callable[[bytes], list[Fact]]:
    """By whichever separator the table is in order."""

    def read(data: bytes) -> list[Fact]:
        text, faults = decoded(unzipped(data) if packed else data), []
        for separator in ";,\t|":
            try:
                rows = fields(text, separator)
                if found := layout(_even([row for row in rows if any(cell.strip() for cell in row)])):
                    return found
            except (Unreadable, IndexError) as fault:
                faults.append(str(fault))
        raise Unreadable(", ".join(faults))

    return read


def _even(rows: list[list[str]]) -> list[Row]:
    """Rows of one table have one width; empty fields at the end do not count."""
    sizes = Counter(map(len, rows))
    width = sizes.most_common(1)[0][0] if sizes else 0
    even: list[Row] = []
    for row in rows:
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            raise Unreadable("width")
        even.append([*row[:width]])
    return even


def book(layout: Layout, sheet: str) -> Callable[[bytes], list[Fact]]:
    return lambda data: layout(sheet_rows(data, sheet))


def mark_of(cells: Sequence[str | float]) -> str:
    """The decimal mark, where one of them reads all figures and the other does not."""
    texts = {cell.strip() for cell in cells if isinstance(cell, str)}
    by_mark = {}
    for mark in ",.":
        try:
            by_mark[mark] = [figure_of(text, mark, grouped=True) for text in sorted(texts) if text]
        except Unreadable:
            continue
    if not by_mark:
        raise Unreadable("figures")
    if len(by_mark) == 2 and by_mark[","] != by_mark["."]:
        raise Unreadable("two readings")
    return next(iter(by_mark))


def inkar_wide(rows: Sequence[Row]) -> list[Fact]:
    if len(rows) < 3 or [text_of(cell) for cell in rows[0][:3]] != ["Kennziffer", "Raumeinheit", "Aggregat"]:
        raise Unreadable("headings")
    columns = [at for at in range(3, len(rows[0])) if any(row[at] != "" for row in rows)]
    decimal = mark_of([row[at] for row in rows[2:] for at in columns])
    facts: list[Fact] = []
    for row in rows[2:]:
        for at in columns:
            if _is_empty(row[at]):
                continue
            name, level = text_of(rows[0][at]), text_of(row[2])
            if not name or not level or not text_of(row[0]):
                raise Unreadable("label")
            item = letters("a_schul_oA" if name == "Schulabgänger ohne Abschluss" else name)
            where = (key_of(text_of(row[0]), level), period_of(text_of(rows[1][at])), item, "")
            facts.append((*where, figure_of(row[at], decimal, grouped=True)))
    return facts


def _is_empty(cell: str | float) -> bool:
    return isinstance(cell, str) and not cell.strip()


def inkar_long(rows: Sequence[Row]) -> list[Fact]:
    names = [text_of(cell).casefold() for cell in rows[0]] if rows else []
    if len(set(names)) != len(names):
        raise Unreadable("twice")
    try:
        key, level, when, value = (names.index(name) for name in ("kennziffer", "raumbezug", "zeitbezug", "wert"))
        series = names.index("kuerzel" if "kuerzel" in names else "x" if "x" in names else "indikator")
    except ValueError as fault:
        raise Unreadable("headings") from fault
    decimal = mark_of([row[value] for row in rows[1:]])
    facts: list[Fact] = []
    for row in rows[1:]:
        if _is_empty(row[value]):
            continue
        texts = {at: text_of(row[at]) for at in (key, level, series)}
        if not all(texts.values()):
            raise Unreadable("label")
        where = (key_of(texts[key], texts[level]), period_of(text_of(row[when])), letters(texts[series]), "")
        facts.append((*where, figure_of(row[value], decimal, grouped=True)))
    return facts


def plain(
    key: int,
    values: dict[int, tuple[str, str]],
    *,
    first: int,
    when: int = -1,
    decimal: str = ",",
    of_kreise: bool = False,
) -> Layout:
    """A key, figures with period and series by column, or a period of the row. `of_kreise`: keys of 8 digits are Kreise."""

    def read(rows: Sequence[Row]) -> list[Fact]:
        facts: list[Fact] = []
        for row in rows[first:]:
            region = re.sub(r"[.,]0+$", "", text_of(row[key]))
            if not region:
                continue
            level = "kreise" if of_kreise and re.fullmatch(r"\d{4,5}000", region) else ""
            for at, (period, item) in values.items():
                cell = row[at] if at < len(row) else ""
                if not _is_empty(cell):
                    period = text_of(row[when]) if when >= 0 else period
                    where = (key_of(region, level), period_of(period), letters(item), "")
                    facts.append((*where, figure_of(cell, decimal, grouped=True)))
        return facts

    return read


def register(rows: Sequence[Row]) -> list[Fact]:
    """Gemeinden: rows of kind 60, key in five columns."""
    day = re.search(r"\d\d\.\d\d\.\d{4}", text_of(rows[4][9]))
    area = re.search(r"\d\d\.\d\d\.\d{4}", text_of(rows[4][8]))
    names = [text_of(cell) for cell in rows[3][9:13]]
    if not day or not area or names != ["insgesamt", "männlich", "weiblich", "je km2"]:
        raise Unreadable("headings")
    facts: list[Fact] = []
    for row in rows[6:]:
        kind, has_figures = text_of(row[0]), any(not _is_empty(cell) for cell in row[8:13])
        if kind != "60":
            if kind not in ("10", "20", "30", "40", "50") and has_figures:
                raise Unreadable("kind of row")
            if has_figures and all(text_of(cell) for cell in row[2:7]):
                raise Unreadable("key of a Gemeinde")
            continue
        if not has_figures:
            continue
        parts = [text_of(cell) for cell in row[2:7]]
        if not all(parts):
            raise Unreadable("key")
        for at, item in zip(range(8, 13), ("Fläche", "Insgesamt", *names[1:3], "Einwohner je km2"), strict=True):
            if not _is_empty(row[at]):
                when = period_of(area[0] if at == 8 else day[0])
                facts.append((key_of("".join(parts)), when, letters(item), "", figure_of(row[at], ",", grouped=True)))
    return facts


def kreise(rows: Sequence[Row]) -> list[Fact]:
    day = re.search(r"\d\d\.\d\d\.\d{4}", text_of(rows[1][0]))
    if not day or [text_of(cell) for cell in rows[4][5:9]] != ["insgesamt", "männlich", "weiblich", "je km2"]:
        raise Unreadable("headings")
    items = ("Fläche", "Insgesamt", "männlich", "weiblich", "Einwohner je km2")
    body = [row for row in rows[7:] if text_of(row[0]) or text_of(row[2]) != "Insgesamt"]
    if any(not text_of(row[0]) and any(not _is_empty(cell) for cell in row[4:9]) for row in body):
        raise Unreadable("key")
    return plain(0, {4 + at: (day[0], item) for at, item in enumerate(items)}, first=7)([*rows[:7], *body])


def genesis_book(rows: Sequence[Row]) -> list[Fact]:
    """As the sheet of our cut has it: headings in rows 4 and 5, the period in row 6, the key once for each region."""
    end = next((at for at, row in enumerate(rows) if text_of(row[0]).startswith("________")), len(rows))
    period, region = period_of(text_of(rows[5][0])), ""
    heads: list[list[str]] = []
    for number in (3, 4):
        line, last = [], ""
        for cell in rows[number][3:]:
            last = text_of(cell) or (last if number == 3 else "")
            line.append(last)
        heads.append(line)
    facts: list[Fact] = []
    for row in rows[6:end]:
        if all(_is_empty(cell) for cell in row):
            continue
        region = text_of(row[0]) or region
        if not region or (text_of(row[1]) and not text_of(row[0])):
            raise Unreadable("key")
        for at, cell in enumerate(row[3:]):
            item = letters(heads[0][at] + heads[1][at])
            where = (key_of(region), period, item, letters(text_of(row[2])))
            facts.append((*where, figure_of(cell, ",", grouped=False)))
    return facts


# -- xlsx ------------------------------------------------------------------------------------------------------------


def sheet_rows(data: bytes, sheet: str) -> list[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _sheet_rows(archive, sheet)
    except Unreadable:
        raise
    except Exception as fault:
        raise Unreadable("xlsx") from fault


def _sheet_rows(archive: zipfile.ZipFile, sheet: str) -> list[Row]:
    members = {name.lower(): name for name in archive.namelist()}

    def xml(name: str) -> ElementTree.Element:
        root = ElementTree.fromstring(archive.read(members[name.lower()]))
        for element in root.iter():
            element.tag = element.tag.rsplit("}", 1)[-1]
        return root

    entries = xml("xl/workbook.xml").findall(".//sheet")
    entry = next((e for e in entries if e.get("name") == sheet), entries[0] if len(entries) == 1 else None)
    if entry is None:
        raise Unreadable("sheet")
    relation = next(value for name, value in entry.attrib.items() if name.endswith("id") and "}" in name)
    target = next(e.get("Target", "") for e in xml("xl/_rels/workbook.xml.rels") if e.get("Id") == relation)
    shared: list[str] = []
    if "xl/sharedstrings.xml" in members:
        for entry in xml("xl/sharedStrings.xml").findall("si"):
            shared.append("".join(t.text or "" for t in entry.iter("t")))
    found: dict[tuple[int, int], str | float] = {}
    number = 0
    for line in xml(f"xl/{target}").iter("row"):
        number = int(line.get("r") or number + 1)
        column = 0
        for cell in line.findall("c"):
            address = re.fullmatch(r"([A-Z]+)([0-9]+)", (cell.get("r") or "").upper())
            if cell.get("r") and not address:
                raise Unreadable("address")
            column, row = column + 1, number  # a cell without an address follows the one before
            if address:
                column, row = 0, int(address[2])
                for letter in address[1]:
                    column = column * 26 + ord(letter) - 64
            value, kind = cell.find("v"), cell.get("t", "n")
            if value is None or value.text is None:
                continue
            if kind not in ("s", "n", "str"):
                raise Unreadable("kind of cell")
            text = value.text
            found[row, column] = shared[int(text)] if kind == "s" else float(text) if kind == "n" else text
    height, width = (max((place[at] for place in found), default=0) for at in (0, 1))
    return [[found.get((row, column), "") for column in range(1, width + 1)] for row in range(1, height + 1)]


# -- xls -------------------------------------------------------------------------------------------------------------


def xls_rows(data: bytes) -> list[Row]:
    """Cells of the only sheet: figures (plain, short, in rows of several) and texts in their own records."""
    found: dict[tuple[int, int], str | float] = {}
    stream = _stream(data)
    depth = at = parts = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == 0x0809:
            depth, parts = depth + 1, parts + 1
        elif kind == 0x0A:
            depth -= 1
            if parts >= 2 and depth == 0:
                break
        elif parts >= 2 and kind in (0x0203, 0x0204):
            row, column = struct.unpack_from("<HH", body)
            if kind == 0x0203:
                found[row, column] = struct.unpack_from("<d", body, 6)[0]
            else:
                length, wide = struct.unpack_from("<HB", body, 6)
                raw = body[9 : 9 + length * (1 + (wide & 1))]
                found[row, column] = raw.decode("utf-16-le" if wide & 1 else "latin-1")
    if not found:
        raise Unreadable("no cells")
    height, width = (max(place[at] for place in found) for at in (0, 1))
    return [[found.get((row, column), "") for column in range(width + 1)] for row in range(height + 1)]


def _stream(data: bytes) -> bytes:
    """The stream of the workbook, which in our cuts lies in one piece behind the header."""
    try:
        first_directory = struct.unpack_from("<I", data, 48)[0]
        directory = data[(first_directory + 1) * 512 :][:512]
        entry = directory[128:256]
        start, size = struct.unpack_from("<II", entry, 116)
        stream = data[(start + 1) * 512 : (start + 1) * 512 + size]
    except struct.error as fault:
        raise Unreadable("container") from fault
    if len(stream) < size:
        raise Unreadable("cut")
    return stream


def xls(layout: Layout) -> Callable[[bytes], list[Fact]]:
    def read(data: bytes) -> list[Fact]:
        try:
            return layout(xls_rows(data))
        except (struct.error, UnicodeDecodeError, IndexError, OverflowError) as fault:
            raise Unreadable("xls") from fault

    return read
