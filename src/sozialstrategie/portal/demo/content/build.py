"""From the text files beside this module to records, through the same services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import FieldOfAction, Finding, Goal, Measure, Need, Strategy
from sozialstrategie.evidence.monitoring import queries
from sozialstrategie.evidence.monitoring.services.decisions import reject_signal
from sozialstrategie.evidence.monitoring.signals import SignalDraft, signals_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.figures.released import Observation
from sozialstrategie.portal.demo.content.easy import in_easy_words
from sozialstrategie.portal.demo.content.implementation import carry_out
from sozialstrategie.portal.demo.content.life import as_it_was, live
from sozialstrategie.portal.demo.content.team import Team, team
from sozialstrategie.portal.demo.content.texts import Cited, read

RELEASE_NOTE = "Übernahme der am 25. Juni 2025 beschlossenen Fassung"
_NUMBERS = ("baseline_value", "target_value")


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A drafted signal as a person left it: same key and fingerprint, and all figures that the own words cite."""

    key: str
    fingerprint: str
    title: str
    text: str
    caveat: str
    theme: str
    figures: tuple[Observation, ...]


def build_strategy(*, actor: Actor, owner: Organisation) -> Strategy:
    """Make the strategy with findings, needs, goals, measures and their links, release it, and go on working on it.

    Call inside the owner's scope. Repeating it changes nothing: a strategy that stands is handed back. It is built whole
    or not at all.

    Args:
        actor: who builds where no invented person holds the role.

    Raises:
        LookupError: the figures of this instance do not draft a signal, or lack a year, that the texts name.
    """
    standing = Strategy.objects.filter(owner=owner).order_by("id").first()
    if standing is not None:
        return standing
    with transaction.atomic():
        return _Builder(team(actor), owner).build()


