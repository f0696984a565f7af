"""Addresses with a secret: the answer to an invitation, and the calendar of a body. They need no login."""

from django.urls import path

from sozialstrategie.action.committees.meetings import link_views as views

app_name = "committee_links"
urlpatterns = [
    path("einladung/<str:token>/", views.answer, name="answer"),
    path("einladung/<str:token>/termin.ics", views.appointment, name="appointment"),
    path("kalender/<str:token>/sitzungen.ics", views.feed, name="feed"),
]
