"""Addresses of this topic."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.committees.papers import oparl_views, step_views, views

_ONE, _STEP = "vorlagen/<uuid:uid>", "vorlagen/beratung/<uuid:uid>"

patterns: list[URLPattern] = [
    path("vorlagen/", views.papers, name="papers"),
    path("vorlagen/neu/", views.paper_new, name="paper_new"),
    path(f"{_ONE}/", views.paper, name="paper"),
    path(f"{_ONE}/bearbeiten/", views.paper_edit, name="paper_edit"),
    path(f"{_ONE}/schritt/<slug:then>/", views.paper_move, name="paper_move"),
    path(f"{_ONE}/anlage/", views.paper_annex, name="paper_annex"),
    path(f"{_ONE}/dokument.<slug:ending>", views.paper_document, name="paper_document"),
    path(f"{_ONE}/beratung/neu/", step_views.step_new, name="paper_step_new"),
    path(f"{_STEP}/bearbeiten/", step_views.step_edit, name="step_edit"),
    path(f"{_STEP}/hoch/", step_views.step_up, name="step_up"),
    path(f"{_STEP}/runter/", step_views.step_down, name="step_down"),
    path(f"{_STEP}/entfernen/", step_views.step_remove, name="step_remove"),
    path(f"{_STEP}/ergebnis/", step_views.step_result, name="step_result"),
    path(f"{_STEP}/oparl/", oparl_views.step_oparl, name="step_oparl"),
]
