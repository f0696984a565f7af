"""Released figures as csv, json and xlsx. Values unrounded, signs in a column of their own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal

from sozialstrategie.kit.figures.released import IndicatorInfo, Observation, Observations, Released, Sign

COLUMNS = (
    "code", "region", "name", "level", "period", "value", "sign", "numerator", "denominator", "unit", "source", "edition",
    "territorial_status", "derivation",
)  # fmt: skip
_NUMBERS = {"value", "numerator", "denominator"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def rows(released: Released[Observations]) -> Iterator[dict[str, float | str | None]]:
    """One dict per observation with the keys of COLUMNS.

    Raises:
        TypeError: the figures have not passed the gate.
    """
    if not isinstance(released, Released):
        raise TypeError("Nur freigegebene Zahlen dürfen hinaus.")
    for o in released.payload:
        yield _row(o)


def _row(o: Observation) -> dict[str, float | str | None]:
    return {
        "code": o.indicator,
        "region": o.region,
        "name": o.region_name,
        "level": o.level,
        "period": o.period,
        "value": o.value,
        "sign": str(o.sign) if o.sign is not None else None,
        "numerator": o.numerator,
        "denominator": o.denominator,
        "unit": o.unit,
        "source": o.source,
        "edition": o.edition,
        "territorial_status": o.territorial_status,
        "derivation": o.derivation,
    }


def safe_text(text: str) -> str:
    """Text for a spreadsheet cell that can never become a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def to_csv(released: Released[Observations], *, dialect: str = "de") -> str:
    """csv with `;` and decimal comma ("de") or `,` and decimal point ("en").

    Only text columns are guarded against formulas: the signs `-`, `.`, `/`, `x` stay as the offices print them.
    """
    german = dialect == "de"
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";" if german else ",", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows(released):
        writer.writerow([_cell(name, row[name], german) for name in COLUMNS])
    return sink.getvalue()


def _cell(name: str, value: float | str | None, german: bool) -> str:
    if value is None:
        return ""
    if name in _NUMBERS:
        text = format(Decimal(repr(float(value) + 0.0)), "f").removesuffix(".0")  # no exponent, no "-0"
        return text.replace(".", ",") if german else text
    # The writer leaves a lone carriage return unquoted, and a reader then takes it for the end of the row.
    return str(value) if name == "sign" else safe_text(str(value)).replace("\r", " ")


def to_json(released: Released[Observations]) -> str:
    """A list of objects; notes of the gate beside it."""
    return json.dumps(
        {"values": list(rows(released)), "suppressed": released.suppressed, "notes": list(released.notes)},
        ensure_ascii=False,
        indent=1,
    )


def to_xlsx(released: Released[Observations], info: IndicatorInfo) -> bytes:
    """A workbook with the sheets "Zahlen" (frozen header, real numbers) and "Hinweise" (definition, source, signs, licence)."""
    import xlsxwriter  # heavy: only when a workbook is asked for

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Zahlen")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, COLUMNS, bold)
        for index, row in enumerate(rows(released), start=1):
            for column, name in enumerate(COLUMNS):
                value = row[name]
                if value is None:
                    continue
                if name in _NUMBERS:
                    sheet.write_number(index, column, float(value))
                else:
                    sheet.write_string(index, column, str(value))
        sheet.set_column(2, 2, 28)
        sheet.set_column(10, 13, 30)
        hints = book.add_worksheet("Hinweise")
        hints.set_column(0, 0, 24)
        hints.set_column(1, 1, 100)
        for index, (term, text) in enumerate(_hints(released, info)):
            hints.write_string(index, 0, term, bold)
            hints.write_string(index, 1, text, wrap)
    return sink.getvalue()


def _hints(released: Released[Observations], info: IndicatorInfo) -> list[tuple[str, str]]:
    sources = "; ".join(dict.fromkeys(o.source for o in released.payload)) or "keine Werte"
    return [
        ("Kennzahl", f"{info.name} ({info.unit_phrase})"),
        ("Definition", info.definition),
        ("Was sie nicht zeigt", info.not_shown),
        ("Quelle und Lizenz", sources),
        ("Werte", "Ungerundet. Spalte sign: Zeichen der amtlichen Statistik; ein Zeichen ist nie null."),
        *((f"Zeichen {s}", s.meaning) for s in Sign),
        ("Freigabe", f"{released.suppressed} Werte nicht gezeigt, weil Einzelne erkennbar wären."),
    ]
