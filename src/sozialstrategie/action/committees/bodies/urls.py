"""Addresses of this topic."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.committees.bodies import law_views, member_views, views

_ONE = "gremien/<uuid:uid>"

patterns: list[URLPattern] = [
    path("gremien/", views.committees, name="committees"),
    path("gremien/neu/", views.committee_new, name="committee_new"),
    path("gremien/vorgaben/", law_views.law_page, name="law"),
    path("gremien/vorgaben/<slug:provision>/", law_views.law_confirm, name="law_confirm"),
    path(f"{_ONE}/", views.committee, name="committee"),
    path(f"{_ONE}/bearbeiten/", views.committee_edit, name="committee_edit"),
    path(f"{_ONE}/regel/", views.committee_rule, name="committee_rule"),
    path(f"{_ONE}/kalender/", views.committee_feed_link, name="committee_feed_link"),
    path(f"{_ONE}/amtszeiten/neu/", member_views.term_new, name="committee_term_new"),
    path(f"{_ONE}/mitglieder/neu/", member_views.membership_new, name="committee_member_new"),
    path("gremien/amtszeiten/<uuid:uid>/", member_views.term_edit, name="term_edit"),
    path("gremien/mitglieder/<uuid:uid>/", member_views.membership_edit, name="membership_edit"),
    path("gremien/mitglieder/<uuid:uid>/entfernen/", member_views.membership_remove, name="membership_remove"),
]
