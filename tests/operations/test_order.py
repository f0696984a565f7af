"""The order in which tables are read in makes no difference; reading them in again changes nothing and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.instances import Instance, copy_of

TABLES = ("12411-04-02-4", "12411-02-03-4", "12411-03-03-4", "13211-02-05-4", "22811-01-01-4", "21111-02-06-4")
CODES = (
    "population", "youth_dependency_ratio", "old_age_dependency_ratio", "unemployed_share_under_25",
    "unemployed_share_55_plus", "unemployed_share_long_term", "unemployed_share_foreign", "minimum_income_rate",
    "school_leavers_without_certificate_share", "foreign_share",
)  # fmt: skip


@pytest.mark.long
def test_order_and_repetition(pristine: Instance, shared_data: Path, tmp_path: Path) -> None:
    files = [shared_data / "genesis_klassisch" / f"{name}.csv" for name in TABLES]
    first, second = copy_of(pristine, tmp_path / "a"), copy_of(pristine, tmp_path / "b")
    first.run("import", *files)
    second.run("import", *reversed(files))
    computed = [i.run("indicators", "compute").decode() for i in (first, second)]
    assert computed[0] == computed[1] and "berechnet" in computed[0]
    assert len(first.results()) > len(pristine.results())
    assert first.results() == second.results()
    for code in CODES:
        exported = first.run("export", code)
        assert exported == second.run("export", code)
        assert len(exported) > len(pristine.run("export", code))

    before = first.state()
    said = first.run("import", *files).decode()
    assert said.count("unverändert, steht schon als Ausgabe") == len(files) and "eingelesen" not in said
    assert "unverändert" in first.run("indicators", "compute").decode()
    assert first.state() == before