class _Builder:
    """Holds what the steps share: the people, the organisation, the records made so far by their keys in the texts."""

    def __init__(self, people: Team, owner: Organisation) -> None:
        self.people, self.owner = people, owner
        self.by: dict[str, Any] = {"actor": people.planner, "owner": owner}
        self.text, self.measure_text = read("strategy.toml"), read("measures.toml")
        found = signals_for(owner.region_code, limit=None)
        self.drafts: Mapping[str, SignalDraft] = {draft.key: draft for draft in found.drafts}
        self.fields: dict[str, FieldOfAction] = {}
        self.findings: dict[str, Finding] = {}
        self.needs: dict[str, Need] = {}
        self.goals: dict[str, Goal] = {}

    def build(self) -> Strategy:
        strategy = services.create_strategy(**self.by, **_stripped(self.text["strategy"]))
        for entry in self.text["field"]:
            key = entry.pop("key")
            self.fields[key] = services.create_field(**self.by, strategy=strategy, **entry)
        for entry in self.text["finding"]:
            self.findings[entry["key"]] = self.finding(entry)
        for entry in self.text["rejected_signal"]:
            reject_signal(**self.by, draft=self.draft(entry["signal"]), reason=entry["reason"])
        for entry in self.text["need"]:
            self.need(entry)
        for entry in self.text["goal"]:
            self.goal(entry)
        decided = [entry for entry in self.measure_text["measure"] if not entry.pop("after_decision", False)]
        proposed = [entry for entry in self.measure_text["measure"] if entry not in decided]
        measures = [self.measure(entry | as_it_was(entry["title"]), Visibility.PUBLIC) for entry in decided]
        strategy.refresh_from_db()
        live(self.people, strategy, self.goals.values(), measures)
        for entry in proposed:
            self.measure(entry, Visibility.PUBLIC)
        strategy.refresh_from_db()
        released = services.release_strategy(
            actor=self.people.leadership, strategy=strategy, version=strategy.version, note=RELEASE_NOTE
        )
        in_easy_words(self.people, released)
        self.go_on_working(measures[0])
        carry_out(self.people, self.owner)
        return strategy

    def draft(self, key: str) -> SignalDraft:
        if key not in self.drafts:
            raise LookupError(f"Das Beispiel braucht die Beobachtung {key}; aus diesen Zahlen entsteht sie nicht.")
        return self.drafts[key]

    def finding(self, entry: Mapping[str, Any], state: str = "accepted") -> Finding:
        """A finding from a signal with the own words of the planners, or one that people wrote down after talks."""
        words = {name: entry[name] for name in ("title", "statement", "caveat")}
        shared = {**self.by, "field": self.fields[entry["field"]], "state": state}
        if "signal" not in entry:
            code = entry.get("indicator", "")  # the own words cite its newest figure
            words = self.with_newest(words, code) if code else words
            return services.create_finding(**shared, **words, theme=entry["theme"], indicator=code)
        draft = self.draft(entry["signal"])
        cited = Cited(draft.series.payload, draft.own.region, queries.info(draft.indicator).decimals)
        words = {name: cited.fill(text) for name, text in words.items()}
        checked = CheckedDraft(
            draft.key, draft.fingerprint, draft.title, draft.text, draft.caveat, draft.theme, cited.figures()
        )
        finding = services.accept_finding(**shared, draft=checked, **words)
        if reason := entry.get("resting"):
            services.rest(actor=self.people.planner, obj=finding, reason=reason)
        return finding

    def with_newest(self, words: Mapping[str, str], code: str) -> dict[str, str]:
        region = self.owner.region_code
        found = queries.many_series([code], regions=[region])
        if code not in found or not found[code].payload:
            raise LookupError(f"Das Beispiel braucht Zahlen zu {code}; in dieser Instanz gibt es keine.")
        cited = Cited(found[code].payload, region, queries.info(code).decimals)
        return {name: cited.fill(text) for name, text in words.items()}

    def need(self, entry: dict[str, Any]) -> None:
        key, sources, field = entry.pop("key"), entry.pop("findings"), self.fields[entry.pop("field")]
        need = self.needs[key] = services.create_need(**self.by, field=field, **entry)
        for source in sources:
            services.link_finding_need(actor=self.people.planner, finding=self.findings[source], need=need)

    def goal(self, entry: dict[str, Any]) -> None:
        key, sources, field = entry.pop("key"), entry.pop("needs", []), self.fields[entry.pop("field")]
        parent = self.goals[entry.pop("parent")] if "parent" in entry else None
        goal = self.goals[key] = services.create_goal(**self.by, field=field, parent=parent, **entry)
        for source in sources:
            services.link_need_goal(actor=self.people.planner, need=self.needs[source], goal=goal)

    def measure(self, entry: dict[str, Any], visibility: Visibility) -> Measure:
        goal = self.goals[entry.pop("goal")]
        readings, logic = entry.pop("readings", []), entry.pop("logic", [])
        values: dict[str, Any] = {name: Decimal(value) if name in _NUMBERS else value for name, value in entry.items()}
        if days := values.pop("reported_days_ago", None):
            values["progress_on"] = timezone.localdate() - timedelta(days=days)
        if values.pop("owned", False):
            values["responsible"] = self.people.responsible
        measure = services.create_measure(**self.by, field=goal.field, under=goal, visibility=visibility, **values)
        services.link_goal_measure(actor=self.people.planner, goal=goal, measure=measure)
        if logic:
            steps = {step: (text, indicator) for step, (text, indicator) in enumerate(logic)}
            services.set_logic(actor=self.people.planner, measure=measure, version=measure.version, steps=steps)
        for day, value, words in readings:
            self.reading(measure, date.fromisoformat(day), value, words)
        return measure

    def reading(self, measure: Measure, day: date, value: int, words: str) -> None:
        if day > timezone.localdate():
            return  # nobody has measured yet what lies ahead
        reading = services.add_reading(
            actor=self.people.planner, measure=measure, day=day, value=Decimal(value), text=words
        )
        services.approve_reading(actor=self.people.leadership, reading=reading)

    def go_on_working(self, measure: Measure) -> None:
        """After the release people went on: a draft of a finding, an idea, a report and a reading that wait for release."""
        for entry in self.text["later_finding"]:
            finding = self.finding(entry, state="draft")
            for need in entry["needs"]:
                services.link_finding_need(actor=self.people.planner, finding=finding, need=self.needs[need])
        for entry in self.measure_text["later_measure"]:
            self.measure(entry, Visibility.INTERNAL)
        later = self.measure_text["later_report"]
        unit = self.people.measure_owner
        measure.refresh_from_db()
        services.update_progress(actor=unit, measure=measure, version=measure.version, **later["progress"])
        services.add_reading(
            actor=unit,
            measure=measure,
            day=timezone.localdate().replace(day=1) - timedelta(days=1),
            value=Decimal(later["value"]),
            text=later["words"],
        )
        measure.refresh_from_db()
        services.submit_measure(actor=unit, measure=measure, version=measure.version)


def _stripped(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in texts.items()}
