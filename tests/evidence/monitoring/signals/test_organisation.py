"""What belongs to an organisation: its targets, its comparison group, its decisions. And what a web process does not load."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.comparison import land_group
from sozialstrategie.evidence.monitoring.comparison import services as comparison
from sozialstrategie.evidence.monitoring.models import SignalDecision
from sozialstrategie.evidence.monitoring.queries import current_run_uid
from sozialstrategie.evidence.monitoring.services.decisions import demand_undoable, reject_signal
from sozialstrategie.evidence.monitoring.signals import (
    Target,
    detectors,
    register_target_source,
    selection,
    signals_for,
    targets,
)
from sozialstrategie.evidence.monitoring.signals.detectors import FOR_SIZES
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.core.undo import undo_act

CITIES = ["16051", "16052", "16053", "16054", "16055"]


@pytest.fixture
def amt(evidence_db: None, db: None) -> Organisation:
    return Organisation.objects.create(slug="nord", name="Landkreis Nord", kind="local_authority", region_code="16062")


@pytest.fixture
def toy(amt: Organisation) -> Iterator[list[Target]]:
    """A higher room that has targets, for this organisation alone."""
    wanted: list[Target] = []

    def source(organisation: Organisation) -> Iterable[Target]:
        return wanted if organisation == amt else []

    register_target_source("toy.targets", source)
    yield wanted
    del targets._SOURCES["toy.targets"]


def keys(organisation: Organisation | None) -> set[str]:
    return {d.key for d in signals_for("16062", limit=None, organisation=organisation).drafts}


def test_targets_of_a_higher_room_become_signals(amt: Organisation, toy: list[Target]) -> None:
    with owner_scope(amt):
        assert not any(key.startswith("target:") for key in keys(amt))
        toy.append(Target("child_sgb2_rate", 2024, 5.0, True))
        found = [
            d for d in signals_for("16062", limit=None, organisation=amt).drafts if d.key == "target:child_sgb2_rate"
        ]
        assert len(found) == 1 and found[0].kind == "Abstand zum Ziel"
        assert found[0].text.startswith("Zielwert bis 2024: höchstens 5,0. Es fehlen 9,2 Punkte.")  # 14,2 in 2022
        toy[0] = Target("child_sgb2_rate", 2024, 4.0, True)
        again = [
            d for d in signals_for("16062", limit=None, organisation=amt).drafts if d.key == "target:child_sgb2_rate"
        ]
        assert again[0].fingerprint != found[0].fingerprint  # another target is another statement
    assert not any(key.startswith("target:") for key in keys(None))


def test_the_chosen_group_takes_part_for_its_organisation_alone(amt: Organisation) -> None:
    with owner_scope(amt):
        before = signals_for("16062", limit=None, organisation=amt)
        group = comparison.create_group(actor=system("Tests"), owner=amt, name="Die Städte", members=CITIES)
        comparison.choose_comparison(actor=system("Tests"), owner=amt, kind="own", group=group)
        after = signals_for("16062", limit=None, organisation=amt)
    texts = [d.text for d in after.drafts if d.key.startswith("group:")]
    assert texts and all(text.startswith("Mitte der Gruppe „Die Städte“: ") for text in texts)
    assert after.comparisons > before.comparisons  # also where the Land has a value of its own
    assert not any("Städte" in d.text for d in signals_for("16062", limit=None).drafts)


def test_similar_kreise_of_other_laender_can_be_the_group(amt: Organisation) -> None:
    with owner_scope(amt):
        comparison.choose_comparison(actor=system("Tests"), owner=amt, kind="similar")
        found = signals_for("16062", limit=None, organisation=amt)
    texts = [d.text for d in found.drafts if d.key.startswith("group:")]
    assert texts and all(text.startswith("Mitte der zehn ähnlichsten Kreise: ") for text in texts)
    used = {o.region for d in found.drafts if d.key.startswith("group:") for o in d.figures}
    assert any(code[:2] != "16" for code in used - {"DG"})


@pytest.mark.parametrize("detector", ["land", "bund", "group", "rank", "change1", "change5", "change10", "divergence"])
def test_a_rejected_draft_of_every_detector_stays_away_until_its_figures_change(
    amt: Organisation, detector: str
) -> None:
    """Decided by key and fingerprint: the same figures stay away, one other figure brings the draft back."""
    with owner_scope(amt):
        draft = next(d for d in signals_for("16062", limit=None).drafts if d.key.startswith(f"{detector}:"))
        reject_signal(actor=system("Tests"), owner=amt, draft=draft, reason="Bekannt.")
        decided = set(SignalDecision.objects.values_list("key", "fingerprint"))
    rest = signals_for("16062", limit=None, decided=decided)
    assert draft.key not in {d.key for d in rest.drafts}
    assert rest.found == signals_for("16062", limit=None).found - 1
    assert draft.key in {d.key for d in signals_for("16062", limit=None, decided={(draft.key, "0" * 64)}).drafts}


def test_rejecting_can_be_undone_and_accepting_goes_with_its_finding(amt: Organisation) -> None:
    with owner_scope(amt):
        draft = signals_for("16062", limit=None).drafts[0]
        decision = reject_signal(actor=system("Tests"), owner=amt, draft=draft, reason="Bekannt.")
        assert str(decision) == f"Beobachtung zu {draft.indicator}"
        row = Act.objects.get(owner=amt, verb="monitoring.reject_signal")
        undo_act(actor=system("Tests"), row=row)
        decision.refresh_from_db()
        assert decision.deleted_at is not None
        decision.state = "accepted"
        with pytest.raises(Refused, match="ziehen Sie den Befund zurück"):
            demand_undoable(decision, {})


def test_a_size_is_measured_by_nothing_but_a_target(amt: Organisation, toy: list[Target], evidence_db: None) -> None:
    """1,000 people in a Kreis and 22,000 in the Land are no distance."""
    sizes = [name for name in detectors() if name not in FOR_SIZES]
    assert {"land", "bund", "group", "rank", "change5"} <= set(sizes) and {"target"} == FOR_SIZES
    subjects = {
        code: subject
        for code, subject in selection._series(current_run_uid(), "16", "internal").items()
        if code == "sgb2_rate"
    }
    definition = replace(subjects["sgb2_rate"].definition, unit="Personen")
    key = selection._Key(None, "16062", "internal", land_group("16062"), None, None, ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selection, "_beyond", lambda key: {})
        patch.setattr(
            selection, "_subjects", lambda key: {"sgb2_rate": replace(subjects["sgb2_rate"], definition=definition)}
        )
        assert selection._drafted.__wrapped__(key).comparisons == 0
        patch.setattr(selection, "_subjects", lambda key: subjects)
        assert selection._drafted.__wrapped__(key).comparisons > 3


def test_a_web_process_starts_without_numpy_and_scipy(tmp_path: Path) -> None:
    """The pages import the detectors; the arithmetic is loaded when the first list is drafted."""
    code = (
        "import sys, django; django.setup(); import sozialstrategie.evidence.monitoring.pages, "
        "sozialstrategie.evidence.monitoring.comparison.queries, sozialstrategie.portal.web.views; "
        "print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    environment = {
        **os.environ, "SOZIALSTRATEGIE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "sozialstrategie.settings.test",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
