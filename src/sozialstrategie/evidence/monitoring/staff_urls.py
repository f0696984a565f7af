"""Addresses for those who keep figures."""

from django.urls import path

from sozialstrategie.evidence.monitoring import staff_views as views

app_name = "monitoring_staff"
urlpatterns = [
    path("ausgaben/", views.editions, name="editions"),
    path("ausgaben/einlesen/", views.import_file, name="import"),
    path("ausgaben/<uuid:uid>/", views.edition, name="edition"),
    path("ausgaben/<uuid:uid>/zurueckziehen/", views.edition_withdraw, name="edition_withdraw"),
]
