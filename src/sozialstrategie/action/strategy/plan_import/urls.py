"""Addresses of taking a plan over, below /k/<slug>/strategie/uebernehmen/."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.strategy.plan_import import views

_START = "strategie/uebernehmen/"
_ONE = f"{_START}<uuid:uid>/"

patterns: list[URLPattern] = [
    path(_START, views.upload, name="plan_import"),
    path(f"{_START}spalten/", views.columns, name="plan_columns"),
    path(f"{_START}schreiben/", views.write, name="plan_write"),
    path(_ONE, views.one, name="plan_one"),
    path(f"{_ONE}beschlossen/", views.adopted, name="plan_adopted"),
    path(f"{_ONE}original/", views.original, name="plan_original"),
    path(f"{_ONE}zuruecknehmen/", views.take_back, name="plan_take_back"),
    path(f"{_ONE}datei/<slug:ending>/", views.file, name="plan_file"),
]
