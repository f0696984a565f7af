"""Addresses of logic models and readings, below /k/<slug>/; taken in by `strategy.urls`."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.strategy.logic import reading_views as readings
from sozialstrategie.action.strategy.logic import views


def _of(kind: str, folder: str) -> list[URLPattern]:
    one, extra = f"{folder}/<uuid:uid>/wirkungsmodell", {"kind": kind}
    return [
        path(f"{one}/", views.model_page, extra, name=f"logic_{kind}"),
        path(f"{one}/neu/", views.item_new, extra, name=f"logic_{kind}_item"),
        path(f"{one}/indikatoren/neu/", views.use_new, extra, name=f"logic_{kind}_use"),
    ]


urlpatterns = [
    *_of("measure", "massnahmen"),
    *_of("goal", "ziele"),
    path("wirkungsmodell/<uuid:uid>/bearbeiten/", views.item_edit, name="logic_item_edit"),
    path("wirkungsmodell/<uuid:uid>/loeschen/", views.item_delete, name="logic_item_delete"),
    path("indikatoren/<uuid:uid>/bearbeiten/", views.use_edit, name="logic_use_edit"),
    path("indikatoren/<uuid:uid>/loeschen/", views.use_delete, name="logic_use_delete"),
    path("indikatoren/<uuid:uid>/messwerte/neu/", readings.use_reading, name="use_reading"),
    path("messwerte/<uuid:uid>/", readings.reading, name="reading"),
    path("messwerte/<uuid:uid>/bearbeiten/", readings.reading_edit, name="reading_edit"),
    path("messwerte/<uuid:uid>/einreichen/", readings.reading_submit, name="reading_submit"),
    path("messwerte/<uuid:uid>/freigeben/", readings.reading_accept, name="reading_accept"),
    path("messwerte/<uuid:uid>/zurueckgeben/", readings.reading_return, name="reading_return"),
    path("umsetzung/messwerte/", readings.periods, name="reading_periods"),
    path("umsetzung/messwerte/zeitraum/neu/", readings.period_new, name="period_new"),
    path("umsetzung/messwerte/zeitraum/<uuid:uid>/schliessen/", readings.period_lock, name="period_lock"),
    path("umsetzung/messwerte/zeitraum/<uuid:uid>/oeffnen/", readings.period_unlock, name="period_unlock"),
]
