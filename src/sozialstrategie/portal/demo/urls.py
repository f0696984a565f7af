"""Addresses of the example."""

from django.urls import path

from sozialstrategie.portal.demo import views

app_name = "demo"
urlpatterns = [path("anmelden/", views.login, name="login")]
