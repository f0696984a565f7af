"""The command `sozialstrategie`. Exit 0 done, 1 refused, 2 wrong usage; errors are one German sentence on stderr."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

PROG = "sozialstrategie"


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse in German: help, headings, errors."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "formatter_class": _Help, "allow_abbrev": False, "add_help": False})
        self._positionals.title, self._optionals.title = "Angaben", "Schalter"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        words = {
            "the following arguments are required:": "es fehlt:",
            "unrecognized arguments:": "unbekannte Angabe:",
            "invalid choice:": "unbekannt:",
            "choose from": "möglich sind",
            "expected one argument": "hier wird ein Wert erwartet",
            "expected at least one argument": "hier wird mindestens ein Wert erwartet",
            "invalid int value:": "keine ganze Zahl:",
            "not allowed with argument": "geht nicht zusammen mit",
            "argument ": "",
        }
        for english, german in words.items():
            message = message.replace(english, german)
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} ist kein Anschluss; erwartet wird eine Zahl von 1 bis 65535")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """All commands with their German help."""
    root = _Parser(prog=PROG, description="Von der amtlichen Zahl zur Wirkung.")
    commands = root.add_subparsers(dest="command", required=True, metavar="BEFEHL", parser_class=_Parser)

    demo = commands.add_parser("demo", help="Beispiel einrichten und zeigen")
    demo.add_argument("--port", type=_port, default=8000, help="Anschluss, sonst 8000")
    demo.add_argument("--no-serve", action="store_true", help="nur einrichten")
    demo.add_argument("--fresh", action="store_true", help="Beispiel vorher löschen")

    commands.add_parser("init", help="echte Instanz einrichten: Gebiete, Katalog, mitgelieferte Zahlen")
    serve = commands.add_parser("serve", help="Seiten ausliefern, mit Hintergrundarbeit")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--processes", type=int, default=2)
    commands.add_parser("worker", help="nur Hintergrundarbeit")
    commands.add_parser("check", help="Einstellungen und Speicher prüfen")

    imports = commands.add_parser("import", help="Zahlen einlesen")
    imports.add_argument("files", nargs="+", type=Path, metavar="DATEI")
    imports.add_argument("--dry-run", action="store_true", help="nur prüfen und zeigen, nichts speichern")
    imports.add_argument("--source", default="", metavar="NAME", help="Quelle, wenn die Datei sie nicht nennt")
    imports.add_argument(
        "--mapping", type=Path, metavar="DATEI", help="Zuordnung der Spalten (json) für unbekannte Tabellen"
    )
    imports.add_argument("--propose", action="store_true", help="eine Zuordnung vorschlagen (json), nichts speichern")
    imports.add_argument("-o", "--output", type=Path, metavar="DATEI", help="wohin mit dem Vorschlag")

    indicators = commands.add_parser("indicators", help="Katalog zeigen, alles berechnen")
    indicators.add_argument("action", choices=["list", "show", "compute"])
    indicators.add_argument("code", nargs="?")

    from sozialstrategie.operations import editions  # its own subcommands; imports no models

    editions.add_parser(commands)

    export = commands.add_parser("export", help="berechnete Werte ausgeben")
    export.add_argument("code")
    export.add_argument("--level", choices=["bund", "land", "kreis", "gemeinde"])
    export.add_argument("--region", nargs="+", metavar="AGS")
    export.add_argument("--from", dest="year_from", type=int, metavar="JAHR")
    export.add_argument("--to", dest="year_to", type=int, metavar="JAHR")
    export.add_argument("--format", choices=["csv", "json", "xlsx"], default="csv")
    export.add_argument("--dialect", choices=["de", "en"], default="de")
    export.add_argument("-o", "--output", type=Path)

    document = commands.add_parser("document", help="Dokument setzen: pdf oder docx nach der Endung")
    document.add_argument("kind")
    document.add_argument("--region", metavar="AGS")
    document.add_argument("--owner", metavar="KURZNAME")
    document.add_argument("-o", "--output", type=Path)

    for name, text in (
        ("backup", "alles in eine Datei sichern"),
        ("restore", "Sicherung in einen leeren Ordner zurückspielen"),
        ("verify", "Sicherung prüfen"),
    ):
        commands.add_parser(name, help=text).add_argument("file", type=Path)

    person = commands.add_parser("person", help="Organisation und erste Person einer echten Instanz anlegen")
    person.add_argument("--organisation", required=True, metavar="KURZNAME")
    person.add_argument("--name", required=True)
    person.add_argument("--email", required=True)
    person.add_argument("--role", default="admin")
    person.add_argument("--region", default="", metavar="AGS", help="Gebiet einer neuen Organisation")
    person.add_argument("--organisation-name", default="")
    person.add_argument("--kind", default="local_authority")
    return root


def main(argv: list[str] | None = None) -> int:
    """Run one command."""
    root = parser()
    arguments = root.parse_args(argv)
    if arguments.command == "document" and bool(arguments.region) == bool(arguments.owner):
        root.error("Bitte nennen Sie entweder --region AGS oder --owner KURZNAME.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sozialstrategie.settings.production")
    if arguments.command == "demo":
        os.environ["SOZIALSTRATEGIE_DEMO"] = "1"
        os.environ.setdefault("SOZIALSTRATEGIE_PLAIN_HTTP", "1")
    if getattr(arguments, "fresh", False):
        from sozialstrategie.operations import commands

        commands.forget_demo()
    import django  # after the environment is settled

    try:
        django.setup()
    except ValueError as fault:
        print(f"{PROG}: {fault}", file=sys.stderr)
        return 2
    from django.db import OperationalError as DatabaseUnreachable

    from sozialstrategie.kit.core.errors import Refused
    from sozialstrategie.operations import commands

    try:
        return commands.run(arguments)
    except Refused as refusal:
        print(f"{PROG}: {refusal}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print(f"\n{PROG}: Abgebrochen. Was noch nicht gespeichert war, ist verworfen.", file=sys.stderr)
        return 130
    except DatabaseUnreachable as fault:
        print(f"{PROG}: Die Datenbank antwortet nicht: {str(fault).splitlines()[0]}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"{PROG}: {_file_words(fault)}", file=sys.stderr)
        return 1


def _file_words(fault: OSError) -> str:
    """What is wrong with a file or folder, in one German sentence."""
    name = fault.filename or "Eine Datei"
    if isinstance(fault, PermissionError):
        return f"{name} darf hier nicht gelesen oder geschrieben werden."
    if isinstance(fault, (FileNotFoundError, NotADirectoryError)):
        return f"{name} gibt es nicht, oder der Ordner dazu fehlt."
    if isinstance(fault, IsADirectoryError):
        return f"{name} ist ein Ordner; erwartet wird eine Datei."
    if fault.errno == errno.ENOSPC:
        return f"Auf dem Datenträger ist kein Platz mehr ({name})."
    return f"{name} lässt sich nicht lesen oder schreiben ({fault.strerror or type(fault).__name__})."


if __name__ == "__main__":
    sys.exit(main())
