"""Fields of forms that choose records of several strategies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from sozialstrategie.kit.ui.forms import ByUid


class _ByStrategy(ModelChoiceIterator):
    """Rows of several strategies below the names of these: two of them may have a field 1."""

    def __iter__(self) -> Iterator[Any]:
        strategy_of = self.field.strategy_of  # type: ignore[attr-defined]
        groups = [(title, list(rows)) for title, rows in groupby(self.queryset, key=strategy_of)]
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if len(groups) == 1:
            yield from map(self.choice, groups[0][1])
        else:
            yield from ((title, list(map(self.choice, rows))) for title, rows in groups)


class ChoiceByStrategy(ByUid):
    """A Handlungsfeld, or a goal or measure of one; those of the newest strategy first. `path`: from the row to its strategy."""

    iterator = _ByStrategy

    def __init__(self, *args: Any, path: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.path = path

    def strategy_of(self, row: Any) -> str:
        for name in self.path.split("__"):
            row = getattr(row, name)
        return str(row.title)

    def offer(self, rows: QuerySet[Any]) -> None:
        order = (f"-{self.path}__period_from", f"-{self.path}__id", *rows.model._meta.ordering)
        self.queryset = rows.select_related(self.path).order_by(*order)
