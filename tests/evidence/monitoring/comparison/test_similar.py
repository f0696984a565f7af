"""The most similar Kreise: by hand on invented figures, and on the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sozialstrategie.evidence.disclosure.gate import release
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.comparison import similar
from sozialstrategie.evidence.monitoring.comparison.group import in_land, kreise_of, land_group
from sozialstrategie.evidence.monitoring.comparison.similar import STRUCTURE, similar_kreise
from sozialstrategie.evidence.regions import catalogue as regions
from tests.evidence.monitoring.signals.conftest import observation

# share_65_plus and unemployment_rate of seven Kreise; the last one has lost its standing and must not be chosen
INVENTED = {
    "16051": (20.0, 5.0), "16052": (21.0, 6.0), "16053": (22.0, 7.0), "16054": (23.0, 8.0), "15001": (24.0, 9.0),
    "15002": (20.0, 5.0), "16056": (20.0, 5.0),
}  # fmt: skip


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two indicators of seven Kreise; of the second one 2021 is the year with most values, 2022 has fewer."""

    def series(code: str, **given: Any) -> Any:
        at = ("share_65_plus", "unemployment_rate").index(code)
        rows = [observation(v[at], k, 2021, indicator=code) for k, v in INVENTED.items()]
        rows += [observation(99.0, "16051", 2022, indicator=code)] if at else []
        return release([(o, "published") for o in rows], audience="public")

    monkeypatch.setattr(queries, "series", series)
    monkeypatch.setattr(queries, "current_run_uid", lambda: None)
    monkeypatch.setattr(queries, "default_derivations", lambda *_, codes: dict.fromkeys(codes, "d"))
    for cached in (similar._similar, similar._structure):
        cached.cache_clear()
    yield
    for cached in (similar._similar, similar._structure):
        cached.cache_clear()


TWO = ("share_65_plus", "unemployment_rate")


@pytest.mark.usefixtures("invented")
def test_nearest_first_with_reasons_and_without_kreise_of_the_past() -> None:
    """Both indicators run alike, so both make half of every distance; 15002 is a twin. 16056 (Eisenach) ended in 2021."""
    found = similar_kreise("16051", codes=TWO, n=3)
    assert [m.code for m in found.members] == ["15002", "16052", "16053"]
    assert (
        found.members[0].distance == 0 and found.members[0].near == "sehr ähnlich" and found.members[0].unlike is None
    )
    near = found.members[1]
    assert [(r.code, r.share) for r in near.reasons] == [("share_65_plus", 0.5), ("unemployment_rate", 0.5)]
    assert near.reasons[0].difference == pytest.approx(near.distance) and near.reasons[0].difference > 0
    assert found.years == {"share_65_plus": 2021, "unemployment_rate": 2021} and found.candidates == 5
    assert {o.region for o in found.figures["share_65_plus"].payload} == {"16051", "15002", "16052", "16053"}


@pytest.mark.usefixtures("invented")
def test_only_the_own_land_on_the_measure_of_all() -> None:
    everywhere, here = similar_kreise("16051", codes=TWO), similar_kreise("16051", codes=TWO, land_only=True)
    assert [m.code for m in here.members] == ["16052", "16053", "16054"]
    distances = {m.code: m.distance for m in everywhere.members}
    assert all(distances[m.code] == m.distance for m in here.members)
    group = here.group(land_only=True)
    assert group.phrase == "der drei ähnlichsten Kreise in Thüringen" and group.members == ("16052", "16053", "16054")


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize("codes", [(), ("share_65_plus", "share_65_plus"), ("gibt_es_nicht",)])
def test_unknown_doubled_or_no_indicators_are_refused(codes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Kennzahlen"):
        similar_kreise("16051", codes=codes)


@pytest.mark.usefixtures("invented")
def test_a_kreis_without_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="16077"):
        similar_kreise("16077", codes=TWO)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (None, ""),
        (0.4, "etwa gleich"),
        (-0.6, "niedriger"),
        (1.0, "höher"),
        (2.5, "viel höher"),
        (-2.0, "viel niedriger"),
    ],
)
def test_words_of_a_reason(difference: float | None, words: str) -> None:
    assert similar.Reason("k", "Kennzahl", difference, 0.5).words == words


@pytest.mark.usefixtures("evidence_db", "db")
def test_shipped_figures_of_the_400_kreise() -> None:
    """A rural Kreis is like rural Kreise, a university town like towns; every indicator of the list has a say."""
    north, town = similar_kreise("16062"), similar_kreise("16053")
    assert len(kreise_of("16")) == 22 and north.candidates == 399 and north.unused == ()
    assert set(north.years) == set(STRUCTURE) and len(north.members) == 10
    distances = [m.distance for m in north.members]
    assert distances == sorted(distances) and distances[-1] < 1
    assert "16064" in {m.code for m in north.members}  # Unstrut-Hainich-Kreis, next door
    kinds = [regions.record(m.code) for m in town.members]
    assert "16051" in {m.code for m in town.members}  # Erfurt
    assert sum(r is not None and r.kind == "kreisfreie_stadt" for r in kinds) >= 7
    for member in (*north.members, *town.members):
        assert sum(r.share or 0.0 for r in member.reasons) == pytest.approx(1.0)


@pytest.mark.usefixtures("evidence_db", "db")
def test_no_two_indicators_of_the_list_say_the_same() -> None:
    from sozialstrategie.methods.similarity import overlap

    table, _, _ = similar._structure(queries.current_run_uid(), STRUCTURE, "public")
    assert overlap(table).pairs == ()


def test_the_group_of_a_land_holds_the_others() -> None:
    group = land_group("16062")
    assert len(group.members) == 21 and "16062" not in group.members and group.is_land
    assert group.phrase == "der anderen Kreise in Thüringen"
    assert (in_land("10"), in_land("05"), in_land("99")) == ("im Saarland", "in Nordrhein-Westfalen", "in 99")
