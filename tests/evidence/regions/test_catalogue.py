"""The packaged tables against what the sources say."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from sozialstrategie.evidence.regions import catalogue

PROJECT = [
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
]


def kreise_on(on: date, land: str = "") -> list[str]:
    return [r.code for r in catalogue.regions() if r.level == "kreis" and r.code.startswith(land) and r.valid_on(on)]


# Destatis: 543 Kreise after unification, 439 at the end of 2006 (crosswalk), 402 from September 2011, 401
# from November 2016, 400 from July 2021
@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(1990, 12, 31), 543 - 3),  # 15001-15003 of 1990 are kept under their second assignment only
        (date(1994, 12, 31), 444),
        (date(2006, 12, 31), 439),
        (date(2007, 12, 31), 429),
        (date(2008, 12, 31), 413),
        (date(2011, 9, 3), 412),
        (date(2011, 9, 4), 402),
        (date(2016, 10, 31), 402),
        (date(2016, 11, 1), 401),
        (date(2021, 6, 30), 401),
        (date(2021, 7, 1), 400),
        (date(2024, 12, 31), 400),
    ],
)
def test_number_of_kreise_in_germany(day: date, count: int) -> None:
    assert len(kreise_on(day)) == count


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(1994, 6, 30), 40),
        (date(1994, 7, 1), 22),
        (date(1997, 12, 31), 22),
        (date(1998, 1, 1), 23),
        (date(2021, 6, 30), 23),
        (date(2021, 7, 1), 22),
    ],
)
def test_number_of_kreise_in_thueringen(day: date, count: int) -> None:
    assert len(kreise_on(day, "16")) == count


def test_eisenach_and_goettingen_change_on_the_day() -> None:
    index = catalogue.index()
    assert index["16056"] == ("kreis", date(1998, 1, 1), date(2021, 6, 30), "Stadt Eisenach")
    assert index["03152"] == ("kreis", None, date(2016, 10, 31), "Landkreis Göttingen")
    assert index["03159"] == ("kreis", date(2016, 11, 1), None, "Landkreis Göttingen")
    assert index["16062"] == ("kreis", date(1994, 7, 1), None, "Landkreis Nordhausen")
    assert index["DG"] == ("bund", None, None, "Deutschland")


def test_levels_beside_and_above_the_kreise() -> None:
    index = catalogue.index()
    assert [code for code, e in index.items() if e.level == "land"] == [f"{i:02d}" for i in range(1, 17)]
    assert index["141"].level == index["160"].level == index["097"].level == "regierungsbezirk"
    assert index["03241001"].level == index["11012012"].level == "kreisteil"
    assert index["11012012"].name == "Berlin-Reinickendorf"
    assert "16999" not in index and "99" not in index


def test_names_of_thueringen() -> None:
    names = {r.code: (r.name, r.short_name) for r in catalogue.regions()}
    assert names["16062"] == ("Landkreis Nordhausen", "Nordhausen")
    assert names["16051"] == ("Stadt Erfurt", "Erfurt")
    assert names["16063"] == ("Wartburgkreis", "Wartburgkreis")
    assert names["16065"] == ("Kyffhäuserkreis", "Kyffhäuserkreis")
    assert names["16075"] == ("Saale-Orla-Kreis", "Saale-Orla-Kreis")
    assert names["16077"] == ("Landkreis Altenburger Land", "Altenburger Land")
    assert names["15011"] == ("Landkreis Aschersleben", "Aschersleben")  # nameless in the source
    assert names["01002"] == ("Landeshauptstadt Kiel", "Kiel")
    assert all(short.strip() and name.strip() for name, short in names.values())


def test_the_twelve_authorities_in_the_order_of_the_start_page() -> None:
    twelve = [r for r in catalogue.regions() if r.in_project]
    assert sorted(r.code for r in twelve) == PROJECT
    assert [r.short_name for r in sorted(twelve, key=lambda r: r.sort_name)] == [
        "Altenburger Land",
        "Erfurt",
        "Gera",
        "Jena",
        "Kyffhäuserkreis",
        "Nordhausen",
        "Saale-Orla-Kreis",
        "Saalfeld-Rudolstadt",
        "Schmalkalden-Meiningen",
        "Sömmerda",
        "Wartburgkreis",
        "Weimar",
    ]


def test_gemeinden_of_thueringen() -> None:
    gemeinden = [r for r in catalogue.regions() if r.level == "gemeinde"]
    assert sum(r.valid_on(date(2024, 12, 31)) for r in gemeinden) == 605
    assert sum(r.valid_on(date(2022, 5, 15)) for r in gemeinden) == 631  # number at the Zensus 2022
    eisenach = catalogue.record("16063105")
    assert eisenach is not None and eisenach.ars == "160630105105"
    counts = defaultdict(int)
    for r in gemeinden:
        counts[r.parent] += r.valid_on(date(2024, 12, 31))
    assert [counts[k] for k in PROJECT] == [1, 1, 1, 1, 15, 30, 28, 38, 37, 26, 59, 30]  # register 31.12.2024


def test_sums_of_the_land() -> None:
    land = catalogue.record("16")
    assert land is not None
    assert (land.area_km2, land.population) == (Decimal("16202.27"), 2122335)


def test_every_parent_exists_and_comes_first() -> None:
    seen: set[str] = set()
    for region in catalogue.regions():
        assert region.code not in seen
        assert region.parent is None if region.code == "DG" else region.parent in seen
        assert region.valid_from is None or region.valid_to is None or region.valid_from <= region.valid_to
        seen.add(region.code)


def test_every_dissolved_kreis_goes_somewhere_completely() -> None:
    shares: dict[str, Decimal] = defaultdict(Decimal)
    for event in catalogue.events():
        source = catalogue.record(event.source)
        assert source is not None and catalogue.record(event.target) is not None
        if source.valid_to is not None and event.date > source.valid_to:
            shares[event.source] += event.weight_population or 0
    dissolved = {r.code for r in catalogue.regions() if r.valid_to is not None and r.level in ("kreis", "gemeinde")}
    assert shares.keys() == dissolved
    assert all(abs(total - 1) <= Decimal("0.0002") for total in shares.values()), shares


@pytest.mark.parametrize(
    ("source", "target", "day", "weight"),
    [
        ("16056", "16063", date(2021, 7, 1), "1.000000"),
        ("16063", "16066", date(2019, 1, 1), "0.026816"),  # 3.3 of 123.0 thousand
        ("16073", "16072", date(2019, 1, 1), "0.020817"),
        ("16070", "16054", date(2019, 1, 1), "0.019496"),
        ("03152", "03159", date(2016, 11, 1), "1.000000"),
        ("03156", "03159", date(2016, 11, 1), "1.000000"),
        ("16063", "16064", date(2024, 1, 1), "0.001156"),  # Hallungen: 184 of 159,212
    ],
)
def test_events_with_weights(source: str, target: str, day: date, weight: str) -> None:
    found = [e for e in catalogue.events() if (e.source, e.target, e.date) == (source, target, day)]
    assert [e.weight_population for e in found] == [Decimal(weight)]


def test_shifts_of_2023_and_2024_count_people() -> None:
    shifts = {
        (e.date.year, e.source, e.target): e
        for e in catalogue.events()
        if e.kind == "boundary_shift" and e.date.year > 2021
    }
    assert set(shifts) == {(2023, "16064", "16061"), (2024, "16064", "16061"), (2024, "16063", "16064")}
    # register population 96,856 at 31.12.2023 on today's territory; Rodeberg 1,552 out, Hallungen 184 in,
    # before that 3,881 out
    assert shifts[2024, "16064", "16061"].weight_population == round(Decimal(1552) / (96856 + 1552 - 184), 6)
    assert shifts[2023, "16064", "16061"].weight_population == round(Decimal(3881) / (96856 + 1552 - 184 + 3881), 6)


def test_names_follow_the_day() -> None:
    assert catalogue.name_of("03358", date(2011, 7, 31)) == "Landkreis Soltau-Fallingbostel"
    assert catalogue.name_of("03358", date(2011, 8, 1)) == "Heidekreis"
    assert catalogue.name_of("03358") == "Heidekreis"
    with pytest.raises(KeyError):
        catalogue.name_of("99999")


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("16077", "16077"),
        ("16077000", "16077"),
        ("1001", "01001"),
        ("1001000", "01001"),
        ("160770000000", "16077"),
        (" 16056 ", "16056"),
        ("16062041", None),
        ("160620041041", None),
        ("16", None),
        ("16999", None),
        ("160", None),
        ("", None),
        ("DG", None),
        ("²6062", None),
    ],
)
def test_kreis_key_reads_the_printed_forms(raw: str, key: str | None) -> None:
    assert catalogue.kreis_key(raw) == key


def test_the_index_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        catalogue.index()["16062"] = None  # type: ignore[index]
