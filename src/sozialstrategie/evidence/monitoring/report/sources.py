"""What other rooms put into the report: findings that people have checked. Rooms above register themselves here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.models import Organisation


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """A checked finding as it is printed.

    `signature` says where it comes from and who checked it when; `figures` are lines with value, period, place and source.
    """

    label: str  # "Befund 3"
    theme: str  # of the catalogue, or any other, or ""
    title: str
    statement: str
    caveat: str
    signature: str
    figures: tuple[str, ...] = ()
    is_own: bool = False  # one of the figures comes from an own table: not official, and told inside the house only


Source = Callable[[Organisation, Actor], Sequence[ReportFinding]]
_SOURCES: dict[str, Source] = {}


def register_report_source(name: str, source: Source) -> None:
    """Offer findings to the report; rooms call this in `ready()`, the last one registered under a name wins.

    `source` answers with what this actor may read of this organisation, empty for everybody else.
    """
    _SOURCES[name] = source


def checked_findings(owner: Organisation, actor: Actor) -> list[ReportFinding]:
    """All findings that the registered rooms offer, in the order of the rooms."""
    return [finding for name in sorted(_SOURCES) for finding in _SOURCES[name](owner, actor)]
