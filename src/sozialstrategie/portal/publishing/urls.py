"""Public pages of organisations."""

from django.urls import path

from sozialstrategie.portal.publishing import views

app_name = "publishing"
urlpatterns = [
    path("<slug:slug>/", views.organisation, name="organisation"),
    path("<slug:slug>/strategie.<str:ending>", views.strategy_document, name="strategy_document"),
]
