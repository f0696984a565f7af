"""Addresses of the room, below /k/<slug>/."""

from __future__ import annotations

from django.urls import URLPattern, path

from sozialstrategie.action.strategy.life import urls as life
from sozialstrategie.action.strategy.logic import urls as logic
from sozialstrategie.action.strategy.opinions import urls as opinions
from sozialstrategie.action.strategy.plan_import.urls import patterns as plan_import_urls
from sozialstrategie.action.strategy.plans import urls as plans
from sozialstrategie.action.strategy.printed import urls as printed
from sozialstrategie.action.strategy.progress import urls as progress
from sozialstrategie.action.strategy.views import (
    dashboard,
    details,
    measures,
    news,
    offers,
    records,
    signals,
    strategies,
    thread,
)
from sozialstrategie.action.strategy.views.kinds import FIELD, FINDING, GOAL, MEASURE, NEED, Kind

app_name = "strategy"


def _shared(kind: Kind, folder: str, *, restable: bool = True, linked: bool = True) -> list[URLPattern]:
    """What all kinds of records have in common."""
    one, key, extra = f"{folder}/<uuid:uid>", kind.key, {"kind": kind}
    patterns = [
        path(f"{folder}/neu/", records.record_new, extra, name=f"{key}_new"),
        path(f"{one}/bearbeiten/", records.record_edit, extra, name=f"{key}_edit"),
        path(f"{one}/loeschen/", records.record_delete, extra, name=f"{key}_delete"),
        path(f"{one}/wiederherstellen/", records.record_restore, extra, name=f"{key}_restore"),
    ]
    if restable:
        patterns += [
            path(f"{one}/ruhen/", records.record_rest, extra, name=f"{key}_rest"),
            path(f"{one}/aufnehmen/", records.record_wake, extra, name=f"{key}_wake"),
        ]
    if linked:
        patterns += [
            path(f"{one}/verbinden/<slug:other>/", records.record_link, extra, name=f"{key}_link"),
            path(f"{one}/loesen/<slug:other>/<uuid:other_uid>/", records.record_unlink, extra, name=f"{key}_unlink"),
        ]
    return patterns


urlpatterns = [
    path("ueberblick/", dashboard.dashboard, name="dashboard"),
    path("ueberblick/auswahl/", dashboard.dashboard_choice, name="dashboard_choice"),
    path("neues/", news.news, name="news"),
    path("neues/gesehen/", news.news_seen, name="news_seen"),
    path("auffaelliges/", signals.signals, name="signals"),
    path("auffaelliges/<str:key>/annehmen/", signals.signal_accept, name="signal_accept"),
    path("auffaelliges/<str:key>/verwerfen/", signals.signal_reject, name="signal_reject"),
    path("faden/", thread.thread, name="thread"),
    path("faden/tabelle.csv", thread.thread_table, name="thread_table"),
    path("befunde/", records.record_list, {"kind": FINDING}, name="findings"),
    path("befunde/<uuid:uid>/", details.finding, name="finding"),
    path("befunde/<uuid:uid>/annehmen/", details.finding_check, name="finding_check"),
    path("befunde/<uuid:uid>/zahlen-neu/", details.finding_renew, name="finding_renew"),
    path("befunde/<uuid:uid>/wieder-oeffnen/", news.finding_reopen, name="finding_reopen"),
    path("befunde/<uuid:uid>/verwerfen/", details.finding_reject, name="finding_reject"),
    *_shared(FINDING, "befunde"),
    path("bedarfe/", records.record_list, {"kind": NEED}, name="needs"),
    path("bedarfe/angebote/", offers.needs_offers, name="needs_offers"),
    path("bedarfe/<uuid:uid>/", details.need, name="need"),
    path("bedarfe/<uuid:uid>/angebote/", offers.need_offers, name="need_offers"),
    *_shared(NEED, "bedarfe"),
    path("ziele/", records.record_list, {"kind": GOAL}, name="goals"),
    path("ziele/<uuid:uid>/", details.goal, name="goal"),
    *_shared(GOAL, "ziele"),
    path("massnahmen/", measures.measure_list, name="measures"),
    path("massnahmen/<uuid:uid>/", measures.measure, name="measure"),
    path("massnahmen/<uuid:uid>/sachstand/", measures.measure_progress, name="measure_progress"),
    path("massnahmen/<uuid:uid>/einreichen/", measures.measure_submit, name="measure_submit"),
    path("massnahmen/<uuid:uid>/freigeben/", measures.measure_release, name="measure_release"),
    path("massnahmen/<uuid:uid>/wirkung/", measures.measure_logic, name="measure_logic"),
    path("massnahmen/<uuid:uid>/messwerte/neu/", measures.measure_reading, name="measure_reading"),
    path(
        "massnahmen/<uuid:uid>/messwerte/<uuid:reading_uid>/freigeben/",
        measures.reading_approve,
        name="reading_approve",
    ),
    *_shared(MEASURE, "massnahmen"),
    path("handlungsfelder/", records.record_list, {"kind": FIELD}, name="fields"),
    path("handlungsfelder/<uuid:uid>/", details.field, name="field"),
    *_shared(FIELD, "handlungsfelder", restable=False, linked=False),
    path("strategie/", strategies.strategy, name="strategy"),
    path("strategie/neu/", strategies.strategy_new, name="strategy_new"),
    path("strategie/<uuid:uid>/bearbeiten/", strategies.strategy_edit, name="strategy_edit"),
    path("strategie/<uuid:uid>/freigeben/", strategies.strategy_release, name="strategy_release"),
    path("strategie/<uuid:uid>/festhalten/", strategies.strategy_freeze, name="strategy_freeze"),
    path("strategie/fassungen/<uuid:uid>/", strategies.version, name="version"),
    *plan_import_urls,
    path("strategie/dokument.<slug:ending>", strategies.document, name="document"),
    *plans.urlpatterns,
    *life.urlpatterns,
    *opinions.urlpatterns,
    *printed.urlpatterns,
    *logic.urlpatterns,
    *progress.urlpatterns,
]
