"""The whole URL tree. Everything needs a login except what is named public here or in its view."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from sozialstrategie.portal.web import views
from sozialstrategie.portal.web.mounts import mounts

staff = [
    path("", views.workplace, name="workplace"),
    path("verlauf/", views.history, name="history"),
    path("verlauf/<uuid:uid>/rueckgaengig/", views.undo, name="undo"),
    path("mitglieder/", views.members, name="members"),
    path("mitglieder/<uuid:uid>/beenden/", views.end_role, name="end_role"),
    path("mitglieder/<uuid:uid>/link/", views.login_link, name="login_link"),
    path("planungsstand/", views.cycle, name="cycle"),
    path("angaben/", views.organisation_details, name="organisation"),
]

urlpatterns = [
    path("", views.start, name="start"),
    path("arbeitsplatz/", views.my_workplaces, name="my_workplaces"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.privacy, name="privacy"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("leicht-erklaert/", views.easy, name="easy"),
    path("offene-daten/", views.open_data, name="open_data"),
    path("favicon.ico", login_not_required(RedirectView.as_view(url="/static/ui/favicon.svg")), name="favicon"),
    path("konto/", include("allauth.account.urls")),
    path("konto/zwei-schritte/", include("allauth.mfa.urls")),
    path("lage/", include("sozialstrategie.evidence.monitoring.urls")),
    path("datenanfrage/", include("sozialstrategie.evidence.monitoring.requests.link_urls")),
    path("stellungnahme/", include("sozialstrategie.action.strategy.opinions.link_urls")),
    path("sachstand/", include("sozialstrategie.action.strategy.progress.link_urls")),
    path("gremien/", include("sozialstrategie.action.committees.meetings.link_urls")),
    path("oeffentlich/", include("sozialstrategie.portal.publishing.urls")),
    path("k/<slug:slug>/", include("sozialstrategie.kit.workplace.urls")),
    path("k/<slug:slug>/", include("sozialstrategie.evidence.monitoring.staff_urls")),
    path("k/<slug:slug>/", include("sozialstrategie.action.strategy.urls")),
    path("k/<slug:slug>/", include("sozialstrategie.action.committees.urls")),
    path("k/<slug:slug>/", include((staff, "web"))),
    *(path(prefix, include(module)) for prefix, module in mounts()),
]

handler400 = "sozialstrategie.portal.web.errors.bad_request"
handler403 = "sozialstrategie.portal.web.errors.forbidden"
handler404 = "sozialstrategie.portal.web.errors.not_found"
handler500 = "sozialstrategie.portal.web.errors.server_error"
