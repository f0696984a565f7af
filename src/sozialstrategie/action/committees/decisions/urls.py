"""Addresses of this topic."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.committees.decisions import views, vote_views

_ONE, _VOTE, _ITEM = "beschluesse/<uuid:uid>", "abstimmungen/<uuid:uid>", "sitzungen/punkte/<uuid:uid>"

patterns: list[URLPattern] = [
    path("beschluesse/", views.decisions, name="decisions"),
    path("beschluesse/liste.<slug:ending>", views.decision_list, name="decision_list"),
    path(f"{_ONE}/", views.decision, name="decision"),
    path(f"{_ONE}/bearbeiten/", views.decision_edit, name="decision_edit"),
    path(f"{_ONE}/herausnehmen/", views.decision_withdraw, name="decision_withdraw"),
    path(f"{_ONE}/sachstand/", views.decision_report, name="decision_report"),
    path(f"{_ITEM}/abstimmung/", vote_views.vote_new, name="item_vote"),
    path(f"{_ITEM}/beschluss/", vote_views.decision_new, name="item_decision"),
    path(f"{_VOTE}/", vote_views.vote, name="vote"),
    path(f"{_VOTE}/anderes-ergebnis/", vote_views.vote_override, name="vote_override"),
    path(f"{_VOTE}/bestaetigen/", vote_views.vote_confirm, name="vote_confirm"),
    path(f"{_VOTE}/belassen/", vote_views.vote_keep, name="vote_keep"),
    path(f"{_VOTE}/herausnehmen/", vote_views.vote_withdraw, name="vote_withdraw"),
]
