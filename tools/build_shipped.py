"""Types up the shipped figures (evidence/monitoring/shipped/*.csv) from official files; run by developers when a source is new.

    python tools/build_shipped.py FOLDER

FOLDER holds the files under the names that the tests use (`tests/evidence/monitoring/shipped`); they are not part of the
repository. Written are single values in own tables, each with source and licence in its head: the Kreise of Thüringen, the
Land and Germany for all years, every other Kreis for the latest year. Titles and units stand in `series.csv` and
`columns.csv`, which are written by hand.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sozialstrategie.evidence.monitoring.readers import key_form, read
from sozialstrategie.evidence.monitoring.readers.types import RegionForm, RegionInfo
from sozialstrategie.evidence.regions import catalogue

SHIPPED = Path(__file__).resolve().parent.parent / "src/sozialstrategie/evidence/monitoring/shipped"
KREISE = [r.code for r in catalogue.regions() if r.level == "kreis" and r.valid_to is None]
HOME = ["DG", "16", *(key for key in KREISE if key.startswith("16"))]
AWAY = [key for key in KREISE if not key.startswith("16")]
LICENCE = "# Lizenz: Datenlizenz Deutschland, Namensnennung, Version 2.0 (dl-de/by-2-0), www.govdata.de/dl-de/by-2-0"
UNCHANGED = "# Eigene Zusammenstellung von Einzelwerten, Zahl für Zahl unverändert übernommen; Dezimalpunkt."
EMPTY = "# Leeres Feld: Die Quelle nennt für dieses Jahr keinen Wert. Das ist nicht null."
MEANING = "# Reihe: Kürzel der INKAR-Reihe; Bedeutung, Einheit und Zeitbezug in series.csv"
STATUS_2024 = (
    "# Gebietsstand der Ausgabe 2024: 400 Kreise, auch in früheren Jahren; der Wartburgkreis enthält Eisenach."
)
CENSUS = "# Bevölkerung als Bezugsgröße: bis 2010 Fortschreibung der letzten Zählungen vor 2011, ab 2011 Zensus 2011."
ONLY_KREISE = (
    "# Nur Kreise: Werte für Thüringen und Deutschland stehen nicht in dieser Sammlung und werden nicht gemittelt."
)
LATEST = "# Die Kreise der anderen Länder, nur das jüngste Jahr jeder Reihe (bei der Dichte auch 2017); es steht im Kopf hinter dem Doppelpunkt."

INKAR = (
    "a_betr0003_bev0003", "a_betr0306_bev0306", "a_gbetr0003_bev0003", "a_gbetr0306_bev0306", "a_kb_IgEinr", "a_kb_aus",
    "q_kb_Pers", "a_BGKind", "a_ewfBG_allein", "a_ewfBG_u25_", "q_PBG_bev", "q_SGBII", "q_newfBGu15_bev", "a_sMin", "a_GSa",
    "a_HHwg", "d_Unterkunft_Lstg", "q_asyl_bev", "a_pfl_amb", "a_pfl_geld", "a_pfl_st", "q_pfl", "q_pflpl_bev",
    "q_pers_pd_pfl", "q_pers_ph_pfl", "q_hausarzt_bev", "q_kinderarzt_kinder", "a_schul_abi", "a_schul_oA", "q_auspl",
    "q_azubi_1525", "q_bip_ew", "q_bev_fl", "a_bevd150_",
)  # fmt: skip
# short code in INKAR -> column of the collection; its English labels are partly wrong, the values are INKAR's
GERDA = {
    "q_alo": "unemployment_rate",
    "q_alo_u25": "youth_unemployment_rate",
    "a_aloLang": "share_longterm_unemployed",
    "a_bev65um": "share_65plus",
    "m_bev_alter": "median_age",
    "a_ausl_bev": "share_foreign",
    "m_mietpr": "rent_level",
    "q_wofl_bev": "living_space_per_capita",
    "a_hheink_niedrig": "share_low_income_hh",
    "q_kaufkraft": "purchasing_power",
    "q_gest_bev": "tax_revenue_per_capita",
    "q_pkw_bev": "cars_per_capita",
}
EARLIER = {"q_bev_fl": (2017,)}  # years beside the newest that an indicator needs: change over five years
CITY_STATES = {"02": "02000", "11": "11000"}  # the tables of the offices name them as Länder only
ZERO_IS_NONE = (
    "q_gest_bev",
    "q_kaufkraft",
)  # no Kreis has no tax power and no income: the collection has no value there
EXPORTS = {"Beschäftigtenquote": "A_BeschaeftigtenquoteKreis.xls", "Haushaltseinkommen": "E_Haushaltseinkommen.xls"}
INKAR_2022 = ("x230", "x233", "x351", "x352", "x353")
CENSUS_COLUMNS = {
    "migration": "share_migration_bg_census22",
    "vacancy": "vacancy_rate_census22",
    "owners": "share_owner_occupied_census22",
    "household": "avg_household_size_census22",
}
Cells = dict[tuple[str, str, int], str]  # series, region, year -> text of the value
Rows = dict[tuple[str, str], dict[str, str]]  # region, period -> column -> text of the value


class EveryKey:
    """A region index for which every well-formed key exists: dissolved Kreise are sorted out here."""

    def form(self, key: str) -> RegionForm:
        return key_form(key)

    def lookup(self, key: str) -> RegionInfo | None:
        form = key_form(key)
        return None if form == "unknown" else RegionInfo(key=key, level=form)


def text_of(value: float) -> str:
    """Two decimals as published, without the dust of binary numbers: -21.650000000000002 -> -21.65."""
    return repr(round(value, 2))


def inkar_region(level: str, key: str, name: str) -> str | None:
    if level == "Bund":
        return "DG"
    if level == "Bundesländer":
        return "16" if name == "Thüringen" else None
    return catalogue.kreis_key(key.removesuffix(".0")) if level == "Kreise" else None


def inkar_2024(folder: Path) -> Iterator[tuple[tuple[str, str, int], str]]:
    for file in sorted((folder / "inkar_tidy").glob("kreise_*.csv.gz")):
        if "inkar2022" not in file.name:
            for row in gzipped(file, ";"):
                region = inkar_region(row["raumbezug"], row["kennziffer"], row["name"])
                if region and row["kuerzel"] in INKAR:
                    yield (row["kuerzel"], region, int(row["zeitbezug"])), row["wert"]


def inkar_2022(folder: Path) -> Iterator[tuple[tuple[str, str, int], str]]:
    for row in gzipped(folder / "inkar_tidy" / "kreise_inkar2022_finanzen_einkommen_verkehr_flaeche.csv.gz", ";"):
        region = inkar_region(row["raumbezug"], row["kennziffer"], row["name"])
        if region and row["x"] in INKAR_2022:
            yield (row["x"], region, int(row["zeitbezug"])), text_of(float(row["wert"]))


def gerda(folder: Path) -> Iterator[tuple[tuple[str, str, int], str]]:
    for row in gzipped(folder / "kreise_zeitreihen" / "gerda_county_covariates_1995_2022.csv.gz", ","):
        for code, column in GERDA.items():
            if row[column] and not (code in ZERO_IS_NONE and float(row[column]) == 0):
                yield (code, row["county_code"], int(row["year"])), row[column]


def exports(folder: Path) -> Iterator[tuple[tuple[str, str, int], str]]:
    for series, file in EXPORTS.items():
        for fact in facts(folder / "inkar_export_xls" / file):
            yield (series, fact["region"], fact["year"]), text_of(fact["value"])


def gzipped(file: Path, delimiter: str) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as text:
        yield from csv.DictReader(text, delimiter=delimiter)


def facts(file: Path) -> list[dict[str, Any]]:
    parsed = read(file, name=file.name, regions=EveryKey())
    if parsed.facts is None:
        raise SystemExit("\n".join(str(problem) for problem in parsed.errors))
    rows: list[dict[str, Any]] = parsed.facts.to_pylist()
    return rows


def write(name: str, head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    made = [*head, *(";".join(line) for line in lines)]
    (SHIPPED / name).write_text("\n".join(made) + "\n", encoding="utf-8")
    print(f"{name}: {len(made)} Zeilen, {(SHIPPED / name).stat().st_size} Bytes")


def write_series(name: str, head: list[str], cells: Cells) -> None:
    """Two files: years side by side for the home Land, series side by side for the Kreise of the others."""
    series = sorted({code for code, _region, _year in cells})
    years = sorted({year for _code, _region, year in cells})
    lines = []
    for code in series:
        for region in HOME:
            values = [cells.get((code, region, year), "") for year in years]
            if any(values):
                lines.append([code, region, *values])
    write(f"{name}.csv", [*head, UNCHANGED, EMPTY], [["series", "region", *map(str, years)], *lines])
    away = set(AWAY)
    newest = {code: max(y for c, region, y in cells if c == code and region in away) for code in series}
    shown = [(code, year) for code in series for year in (*EARLIER.get(code, ()), newest[code])]
    rows = [[region, *(cells.get((code, region, year), "") for code, year in shown)] for region in AWAY]
    header = ["region", *(f"{code}:{year}" for code, year in shown)]
    write(f"{name}_kreise.csv", [*head, LATEST, UNCHANGED, EMPTY], [header, *rows])


def write_table(name: str, head: list[str], columns: Iterable[str], rows: Rows, regions: Iterable[str]) -> None:
    order = {region: number for number, region in enumerate(regions)}
    names = list(columns)
    found = sorted((order[region], period, region) for region, period in rows if region in order)
    lines = [[region, period, *(rows[region, period].get(c, "") for c in names)] for _n, period, region in found]
    write(f"{name}.csv", [*head, UNCHANGED, EMPTY], [["region", "period", *names], *lines])


def columns_of(table: str) -> Mapping[tuple[str, str], str]:
    """(item, category) -> name of the column, as `columns.csv` says."""
    with open(SHIPPED / "columns.csv", encoding="utf-8", newline="") as file:
        return {
            (r["item"], r["category"]): r["column"] for r in csv.DictReader(file, delimiter=";") if r["table"] == table
        }


def genesis(table: str, file: Path, regions: Iterable[str], *notes: str) -> None:
    """Some columns of a table of the offices, for some regions, with all its periods. Signs stay signs."""
    columns = columns_of(table)
    rows: Rows = {}
    for fact in facts(file):
        fact["region"] = CITY_STATES.get(str(fact["region"]), fact["region"])
        column = columns.get((str(fact["item"]), str(fact["category"])))
        if column:
            text = fact["sign"] or repr(fact["value"]).removesuffix(".0")
            rows.setdefault((str(fact["region"]), str(fact["period"])), {})[column] = str(text)
    head = [
        f"# Quelle: Statistische Ämter des Bundes und der Länder, Tabelle {table}", LICENCE,
        "# Spalten: Bedeutung in columns.csv. Auswahl aus der Tabelle.", *notes,
        "# Zeichen wie in der Tabelle: - nichts vorhanden, . unbekannt oder geheim, x gesperrt, / zu unsicher",
    ]  # fmt: skip
    write_table(table, head, columns.values(), rows, regions)


def population(folder: Path) -> None:
    rows: Cells = {}
    with zipfile.ZipFile(folder / "genesis_ffcsv" / "12411-01-01-4.zip") as archive:
        text = io.TextIOWrapper(archive.open(archive.namelist()[0]), encoding="utf-8-sig")
        for row in csv.DictReader(text, delimiter=";"):
            if not row["2_variable_attribute_code"] and row["value"] != "-":
                rows["12411-01-01-4", row["1_variable_attribute_code"], 2024] = row["value"]
    head = [
        "# Quelle: Statistische Ämter des Bundes und der Länder, Tabelle 12411-01-01-4, Bevölkerung nach Geschlecht (hier: Insgesamt)",
        LICENCE,
        "# Stichtag 31.12.2024, Gebietsstand 31.12.2024; Fortschreibung auf Grundlage des Zensus 2022.",
        "# Nur Kreise: Die Tabelle nennt keine Werte für Thüringen und Deutschland.", UNCHANGED, EMPTY,
    ]  # fmt: skip
    lines = [["12411-01-01-4", region, rows["12411-01-01-4", region, 2024]] for region in KREISE]
    write("bevoelkerung_2024.csv", head, [["series", "region", "2024"], *lines])


def elections(folder: Path) -> None:
    rows: Rows = {}
    with open(folder / "wahlen" / "bundestagswahl_beteiligung_kreise_1990_2021.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["county_code"].startswith("16") or row["election_year"] == "2021":
                counts = {"eligible": row["eligible_voters"], "voters": row["number_voters"]}
                rows[row["county_code"], row["election_year"]] = counts
    head = [
        "# Quelle: Ergebnisse der Bundestagswahlen 1990 bis 2021, über die Sammlung GERDA",
        "# Lizenz: MIT (Sammlung GERDA, Hilbig und andere)",
        "# Nur Kreise, umgerechnet auf den Gebietsstand 2021: der Wartburgkreis enthält Eisenach.",
        "# Kreise der anderen Länder: nur 2021.",
    ]  # fmt: skip
    write_table("bundestagswahl", head, ("eligible", "voters"), rows, KREISE)


def census(folder: Path) -> None:
    gemeinden = [r.code for r in catalogue.regions() if r.level == "gemeinde"]
    cities = {f"{key}000": key for key in HOME if len(key) == 5}
    rows: Rows = {}
    with open(folder / "zensus2022" / "gerda_census2022_thueringen_gemeinden.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = {ours: row[theirs] for ours, theirs in CENSUS_COLUMNS.items()}
            for region in filter(None, (row["ags"], cities.get(row["ags"]))):
                rows[region, "2022-05-15"] = values
    head = [
        "# Quelle: Statistische Ämter des Bundes und der Länder, Zensus 2022, über die Sammlung GERDA", LICENCE,
        "# Stichtag 15.05.2022. Gemeinden Thüringens; die kreisfreien Städte stehen auch unter ihrem Kreisschlüssel.",
        "# Für Landkreise nennt die Sammlung keine Werte. Sie werden nicht aus Gemeinden gemittelt.",
        "# Die Altersangaben der Sammlung sind falsch beschriftet und fehlen hier deshalb.",
    ]  # fmt: skip
    write_table("zensus-2022", head, CENSUS_COLUMNS, rows, [*HOME, *gemeinden])


def main(folder: Path) -> None:
    inkar = "# Quelle: BBSR, INKAR Ausgabe 2024"
    write_series("inkar_2024", [inkar, LICENCE, MEANING, STATUS_2024, CENSUS], dict(inkar_2024(folder)))
    write_series(
        "inkar_2024_gerda",
        [f"{inkar}, über die Sammlung GERDA (Kreisdaten 1995 bis 2022)", LICENCE, MEANING, ONLY_KREISE, STATUS_2024, CENSUS,
         "# Die Bedeutung folgt INKAR, nicht den englischen Bezeichnungen der Sammlung: m_bev_alter ist das arithmetische Mittel,",
         "#   a_hheink_niedrig hat die feste Grenze 1.500 Euro netto im Monat.",
         "# Steuerkraft und Kaufkraft: Eine Null der Sammlung steht für einen fehlenden Wert und ist hier ein leeres Feld."],
        dict(gerda(folder)),
    )  # fmt: skip
    write_series(
        "inkar_2024_export",
        [f"{inkar}, Tabellen des Online-Exports", LICENCE, MEANING, ONLY_KREISE, STATUS_2024, CENSUS],
        dict(exports(folder)),
    )
    write_series(
        "inkar_2022",
        ["# Quelle: BBSR, INKAR Ausgabe 2022", LICENCE, MEANING,
         "# Gebietsstand der Ausgabe 2022: 401 Kreise, auch in früheren Jahren; der Wartburgkreis ohne Eisenach.", CENSUS,
         "# Eisenach (16056) steht in der Quelle als eigener Kreis und hier nicht."],
        dict(inkar_2022(folder)),
    )  # fmt: skip
    population(folder)
    classic = folder / "genesis_klassisch"
    status = "# Gebietsstand des jeweiligen Jahres: der Wartburgkreis ohne Eisenach (16056), das hier nicht steht."
    ages = "regionalstatistik_bev_2019_21AG_mw_Kreise_12411-03-03-4.xlsx"
    genesis(
        "12411-03-03-4",
        folder / "bevoelkerung_2019" / ages,
        ["DG", "16", *KREISE],
        status,
        "# Hamburg und Berlin nennt die Tabelle als Land; hier stehen sie unter ihrem Kreisschlüssel.",
    )
    for table in ("12612-01-01-4", "12613-01-01-4", "12711-04-02-4", "13211-02-05-4"):
        genesis(table, classic / f"{table}.csv", HOME, status)
    elections(folder)
    census(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
