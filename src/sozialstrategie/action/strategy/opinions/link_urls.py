"""Addresses with the secret of a request for an opinion; they need no login."""

from django.urls import path

from sozialstrategie.action.strategy.opinions import link_views as views

app_name = "opinions"
urlpatterns = [path("<str:token>/", views.answer, name="answer")]
