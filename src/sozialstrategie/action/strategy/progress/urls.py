"""Addresses of the carrying out, below /k/<slug>/; taken in by `strategy.urls`."""

from __future__ import annotations

from django.urls import path

from sozialstrategie.action.strategy.progress import asking, budget_views, report_views, returning, views

_ASKED = "umsetzung/fragen/<uuid:uid>"

urlpatterns = [
    path("umsetzung/", views.hanging_page, name="hanging"),
    path("umsetzung/abstand/", views.interval, name="progress_interval"),
    path("umsetzung/zeitplan/", views.timeline, name="timeline"),
    path("umsetzung/umsetzungsbericht.<slug:ending>", report_views.implementation_report, name="implementation_report"),
    path("umsetzung/fragen/", asking.requests, name="progress_requests"),
    path("umsetzung/fragen/neu/", asking.ask, name="progress_ask"),
    path("umsetzung/fragen/tabelle.xlsx", returning.table, name="progress_table"),
    path("umsetzung/fragen/einlesen/", returning.returned, name="progress_returned"),
    path(f"{_ASKED}/", asking.request_page, name="progress_request"),
    path(f"{_ASKED}/link/", asking.make_link, name="progress_request_token"),
    path(f"{_ASKED}/beenden/", asking.close, name="progress_request_close"),
    path("umsetzung/antworten/<uuid:uid>/uebernehmen/", asking.take_over, name="progress_answer_take"),
    path("umsetzung/antworten/<uuid:uid>/liegenlassen/", asking.decline, name="progress_answer_decline"),
    path("massnahmen/<uuid:uid>/kosten/neu/", budget_views.line_new, name="budget_new"),
    path("umsetzung/kosten/<uuid:uid>/bearbeiten/", budget_views.line_edit, name="budget_edit"),
    path("umsetzung/kosten/<uuid:uid>/loeschen/", budget_views.line_delete, name="budget_delete"),
]
