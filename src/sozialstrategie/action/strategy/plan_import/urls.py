"""Addresses of taking a plan over, below /k/<slug>/strategie/uebernehmen/."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.strategy.plan_import import one_views, views

_START = "strategie/uebernehmen/"
_ONE = f"{_START}<uuid:uid>/"

patterns: list[URLPattern] = [
    path(_START, views.upload, name="plan_import"),
    path(f"{_START}spalten/", views.columns, name="plan_columns"),
    path(f"{_START}schreiben/", views.write, name="plan_write"),
    path(_ONE, one_views.one, name="plan_one"),
    path(f"{_ONE}beschlossen/", one_views.adopted, name="plan_adopted"),
    path(f"{_ONE}original/", one_views.original, name="plan_original"),
    path(f"{_ONE}zuruecknehmen/", one_views.take_back, name="plan_take_back"),
    path(f"{_ONE}datei/<slug:ending>/", one_views.file, name="plan_file"),
]
