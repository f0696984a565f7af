"""Addresses of this part, below /k/<slug>/; taken in by `strategy.urls`."""

from __future__ import annotations

from django.urls import path

from sozialstrategie.action.strategy.plans import views

_PLAN = "strategie/fachplaene/<uuid:uid>"

urlpatterns = [
    path("strategie/lebensphasen/", views.life_phases, name="life_phases"),
    path("strategie/<uuid:uid>/zuordnen/", views.strategy_place, name="strategy_place"),
    path("strategie/<uuid:uid>/fachplaene/neu/", views.strategy_plan_new, name="specialist_strategy_new"),
    path("massnahmen/<uuid:uid>/fachplaene/neu/", views.measure_plan_new, name="specialist_measure_new"),
    path(f"{_PLAN}/bearbeiten/", views.plan_edit, name="specialist_edit"),
    path(f"{_PLAN}/loeschen/", views.plan_delete, name="specialist_delete"),
]
