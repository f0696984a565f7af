"""The timeline: measures as bars along the years, milestones on them. Geometry is pure; units as in `layout`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sozialstrategie.action.strategy.layout import wrap
from sozialstrategie.action.strategy.models import FieldOfAction, Measure, Strategy
from sozialstrategie.action.strategy.queries.records import measures_for
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.workplace.models import Task, TaskKind
from sozialstrategie.kit.workplace.queries import tasks_for

WIDTH, LEFT, TOP, ROW, BAR = 1120.0, 330.0, 34.0, 40.0, 14.0
MOST = 80  # rows that are drawn; the table always holds all
_LABEL = 316.0


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone with a day: `kind` is "done", "late", "open" or "dropped"."""

    title: str
    day: date
    kind: str

    @property
    def words(self) -> str:
        return {"done": "erreicht", "late": "überfällig", "open": "offen", "dropped": "entfallen"}[self.kind]

    @property
    def sign(self) -> str:
        """Kind of sign for the state."""
        return {"done": "done", "late": "attention", "open": "open", "dropped": "open"}[self.kind]


@dataclass(frozen=True, slots=True)
class Row:
    """A measure with its span and its milestones in the order of their days."""

    uid: UUID
    number: str
    title: str
    unit: str
    status: str
    start: date | None
    end: date | None
    permanent: bool
    points: tuple[Point, ...]

    @property
    def span(self) -> str:
        """ "01.09.2023 bis 31.12.2028", "seit 01.09.2023, Daueraufgabe"."""
        start, end = (f"{d:%d.%m.%Y}" if d else "" for d in (self.start, self.end))
        if self.permanent:
            return f"seit {start}, Daueraufgabe" if start else "Daueraufgabe"
        if start and end:
            return f"{start} bis {end}"
        return f"ab {start}" if start else f"bis {end}" if end else "ohne Zeitraum"


def rows_for(
    actor: Actor, organisation: Organisation, strategy: Strategy, field: FieldOfAction | None, today: date
) -> list[Row]:
    """Measures of a strategy that are not gone, by number, with their milestones; three queries."""
    measures = measures_for(actor, organisation, field=field.uid if field else None, strategy=strategy)
    points = milestones_of(actor, organisation, today)
    return [row_of(m, points.get(m.uid, [])) for m in measures if m.status not in ("dropped", "carried_over")]


def row_of(m: Measure, points: Sequence[Point]) -> Row:
    return Row(
        m.uid, m.number, m.title, m.lead_unit, m.get_status_display(), m.start, m.end, m.permanent,
        tuple(sorted(points, key=lambda p: (p.day, p.title))),
    )  # fmt: skip


def milestones_of(
    actor: Actor, organisation: Organisation, today: date, measure: Measure | None = None
) -> dict[UUID, list[Point]]:
    """uid of a measure -> its milestones that have a day, of all measures or of one; one query."""
    found: dict[UUID, list[Point]] = defaultdict(list)
    about = Measure._meta.label_lower
    rows = tasks_for(actor, organisation).filter(kind=TaskKind.MILESTONE, about_type=about, due__isnull=False)
    for task in rows.filter(about_uid=measure.uid) if measure is not None else rows:
        assert task.about_uid is not None and task.due is not None
        found[task.about_uid].append(Point(task.title, task.due, _kind(task, today)))
    return found


def _kind(task: Task, today: date) -> str:
    if task.done_on is not None:
        return "done"
    if task.dropped_on is not None:
        return "dropped"
    return "late" if task.due is not None and task.due < today else "open"


# --- the picture ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone on the picture: a diamond around (x, y)."""

    point: Point
    x: float
    y: float

    @property
    def d(self) -> str:
        return f"M{self.x} {self.y - 8}l8 8l-8 8l-8 -8z"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure on the picture. `width` is None without any day; `goes_on`: it has no end."""

    row: Row
    label: tuple[str, ...]
    y: float
    x: float
    width: float | None
    goes_on: bool
    marks: tuple[Mark, ...]

    @property
    def bar_y(self) -> float:
        return self.y - BAR / 2

    @property
    def label_lines(self) -> list[tuple[float, str]]:
        first = self.y + 4.5 - 8 * (len(self.label) - 1)
        return [(first + 16 * i, text) for i, text in enumerate(self.label)]

    @property
    def grid_y(self) -> float:
        return self.y + ROW / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing; `today` is None where it lies outside."""

    height: float
    years: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    today: float | None
    bottom: float
    left_out: int
    width: float = WIDTH
    left: float = LEFT


def draw(rows: Sequence[Row], today: date) -> Picture | None:
    """Bars and diamonds on a scale of whole years; None without a single day."""
    shown = rows[:MOST]
    days = [d for row in shown for d in (row.start, row.end, *(p.day for p in row.points)) if d is not None]
    if not days:
        return None
    first = date(min([*days, today]).year, 1, 1)
    last = date(max([*days, today]).year, 12, 31)
    scale = (WIDTH - LEFT) / ((last - first).days + 1)

    def at(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    lines = []
    for i, row in enumerate(shown):
        y = TOP + ROW * i + ROW / 2
        begin = row.start or (first if row.end else None)
        goes_on = row.permanent or (row.start is not None and row.end is None)
        end = last if goes_on else row.end
        width = None if begin is None or end is None else max(3.0, round(at(end) - at(begin), 1))
        marks = tuple(Mark(p, at(p.day), y) for p in row.points)
        label = tuple(wrap(f"{row.number} {row.title}", width=_LABEL, most=2))
        lines.append(Line(row, label, y, at(begin) if begin else LEFT, width, goes_on, marks))
    bottom = TOP + ROW * len(shown)
    years = tuple((at(date(year, 1, 1)), str(year)) for year in range(first.year, last.year + 1))
    return Picture(bottom + 8, years, tuple(lines), at(today), bottom, len(rows) - len(shown))
