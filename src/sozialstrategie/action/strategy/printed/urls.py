"""Addresses of the printed documents, below /k/<slug>/; taken in by `strategy.urls`."""

from __future__ import annotations

from django.urls import path

from sozialstrategie.action.strategy.printed import views
from sozialstrategie.action.strategy.printed.easy import views as easy

_EASY = "dokumente/verstaendlich/<uuid:uid>"

urlpatterns = [
    path("dokumente/", views.printed, name="printed"),
    path("dokumente/verstaendlich/neu/", easy.easy_new, name="easy_new"),
    path(f"{_EASY}/", easy.easy_page, name="easy"),
    path(f"{_EASY}/bearbeiten/", easy.easy_edit, name="easy_edit"),
    path(f"{_EASY}/testlesen/", easy.easy_test, name="easy_test"),
    path(f"{_EASY}/testlesen/<uuid:test_uid>/zuruecknehmen/", easy.easy_test_withdraw, name="easy_test_withdraw"),
    path(f"{_EASY}/veroeffentlichen/", easy.easy_release, name="easy_release"),
    path(f"{_EASY}/zurueckziehen/", easy.easy_withdraw, name="easy_withdraw"),
    path(f"{_EASY}/text.<slug:ending>", easy.easy_document, name="easy_document"),
    path("dokumente/<slug:printed>.<slug:ending>", views.printed_document, name="printed_document"),
]
