"""Pages of taking a plan over: upload, columns, preview, writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from sozialstrategie.action.strategy.models import PlanImport, Strategy
from sozialstrategie.action.strategy.plan_import import queries
from sozialstrategie.action.strategy.plan_import.addresses import plan_crumbs, url
from sozialstrategie.action.strategy.plan_import.columns import PlanMapping, choices, fitting, propose, roles_below
from sozialstrategie.action.strategy.plan_import.comparing import Comparison, compare
from sozialstrategie.action.strategy.plan_import.content import Item, Plan
from sozialstrategie.action.strategy.plan_import.forms import (
    ColumnsForm,
    UploadForm,
    adoption_again,
)
from sozialstrategie.action.strategy.plan_import.opening import Unreadable, open_plan
from sozialstrategie.action.strategy.plan_import.pending import Shown, Upload, shown_of, upload_of
from sozialstrategie.action.strategy.plan_import.queries import CHANGE
from sozialstrategie.action.strategy.plan_import.reading import read_plan
from sozialstrategie.action.strategy.plan_import.services import Adoption, File, import_plan
from sozialstrategie.action.strategy.plan_import.sheets import Table
from sozialstrategie.kit.accounts.access import actor_of, organisation_view
from sozialstrategie.kit.core.errors import Forbidden, Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.ui.pages import see_other, status_of

_EXPIRED = "Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal. Es wurde nichts geändert."
_SHOWN_ROWS, _SHOWN_FAULTS = 15, 200


def _tables(data: bytes) -> list[Table]:
    return choices(open_plan(data, Path(settings.HOME) / "work"))


def _expired(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    messages.error(request, _EXPIRED)
    return see_other(url("plan_import", organisation))


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
        "breadcrumbs": plan_crumbs(organisation),
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
    return f"{url('plan_columns', organisation)}?{urlencode({'datei': kept.token(organisation), **more})}"


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
        return see_other(url("plan_import", organisation))
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
        "breadcrumbs": plan_crumbs(organisation, ("Spalten zuordnen", None)),
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
        "breadcrumbs": plan_crumbs(organisation, ("Vorschau", None)),
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
        return see_other(url("plan_one", organisation, standing.uid))
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
        return see_other(url("plan_import", organisation))
    shown.upload.forget()
    messages.success(request, "Der Plan ist übernommen.")
    return see_other(url("plan_one", organisation, made.uid))


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
