"""Addresses for those who keep figures."""

from django.urls import path

from sozialstrategie.evidence.monitoring import report_views
from sozialstrategie.evidence.monitoring import staff_views as views
from sozialstrategie.evidence.monitoring.comparing import staff_views as groups
from sozialstrategie.evidence.monitoring.offers import changing as offers_changing
from sozialstrategie.evidence.monitoring.offers import views as offers
from sozialstrategie.evidence.monitoring.own_tables import views as own
from sozialstrategie.evidence.monitoring.releases.views import release_calendar
from sozialstrategie.evidence.monitoring.requests import entry_views as entries
from sozialstrategie.evidence.monitoring.requests import views as requests

app_name = "monitoring_staff"
urlpatterns = [
    path("ausgaben/", views.editions, name="editions"),
    path("ausgaben/kalender/", release_calendar, name="release_calendar"),
    path("ausgaben/einlesen/", views.import_file, name="import"),
    path("ausgaben/einlesen/zuordnen/", own.map_columns, name="map"),
    path("ausgaben/einlesen/speichern/", own.keep_table, name="keep"),
    path("eigene-zahlen/", own.own_list, name="own_list"),
    path("eigene-zahlen/neu/", own.own_new, name="own_new"),
    path("eigene-zahlen/eintragen/", entries.own_entry, name="own_entry"),
    path("eigene-zahlen/<slug:code>/", own.own_indicator, name="own_indicator"),
    path("eigene-zahlen/<slug:code>.<str:ending>", own.own_download, name="own_download"),
    path("eigene-zahlen/<slug:code>/aendern/", own.own_edit, name="own_edit"),
    path("eigene-zahlen/<slug:code>/loeschen/", own.own_delete, name="own_delete"),
    path("ausgaben/<uuid:uid>/", views.edition, name="edition"),
    path("ausgaben/<uuid:uid>/zurueckziehen/", views.edition_withdraw, name="edition_withdraw"),
    path("vergleichsgruppen/", groups.groups, name="groups"),
    path("vergleichsgruppen/neu/", groups.group_new, name="group_new"),
    path("vergleichsgruppen/<uuid:uid>/bearbeiten/", groups.group_edit, name="group_edit"),
    path("vergleichsgruppen/<uuid:uid>/loeschen/", groups.group_delete, name="group_delete"),
    path("datenanfragen/", requests.requests, name="requests"),
    path("datenanfragen/neu/", requests.request_new, name="request_new"),
    path("datenanfragen/<uuid:uid>/", requests.request, name="request"),
    path("datenanfragen/<uuid:uid>/bearbeiten/", requests.request_edit, name="request_edit"),
    path("datenanfragen/<uuid:uid>/loeschen/", requests.request_delete, name="request_delete"),
    path("datenanfragen/<uuid:uid>/verschicken/", requests.request_send, name="request_send"),
    path("datenanfragen/<uuid:uid>/zurueckziehen/", requests.request_withdraw, name="request_withdraw"),
    path("datenanfragen/<uuid:uid>/link-schliessen/", requests.request_close, name="request_close"),
    path("datenanfragen/<uuid:uid>/annehmen/", requests.request_accept, name="request_accept"),
    path("datenanfragen/<uuid:uid>/zurueckgeben/", requests.request_return, name="request_return"),
    path("bestand/", offers.offers, name="offers"),
    path("bestand/uebersicht/", offers.offers_overview, name="offers_overview"),
    path("bestand/neu/", offers_changing.offer_new, name="offer_new"),
    path("bestand/einlesen/", offers_changing.offers_import, name="offers_import"),
    path("bestand/bestand.xlsx", offers.offers_export, name="offers_export"),
    path("bestand/angebote.xlsx", offers.offers_public, name="offers_public"),
    path("bestand/vorlage.xlsx", offers.offers_template, name="offers_template"),
    path("bestand/<uuid:uid>/", offers.offer, name="offer"),
    path("bestand/<uuid:uid>/bearbeiten/", offers_changing.offer_edit, name="offer_edit"),
    path("bestand/<uuid:uid>/loeschen/", offers_changing.offer_delete, name="offer_delete"),
    path("bestand/<uuid:uid>/wiederherstellen/", offers_changing.offer_restore, name="offer_restore"),
    path("bericht/", report_views.reports, name="reports"),
    path("bericht/neu/", report_views.report_new, name="report_new"),
    path("bericht/<uuid:uid>/", report_views.report, name="report"),
    path("bericht/<uuid:uid>/bearbeiten/", report_views.report_edit, name="report_edit"),
    path("bericht/<uuid:uid>/verschieben/", report_views.report_move, name="report_move"),
    path("bericht/<uuid:uid>/loeschen/", report_views.report_delete, name="report_delete"),
    path("bericht/<uuid:uid>/text/neu/<slug:chapter>/", report_views.report_text_new, name="report_text_new"),
    path("bericht/<uuid:uid>/text/<uuid:text_uid>/", report_views.report_text_edit, name="report_text_edit"),
    path(
        "bericht/<uuid:uid>/text/<uuid:text_uid>/loeschen/", report_views.report_text_delete, name="report_text_delete"
    ),
    path("bericht/<uuid:uid>/dokument.<slug:ending>", report_views.report_document, name="report_document"),
]
