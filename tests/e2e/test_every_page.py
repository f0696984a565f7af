"""Every page that a GET of the route table gives: axe, console, hosts, 320 px; filled, empty, and with a form error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.checks import demand_good
from tests.e2e.site import Site
from tests.routes import table
from tests.routes.urls import Route, address, all_routes, arguments_of

pytestmark = [pytest.mark.e2e, pytest.mark.long]

FILLED, EMPTY = "musterberg", "neustadt-beispiel"
LOGINS = {
    "public": "", "planning_coordinator": "planung", "leadership": "leitung", "measure_owner": "massnahme",
    "admin": "verwaltung",
}  # fmt: skip
# Files and redirections: nothing that a browser would show as a page.
NO_PAGES = ("favicon", "monitoring_staff:offers_export", "monitoring_staff:offers_public", "monitoring_staff:offers_template",
            "monitoring:download", "monitoring_staff:own_download", "monitoring:social_report", "monitoring:profile", "monitoring_staff:report_document", "strategy:thread_table", "strategy:document",
            "publishing:strategy_document", "publishing:printed_document", "publishing:easy_document", "publishing:part_document", "mfa_download_recovery_codes", "strategy:opinion_synopsis", "strategy:version_document",
            "strategy:comparison_document", "strategy:plan_file", "strategy:implementation_report", "strategy:printed_document",
            "strategy:easy_document", "strategy:progress_table", "workplace:handover_sheet", "workplace:word_starter", "workplace:word_template_file",
            "workplace:word_template_print",
            "committees:decision_list", "committees:minutes_document", "committees:meeting_folder", "committees:meeting_calendar",
            "committees:paper_document")  # fmt: skip
# Pages that the route table knows as closed because its twins have released nothing yet; in the example they are open.
OPEN_IN_EXAMPLE = {"publishing:organisation": ""}
# Pages of a state that the example is not in; `test_plan_import`, `test_strategy_life`, `test_handover` and
# `test_word_templates` look at them as closely.
LATER = ("strategy:plan_one", "strategy:carry_one", "workplace:handover", "workplace:word_template")


def pages() -> Iterator[tuple[Route, str]]:
    """Each route that shows somebody a page, with a login that sees it."""
    for route in all_routes():
        owner = "own" if route.of_tenant else "none"
        for asker, login in LOGINS.items():
            if table.expected(route.name, "GET", owner, asker) == "200" and route.name not in (*NO_PAGES, *LATER):
                yield route, login
                break
        else:
            if route.name in OPEN_IN_EXAMPLE:
                yield route, OPEN_IN_EXAMPLE[route.name]


def path_of(route: Route, site: Site, slug: str) -> str:
    tenant = site.tenant(slug)
    return address(route, arguments_of(route, tenant, tenant))


FILLED_PAGES = [pytest.param(route, login, id=route.name) for route, login in pages()]


@pytest.mark.parametrize(("route", "login"), FILLED_PAGES)
def test_filled(route: Route, login: str, site: Site, open_page: Callable[..., Any]) -> None:
    demand_good(open_page(path_of(route, site, FILLED), login))


# An authority that has only just begun: all pages that need no record.
EMPTY_PAGES = [
    pytest.param(route, id=route.name)
    for route, login in pages()
    if route.of_tenant and not route.of_record and login == "planung"
]


@pytest.mark.parametrize("route", EMPTY_PAGES)
def test_empty(route: Route, site: Site, open_page: Callable[..., Any]) -> None:
    demand_good(open_page(path_of(route, site, EMPTY), "stadt"))


def _takes_forms(route: Route, login: str) -> bool:
    """Whether an empty POST comes back as a page that says what is wrong."""
    asker = next(asker for asker, known in LOGINS.items() if known == login)
    return table.expected(route.name, "POST", "own" if route.of_tenant else "none", asker) in ("422", "200")


# A used-up link, a closed registration, a question without a field: nothing that could be typed wrongly.
_NOTHING_TO_TYPE = (
    "account_reset_password",
    "account_reset_password_from_key",
    "account_signup",
    "mfa_generate_recovery_codes",
    "strategy:strategy_step",  # a step forward needs no reason
    "committees:meeting_step",  # a meeting of the example is over; `meetings/test_views` sends it without a reason
    "workplace:handover_preview",  # asks by GET; `test_handover` sends it empty
)
FORM_PAGES = [
    pytest.param(route, login, id=route.name)
    for route, login in pages()
    if route.name not in _NOTHING_TO_TYPE and _takes_forms(route, login)
]
_TYPED = "input:not([type=hidden]), select, textarea"  # a form without any is a button, and may delete
_EMPTY_THE_FORM = """form => {
  form.noValidate = true;
  for (const e of form.elements) {
    if (e.type === 'hidden' || e.tagName === 'BUTTON') continue;
    if (e.tagName === 'SELECT') { e.selectedIndex = -1; continue; }
    if (e.type === 'checkbox' || e.type === 'radio') { e.checked = false; continue; }
    e.value = '';
  }
}"""


@pytest.mark.parametrize(("route", "login"), FORM_PAGES)
def test_form_error(route: Route, login: str, site: Site, open_page: Callable[..., Any], windows: Any) -> None:
    """Send the form of the page emptied: the page comes back, names the faults, and is as accessible as before."""
    page = open_page(path_of(route, site, FILLED), login)
    form = page.locator("main form[method=post]").filter(has=page.locator(_TYPED)).last
    assert form.count(), f"{page.url}: {page.locator('main').inner_text()}"
    form.evaluate(_EMPTY_THE_FORM)
    windows.expected_status |= {422}
    with page.expect_navigation() as navigation:
        form.locator("button[type=submit]").first.click()
    assert navigation.value.status in (200, 422)
    assert page.locator("[role=alert], .kern-alert, [aria-invalid=true]").count() > 0
    if navigation.value.status == 422:
        assert page.title().startswith("Fehler: ")
    demand_good(page)


@pytest.mark.parametrize("path", ["/gibtesnicht/", "/k/gibtesnicht/", "/lage/16999/"])
def test_missing(path: str, open_page: Callable[..., Any]) -> None:
    demand_good(open_page(path, "planung", status=404))
