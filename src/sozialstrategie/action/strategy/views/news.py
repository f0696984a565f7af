"""What is new since the last visit: the page, its mark "seen", and taking an accepted finding back to a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy import queries, services
from sozialstrategie.action.strategy.addresses import figure_url, node_url
from sozialstrategie.action.strategy.enums import FindingState
from sozialstrategie.action.strategy.forms import ReopenForm
from sozialstrategie.action.strategy.queries.news import PAGE, Statement
from sozialstrategie.action.strategy.views.kinds import FINDING
from sozialstrategie.action.strategy.views.records import CHANGE, VIEW
from sozialstrategie.evidence.monitoring.editions import EditionNews, may_withdraw
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import OrganisationKind
from sozialstrategie.kit.core.errors import Conflict, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import crumbs, found, saved, see_other, status_of
from sozialstrategie.kit.workplace.services import mark_seen

_KINDS = {"new": ("neu", "plan"), "withdrawn": ("zurückgezogen", ""), "returned": ("zurückgeholt", "plan")}


@dataclass(frozen=True)
class Card:
    """A statement that waits, with the addresses of what can be done."""

    statement: Statement
    url: str
    renew: str
    check: str
    reopen: str
    figures: list[tuple[str, str, str, str, str]]  # address, where, old with edition, new with edition, remark
    rests: list[tuple[str, str, str]]  # label, title, address


@require_safe
@organisation_view(VIEW)
def news(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What changed since this person last said to have seen it."""
    _demand_authority(organisation)
    actor = actor_of(request)
    shown_at = timezone.now()  # what arrives while somebody reads stays new
    found_news = queries.news_for(actor, organisation)
    may_change = allowed(CHANGE, actor, organisation)
    return render(
        request,
        "strategy/news.html",
        {
            "organisation": organisation,
            "news": found_news,
            "shown_at": shown_at.isoformat(),
            "changed": [_card(s, organisation, may_change) for s in found_news.changed],
            "reopened": [_card(s, organisation, may_change) for s in found_news.reopened],
            "unchecked": [_card(s, organisation, may_change) for s in found_news.unchecked],
            "newer": [
                (n, figure_url(n.figure, organisation.region_code, organisation.slug), _findings(n, organisation))
                for n in found_news.newer
            ],
            "editions": [_edition(actor, organisation, e) for e in found_news.editions],
            "may_change": may_change,
            "may_see_editions": allowed("monitoring.view_editions", actor, organisation),
            "breadcrumbs": crumbs(organisation, ("Was ist neu", None)),
        },
    )


def _demand_authority(organisation: Organisation) -> None:
    if organisation.kind != OrganisationKind.LOCAL_AUTHORITY:
        raise Http404


def _card(statement: Statement, organisation: Organisation, may_change: bool) -> Card:
    finding, slug = statement.finding, organisation.slug
    accepted = finding.state == FindingState.ACCEPTED
    act = {name: reverse(f"strategy:finding_{name}", args=[slug, finding.uid]) for name in ("renew", "check", "reopen")}
    return Card(
        statement=statement,
        url=FINDING.url(slug, finding),
        renew=act["renew"] if may_change and statement.changes else "",
        check=act["check"] if may_change and not statement.changes else "",
        reopen=act["reopen"] if may_change and accepted else "",
        figures=[
            (
                figure_url(c.figure, organisation.region_code, slug),
                c.figure.where,
                _with_edition(c.figure.amount, c.old_edition),
                _with_edition(f"{c.new} {c.figure.unit}" if c.new_edition else c.new, c.new_edition),
                c.note,
            )
            for c in statement.changes
        ]
        + [("", r.figure, r.old, r.new, "") for r in statement.renewals if not statement.changes],
        rests=[(n.label, n.title, node_url(slug, n)) for n in statement.rests],
    )


def _with_edition(words: str, edition: str) -> str:
    return f"{words} (Ausgabe {edition})" if edition else words


def _findings(newer: queries.Newer, organisation: Organisation) -> list[tuple[str, str]]:
    return [(FINDING.called(f), FINDING.url(organisation.slug, f)) for f in newer.findings]


def _edition(actor: Actor, organisation: Organisation, news: EditionNews) -> dict[str, object]:
    edition, (word, sign) = news.edition, _KINDS[news.kind]
    url = reverse("monitoring_staff:edition", args=[organisation.slug, edition.uid])
    standing = edition.withdrawn_at is None and may_withdraw(actor, organisation, edition)
    return {
        "edition": edition,
        "at": news.at,
        "word": word,
        "sign": sign,
        "url": url,
        "withdraw": f"{url}#zurueckziehen" if standing else "",
    }


@require_POST
@organisation_view(VIEW)
def news_seen(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Move the mark of this person to the state of the page that was shown."""
    _demand_authority(organisation)
    here = reverse("strategy:news", args=[organisation.slug])
    until = _moment(request.POST.get("until", ""))
    if until is None:
        messages.error(request, "Das Formular kam unvollständig an. Bitte laden Sie die Seite neu.")
        return see_other(here)
    try:
        mark_seen(actor=actor_of(request), owner=organisation, page=PAGE, until=until)
        messages.success(request, "Gemerkt. Ab jetzt zeigt diese Seite, was danach dazukommt.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(here)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:  # well formed, but no such day
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def finding_reopen(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Take an accepted finding back to a draft, with a note; what changed is proposed as the note."""
    actor = actor_of(request)
    obj = found(queries.finding_for(actor, organisation, uid))
    url, back = FINDING.url(organisation.slug, obj), reverse("strategy:news", args=[organisation.slug])
    form = ReopenForm(
        request.POST or None, initial={"review_note": _proposed(actor, organisation, uid), "version": obj.version}
    )
    if request.method == "POST" and form.is_valid():
        values = {"note": form.cleaned_data["review_note"], "version": form.cleaned_data["version"]}
        try:
            done = saved(form, lambda: services.reopen_finding(actor=actor, finding=obj, **values))
        except Conflict as conflict:
            return conflict_page(
                request, form, conflict, what=FINDING.called(obj), saved_by=queries.last_change_of(obj), url=request.path,
                cancel_url=url,
            )  # fmt: skip
        if done is not None:
            messages.success(request, f"Befund {obj.number} ist wieder ein Entwurf und wartet auf Prüfung.")
            return see_other(back)
    return render(
        request,
        "strategy/record_form.html",
        {
            "organisation": organisation,
            "form": form,
            "title": f"Befund {obj.number} wieder öffnen",
            "lead": "Der Befund wird wieder ein Entwurf. Text, Zahlen und Verbindungen bleiben; niemand steht mehr für den "
            "Wortlaut ein, bis ihn jemand neu prüft. Eine freigegebene Fassung der Strategie bleibt, wie sie ist.",
            "submit": "Wieder öffnen",
            "draft": f"reopen-{obj.uid}",
            "cancel_url": url,
            "breadcrumbs": crumbs(
                organisation, (FINDING.plural, FINDING.list_url(organisation.slug)), (FINDING.called(obj), url),
                ("Wieder öffnen", None),
            ),
        },
        status=status_of(form),
    )  # fmt: skip


def _proposed(actor: Actor, organisation: Organisation, uid: UUID) -> str:
    stale = queries.stale_findings_for(actor, organisation, findings=[uid])
    return queries.note_of(stale[0]) if stale else ""
