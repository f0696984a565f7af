"""Impressum, data protection, accessibility: only what the operator has said, and what is true."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sozialstrategie.evidence.disclosure.gate import PERSON_KEPT, log_release
from sozialstrategie.evidence.disclosure.models import ReleaseLog
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Released
from sozialstrategie.portal.web.queries import OPERATOR, operator
from tests.portal.web.conftest import actor_in

NOBODY = "Der Betreiber dieser Instanz hat seine Angaben noch nicht eingetragen."


def _page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _institute(slug: str = "institut", **details: Any) -> Organisation:
    return Organisation.objects.create(slug=slug, name=f"Institut {slug}", kind=OrganisationKind.INSTITUTE, **details)


def test_no_tenant_is_taken_for_the_operator(home: Organisation, twin: Organisation) -> None:
    assert operator() is None
    page = _page("/impressum/")
    assert NOBODY in page
    assert home.name not in page


def test_the_only_institute_is_the_operator(home: Organisation) -> None:
    _institute(contact_address="Weg 1")
    assert "Weg 1" in _page("/impressum/")
    _institute("zweites")
    assert NOBODY in _page("/impressum/")


def test_operator_by_setting_and_by_store(home: Organisation, twin: Organisation, settings: Any) -> None:
    _institute()
    settings_store.put(OPERATOR, "sued")
    assert operator() == twin
    settings.OPERATOR = "nord"
    assert operator() == home
    settings.OPERATOR = "gibtesnicht"
    assert operator() is None


def test_without_self_assessment_the_statement_claims_nothing(home: Organisation) -> None:
    _institute(contact_email="post@institut.example")
    page = _page("/barrierefreiheit/")
    assert "Eine Selbstbewertung dieser Seiten liegt noch nicht vor." in page
    for claim in ("vereinbar", "axe", "geprüft", "320"):
        assert claim not in page
    assert "post@institut.example" in page
    assert "Durchsetzungsstelle" in page


def test_statement_from_the_data_of_the_operator(home: Organisation) -> None:
    _institute(accessibility_checked_on=date(2026, 5, 4), accessibility_status="Gebärdensprache fehlt")
    page = _page("/barrierefreiheit/")
    assert "Nach einer Selbstbewertung vom 4. Mai 2026" in page
    assert "teilweise vereinbar" in page and "Gebärdensprache fehlt" in page


# --- the release log


def _released(audience: Any) -> Released[Any]:
    return Released((), audience, 0, ())


@pytest.mark.parametrize(("audience", "kept"), [("public", False), ("internal", True)])
def test_reading_public_figures_leaves_no_person(home: Organisation, audience: str, kept: bool) -> None:
    actor = actor_in(home, Role.PLANNING_COORDINATOR)
    line = log_release(_released(audience), channel="document:x", actor=actor)
    assert line.actor_uid == (actor.person_uid if kept else None)


def test_person_of_internal_figures_is_blanked_after_a_year(home: Organisation) -> None:
    actor = actor_in(home, Role.PLANNING_COORDINATOR)
    old, young = (log_release(_released("internal"), channel="x", actor=actor) for _ in range(2))
    ReleaseLog.objects.filter(pk=old.pk).update(time=timezone.now() - PERSON_KEPT - timedelta(minutes=1))
    ReleaseLog.objects.filter(pk=young.pk).update(time=timezone.now() - PERSON_KEPT + timedelta(minutes=1))
    log_release(_released("public"), channel="x")
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.actor_uid, young.actor_uid) == (None, actor.person_uid)


def test_the_page_names_the_release_log(home: Organisation) -> None:
    page = _page("/datenschutz/")
    assert "Bei öffentlichen Zahlen steht keine Person dabei." in page
    assert "nach einem Jahr gelöscht" in page
