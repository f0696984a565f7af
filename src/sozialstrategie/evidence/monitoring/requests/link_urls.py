"""Addresses with the secret of a data request; they need no login."""

from django.urls import path

from sozialstrategie.evidence.monitoring.requests import link_views as views

app_name = "data_requests"
urlpatterns = [
    path("<str:token>/", views.answer, name="answer"),
    path("<str:token>/vorlage.xlsx", views.template, name="template"),
]
