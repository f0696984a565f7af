"""The command `editions`: which states of which tables stand here, and taking one back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.errors import Refused

if TYPE_CHECKING:
    from sozialstrategie.evidence.monitoring.models import Edition

SHORTEST = 6  # characters of a checksum that may name an edition


def add_parser(commands: Any) -> None:
    """Register the command among the subcommands of the program."""
    parser = commands.add_parser("editions", help="Ausgaben der Zahlen zeigen, zurückziehen, zurückholen")
    actions = parser.add_subparsers(dest="action", metavar="AUFGABE", parser_class=type(parser))
    actions.add_parser("list", help="alle Ausgaben zeigen")
    withdraw = actions.add_parser("withdraw", help="mit einer Ausgabe nicht mehr rechnen")
    withdraw.add_argument("key", metavar="KENNUNG", help="Kennung aus der Liste")
    withdraw.add_argument("--reason", required=True, metavar="TEXT", help="warum; steht im Verlauf")
    back = actions.add_parser("return", help="eine zurückgezogene Ausgabe zurückholen")
    back.add_argument("key", metavar="KENNUNG", help="Kennung aus der Liste")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; without an action the list."""
    from sozialstrategie.operations import instance

    instance.require()
    if arguments.action == "withdraw":
        return _withdraw(arguments.key, arguments.reason)
    return _return(arguments.key) if arguments.action == "return" else _list()


def _list() -> int:
    from sozialstrategie.evidence.monitoring.models import Edition

    for e in Edition.objects.order_by("table", "imported_at"):
        years = f"{e.first_year}" if e.first_year == e.last_year else f"{e.first_year}-{e.last_year}"
        origin = "mitgeliefert" if e.is_shipped else f"eingelesen {e.imported_at:%d.%m.%Y}"
        state = f", zurückgezogen {e.withdrawn_at:%d.%m.%Y}" if e.withdrawn_at else ""
        print(f"{e.short}  {e.table:20} {years:10} {origin}{state}: {e.title}")
    return 0


def _withdraw(key: str, reason: str) -> int:
    from sozialstrategie.evidence.monitoring.services.withdrawing import withdraw_edition

    edition = _found(key)
    if edition.withdrawn_at is not None:
        print(f"Ausgabe {edition.short} ({edition.table}) ist schon zurückgezogen. Nichts geändert.")
        return 0
    withdraw_edition(actor=system("Kommandozeile"), edition=edition, reason=reason)
    print(f"Ausgabe {edition.short} ({edition.table}) ist zurückgezogen. {_NEXT}")
    return 0


def _return(key: str) -> int:
    from sozialstrategie.evidence.monitoring.services.importing import return_edition

    edition = _found(key)
    if edition.withdrawn_at is None:
        print(f"Ausgabe {edition.short} ({edition.table}) ist nicht zurückgezogen. Nichts geändert.")
        return 0
    return_edition(actor=system("Kommandozeile"), edition=edition)
    print(f"Ausgabe {edition.short} ({edition.table}) ist wieder da. {_NEXT}")
    return 0


_NEXT = "Neu gerechnet wird im Hintergrund; sofort mit: sozialstrategie indicators compute"


def _found(key: str) -> Edition:
    from sozialstrategie.evidence.monitoring.models import Edition

    wanted = key.strip().lower()
    found = list(Edition.objects.filter(digest__startswith=wanted)[:2]) if len(wanted) >= SHORTEST else []
    if not found:
        raise Refused(f"Die Ausgabe „{key}“ gibt es nicht. Alle zeigt: sozialstrategie editions list")
    if len(found) > 1:
        raise Refused(f"Die Kennung „{key}“ ist nicht eindeutig. Bitte nennen Sie mehr Zeichen.")
    return found[0]
