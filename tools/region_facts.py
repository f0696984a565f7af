"""What no file says: legal dates of reforms, renames, full names, levels above and beside the Kreise."""

from __future__ import annotations

from typing import Any

NEW_LAENDER = ("12", "13", "14", "15", "16")
PROJECT = frozenset(
    (
        "16051",
        "16052",
        "16053",
        "16055",
        "16062",
        "16063",
        "16065",
        "16066",
        "16068",
        "16073",
        "16075",
        "16077",
    )
)

# (Land, first base year of the conversion key that shows the new keys) -> first day, by the law of the reform
REFORMS = {
    ("03", 2001): "2001-11-01",  # Region Hannover
    ("03", 2016): "2016-11-01",  # Göttingen und Osterode am Harz
    ("05", 2009): "2009-10-21",  # Städteregion Aachen
    ("12", 1993): "1993-12-06",
    ("13", 1994): "1994-06-12",
    ("13", 2011): "2011-09-04",
    ("14", 1994): "1994-08-01",
    ("14", 2008): "2008-08-01",
    ("15", 1994): "1994-07-01",
    ("15", 2007): "2007-07-01",
    ("16", 1994): "1994-07-01",
    (
        "16",
        1997,
    ): "1998-01-01",  # Eisenach kreisfrei; the sheet "31.12.1997" already has the state of the next day
}
ENDS = {"16056": "2021-06-30"}

# (Kreis, first base year without the shift) -> day, precision
SHIFTS = {
    ("16063", 2019): ("2019-01-01", "day"),
    ("16070", 2019): ("2019-01-01", "day"),
    ("16073", 2019): ("2019-01-01", "day"),
}
EVENT_NOTES = {
    (
        "16056",
        "16063",
    ): "Eisenach wird Gemeinde des Wartburgkreises; Aufgaben des Kreises gehen am 01.01.2022 über",
    ("16063", "16066"): "Kaltennordheim und Umgebung",
    ("16070", "16054"): "Gehlberg und Schmiedefeld am Rennsteig",
    ("16073", "16072"): "Lichte und Piesau",
}

RENAMES = (
    # code, first day of the new name, precision, old name, new name
    ("03358", "2011-08-01", "day", "Landkreis Soltau-Fallingbostel", "Heidekreis"),
    ("05162", "2003-07-01", "day", "Kreis Neuss", "Rhein-Kreis Neuss"),
    ("05362", "2003-11-01", "day", "Erftkreis", "Rhein-Erft-Kreis"),
    ("07232", "2007-01-01", "day", "Landkreis Bitburg-Prüm", "Eifelkreis Bitburg-Prüm"),
    ("07233", "2007-01-01", "day", "Landkreis Daun", "Landkreis Vulkaneifel"),
    ("07338", "2004-01-01", "day", "Landkreis Ludwigshafen", "Rhein-Pfalz-Kreis"),
    ("07340", "1997-01-01", "day", "Landkreis Pirmasens", "Landkreis Südwestpfalz"),
    ("10041", "2008-01-01", "day", "Stadtverband Saarbrücken", "Regionalverband Saarbrücken"),
    ("16074", "1995-01-01", "year", "Holzlandkreis", "Saale-Holzland-Kreis"),
)

# keys whose name the conversion key cuts off or abbreviates
SPELLING = {
    "05354": "Aachen",
    "14045": "Plauen",
    "14084": "Niederschlesischer Oberlausitzkreis",
    "14284": "Niederschlesischer Oberlausitzkreis",
    "15303": "Magdeburg, Landeshauptstadt",
}
TOWN_NAMES = {
    "Halle/Saale": "Halle (Saale)",
    "Brandenburg/Havel": "Brandenburg an der Havel",
    "Frankfurt/Oder": "Frankfurt (Oder)",
    "Magdeburg": "Magdeburg, Landeshauptstadt",
}
TWICE = "Der Schlüssel war 1990 schon einmal vergeben (Vorgängerstadt); hier gilt die zweite Vergabe."
NOTES = {
    "15001": TWICE,
    "15002": TWICE,
    "15003": TWICE,
    "14178": "Der Kreis entstand am 01.01.1996; der Umsteigeschlüssel zeigt ihn schon zum 31.12.1995.",
}
NEW_GEMEINDEN = {"16061119": "2024-01-01", "16076094": "2024-01-01"}

LAENDER = (
    ("01", "Schleswig-Holstein"), ("02", "Hamburg"), ("03", "Niedersachsen"), ("04", "Bremen"), ("05",
    "Nordrhein-Westfalen"), ("06", "Hessen"), ("07", "Rheinland-Pfalz"), ("08", "Baden-Württemberg"), ("09",
    "Bayern"), ("10", "Saarland"), ("11", "Berlin"), ("12", "Brandenburg"), ("13",
    "Mecklenburg-Vorpommern"), ("14", "Sachsen"), ("15", "Sachsen-Anhalt"), ("16", "Thüringen"),
)  # fmt: skip

