"""Addresses of this topic."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.committees.meetings import agenda_views, inviting_views, live_views, views

_ONE = "sitzungen/<uuid:uid>"
_ITEM = "sitzungen/punkte/<uuid:uid>"
_PERSON = "sitzungen/teilnahme/<uuid:uid>"

patterns: list[URLPattern] = [
    path("gremien/<uuid:uid>/sitzungen/neu/", views.meeting_new, name="committee_meeting_new"),
    path(f"{_ONE}/", views.meeting, name="meeting"),
    path(f"{_ONE}/bearbeiten/", views.meeting_edit, name="meeting_edit"),
    path(f"{_ONE}/schritt/<slug:way>/", views.meeting_step, name="meeting_step"),
    path(f"{_ONE}/termin.ics", inviting_views.meeting_calendar, name="meeting_calendar"),
    path(f"{_ONE}/mappe.pdf", views.meeting_folder, name="meeting_folder"),
    path(f"{_ONE}/tagesordnung/neu/", agenda_views.item_new, name="meeting_item_new"),
    path(f"{_ONE}/tagesordnung/uebernehmen/", agenda_views.take_over, name="meeting_take_over"),
    path(f"{_ONE}/tagesordnung/versenden/", inviting_views.meeting_send_agenda, name="meeting_send_agenda"),
    path(f"{_ITEM}/bearbeiten/", agenda_views.item_edit, name="item_edit"),
    path(f"{_ITEM}/verschieben/<slug:direction>/", agenda_views.item_move, name="item_move"),
    path(f"{_ITEM}/entfernen/", agenda_views.item_remove, name="item_remove"),
    path(f"{_PERSON}/antwort/", inviting_views.attendance_answer, name="attendance_answer"),
    path(f"{_PERSON}/link/", inviting_views.attendance_link, name="attendance_link"),
    path(f"{_PERSON}/vertretung/", inviting_views.attendance_substitute, name="attendance_substitute"),
    path(f"{_PERSON}/einladen/", inviting_views.attendance_invite, name="attendance_invite"),
    path(f"{_ONE}/live/", live_views.meeting_live, name="meeting_live"),
    path(f"{_ONE}/live/gast/", live_views.meeting_guest, name="meeting_guest"),
    path(f"{_ONE}/live/parken/", live_views.meeting_park, name="meeting_park"),
    path(f"{_PERSON}/da/", live_views.attendance_mark, name="attendance_mark"),
    path(f"{_ITEM}/uhr/", live_views.item_clock, name="item_clock"),
    path(f"{_ITEM}/festhalten/", live_views.item_record, name="item_record"),
    path(f"{_ITEM}/beteiligt/", live_views.item_recused, name="item_recused"),
    path(f"{_ITEM}/aufgabe/", live_views.item_task, name="item_task"),
]
