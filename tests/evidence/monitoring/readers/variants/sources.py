"""Small cuts of real files, one for each format: a variant of them is read in a few hundredths of a second."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from sozialstrategie.evidence.monitoring.readers import MemoryRegionIndex, known_regions
from sozialstrategie.evidence.monitoring.readers.detect import detect
from sozialstrategie.evidence.monitoring.readers.tables import TableMapping, open_grids
from sozialstrategie.evidence.monitoring.readers.tables.propose import propose
from tests.evidence.monitoring.readers.tables.files import xls
from tests.evidence.monitoring.readers.variants import second

Rows = list[list[Any]]


@dataclass(frozen=True)
class Source:
    """A cut. Text tables have `text` and its `encoding`, workbooks have `rows`; `pack` makes the file of either.

    `body`: first and last place (exclusive) of the rows with figures. `stands_alone`: each row says by itself what it is
    about, so that rows may be left out or change places; where not, `block` rows belong together.
    """

    name: str
    second: Callable[[bytes], list[second.Fact]]
    pack: Callable[[Any], bytes]
    body: tuple[int, int]
    text: str = ""
    encoding: str = "utf-8"
    separator: str = ";"
    rows: Rows = field(default_factory=list)
    mappings: tuple[TableMapping, ...] = ()
    stands_alone: bool = True
    block: int = 1

    @property
    def whole(self) -> Counter[second.Fact]:
        """All facts of the cut, as the second reader reads them."""
        return Counter(self.second(self.data))

    @property
    def data(self) -> bytes:
        return self.pack(self.text.encode(self.encoding) if self.text else self.rows)


@lru_cache(maxsize=1)
def regions() -> MemoryRegionIndex:
    return known_regions()


def plain(data: bytes) -> bytes:
    return data


def in_zip(member: str) -> Callable[[bytes], bytes]:
    def pack(data: bytes) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(member), data)
        return target.getvalue()

    return pack


def in_gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def in_book(name: str, merged: Sequence[tuple[int, int, int, int]] = ()) -> Callable[[Rows], bytes]:
    """A workbook with one sheet; `merged`: 0-based first row, first column, last row, last column."""

    def pack(rows: Rows) -> bytes:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    (sheet.write_string if isinstance(cell, str) else sheet.write_number)(at, column, cell)
        for top, left, bottom, right in merged:
            if top < len(rows) and left < len(rows[top]):
                sheet.merge_range(top, left, bottom, right, "")
                cell = rows[top][left]
                (sheet.write_string if isinstance(cell, str) else sheet.write_number)(top, left, cell)
        book.close()
        return target.getvalue()

    return pack


# -- the cuts --------------------------------------------------------------------------------------------------------


def _classic(path: Path, encoding: str, head: int, count: int) -> Source:
    lines = path.read_bytes().decode(encoding).replace("\r\n", "\n").split("\n")
    end = next(at for at, line in enumerate(lines) if line.startswith(("____", '"____')))
    body = lines[head:end]
    step = max(len(body) // count, 1)
    kept = [*lines[:head], *body[::step], *lines[end:]]
    text = "\n".join(kept)
    return Source(path.stem, second.classic, plain, (head, head + len(body[::step])), text, encoding)


def _ffcsv(path: Path, count: int) -> Source:
    with zipfile.ZipFile(path) as archive:
        member = archive.namelist()[0]
        lines = archive.read(member).decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n").split("\n")
    body = lines[1:][:: max(len(lines) // count, 1)]
    text = "\n".join([lines[0], *body]) + "\n"
    return Source(path.name, second.ffcsv, in_zip(member), (1, 1 + len(body)), text, "utf-8-sig")


def _text(path: Path, encoding: str, layout: second.Layout, *, head: int, count: int, separator: str = ";", columns: int = 0,
          packed: bool = False, mapped: str | None = None) -> Source:  # fmt: skip
    """The first rows and columns; `mapped`: the table is no known form, and this is its period where it names none."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    body = [row for row in rows[head:] if any(row)]
    kept = [*rows[:head], *body[:: max(len(body) // count, 1) | 1]]  # odd: not always the same year
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator="\n").writerows(
        [row[:columns] if columns else row for row in kept]
    )
    pack = in_gzip if packed else plain
    source = Source(
        path.name.split(".")[0], second.text_table(layout, packed=packed), pack, (head, len(kept)), target.getvalue(),
        encoding.removesuffix("-sig"), separator,
    )  # fmt: skip
    return source if mapped is None else replace(source, mappings=(_mapping(source.data, mapped),))


def _mapping(data: bytes, period: str) -> TableMapping:
    found = propose(open_grids(data, detect(data))[0], regions())
    assert found is not None
    parts = tuple(
        replace(part, values=tuple(replace(v, period=v.period or ("" if part.period else period)) for v in part.values))
        for part in found.parts
    )
    return replace(found, parts=parts, name="Probe", source="Probe")


def _sheet(path: Path, sheet: str, head: int, count: int, columns: int = 0, foot: int = 0) -> Rows:
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    last = rows[len(rows) - foot :] if foot else []
    return [row[:columns] if columns else row for row in [*rows[:head], *rows[head : head + count], *last]]


def _register(folder: Path) -> Source:
    sheet = "Onlineprodukt_Gemeinden31122024"
    rows = _sheet(folder / "AuszugGV4QAktuell_2024.xlsx", sheet, 6, 90, columns=13)
    merged = [(2, 2, 2, 6), (2, 9, 2, 12), (4, 2, 4, 7), (4, 9, 4, 12)]
    pack = in_book(sheet, merged)
    return Source("Gemeindeverzeichnis", second.book(second.register, sheet), pack, (6, len(rows)), rows=rows)


def _kreise(folder: Path) -> Source:
    sheet = "Kreisfreie Städte u. Landkreise"
    rows = _sheet(folder / "04-kreise.xlsx", sheet, 7, 40)
    return Source(
        "Kreise", second.book(second.kreise, sheet), in_book(sheet, [(3, 5, 3, 8)]), (7, len(rows)), rows=rows
    )


def _genesis(folder: Path) -> Source:
    sheet = "12411-03-03-4"
    name = f"regionalstatistik_bev_2019_21AG_mw_Kreise_{sheet}.xlsx"
    rows = _sheet(folder / name, sheet, 6, 22 * 24, columns=6)
    foot = [["__________", *[""] * 5], ["© Statistische Ämter des Bundes und der Länder, Deutschland, 2020.", *[""] * 5],
            ["Stand: 03.12.2020 / 16:15:33", *[""] * 5]]  # fmt: skip
    return Source(
        "GENESIS xlsx", second.book(second.genesis_book, sheet), in_book(sheet, [(3, 3, 3, 5)]), (6, len(rows)),
        rows=[*rows, *foot], stands_alone=False, block=22,
    )  # fmt: skip


def _atlas(folder: Path) -> Source:
    sheet = "Deutschlandatlas_KRS1222"
    rows = _sheet(folder / "Deutschlandatlas-Daten.xlsx", sheet, 1, 40, columns=8)
    values = {at: ("2022", str(rows[0][at])) for at in range(2, 8)}
    source = Source(
        "Deutschlandatlas",
        second.book(second.plain(0, values, first=1, of_kreise=True), sheet),
        in_book(sheet),
        (1, len(rows)),
        rows=rows,
    )
    return replace(source, mappings=(_mapping(source.data, "2022"),))


def _inkar_xls(path: Path) -> Source:
    rows = _sheet(path, "Daten", 2, 30, columns=14)
    return Source("INKAR xls", second.xls(second.inkar_wide), xls, (2, len(rows)), rows=rows)


TEXTS = (
    "12411-02-03-4", "12411-01-01-4__latin1", "13211-02-05-4", "12411-01-01-4.zip", "12211-Z-11.zip", "inkar_sdg_etc",
    "inkar_2024_langformat_nachgebildet_thueringen", "kreise_siedlungsstruktur", "gerda_cty_area_pop_emp_1990_2021",
    "IRIS_Einkommenssteuer_Gemeindeverbaende_2022", "destatis_12411-0017_rein_2019",
)  # fmt: skip
BOOKS = ("Gemeindeverzeichnis", "Kreise", "GENESIS xlsx", "Deutschlandatlas", "INKAR xls")


@lru_cache(maxsize=1)
def text_sources(data: Path) -> dict[str, Source]:
    """Text tables, packed or not, of known forms and mapped ones."""
    return {source.name: source for source in _text_sources(data)}


def _text_sources(data: Path) -> list[Source]:
    old, inkar = data / "genesis_klassisch", data / "inkar_tidy"
    iris = data / "inkar_export_xls" / "IRIS_Einkommenssteuer_Gemeindeverbaende_2022.csv"
    taxes = {at: (str(1996 + at), "Einkommensteuer") for at in range(2, 12)}
    ages = data / "bevoelkerung_2019" / "destatis_12411-0017_rein_2019.csv"
    names = ages.read_bytes().decode("cp1252").split("\n", 1)[0].strip().split(";")
    by_age = {at: ("31.12.2019", names[at]) for at in range(2, 10)}
    years = data / "kreise_zeitreihen" / "gerda_cty_area_pop_emp_1990_2021.csv.gz"
    series = {3: "area_cty", 4: "population_cty", 5: "employees_cty", 6: "pop_density_cty"}
    by_year = second.plain(0, {at: ("", name) for at, name in series.items()}, first=1, when=2, decimal=".")
    return [
        _classic(old / "12411-02-03-4.csv", "utf-8", 7, 40),
        _classic(old / "12411-01-01-4__latin1.csv", "iso-8859-1", 8, 40),
        _classic(old / "13211-02-05-4.csv", "utf-8", 8, 30),
        _ffcsv(data / "genesis_ffcsv" / "12411-01-01-4.zip", 40),
        _ffcsv(data / "genesis_ffcsv" / "12211-Z-11.zip", 40),
        _text(
            data / "inkar_csv_wide" / "inkar_sdg_etc.csv", "utf-8-sig", second.inkar_wide, head=2, count=25, columns=14
        ),
        _text(
            inkar / "inkar_2024_langformat_nachgebildet_thueringen.csv", "utf-8", second.inkar_long, head=1, count=60
        ),
        _text(inkar / "kreise_siedlungsstruktur.csv.gz", "utf-8", second.inkar_long, head=1, count=60, packed=True),
        _text(years, "utf-8", by_year, head=1, count=50, separator=",", packed=True, mapped=""),
        _text(iris, "cp1252", second.plain(0, taxes, first=2), head=2, count=40, columns=12, mapped=""),
        _text(ages, "cp1252", second.plain(0, by_age, first=1), head=1, count=40, columns=10, mapped="31.12.2019"),
    ]


@lru_cache(maxsize=1)
def book_sources(data: Path) -> dict[str, Source]:
    """Workbooks, new and old."""
    found = [
        _register(data / "gemeindeverzeichnis"),
        _kreise(data / "gemeindeverzeichnis"),
        _genesis(data / "bevoelkerung_2019"),
        _atlas(data / "deutschlandatlas"),
        _inkar_xls(data / "inkar_export_xls" / "A_BeschaeftigtenquoteKreis.xls"),
    ]
    return {source.name: source for source in found}
