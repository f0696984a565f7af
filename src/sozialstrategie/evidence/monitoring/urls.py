"""Public addresses of figures."""

from django.urls import path

from sozialstrategie.evidence.monitoring import views
from sozialstrategie.evidence.monitoring.availability import views as available
from sozialstrategie.evidence.monitoring.comparing import views as comparing

app_name = "monitoring"
urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("verfuegbarkeit/", available.availability, name="availability"),
    path("vergleich/", comparing.compare, name="compare"),
    path("<str:region>/", views.situation, name="situation"),
    path("<str:region>/profil/", comparing.profile, name="profile_page"),
    path("<str:region>/aehnliche/", comparing.similar, name="similar"),
    path("<str:region>/sozialbericht.pdf", views.social_report, name="social_report"),
    path("<str:region>/profil.pdf", views.profile, name="profile"),
    path("<str:region>/<slug:code>/", views.indicator, name="indicator"),
    path("<str:region>/<slug:code>/karte/", comparing.year_page, name="map"),
    path("<str:region>/<slug:code>/kreise/", comparing.courses, name="courses"),
    path("<str:region>/<slug:code>.<str:ending>", views.download, name="download"),
]
