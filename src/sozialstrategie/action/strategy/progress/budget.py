"""Money of a measure: what is planned and spent per year, and from where; shares sum to the amount to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sozialstrategie.action.strategy.models import BudgetLine, FundingShare, Measure
from sozialstrategie.action.strategy.queries.records import VIEW
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.permissions import demand
from sozialstrategie.kit.core.versions import save_version
from sozialstrategie.kit.ui.formats import number

CHANGE = "strategy.change_budget"
Share = tuple[str, Decimal]  # source, amount in Euro


@dataclass(frozen=True, slots=True)
class Year:
    """The sums of a year in Euro; `actual` is None while nothing was entered as spent."""

    year: int
    lines: tuple[tuple[BudgetLine, tuple[FundingShare, ...]], ...]
    planned: Decimal
    actual: Decimal | None


def budget_of(actor: Actor, measure: Measure) -> list[Year]:
    """Lines with their shares by year; two queries."""
    demand(VIEW, actor, measure)
    lines = list(BudgetLine.objects.filter(measure=measure, owner=measure.owner_id, deleted_at=None))
    shares: dict[int, list[FundingShare]] = {}
    for share in FundingShare.objects.filter(line__in=lines, owner=measure.owner_id, deleted_at=None):
        shares.setdefault(share.line_id, []).append(share)
    return [
        Year(
            year,
            tuple((line, tuple(shares.get(line.pk, []))) for line in lines if line.year == year),
            sum((line.planned for line in lines if line.year == year), Decimal(0)),
            _spent([line.actual for line in lines if line.year == year]),
        )
        for year in sorted({line.year for line in lines})
    ]


def _spent(amounts: Sequence[Decimal | None]) -> Decimal | None:
    told = [amount for amount in amounts if amount is not None]
    return sum(told, Decimal(0)) if told else None  # nothing entered is not zero


def line_for(actor: Actor, organisation: Organisation, uid: UUID) -> BudgetLine | None:
    demand(VIEW, actor, organisation)
    found: BudgetLine | None = (
        BudgetLine.objects.filter(owner=organisation, uid=uid, deleted_at=None, measure__deleted_at=None)
        .select_related("measure", "owner")
        .first()
    )
    return found


def shares_of(line: BudgetLine) -> list[FundingShare]:
    return list(FundingShare.objects.filter(line=line, owner=line.owner_id, deleted_at=None))


def euro(amount: Decimal | None) -> str:
    """ "1.234,50 Euro"; "" for none."""
    return "" if amount is None else f"{number(amount, 2)} Euro"


def add_line(*, actor: Actor, measure: Measure, shares: Sequence[Share] = (), **values: Any) -> BudgetLine:
    """Enter a line of costs.

    Args:
        values: year, category, planned, actual, note.
        shares: what each source gives; none as long as that is not known.

    Raises:
        Invalid: the shares do not sum to the planned amount; a second sum of staff costs, or words about them. Forbidden.
    """
    with act("strategy.add_budget_line", actor=actor, permission=CHANGE, owner=measure.owner) as record:
        line = BudgetLine(owner=measure.owner, measure=measure, **values)
        demand_whole(values["planned"], shares)
        writing.insert(line)
        _insert_shares(line, shares)
        record.created(line)
        record.note("shares", _plain(shares))
    return line


def edit_line(
    *, actor: Actor, line: BudgetLine, version: int, shares: Sequence[Share] = (), **values: Any
) -> BudgetLine:
    """Change a line and put new shares in place of the old ones.

    Raises:
        Invalid as `add_line`; Conflict, Forbidden.
    """
    with act("strategy.edit_budget_line", actor=actor, permission=CHANGE, owner=line.owner, obj=line) as record:
        demand_whole(values.get("planned", line.planned), shares)
        standing = shares_of(line)
        old, new = [(s.source, s.amount) for s in standing], [(source.strip(), amount) for source, amount in shares]
        if old == new:
            writing.change(record, line, version=version, values=values)
            return line
        with transaction.atomic():
            trial = {name: value for name, value in values.items() if getattr(line, name) != value}
            for name, value in trial.items():
                setattr(line, name, value)
            writing.validate(line)
            save_version(line, version=version, values=trial)
            _replace_shares(line, standing, shares)
            record.note("shares", _plain(new), _plain(old))
    return line


def delete_line(*, actor: Actor, line: BudgetLine, version: int) -> BudgetLine:
    """Take a line back; it can be undone. Raises Conflict, Forbidden."""
    with act("strategy.delete_budget_line", actor=actor, permission=CHANGE, owner=line.owner, obj=line):
        save_version(line, version=version, values={"deleted_at": timezone.now()})
    return line


def put_shares_back(line: BudgetLine, old: list[list[str]], new: list[list[str]]) -> None:
    """Undo of a change: the shares that stood before stand again.

    Raises:
        Refused: somebody changed them since.
    """
    standing = shares_of(line)
    if _plain([(s.source, s.amount) for s in standing]) != new:
        raise Refused("Die Anteile wurden inzwischen erneut geändert. Bitte ändern Sie die Kostenzeile von Hand.")
    _replace_shares(line, standing, [(source, Decimal(amount)) for source, amount in old or []])


def demand_undone_whole(line: BudgetLine, actor: Actor) -> None:
    """After an undo the shares still sum to the amount. Raises: Invalid."""
    if line.deleted_at is None:
        demand_whole(line.planned, [(s.source, s.amount) for s in shares_of(line)])


def _replace_shares(line: BudgetLine, standing: Sequence[FundingShare], shares: Sequence[Share]) -> None:
    for share in standing:
        save_version(share, version=share.version, values={"deleted_at": timezone.now()})
    _insert_shares(line, shares)


def demand_whole(planned: Decimal, shares: Sequence[Share]) -> None:
    """Refuse shares that do not sum to the amount to the cent.

    Raises:
        Invalid: says both sums and how much is missing or too much.
    """
    if not shares:
        return
    total = sum((amount for _, amount in shares), Decimal(0))
    if total != planned:
        rest = planned - total
        word = f"es fehlen {euro(rest)}" if rest > 0 else f"es sind {euro(-rest)} zu viel"
        raise writing.Invalid(
            {"": [f"Die Anteile ergeben zusammen {euro(total)}, geplant sind {euro(planned)}: {word}."]}
        )


def _insert_shares(line: BudgetLine, shares: Sequence[Share]) -> None:
    for source, amount in shares:
        writing.insert(FundingShare(owner=line.owner, line=line, source=source.strip(), amount=amount))


def _plain(shares: Sequence[Share]) -> list[list[str]]:
    return [[source, f"{amount:.2f}"] for source, amount in shares]
