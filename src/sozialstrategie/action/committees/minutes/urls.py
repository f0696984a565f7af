"""Addresses of this topic."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.committees.minutes import views

_ONE = "niederschriften/<uuid:uid>"

patterns: list[URLPattern] = [
    path("niederschriften/", views.minutes_list, name="minutes_list"),
    path("sitzungen/<uuid:uid>/niederschrift/", views.minutes_draft, name="meeting_minutes"),
    path(f"{_ONE}/", views.minutes, name="minutes"),
    path(f"{_ONE}/versenden/", views.minutes_circulate, name="minutes_circulate"),
    path(f"{_ONE}/zurueck/", views.minutes_reopen, name="minutes_reopen"),
    path(f"{_ONE}/genehmigen/", views.minutes_approve, name="minutes_approve"),
    path(f"{_ONE}/berichtigen/", views.minutes_correct, name="minutes_correct"),
    path(f"{_ONE}/dokument.<slug:ending>", views.minutes_document, name="minutes_document"),
]
