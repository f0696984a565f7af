"""All routes of the program, each with an address made of records of one tenant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from tests.routes.seed import REGION, Tenant

MISSING = UUID("00000000-0000-4000-8000-000000000000")
NO_SLUG = "gibtesnicht"
# The neighbour that each kind of record is linked with, by the word in the address.
_OTHER = {
    "finding": ("bedarf", "need"),
    "need": ("befund", "finding"),
    "goal": ("bedarf", "need"),
    "measure": ("ziel", "goal"),
}


@dataclass(frozen=True)
class Route:
    """One pattern of the URL tree. `name` with namespace, e.g. "web:members"."""

    name: str
    pattern: str
    arguments: tuple[str, ...]

    @property
    def of_tenant(self) -> bool:
        return "slug" in self.arguments

    @property
    def of_record(self) -> bool:
        """Whether the address names a record that belongs to somebody; official editions belong to all."""
        if self.of_own_code:
            return True
        return (
            bool({"uid", "reading_uid", "other_uid", "text_uid"} & set(self.arguments))
            and self.name != "monitoring_staff:edition"
        )

    @property
    def of_own_code(self) -> bool:
        """Whether `code` names an indicator that the organisation made, not one of the catalogue."""
        return self.name.startswith("monitoring_staff:own_") and "code" in self.arguments


def all_routes() -> list[Route]:
    """Every pattern under the root, allauth's included."""
    return sorted(_walk(get_resolver(), "", "", ()), key=lambda r: (r.pattern, r.name))


def _walk(resolver: URLResolver, prefix: str, namespace: str, arguments: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        # names of groups in the order of the address; converters of a path, groups of a regular expression
        mine = tuple(entry.pattern.converters or entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, pattern, inner, arguments + mine)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}" if entry.name else pattern, pattern, arguments + mine)


def arguments_of(route: Route, place: Tenant, records: Tenant | None) -> dict[str, Any]:
    """Arguments of an address below `place` that name records of `records` (None: records that do not exist)."""
    made = records.made if records else {}
    name = route.name.split(":")[-1]
    kind = name.split("_")[0]
    values: dict[str, Any] = {}
    for argument in route.arguments:
        values[argument] = _value(argument, route, name, kind, place, made)
    return values


def _value(argument: str, route: Route, name: str, kind: str, place: Tenant, made: dict[str, Any]) -> Any:
    fixed = {
        "slug": place.slug,
        "region": REGION,
        "code": "child_sgb2_rate",
        "ending": {
            "monitoring:download": "csv",
            "monitoring_staff:own_download": "csv",
            "strategy:plan_file": "tabelle",
        }.get(route.name, "pdf"),
        "key": place.made["signal"] if route.name.startswith("strategy:signal") else "abc-def",
        "uidb36": "1",
        "other": _OTHER.get(kind, ("", ""))[0],
        "chapter": "kurzfassung",
        "to": place.made.get("step", "entwurf"),
        "printed": "kurzfassung",
        "provision": "quorum",
        "word_kind": "vorlage",
        "then": "zurueckziehen",
        "way": "absagen",
        "direction": "hoch",
        "token": "kein-geheimnis",  # pages behind a secret have tests of their own
    }
    if argument == "code" and route.of_own_code:
        return made["own_indicator"].code if "own_indicator" in made else "gibt-es-nicht"
    if argument in fixed:
        return fixed[argument]
    wanted = {
        "other_uid": _OTHER.get(kind, ("", ""))[1],
        "reading_uid": "reading",
        "text_uid": "report_text",
        "test_uid": "easy_test",
        "thing_uid": "carried_goal" if name == "carry_back" else "old_goal",
    }.get(argument) or _record_of(route, name, kind)
    return made[wanted].uid if wanted in made else MISSING


def _record_of(route: Route, name: str, kind: str) -> str:
    by_name = {
        "undo": "act",
        "end_role": "grant",
        "login_link": "grant",
        "edition": "edition",
        "edition_withdraw": "edition",
        "reading_approve": "measure",
        "use_reading": "indicator_use",
        "budget_new": "measure",
        "specialist_measure_new": "measure",
        "specialist_strategy_new": "strategy",
        "specialist_edit": "specialist",
        "specialist_delete": "specialist",
        "part_document": "strategy",
        "logic_item_edit": "logic_item",
        "logic_item_delete": "logic_item",
        "logic_use_edit": "indicator_use",
        "logic_use_delete": "indicator_use",
        "carry_over": "strategy",
        "carry_one": "strategy",
        "carry_back": "strategy",
        "decision_correct": "strategy_decision",
        "opinion_ask": "round",
        "opinion_synopsis": "round",
        "opinion_consider": "statement",
    }
    if name in by_name:
        return by_name[name]
    if name.startswith(("progress_request", "progress_answer")):
        return "_".join(name.split("_")[:2])
    if name.startswith(("logic_measure", "logic_goal")):
        return name.split("_")[1]
    if kind in ("budget", "reading", "period"):
        return kind
    if name.startswith(("opinion_round", "opinion_request")):
        return name.split("_")[1].replace("request", "asked")
    if name.startswith("word_template"):
        return "word_template"
    if name == "easy" or name.startswith("easy_"):
        return "easy"
    if kind == "step":
        return "consultation"
    if name.endswith("_restore"):
        return f"deleted_{kind}"
    if kind in (
        "finding",
        "need",
        "goal",
        "measure",
        "field",
        "strategy",
        "version",
        "plan",
        "offer",
        "report",
        "group",
        "request",
        "task",
        "handover",
        "committee",
        "term",
        "membership",
        "meeting",
        "item",
        "attendance",
        "paper",
        "decision",
        "vote",
        "minutes",
    ):
        return kind
    raise KeyError(f"{route.name}: Bitte in tests/routes/urls.py sagen, welchen Datensatz uid meint.")


def address(route: Route, values: dict[str, Any]) -> str:
    """The path; patterns without a name are filled by hand."""
    from django.urls import reverse

    if not route.arguments and route.name == route.pattern:
        return "/" + route.pattern
    return reverse(route.name, kwargs=values)
