"""Public pages of organisations."""

from django.urls import path

from sozialstrategie.portal.publishing import views

app_name = "publishing"
urlpatterns = [
    path("<slug:slug>/", views.organisation, name="organisation"),
    path("<slug:slug>/strategie.<str:ending>", views.strategy_document, name="strategy_document"),
    path("<slug:slug>/leicht-verstaendlich.<slug:ending>", views.easy_document, name="easy_document"),
    path("<slug:slug>/dokumente/<slug:printed>.<slug:ending>", views.printed_document, name="printed_document"),
    path("<slug:slug>/teilplaene/<uuid:uid>/<slug:printed>.<slug:ending>", views.part_document, name="part_document"),
]
