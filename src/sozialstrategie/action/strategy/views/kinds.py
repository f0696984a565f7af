"""The kinds of records that share their pages: how they are called, read, written and linked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sozialstrategie.action.strategy import forms, models, queries, services


@dataclass(frozen=True)
class Kind:
    """One kind of record. `key` names the argument of its services and the start of its address names."""

    key: str
    path: str  # German part of addresses that name the other end of a link
    station: str
    plural: str
    new: str  # "Neuer Bedarf"
    accusative: str  # "den Bedarf"
    lead: str
    empty: tuple[str, str]
    model: type[Any]
    form: type[forms.RecordForm]
    rows: Callable[..., Any]
    one: Callable[..., Any]
    create: Callable[..., Any]
    edit: Callable[..., Any]
    withdraw: Callable[..., Any]
    bring_back: Callable[..., Any]

    def list_url(self, slug: str) -> str:
        return reverse(f"strategy:{self.key}s", args=[slug])

    def new_url(self, slug: str) -> str:
        return reverse(f"strategy:{self.key}_new", args=[slug])

    def url(self, slug: str, obj: Any) -> str:
        return reverse(f"strategy:{self.key}", args=[slug, obj.uid])

    def act_url(self, slug: str, obj: Any, what: str, *more: Any) -> str:
        return reverse(f"strategy:{self.key}_{what}", args=[slug, obj.uid, *more])

    def called(self, obj: Any) -> str:
        """ "Befund 4", "Leitziel 1"."""
        if self.key == "goal":
            return f"{obj.get_kind_display()} {obj.number}"
        return f"{self.station} {obj.number}"


FINDING = Kind(
    key="finding", path="befund", station="Befund", plural="Befunde", new="Neuer Befund", accusative="den Befund",
    lead="Was wir sehen: vorsichtige Sätze mit den Zahlen oder Gesprächen, auf denen sie ruhen.",
    empty=("Noch kein Befund", "Sehen Sie unter „Was auffällt“ nach, was die Zahlen zeigen, oder schreiben Sie selbst einen."),
    model=models.Finding, form=forms.FindingForm, rows=queries.findings_for, one=queries.finding_for,
    create=services.create_finding, edit=services.edit_finding, withdraw=services.delete_finding,
    bring_back=services.restore_finding,
)  # fmt: skip
NEED = Kind(
    key="need", path="bedarf", station="Bedarf", plural="Bedarfe", new="Neuer Bedarf", accusative="den Bedarf",
    lead="Was fehlt, für wen, wo und wie dringend.",
    empty=("Noch kein Bedarf", "Beginnen Sie mit einem Befund, aus dem einer folgt."),
    model=models.Need, form=forms.NeedForm, rows=queries.needs_for, one=queries.need_for,
    create=services.create_need, edit=services.edit_need, withdraw=services.delete_need, bring_back=services.restore_need,
)  # fmt: skip
GOAL = Kind(
    key="goal", path="ziel", station="Ziel", plural="Ziele", new="Neues Ziel", accusative="das Ziel",
    lead="Was sich ändern soll, bis wann, und woran man es merkt.",
    empty=("Noch kein Ziel", "Ein Ziel steht in einem Handlungsfeld und antwortet auf einen Bedarf."),
    model=models.Goal, form=forms.GoalForm, rows=queries.goals_for, one=queries.goal_for,
    create=services.create_goal, edit=services.edit_goal, withdraw=services.delete_goal, bring_back=services.restore_goal,
)  # fmt: skip
MEASURE = Kind(
    key="measure", path="massnahme", station="Maßnahme", plural="Maßnahmen", new="Neue Maßnahme", accusative="die Maßnahme",
    lead="Was wir tun, wer es trägt, wie weit es ist.",
    empty=("Noch keine Maßnahme", "Eine Maßnahme steht in einem Handlungsfeld und dient einem Ziel."),
    model=models.Measure, form=forms.MeasureForm, rows=queries.measures_for, one=queries.measure_for,
    create=services.create_measure, edit=services.edit_measure, withdraw=services.delete_measure,
    bring_back=services.restore_measure,
)  # fmt: skip
FIELD = Kind(
    key="field", path="handlungsfeld", station="Handlungsfeld", plural="Handlungsfelder", new="Neues Handlungsfeld",
    accusative="das Handlungsfeld", lead="Die großen Kapitel der Strategie, frei benannt.",
    empty=("Noch kein Handlungsfeld", "Vier bis neun sind üblich, zum Beispiel Familie, Bildung, Wohnen, Gesundheit."),
    model=models.FieldOfAction, form=forms.FieldForm, rows=queries.fields_for, one=queries.field_for,
    create=services.create_field, edit=services.edit_field, withdraw=services.delete_field, bring_back=services.restore_field,
)  # fmt: skip


@dataclass(frozen=True)
class LinkKind:
    """A link of the chain between two kinds."""

    first: Kind
    second: Kind
    link: Callable[..., None]
    unlink: Callable[..., None]

    def ends(self, obj: Any, other: Any) -> dict[str, Any]:
        """Arguments for the services, whichever end `obj` is."""
        mine, its = (self.first, self.second) if isinstance(obj, self.first.model) else (self.second, self.first)
        return {mine.key: obj, its.key: other}


LINKS = (
    LinkKind(FINDING, NEED, services.link_finding_need, services.unlink_finding_need),
    LinkKind(NEED, GOAL, services.link_need_goal, services.unlink_need_goal),
    LinkKind(GOAL, MEASURE, services.link_goal_measure, services.unlink_goal_measure),
)


def link_between(kind: Kind, other: str) -> tuple[LinkKind, Kind] | None:
    """The link between a kind and the one whose `path` is given, and that other kind; None where there is none."""
    for link in LINKS:
        for mine, its in ((link.first, link.second), (link.second, link.first)):
            if mine is kind and its.path == other:
                return link, its
    return None
