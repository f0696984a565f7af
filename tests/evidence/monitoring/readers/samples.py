"""Small invented files of each format, and a small region index. Every figure here is invented."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from sozialstrategie.evidence.monitoring.readers import MemoryRegionIndex, RegionInfo

FOOTER = """__________
"zu ""gesamter Tabelle"":
ab dem Berichtsjahr 2011: erfundene Zahlen"
"© Statistische Ämter des Bundes und der Länder, Deutschland, 2017.
Dieses Werk ist lizensiert unter der Datenlizenz Deutschland
- Namensnennung - Version 2.0."
Stand: 10.10.2017 / 15:05:29
"""

AGES = (
    """GENESIS-Tabelle: 12411-04-02-4
Bevölkerungsstand: Bevölkerung nach Geschlecht;;;;;;
und Altersjahren - Stichtag 31.12. -;;;;;;
regionale Tiefe: Kreise und krfr. Städte;;;;;;
Fortschreibung des Bevölkerungsstandes;;;;;;
Bevölkerungsstand (Anzahl);;;;;;
;;;;Insgesamt;männlich;weiblich
31.12.2015;DG;Deutschland;unter 1 Jahr;700;360;340
31.12.2015;DG;Deutschland;90 Jahre und mehr;90;30;60
31.12.2015;16;  Thüringen;unter 1 Jahr;18;.;x
31.12.2015;16056;      Eisenach, krsfr. Stadt;unter 1 Jahr;3;-;3
31.12.2015;16062;      Nordhausen, Kreis;1 bis unter 2 Jahre;7;4;3
31.12.2015;091;    Oberbayern;unter 1 Jahr;40;20;20
31.12.2015;03241001;        Hannover, Landeshauptstadt;unter 1 Jahr;5;...;/
"""
    + FOOTER
)

MEANS = (
    """GENESIS-Tabelle: 13211-02-05-4
Arbeitslose nach Personengruppen - Jahresdurchschnitt -;;;;;
regionale Tiefe: Kreise und krfr. Städte;;;;;
Arbeitsmarktstatistik der Bundesagentur für Arbeit;;;;;
;;;Arbeitslose;Arbeitslose;Arbeitslosenquote bez. auf alle zivile Erwerbsp.
;;;;15 bis unter 25 Jahre;
;;;Anzahl;Anzahl;Prozent
2016;DG;Deutschland;1234;56;6,1
2016;16062;      Nordhausen, Kreis;120;10;-0,5
2015;16062;      Nordhausen, Kreis;130;-;7,0
"""
    + FOOTER
)

TIME_IN_HEADER = (
    """GENESIS-Tabelle: 12411-01-01-4
Bevölkerungsstand: Bevölkerung nach Geschlecht;;;;;
- Stichtag 31.12. -;;;;;
Fortschreibung des Bevölkerungsstandes;;;;;
Bevölkerungsstand (Anzahl);;;;;
;;31.12.2014;31.12.2014;31.12.2015;31.12.2015
;;Insgesamt;weiblich;Insgesamt;weiblich
DG;Deutschland;80;41;82;42
16056;      Eisenach, krsfr. Stadt;5;3;4;2
"""
    + FOOTER
)

TIME_ALONE = (
    """GENESIS-Tabelle: 12711-04-02-4
Zu- und Fortzüge nach Altersgruppen;;;;
- Jahressumme -;;;;
Wanderungsstatistik;;;;
2015;;;;
;;;Zuzüge über die Kreisgrenzen;Zuzüge über die Kreisgrenzen
;;;Geschlecht;Geschlecht
;;;männlich;weiblich
;;;Anzahl;Anzahl
DG;Deutschland;unter 18 Jahre;10;11
16062;      Nordhausen, Kreis;65 Jahre und mehr;1;2
"""
    + FOOTER
)

SCHOOL = (
    """GENESIS-Tabelle: 21111-02-06-4
Allgemeinbildende Schulen: Absolventen/Abgänger;;;;
nach dem Schulabschluss - Schuljahr -;;;;
Statistik der allgemein bildenden Schulen;;;;
Absolventen/Abgänger (Anzahl);;;;
;;;Schulabschluss;Schulabschluss
;;;Insgesamt;ohne Hauptschulabschluss
2015;16062;      Nordhausen, Kreis;100;14
"""
    + FOOTER
)

ATLAS = (
    """GENESIS-Tabelle: AI-N-05
Regionalatlas Deutschland Indikatoren des Indikatorensystems;;;;
\"\"\"Nachhaltigkeit\"\" Themenbereich \"\"Ganztagsbetreuung von\";;;;
Kindern\";;;;
Regionalatlas Deutschland;;;;
;;;Ganztagsbetreuung 0 bis 2 Jahre;Ganztagsbetreuung 3 bis 5 Jahre
;;;Prozent;Prozent
2009;16062;      Nordhausen, Kreis;31,0;80,5
"""
    + FOOTER
)

FFCSV_HEAD = (
    "statistics_code;statistics_label;time_code;time_label;time;"
    "1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;"
    "2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;"
    "3_variable_code;3_variable_label;3_variable_attribute_code;3_variable_attribute_label;"
    "value;value_unit;value_variable_code;value_variable_label;value_q"
)
_START = "12411;Bevölkerung;STAG;Stichtag;2024-12-31;"
_END = "Anzahl;BEVSTD;Bevölkerungsstand"
_ALL = "GES;Geschlecht;;Insgesamt"
FFCSV = "\n".join(
    [
        FFCSV_HEAD,
        f"{_START}GES;Geschlecht;GESW;weiblich;KREISE;Kreise;16062;Nordhausen;ALTX20;Alter;ALT000B03;"
        f"unter 3 Jahre;9;{_END};e",
        f"{_START}{_ALL};KREISE;Kreise;16062;Nordhausen;ALTX20;Alter;ALT075UM;75 u.m.;12,5;1000;BEVSTD;Bevölkerungsstand;()",
        f"{_START}{_ALL};DINSG;Deutschland;DG;Deutschland;ALTX20;Alter;;Insgesamt;/;{_END};",
        f"{_START}{_ALL};GEOGM4;Gemeinden;160620041041;Nordhausen, Stadt;ALTX20;Alter;;Total;-;{_END};",
        f"{_START}{_ALL};GEOGM4;Gemeinden;092760130130;Lindberg;ALTX20;Alter;;Total;4;{_END};",
        "",
    ]
)


def regions() -> MemoryRegionIndex:
    """Germany, 16 Länder, three Kreise with their validity, two Gemeinden, one Regierungsbezirk."""
    laender = [RegionInfo(f"{n:02}", "land") for n in range(1, 17)]
    return MemoryRegionIndex(
        [
            RegionInfo("DG", "bund", "Deutschland"),
            *laender,
            RegionInfo("16056", "kreis", "Eisenach", date(1998, 1, 1), date(2021, 6, 30)),
            RegionInfo("16062", "kreis", "Nordhausen"),
            RegionInfo("01001", "kreis", "Flensburg"),
            RegionInfo("16062041", "gemeinde", "Nordhausen, Stadt"),
            RegionInfo("091", "regierungsbezirk", "Oberbayern"),
        ]
    )


def zipped(content: str | bytes, member: str = "12411-02-03-5_1773_de_flat.csv") -> bytes:
    """An archive with one member, UTF-8 with BOM when text is given."""
    data = content.encode("utf-8-sig") if isinstance(content, str) else content
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, data)
    return target.getvalue()
