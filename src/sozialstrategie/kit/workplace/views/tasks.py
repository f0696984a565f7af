"""Tasks: the list with its filters, one task, the form, and the small acts done by one button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.ui.conflict import conflict_page
from sozialstrategie.kit.ui.pages import FORMS, crumbs, found, saved, see_other
from sozialstrategie.kit.workplace import services
from sozialstrategie.kit.workplace.forms import DropForm, TaskForm
from sozialstrategie.kit.workplace.models import Task
from sozialstrategie.kit.workplace.queries.records import record_words
from sozialstrategie.kit.workplace.queries.tasks import CHANGE, VIEW_ALL, task_for, task_lines, tasks_for
from sozialstrategie.kit.workplace.views.common import form_page

PER_PAGE = 50
_VIEWS = (
    ("meine", "Meine"),
    ("offen", "Alle offenen"),
    ("spaet", "Überfällige"),
    ("fertig", "Erledigte und entfallene"),
)


def _list_url(organisation: Organisation) -> str:
    return reverse("workplace:tasks", args=[organisation.slug])


def _url(task: Task) -> str:
    return reverse("workplace:task", args=[task.owner.slug, task.uid])


def _task(request: HttpRequest, organisation: Organisation, uid: UUID) -> Task:
    return found(task_for(actor_of(request), organisation, uid))


@require_safe
@organisation_view("workplace.view")
def tasks(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """My tasks, all open ones, the late ones, or those that are over."""
    actor = actor_of(request)
    sees_all = allowed(VIEW_ALL, actor, organisation)
    view = request.GET.get("ansicht", "")
    if view not in dict(_VIEWS):
        view = "meine" if not sees_all or _mine(actor, organisation).exists() else "offen"
    words = request.GET.get("suche", "").strip()[:80]
    rows = _selected(actor, organisation, view)
    if words:
        rows = rows.filter(title__icontains=words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "organisation": organisation,
        "views": [(key, label, key == view) for key, label in _VIEWS if sees_all or key in ("meine", "fertig")],
        "view": view,
        "words": words,
        "page": page,
        "lines": [
            {"l": line, "url": _url(line.task), "may_change": allowed(CHANGE, actor, line.task)}
            for line in task_lines(organisation, list(page))
        ],
        "may_create": allowed(CHANGE, actor, organisation),
        "here": request.get_full_path(),
        "breadcrumbs": crumbs(organisation, ("Aufgaben", None)),
    }
    return render(request, "workplace/tasks.html", context)


def _mine(actor: Actor, organisation: Organisation) -> QuerySet[Task]:
    rows = tasks_for(actor, organisation).filter(done_on=None, dropped_on=None)
    return rows.filter(responsible__uid=actor.person_uid) if actor.person_uid else rows.none()


def _selected(actor: Actor, organisation: Organisation, view: str) -> QuerySet[Task]:
    by_day = (F("due").asc(nulls_last=True), "position", "pk")
    rows = tasks_for(actor, organisation).select_related("owner")
    if view == "meine":
        return _mine(actor, organisation).select_related("owner").order_by(*by_day)
    if view == "fertig":
        return rows.exclude(done_on=None, dropped_on=None).order_by("-updated_at")
    rows = rows.filter(done_on=None, dropped_on=None).order_by(*by_day)
    return rows.filter(due__lt=timezone.localdate()) if view == "spaet" else rows


@require_safe
@organisation_view("workplace.view")
def task(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """One task."""
    actor, obj = actor_of(request), _task(request, organisation, uid)
    (line,) = task_lines(organisation, [obj])
    context = {
        "organisation": organisation,
        "task": obj,
        "line": line,
        "may_change": allowed(CHANGE, actor, obj),
        "here": _url(obj),
        "breadcrumbs": crumbs(organisation, ("Aufgaben", _list_url(organisation)), (obj.title, None)),
    }
    return render(request, "workplace/task.html", context)


@require_http_methods(FORMS)
@organisation_view(CHANGE)
def task_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make a task; `?zu=<kind>:<uid>` ties it to a record."""
    actor, about = actor_of(request), request.GET.get("zu", "")
    words, place = None, _place(about)
    if place is not None:
        words = found(record_words(actor, organisation, *place))
    form = TaskForm(request.POST or None, actor=actor, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        tied = {"about": place, "about_title": words.title, "about_url": words.url} if words and place else {}
        values = {**form.values(), **tied}
        made = saved(form, lambda: services.create_task(actor=actor, owner=organisation, **values))
        if made is not None:
            messages.success(request, "Die Aufgabe ist angelegt.")
            return see_other(words.url if words else _url(made))
    return form_page(
        request, organisation, form, title="Neue Aufgabe", submit="Aufgabe anlegen",
        lead=f"Gehört zu: {words.title}" if words else "", cancel_url=words.url if words else _list_url(organisation),
        draft=f"aufgabe-neu-{organisation.slug}", trail=(("Aufgaben", _list_url(organisation)),),
    )  # fmt: skip


def _place(words: str) -> tuple[str, UUID] | None:
    kind, _, uid = words.partition(":")
    try:
        return (kind, UUID(uid)) if kind and uid else None
    except ValueError:
        return None


@require_http_methods(FORMS)
@organisation_view("workplace.view")
def task_edit(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Change a task."""
    actor, obj = actor_of(request), _task(request, organisation, uid)
    if not allowed(CHANGE, actor, obj):
        found(None)
    form = TaskForm(request.POST or None, instance=obj, actor=actor, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.values()
        try:
            done = saved(form, lambda: services.edit_task(actor=actor, task=obj, version=version, **values))
        except Conflict as conflict:
            return conflict_page(
                request, form, conflict, what=f"Aufgabe „{obj.title}“", url=request.path, cancel_url=_url(obj)
            )
        if done is not None:
            messages.success(request, "Die Aufgabe ist gespeichert.")
            return see_other(_url(obj))
    return form_page(
        request, organisation, form, title="Aufgabe ändern", submit="Speichern", cancel_url=_url(obj),
        draft=f"aufgabe-{obj.uid}", trail=(("Aufgaben", _list_url(organisation)), (obj.title, _url(obj))),
    )  # fmt: skip


@require_POST
@organisation_view("workplace.view")
def task_done(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """It is done."""
    obj = _task(request, organisation, uid)
    try:
        services.complete_task(actor=actor_of(request), task=obj)
        messages.success(request, f"Erledigt: {obj.title}")
    except Conflict as conflict:
        messages.warning(request, str(conflict))
    return see_other(_back(request, _url(obj)))


@require_POST
@organisation_view("workplace.view")
def task_reopen(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """It is open again."""
    obj = _task(request, organisation, uid)
    try:
        services.reopen_task(actor=actor_of(request), task=obj)
        messages.success(request, f"Wieder offen: {obj.title}")
    except Conflict as conflict:
        messages.warning(request, str(conflict))
    return see_other(_url(obj))


@require_http_methods(FORMS)
@organisation_view("workplace.view")
def task_drop(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """It will not be done."""
    actor, obj = actor_of(request), _task(request, organisation, uid)
    if not allowed(CHANGE, actor, obj):
        found(None)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if saved(form, lambda: services.drop_task(actor=actor, task=obj, reason=reason)) is not None:
            messages.success(request, "Die Aufgabe entfällt. Der Grund steht dabei.")
            return see_other(_url(obj))
    return form_page(
        request, organisation, form, title="Aufgabe entfällt", submit="Fallen lassen", lead=obj.title, cancel_url=_url(obj),
        trail=(("Aufgaben", _list_url(organisation)), (obj.title, _url(obj))),
    )  # fmt: skip


def _back(request: HttpRequest, otherwise: str) -> str:
    """Where the button stood; never another host."""
    wanted = request.POST.get("zurueck", "")
    same = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if same and wanted.startswith("/") else otherwise
