"""Addresses with the secret of a question about progress; they need no login."""

from django.urls import path

from sozialstrategie.action.strategy.progress import link_views as views

app_name = "progress"
urlpatterns = [path("<str:token>/", views.answer, name="answer")]
