"""Addresses of the rounds of opinions, below /k/<slug>/; taken in by `strategy.urls`."""

from __future__ import annotations

from django.urls import path

from sozialstrategie.action.strategy.opinions import views

_ROUND, _ASKED = "mitzeichnung/<uuid:uid>", "mitzeichnung/stellen/<uuid:uid>"

urlpatterns = [
    path("mitzeichnung/", views.rounds, name="opinion_rounds"),
    path("mitzeichnung/neu/", views.round_new, name="opinion_round_new"),
    path(f"{_ROUND}/", views.round_page, name="opinion_round"),
    path(f"{_ROUND}/bearbeiten/", views.round_edit, name="opinion_round_edit"),
    path(f"{_ROUND}/beenden/", views.round_close, name="opinion_round_close"),
    path(f"{_ROUND}/wieder-oeffnen/", views.round_reopen, name="opinion_round_reopen"),
    path(f"{_ROUND}/stellen/neu/", views.ask, name="opinion_ask"),
    path(f"{_ROUND}/links/", views.round_links, name="opinion_round_links"),
    path(f"{_ROUND}/synopse.<slug:ending>", views.synopsis, name="opinion_synopsis"),
    path(f"{_ASKED}/", views.asked_page, name="opinion_request"),
    path(f"{_ASKED}/bearbeiten/", views.asked_edit, name="opinion_request_edit"),
    path(f"{_ASKED}/link/", views.asked_link, name="opinion_request_link"),
    path(f"{_ASKED}/zuruecknehmen/", views.asked_withdraw, name="opinion_request_withdraw"),
    path(f"{_ASKED}/eintragen/", views.asked_enter, name="opinion_request_enter"),
    path(f"{_ASKED}/antworten/", views.asked_answer, name="opinion_request_answer"),
    path("mitzeichnung/anmerkungen/<uuid:uid>/", views.consider, name="opinion_consider"),
]
