"""What is new since a person last looked: statements whose figures changed, newer figures, editions that came and went.

Old values are those that a finding froze, new ones those of the run of today; nothing here is stored but the mark of the
person (`workplace.Visit`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from sozialstrategie.action.strategy.cited import cited, shown
from sozialstrategie.action.strategy.enums import FindingState
from sozialstrategie.action.strategy.models import Finding, FindingFigure, StrategyVersion
from sozialstrategie.action.strategy.queries.chain import thread_for
from sozialstrategie.action.strategy.queries.figures import Renewal, unchecked_by_finding
from sozialstrategie.action.strategy.queries.overview import (
    WITHHELD,
    StaleFinding,
    released_version,
    stale_findings_for,
    stale_in_version,
)
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.action.strategy.thread import CitedFigure, Column, Node, ThreadGraph
from sozialstrategie.evidence.monitoring import queries as monitoring
from sozialstrategie.evidence.monitoring.editions import EditionNews, edition_news
from sozialstrategie.evidence.monitoring.models import FigureReference
from sozialstrategie.evidence.monitoring.own import is_own
from sozialstrategie.evidence.monitoring.queries import Staleness
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.figures.format import period
from sozialstrategie.kit.figures.released import Observation
from sozialstrategie.kit.workplace.queries import seen_until

PAGE = "strategy.news"
FIRST_LOOK = timedelta(days=90)  # how far back the page reaches for somebody who never said "seen"
GONE = "liegt nicht mehr vor"
_NOTE = 2000  # characters that the note of a finding may have


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure as it was used and as it is now, both in words, each with its edition ("" = none any more)."""

    figure: CitedFigure
    new: str
    old_edition: str
    new_edition: str
    note: str  # "anders bestimmt", "gerundet gleich", or nothing

    @property
    def words(self) -> str:
        """ "Kinderarmut, Landkreis Nordhausen 2022: 14,2 → 13,9"."""
        return f"{self.figure.where}: {self.figure.value} → {self.new}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A finding that waits for a person, with what changed and what rests on it."""

    finding: Finding
    changes: tuple[Changed, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    rests: tuple[Node, ...] = ()  # needs, goals, measures and targets, in the order of the thread


@dataclass(frozen=True, slots=True)
class Newer:
    """A later period of a figure that findings cite."""

    figure: CitedFigure
    value: str
    period: str
    edition: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class News:
    """The page. `since` is the mark of the person; without one (`first`) the last 90 days count."""

    since: datetime
    first: bool
    changed: tuple[Statement, ...]  # nobody has decided yet
    reopened: tuple[Statement, ...]
    unchecked: tuple[Statement, ...]  # figures taken anew, wording not yet checked
    newer: tuple[Newer, ...]
    editions: tuple[EditionNews, ...]
    shipped: int  # editions that came with the program; they are not listed one by one
    version: StrategyVersion | None  # the released one, if its figures are no longer those of today
    version_changes: int

    @property
    def is_empty(self) -> bool:
        return not (
            self.changed or self.reopened or self.unchecked or self.newer or self.editions or self.shipped
            or self.version_changes
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits, for one calm line on the start page."""

    statements: int  # changed and undecided, reopened, or taken anew and unchecked
    editions: int  # since the mark

    def __bool__(self) -> bool:
        return bool(self.statements or self.editions)


def news_for(actor: Actor, organisation: Organisation) -> News:
    """Everything that the page shows; a constant number of queries.

    Raises:
        Forbidden: the actor may not see drafts.
    """
    demand(VIEW, actor, organisation)
    since, first = _since(actor, organisation)
    stale = stale_findings_for(actor, organisation)
    editions = edition_news(actor, organisation, since)
    waiting = _waiting(organisation, stale)
    if waiting:
        graph = thread_for(actor, organisation)
        waiting = [_with_thread(s, graph) for s in waiting]
    released = released_version(organisation)
    version_changes = len(stale_in_version(released)) if released else 0
    return News(
        since=since,
        first=first,
        changed=tuple(s for s in waiting if s.changes and not s.finding.review_note),
        reopened=tuple(s for s in waiting if s.finding.review_note),
        unchecked=tuple(s for s in waiting if not s.changes and not s.finding.review_note),
        newer=tuple(_newer(organisation, editions)),
        editions=tuple(e for e in editions if not e.edition.is_shipped),
        shipped=sum(e.edition.is_shipped for e in editions),
        version=released if version_changes else None,
        version_changes=version_changes,
    )


def news_counts_for(actor: Actor, organisation: Organisation, *, stale: Sequence[StaleFinding] | None = None) -> Counts:
    """The numbers alone. `stale`: what `stale_findings_for` gave, where the caller has it already."""
    demand(VIEW, actor, organisation)
    since, _ = _since(actor, organisation)
    known = stale_findings_for(actor, organisation) if stale is None else stale
    news = [e for e in edition_news(actor, organisation, since) if not e.edition.is_shipped]
    return Counts(len(_waiting(organisation, known)), len(news))


def note_of(stale: StaleFinding) -> str:
    """What to check in a finding, proposed from its figures that changed; never longer than the note may be."""
    words = "Zahl geändert. " + "; ".join(_changed(c).words for c in stale.changes)
    return words if len(words) <= _NOTE else words[: _NOTE - 1] + "…"


def _since(actor: Actor, organisation: Organisation) -> tuple[datetime, bool]:
    mark = seen_until(actor, organisation, PAGE)
    return (timezone.now() - FIRST_LOOK, True) if mark is None else (mark, False)


def _waiting(organisation: Organisation, stale: Iterable[StaleFinding]) -> list[Statement]:
    """Findings for which a person has something to decide, by number; two queries."""
    changes = {s.finding.pk: tuple(_changed(c) for c in s.changes) for s in stale}
    findings = {s.finding.pk: s.finding for s in stale}
    alive = Finding.objects.filter(owner=organisation, deleted_at=None).exclude(state=FindingState.REJECTED)
    renewed = unchecked_by_finding(organisation)
    others = alive.filter(uid__in=list(renewed)) | alive.exclude(review_note="")
    findings |= {f.pk: f for f in others if f.pk not in findings}
    # a draft waits for its first check anyway; it is news only when it was reopened or its figures changed
    return [
        Statement(f, changes.get(f.pk, ()), tuple(renewed.get(f.uid, ())))
        for f in sorted(findings.values(), key=lambda f: f.number)
        if f.pk in changes or f.review_note or f.state == FindingState.ACCEPTED
    ]


def _changed(stale: Staleness) -> Changed:
    reference = stale.reference
    figure = cited(reference)
    new = GONE if stale.gone else shown(reference.indicator, stale.current_value, stale.current_sign)
    if stale.withheld:
        new = WITHHELD
    note = ""
    if new == figure.value:
        note = "anders bestimmt" if stale.definition_changed else "gerundet gleich"
    return Changed(figure, new, reference.edition, stale.current_edition or "", note)


def _with_thread(statement: Statement, graph: ThreadGraph) -> Statement:
    """The same with the needs, goals, measures and targets that rest on the finding."""
    key = f"finding:{statement.finding.uid}"
    reached = graph.followed(key) - {key}
    rests = [n for n in graph.nodes if n.key in reached and not n.placeholder and n.column != Column.DECISION]
    return replace(statement, rests=tuple(rests))


def _newer(organisation: Organisation, editions: Iterable[EditionNews]) -> list[Newer]:
    """Cited indicators whose own series goes on in an edition that is new; at most nine queries, none without one."""
    fresh = {e.edition.short for e in editions if e.kind != "withdrawn"}
    if not fresh:
        return []
    last, users = _last_cited(organisation)
    found = []
    series = _series(organisation, {code for code, _ in last})
    for (code, derivation), reference in last.items():
        # periods of one derivation are written alike, so their text orders them
        rows = [o for o in series.get(code, ()) if o.derivation == derivation and o.period > reference.period]
        newest = max((o for o in rows if o.value is not None), key=lambda o: o.period, default=None)
        if newest is not None and fresh & set(newest.edition.split("+")):
            figure, value = cited(reference), shown(code, newest.value, None)
            found.append(Newer(figure, value, period(newest.period), newest.edition, tuple(users[code, derivation])))
    return sorted(found, key=lambda n: (n.findings[0].number, n.figure.name))


Series = tuple[str, str]  # code and derivation


def _last_cited(organisation: Organisation) -> tuple[dict[Series, FigureReference], dict[Series, list[Finding]]]:
    """The latest period of the own place that living findings cite, per series, and which findings do; one query."""
    rows = FindingFigure.objects.filter(
        owner=organisation, deleted_at=None, finding__deleted_at=None, reference__region=organisation.region_code
    ).exclude(finding__state=FindingState.REJECTED)
    last: dict[Series, FigureReference] = {}
    users: dict[Series, list[Finding]] = {}
    for row in rows.select_related("finding", "reference").order_by("finding__number"):
        key = row.reference.indicator, row.reference.derivation
        if key not in last or row.reference.period > last[key].period:
            last[key] = row.reference
        if row.finding not in users.setdefault(key, []):
            users[key].append(row.finding)
    return last, users


def _series(organisation: Organisation, codes: set[str]) -> dict[str, tuple[Observation, ...]]:
    place = [organisation.region_code]
    official = sorted(code for code in codes if not is_own(code))
    found = monitoring.many_series(official, regions=place, audience="internal") if official else {}
    if len(official) < len(codes):
        found |= {c: r for c, r in monitoring.own_series(organisation, regions=place).items() if c in codes}
    return {code: released.payload for code, released in found.items()}
