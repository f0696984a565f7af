"""Public addresses of figures."""

from django.urls import path

from sozialstrategie.evidence.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("<str:region>/", views.situation, name="situation"),
    path("<str:region>/sozialbericht.pdf", views.social_report, name="social_report"),
    path("<str:region>/<slug:code>/", views.indicator, name="indicator"),
    path("<str:region>/<slug:code>.<str:ending>", views.download, name="download"),
]
