"""Addresses of the life of a strategy, below /k/<slug>/; taken in by `strategy.urls`."""

from __future__ import annotations

from django.urls import path

from sozialstrategie.action.strategy.life import comparing, revising, views

_ONE = "strategie/<uuid:uid>"

urlpatterns = [
    path("strategie/vergleich/", comparing.comparison, name="comparison"),
    path("strategie/vergleich.<slug:ending>", comparing.comparison_document, name="comparison_document"),
    path(f"{_ONE}/", views.strategy_one, name="strategy_one"),
    path(f"{_ONE}/schritt/<slug:to>/", views.strategy_step, name="strategy_step"),
    path(f"{_ONE}/entscheidung/", views.strategy_decision, name="strategy_decision"),
    path(f"{_ONE}/beschlossen/", views.strategy_enter, name="strategy_enter"),
    path(f"{_ONE}/abzeichnen/", views.strategy_sign_off, name="strategy_sign_off"),
    path(f"{_ONE}/fortschreiben/", revising.strategy_revise, name="strategy_revise"),
    path(f"{_ONE}/uebernahme/", revising.carry_over, name="carry_over"),
    path(f"{_ONE}/uebernahme/<uuid:thing_uid>/", revising.carry_one, name="carry_one"),
    path(f"{_ONE}/uebernahme/<uuid:thing_uid>/zuruecknehmen/", revising.carry_back, name="carry_back"),
    path("strategie/entscheidungen/<uuid:uid>/berichtigen/", views.decision_correct, name="decision_correct"),
    path("strategie/fassungen/<uuid:uid>/berichtigen/", views.version_erratum, name="version_erratum"),
    path("strategie/fassungen/<uuid:uid>/loeschen/", views.version_erase, name="version_erase"),
    path("strategie/fassungen/<uuid:uid>/dokument.<slug:ending>", views.version_document, name="version_document"),
    path("massnahmen/<uuid:uid>/stand/", views.measure_status, name="measure_status"),
]
