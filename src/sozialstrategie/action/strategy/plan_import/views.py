"""Pages of taking a plan over: upload, columns, preview, writing; then one page for each taking over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import PlanImport, Strategy
from sozialstrategie.action.strategy.plan_import import queries
from sozialstrategie.action.strategy.plan_import.columns import PlanMapping, choices, fitting, propose, roles_below
from sozialstrategie.action.strategy.plan_import.comparing import Comparison, compare
from sozialstrategie.action.strategy.plan_import.content import Item, Plan
from sozialstrategie.action.strategy.plan_import.forms import (
    AdoptedForm,
    ColumnsForm,
    OriginalForm,
    UploadForm,
    adoption_again,
)
from sozialstrategie.action.strategy.plan_import.opening import Unreadable, open_plan
from sozialstrategie.action.strategy.plan_import.pending import Shown, Upload, shown_of, upload_of
from sozialstrategie.action.strategy.plan_import.queries import CHANGE, VIEW
from sozialstrategie.action.strategy.plan_import.reading import read_plan
from sozialstrategie.action.strategy.plan_import.services import Adoption, File, attach_original, import_plan
from sozialstrategie.action.strategy.plan_import.sheets import Table
from sozialstrategie.action.strategy.plan_import.undoing import take_back_import
from sozialstrategie.action.strategy.services import life
from sozialstrategie.action.strategy.views.common import crumbs, found, see_other, status_of
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.files import read_file
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import allowed

DECIDE = "strategy.record_decision"
_EXPIRED = "Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert."
_SHOWN_ROWS, _SHOWN_FAULTS = 15, 200


def _crumbs(organisation: Organisation, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    strategy = reverse("strategy:strategy", args=[organisation.slug])
    start = reverse("strategy:plan_import", args=[organisation.slug])
    own: tuple[str, str | None] = ("Plan übernehmen", start if more else None)
    return crumbs(organisation, ("Strategie", strategy), own, *more)


def _url(name: str, organisation: Organisation, *arguments: Any) -> str:
    return reverse(f"strategy:{name}", args=[organisation.slug, *arguments])


def _tables(data: bytes) -> list[Table]:
    return choices(open_plan(data, Path(settings.HOME) / "work"))


def _expired(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    messages.error(request, _EXPIRED)
    return see_other(_url("plan_import", organisation))


# --- upload ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def upload(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Choose the file; one of a known build leads to the preview at once, another to the question what its columns mean."""
    actor = actor_of(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    earlier = queries.imports_for(actor, organisation)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        original = form.cleaned_data["original"]
        file = File(sent.name, sent.read())
        try:
            tables = _tables(file.data)
        except Unreadable as problem:
            form.add_error("file", f"Nicht gelesen. {problem}")
        else:
            kept = Upload.keep(file, File(original.name, original.read()) if original else None)
            return _known(request, organisation, kept, tables, earlier)
    context = {
        "organisation": organisation,
        "form": form if request.method == "POST" else UploadForm(),
        "earlier": earlier,
        "breadcrumbs": _crumbs(organisation),
    }
    return render(request, "strategy/plan_import/upload.html", context, status=status_of(form))


def _known(
    request: HttpRequest, organisation: Organisation, kept: Upload, tables: list[Table], earlier: Sequence[PlanImport]
) -> HttpResponse:
    """After the upload: the preview for a file of a build that was mapped before, else the mapping."""
    known = fitting((PlanMapping.from_plain(one.mapping) for one in earlier), tables)
    if known is None:
        return see_other(_columns_url(organisation, kept))
    mapping, table = known
    last = next(one for one in earlier if one.mapping == mapping.to_plain())
    again = next((one for one in earlier if one.file_sha == kept.sha), None)
    if again is not None:
        messages.info(request, f"Diese Datei wurde am {again.created_at:%d.%m.%Y} schon übernommen.")
    return _preview(request, organisation, kept, table, mapping, adoption_again(last), last.strategy)


def _columns_url(organisation: Organisation, kept: Upload, **more: str) -> str:
    return f"{_url('plan_columns', organisation)}?{urlencode({'datei': kept.token(organisation), **more})}"


# --- columns ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_view(CHANGE)
def columns(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What was decided and what each column means; the next step shows what was read with it."""
    asked = request.POST if request.method == "POST" else request.GET
    kept = upload_of(asked.get("datei", ""), organisation)
    file = kept.file if kept else None
    if kept is None or file is None or not kept.is_whole:
        return _expired(request, organisation)
    try:
        tables = _tables(file.data)
    except Unreadable as problem:
        messages.error(request, f"Nicht gelesen. {problem}")
        return see_other(_url("plan_import", organisation))
    actor = actor_of(request)
    table = next((t for t in tables if t.name == asked.get("tabelle")), tables[0])
    head, roles = _head_and_roles(table, asked.get("head", ""))
    strategies = queries.strategies_to_choose(actor, organisation)
    last = next(iter(queries.imports_for(actor, organisation)), None)
    form = ColumnsForm(request.POST or None, table=table, head=head, roles=roles, strategies=strategies, last=last)
    plan: Plan | None = None
    if request.method == "POST" and form.is_valid():
        chosen = next((s for s in strategies if str(s.uid) == form.cleaned_data["strategy"]), None)
        mapping = form.mapping()
        plan = read_plan(table, mapping)
        if not plan.faults:
            return _preview(request, organisation, kept, table, mapping, form.adoption(chosen), chosen, plan=plan)
        form.add_error(None, f"Nicht übernommen: {_places(len(plan.faults))} Darunter steht, wo. Es wurde nichts gespeichert.")  # fmt: skip
    return _columns_page(request, organisation, kept, tables, table, form, plan)


def _places(count: int) -> str:
    return "Eine Stelle ist zu ändern." if count == 1 else f"{count} Stellen sind zu ändern."


def _head_and_roles(table: Table, wanted: str) -> tuple[int, dict[int, str]]:
    """Position of the heading row, as a person chose it or as it seems to be, and what the columns below it seem to be."""

    if wanted.isdecimal() and int(wanted) <= len(table.rows):
        head = int(wanted)
        return head, roles_below(table, head) if head else {}
    return propose(table)


def _columns_page(
    request: HttpRequest, organisation: Organisation, kept: Upload, tables: list[Table], table: Table, form: ColumnsForm,
    plan: Plan | None,
) -> HttpResponse:  # fmt: skip
    rows = [row for row in table.rows if row.filled][:_SHOWN_ROWS]
    positions = {id(row): at for at, row in enumerate(table.rows, 1)}
    context = {
        "organisation": organisation,
        "form": form,
        "name": kept.name,
        "original": kept.original_name,
        "token": kept.token(organisation),
        "table": table,
        "head": form.heading_row,
        "tables": [(one.name, sum(1 for row in one.rows if row.filled)) for one in tables],
        "heads": [(positions[id(row)], _place_word(table, row), " | ".join(filter(None, row.cells))[:90]) for row in rows if not row.is_caption],
        "rows": [(_place_word(table, row), row.cells) for row in rows],
        "letters": [form.letter(column) for column in form.columns],
        "faults": plan.faults[:_SHOWN_FAULTS] if plan else [],
        "breadcrumbs": _crumbs(organisation, ("Spalten zuordnen", None)),
    }  # fmt: skip
    return render(request, "strategy/plan_import/columns.html", context, status=status_of(form))


def _place_word(table: Table, row: Any) -> str:
    if row.is_caption:
        return "darüber"
    return f"{row.sheet}, {row.number}" if table.parts > 1 and row.sheet else str(row.number)


# --- preview and writing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """A plan and its comparison with what stands."""

    plan: Plan
    comparison: Comparison


def _preview(
    request: HttpRequest, organisation: Organisation, kept: Upload, table: Table, mapping: PlanMapping, adoption: Adoption,
    strategy: Strategy | None, *, plan: Plan | None = None,
) -> HttpResponse:  # fmt: skip
    """What would be new and what would change; writes nothing."""
    plan = plan or read_plan(table, mapping)
    comparison = compare(plan, queries.standing_for(actor_of(request), organisation, strategy))
    shown = Shown(kept, mapping, adoption, str(strategy.uid) if strategy else "", comparison.digest)
    faults = [*plan.faults, *comparison.faults]
    context = {
        "organisation": organisation,
        "name": kept.name,
        "original": kept.original_name,
        "adoption": adoption,
        "strategy": strategy,
        "plan": plan,
        "comparison": comparison,
        "counts": plan.counts(),
        "faults": faults[:_SHOWN_FAULTS],
        "new_fields": [item for item in comparison.new if item.kind == "field"],
        "new_goals": [item for item in comparison.new if item.kind in ("guiding_goal", "goal")],
        "lines": _lines(plan, comparison),
        "confirmed": "" if faults or comparison.is_empty else shown.token(organisation),
        "again": _columns_url(organisation, kept, tabelle=table.name, head=str(mapping.head)),
        "breadcrumbs": _crumbs(organisation, ("Vorschau", None)),
    }
    return render(request, "strategy/plan_import/preview.html", context, status=422 if faults else 200)


def _lines(plan: Plan, comparison: Comparison) -> list[dict[str, str]]:
    """The new measures as rows of a table."""
    names = {item.key: item for item in plan.items}
    return [
        {
            "number": item.number or "wird gezählt",
            "title": item.title,
            "field": names[item.field].title,
            "goal": f"{names[item.goal].number} {names[item.goal].title}".strip() if item.goal else "",
            "lead": str(item.values.get("lead_unit", "")),
            "term": _term(item),
            "place": item.place,
        }
        for item in comparison.new
        if item.kind == "measure"
    ]


def _term(item: Item) -> str:
    start, end = item.values.get("start"), item.values.get("end")
    if item.values.get("permanent"):
        return f"ab {start:%d.%m.%Y}, auf Dauer" if start else "auf Dauer"
    if start and end:
        return f"{start:%d.%m.%Y} bis {end:%d.%m.%Y}"
    return f"ab {start:%d.%m.%Y}" if start else f"bis {end:%d.%m.%Y}" if end else ""


@require_POST
@organisation_view(CHANGE)
def write(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Write what the preview showed, or nothing."""
    actor = actor_of(request)
    shown = shown_of(request.POST.get("confirmed", ""), organisation)
    if shown is None:
        return _expired(request, organisation)
    file = shown.upload.file
    if file is None or not shown.upload.is_whole:
        standing = next((o for o in queries.imports_for(actor, organisation) if o.file_sha == shown.upload.sha), None)
        if standing is None:
            return _expired(request, organisation)
        messages.info(request, "Diese Datei ist schon übernommen; es wurde nichts geändert.")  # pressed twice
        return see_other(_url("plan_one", organisation, standing.uid))
    strategies = queries.strategies_to_choose(actor, organisation)
    strategy = next((s for s in strategies if str(s.uid) == shown.strategy), None)
    try:
        if shown.strategy and strategy is None:
            raise Refused("Die gewählte Strategie gibt es nicht mehr.")
        read = _read_again(request, organisation, shown, strategy, file)
        made = import_plan(
            actor=actor, owner=organisation, plan=read.plan, comparison=read.comparison, adoption=shown.adoption,
            strategy=strategy, file=file, original=shown.upload.original, mapping=shown.mapping,
        )  # fmt: skip
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, f"Nicht übernommen: {refusal} Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert.")  # fmt: skip
        return see_other(_url("plan_import", organisation))
    shown.upload.forget()
    messages.success(request, "Der Plan ist übernommen.")
    return see_other(_url("plan_one", organisation, made.uid))


def _read_again(
    request: HttpRequest, organisation: Organisation, shown: Shown, strategy: Strategy | None, file: File
) -> _Read:
    """The same reading as for the preview.

    Raises:
        Refused: it would do something else than what was shown.
    """
    try:
        tables = _tables(file.data)
    except Unreadable as problem:
        raise Refused(str(problem)) from problem
    table = next((t for t in tables if t.name == shown.mapping.table), None) or next(
        (t for t in tables if shown.mapping.fits(t)), None
    )
    if table is None:
        raise Refused("Die Tabelle ist nicht mehr zu finden.")
    plan = read_plan(table, shown.mapping)
    comparison = compare(plan, queries.standing_for(actor_of(request), organisation, strategy))
    if comparison.digest != shown.digest:
        raise Refused("Die Strategie hat sich seit der Vorschau geändert.")
    return _Read(plan, comparison)


# --- one taking over ---------------------------------------------------------------------------------------------------


@require_safe
@organisation_view(VIEW)
def one(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """What a taking over brought, its files, and what comes next."""
    obj = found(queries.import_for(actor_of(request), organisation, uid))
    return _one_page(request, organisation, obj, AdoptedForm(), OriginalForm())


def _one_page(
    request: HttpRequest, organisation: Organisation, obj: PlanImport, adopted: AdoptedForm, original: OriginalForm
) -> HttpResponse:
    actor, counts = actor_of(request), obj.counts
    may_change = allowed(CHANGE, actor, organisation)
    stands = obj.deleted_at is None
    context = {
        "organisation": organisation,
        "obj": obj,
        "strategy": obj.strategy,
        "counts": [
            ("Handlungsfelder neu", counts.get("new_fields", 0), ""),
            ("Ziele neu", counts.get("new_goals", 0), ""),
            ("Maßnahmen neu", counts.get("new_measures", 0), ""),
            ("geändert", counts.get("changed", 0), ""),
            ("unverändert", counts.get("unchanged", 0), ""),
        ],
        "stands": stands,
        "may_change": may_change,
        "undo_url": _url("plan_take_back", organisation, obj.uid) if may_change and stands else "",
        "may_decide": stands
        and obj.strategy.stage == StrategyStage.DRAFT
        and obj.strategy.deleted_at is None
        and allowed(DECIDE, actor, organisation),
        "adopted": adopted,
        "original": original,
        "adopted_url": _url("plan_adopted", organisation, obj.uid),
        "original_url": _url("plan_original", organisation, obj.uid),
        "breadcrumbs": _crumbs(organisation, (str(obj), None)),
    }
    status = max(status_of(adopted), status_of(original))
    return render(request, "strategy/plan_import/one.html", context, status=status)


@require_POST
@organisation_view(DECIDE)
def adopted(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Enter the strategy as adopted on that day, with that number: its state is frozen."""
    actor = actor_of(request)
    obj = found(queries.import_for(actor, organisation, uid))
    form = AdoptedForm(request.POST)
    if not form.is_valid():
        return _one_page(request, organisation, obj, form, OriginalForm())
    try:
        life.enter_adopted(
            actor=actor, strategy=obj.strategy, version=obj.strategy.version, on=obj.adopted_on, number=obj.paper_number,
            body=obj.adopted_by,
        )  # fmt: skip
        messages.success(request, "Die Strategie ist als beschlossen eingetragen und in dieser Fassung festgehalten.")
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_url("plan_one", organisation, obj.uid))


@require_POST
@organisation_view(CHANGE)
def original(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Put the document of the decision beside a taking over that came without it."""
    obj = found(queries.import_for(actor_of(request), organisation, uid))
    form = OriginalForm(request.POST, request.FILES)
    if not form.is_valid():
        return _one_page(request, organisation, obj, AdoptedForm(), form)
    sent = form.cleaned_data["original"]
    try:
        attach_original(actor=actor_of(request), plan_import=obj, original=File(sent.name, sent.read()))
        messages.success(request, "Das Original liegt jetzt dabei.")
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_url("plan_one", organisation, obj.uid))


@require_POST
@organisation_view(CHANGE)
def take_back(request: HttpRequest, organisation: Organisation, uid: UUID) -> HttpResponse:
    """Undo the whole taking over, as long as nothing rests on it."""
    obj = found(queries.import_for(actor_of(request), organisation, uid))
    try:
        take_back_import(actor=actor_of(request), plan_import=obj)
        messages.success(request, "Die Übernahme ist zurückgenommen.")
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    return see_other(_url("plan_one", organisation, obj.uid))


@require_safe
@organisation_view(CHANGE)
def file(request: HttpRequest, organisation: Organisation, uid: UUID, ending: str) -> HttpResponse:
    """The file as it came (`tabelle`), or the document of the decision (`original`); for those who work on the strategy."""
    obj = found(queries.import_for(actor_of(request), organisation, uid))
    kinds = {"tabelle": (obj.file_sha, obj.file_name), "original": (obj.original_sha, obj.original_name)}
    sha, name = kinds.get(ending, ("", ""))
    data = read_file(sha) if sha else None
    if data is None:
        raise Http404
    kind = "application/pdf" if ending == "original" else "application/octet-stream"
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = _attachment(name)
    return response


def _attachment(name: str) -> str:

    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