DISTRICTS = (  # Regierungsbezirke
    ("051", "Düsseldorf"), ("053", "Köln"), ("055", "Münster"), ("057", "Detmold"), ("059", "Arnsberg"),
    ("064", "Darmstadt"), ("065", "Gießen"), ("066", "Kassel"), ("081", "Stuttgart"), ("082", "Karlsruhe"),
    ("083", "Freiburg"), ("084", "Tübingen"), ("091", "Oberbayern"), ("092", "Niederbayern"), ("093",
    "Oberpfalz"), ("094", "Oberfranken"), ("095", "Mittelfranken"), ("096", "Unterfranken"), ("097",
    "Schwaben"), ("141", "Chemnitz"), ("142", "Dresden"), ("143", "Leipzig"),
)  # fmt: skip
STATISTICAL = (  # former Regierungsbezirke that statistics still print
    ("031", "Braunschweig"), ("032", "Hannover"), ("033", "Lüneburg"), ("034", "Weser-Ems"), ("071",
    "Koblenz"), ("072", "Trier"), ("073", "Rheinhessen-Pfalz"), ("145", "Chemnitz"), ("146", "Dresden"),
    ("147", "Leipzig"), ("151", "Dessau"), ("152", "Halle"), ("153", "Magdeburg"),
)  # fmt: skip
WHOLE_LAND = ("01", "02", "04", "10", "11", "12", "13", "15", "16")  # printed as "010", "160" by some tables
DISTRICT_VALIDITY = {
    "141": ("1990-10-03", "2008-07-31"),
    "142": ("1990-10-03", "2008-07-31"),
    "143": ("1990-10-03", "2008-07-31"),
    "145": ("2008-08-01", None),
    "146": ("2008-08-01", None),
    "147": ("2008-08-01", None),
}

PARTS = (  # 8-digit parts that tables print beside the Kreise
    ("03241001", "03241", "Hannover", "Landeshauptstadt Hannover"),
    ("05334002", "05334", "Aachen", "Stadt Aachen"),
    ("10041100", "10041", "Saarbrücken", "Landeshauptstadt Saarbrücken"),
    *(
        (f"110{i:02d}0{i:02d}", "11000", name, f"Berlin-{name}")
        for i, name in enumerate(
            (
                "Mitte",
                "Friedrichshain-Kreuzberg",
                "Pankow",
                "Charlottenburg-Wilmersdorf",
                "Spandau",
                "Steglitz-Zehlendorf",
                "Tempelhof-Schöneberg",
                "Neukölln",
                "Treptow-Köpenick",
                "Marzahn-Hellersdorf",
                "Lichtenberg",
                "Reinickendorf",
            ),
            start=1,
        )
    ),
)

HEAD_REGIONS = """
Deutschland, Länder, Regierungsbezirke, alle Kreise seit 1990 mit Gültigkeit, Teile von Kreisen.
Quellen: BBSR, Umsteigeschlüssel der Kreise 1990-2020 auf den Gebietsstand 31.12.2021, dl-de/by-2-0;
Statistisches Bundesamt (Destatis), Gemeindeverzeichnis GV-ISys, Gebietsstand 31.12.2024, dl-de/by-2-0.
Fläche und Bevölkerung (31.12.2023, Zensus 2011) nur für Thüringen, Summe der Gemeinden. Siehe README.md
"""
HEAD_GEMEINDEN = """
Gemeinden Thüringens, Gebietsstand 31.12.2024, dazu die 2023 und 2024 aufgelösten (mit valid_to).
Quelle: Statistisches Bundesamt (Destatis), Gemeindeverzeichnis GV-ISys, Gebietsstand 31.12.2024,
Gebietsänderungen 2023 und 2024, dl-de/by-2-0. Bevölkerung am 31.12.2023 auf Grundlage des Zensus 2011;
lon und lat: geografischer Mittelpunkt. Siehe README.md
"""
HEAD_EVENTS = """
Gebietsänderungen: wohin ein Gebiet mit welchem Anteil seiner Bevölkerung und Fläche ging. Siehe README.md
Quellen: BBSR, Umsteigeschlüssel der Kreise 1990-2020 auf den Gebietsstand 31.12.2021 (basis bbsr-JAHR:
Gewicht aus diesem Ausgangsjahr, Ziel auf dem Gebietsstand target_status); Destatis, Gebietsänderungen der
Gemeinden (basis gvisys-JAHR); beide dl-de/by-2-0.
"""


def row(code: str, level: str, kind: str, name: str, short: str, parent: str | None, **more: Any) -> dict[str, Any]:
    base = {
        "code": code,
        "level": level,
        "kind": kind,
        "name": name,
        "short_name": short,
        "parent": parent,
        "valid_from": None,
        "valid_to": None,
        "precision": "day",
        "in_project": 0,
    }
    return base | more


def upper_regions() -> list[dict[str, Any]]:
    """Deutschland, Länder, Regierungsbezirke and statistical regions."""
    rows = [row("DG", "bund", "bund", "Deutschland", "Deutschland", None)]
    for code, name in LAENDER:
        start = "1990-10-03" if code in NEW_LAENDER else None
        rows.append(row(code, "land", "land", name, name, "DG", valid_from=start))
    names = dict(LAENDER)
    for code, name in DISTRICTS:
        start, end = DISTRICT_VALIDITY.get(code, (None, None))
        long = name if code.startswith("09") else f"Regierungsbezirk {name}"
        rows.append(
            row(
                code,
                "regierungsbezirk",
                "regierungsbezirk",
                long,
                name,
                code[:2],
                valid_from=start,
                valid_to=end,
            )
        )
    for code, name in STATISTICAL:
        start, end = DISTRICT_VALIDITY.get(code, (None, None))
        rows.append(
            row(
                code,
                "regierungsbezirk",
                "statistische_region",
                f"Statistische Region {name}",
                name,
                code[:2],
                valid_from=start,
                valid_to=end,
            )
        )
    for code in WHOLE_LAND:
        rows.append(
            row(
                f"{code}0",
                "regierungsbezirk",
                "statistische_region",
                names[code],
                names[code],
                code,
                note="das ganze Land",
            )
        )
    return rows


def parts() -> list[dict[str, Any]]:
    """8-digit parts of Kreise of other Länder."""
    return [row(code, "kreisteil", "kreisteil", name, short, parent) for code, parent, short, name in PARTS]
