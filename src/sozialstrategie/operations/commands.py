"""What each command does. Output for people on stdout, refusals by exception."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.errors import Refused


def run(arguments: argparse.Namespace) -> int:
    """Dispatch; returns the exit code."""
    return _COMMANDS[arguments.command](arguments)


def forget_demo() -> None:
    """Delete an example instance, and only that: the marker file must say so."""
    from sozialstrategie.settings.environment import home

    folder = home()
    if not folder.exists():
        return
    if not (folder / "DEMO").exists() and any(folder.iterdir()):
        print(f"sozialstrategie: {folder} ist kein Beispiel; nichts gelöscht.", file=sys.stderr)
        sys.exit(1)
    for child in folder.iterdir():
        shutil.rmtree(child) if child.is_dir() else child.unlink()


def _demo(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from sozialstrategie.operations import instance, serving
    from sozialstrategie.portal.demo.services import build_demo, login_lines

    home = Path(settings.HOME)
    if (home / "sozialstrategie.sqlite3").exists() and not (home / "DEMO").exists():
        raise Refused(f"In {home} liegt eine echte Instanz; das Beispiel rührt sie nicht an.")
    home.mkdir(parents=True, exist_ok=True)
    (home / "DEMO").write_text("Dieser Ordner gehört dem Beispiel und darf gelöscht werden.\n", encoding="utf-8")
    actor = instance.prepare("demo")
    build_demo(actor=actor)
    if arguments.no_serve:
        print(f"Das Beispiel ist eingerichtet in {home}.")
        return 0
    print(f"\nDas Beispiel läuft: http://127.0.0.1:{arguments.port}\n")
    for line in login_lines():
        print(f"  {line}")
    print("\nBeenden mit Strg+C.\n", flush=True)
    return serving.serve(host="127.0.0.1", port=arguments.port, processes=1)


def _init(arguments: argparse.Namespace) -> int:
    from sozialstrategie.evidence.monitoring.models import Edition
    from sozialstrategie.evidence.monitoring.queries import current_run
    from sozialstrategie.operations import instance

    instance.prepare("real")
    run_ = current_run()
    values = f"{run_.results_count if run_ else 0:,}".replace(",", ".")
    print(f"Eingerichtet: {Edition.objects.count()} Ausgaben, {values} Werte.")
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import instance, serving

    instance.require()
    return serving.serve(host=arguments.host, port=arguments.port, processes=arguments.processes)


def _worker(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import instance, serving

    instance.require()
    return serving.run_worker()


def _check(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import checking, instance

    instance.require()
    problems, remarks = checking.check_instance()
    for line in remarks:
        print(line)
    if problems:
        raise Refused(" ".join(problems))
    print("Alles in Ordnung.")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from sozialstrategie.evidence.monitoring.services.importing import import_file
    from sozialstrategie.operations import instance

    instance.require()
    if arguments.propose:
        return _propose(arguments.files, arguments.output)
    mapping = _mapping(arguments.mapping) if arguments.mapping else None
    refused = 0
    for path in arguments.files:
        if not path.is_file():
            said = "ist ein Ordner; erwartet wird eine Datei" if path.is_dir() else "gibt es nicht"
            print(f"sozialstrategie: {path} {said}.", file=sys.stderr)
            refused += 1
            continue
        outcome = import_file(
            actor=system("Kommandozeile"),
            path=path,
            source=arguments.source,
            mapping=mapping,
            dry_run=arguments.dry_run,
        )
        for problem in outcome.parsed.notes:
            print(f"Hinweis: {problem}")
        if outcome.refused:
            refused += 1
            for problem in outcome.refused:
                print(f"sozialstrategie: Nicht eingelesen. {problem}", file=sys.stderr)
            continue
        counts = outcome.counts
        size = f"{counts['values']} Zahlen und {counts['signs']} Zeichen für {counts['regions']} Gebiete"
        if outcome.is_new:
            print(f"{path.name}: eingelesen als Ausgabe {outcome.edition.short if outcome.edition else ''}: {size}.")
        elif outcome.edition is not None:
            print(f"{path.name}: unverändert, steht schon als Ausgabe {outcome.edition.short}. Nichts geändert.")
        else:
            print(f"{path.name}: lesbar, {size}. Probelauf, nichts gespeichert.")
    return 1 if refused else 0


def _mapping(path: Path) -> Any:
    """The `TableMapping` in a file, as `--propose` writes it."""
    from sozialstrategie.evidence.monitoring.readers.tables import TableMapping

    try:
        return TableMapping.from_plain(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, AttributeError):
        raise Refused(
            f"{path} ist keine Zuordnung; erwartet wird eine Datei, wie „import --propose“ sie ausgibt."
        ) from None


def _propose(files: list[Path], output: Path | None) -> int:
    """Write what the columns of one table seem to be; nothing is stored."""
    from sozialstrategie.evidence.monitoring.readers.tables.propose import Proposal
    from sozialstrategie.evidence.monitoring.services.importing import read_bytes

    if len(files) != 1:
        raise Refused("--propose sieht sich eine Tabelle an; bitte nennen Sie genau eine Datei.")
    parsed = read_bytes(files[0].read_bytes(), name=files[0].name)
    if not parsed.refused:
        raise Refused(f"{files[0].name} wird ohne Zuordnung gelesen ({parsed.source}); es ist nichts vorzuschlagen.")
    found = Proposal.from_plain(parsed.proposal).mapping if parsed.proposal else None
    if found is None:
        raise Refused(f"Nichts vorzuschlagen. {parsed.errors[0]}")
    _write((json.dumps(found.to_plain(), ensure_ascii=False, indent=1) + "\n").encode(), output)
    return 0


def _indicators(arguments: argparse.Namespace) -> int:
    from sozialstrategie.evidence.monitoring.definitions import catalogue
    from sozialstrategie.evidence.monitoring.services.computing import compute_all
    from sozialstrategie.operations import instance

    if arguments.action == "list":
        for d in sorted(catalogue().values(), key=lambda d: (d.theme, d.code)):
            print(f"{d.code:45} {d.unit:12} {d.theme}: {d.name}")
        return 0
    if arguments.action == "show":
        definition = catalogue().get(arguments.code or "")
        if definition is None:
            raise Refused(
                f"Den Indikator „{arguments.code or ''}“ gibt es nicht. Alle zeigt: sozialstrategie indicators list"
            )
        print(f"{definition.code}: {definition.name} ({definition.unit_phrase})\n{definition.definition}")
        print(f"Was sie nicht zeigt: {definition.not_shown}")
        for derivation in definition.derivations:
            print(f"- {derivation.key}: {derivation.label}. Quelle: {derivation.source}")
        return 0
    instance.require()
    before = compute_all_pk()
    run_ = compute_all(actor=system("Kommandozeile"))
    word = "unverändert" if before == run_.pk else "berechnet"
    for problem in run_.problems:
        print(f"Hinweis: {problem}")
    print(f"{run_.results_count} Werte {word}.")
    return 0


def _editions(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import editions

    return editions.run(arguments)


def compute_all_pk() -> int | None:
    """Key of the run that stands now."""
    from sozialstrategie.evidence.monitoring.queries import current_run

    standing = current_run()
    return standing.pk if standing else None


def _export(arguments: argparse.Namespace) -> int:
    from sozialstrategie.evidence.disclosure.gate import log_release
    from sozialstrategie.evidence.monitoring import queries
    from sozialstrategie.evidence.regions import catalogue as regions
    from sozialstrategie.kit.figures import export
    from sozialstrategie.operations import instance

    instance.require()
    if queries.indicator(arguments.code) is None:
        raise Refused(f"Den Indikator „{arguments.code}“ gibt es nicht. Alle zeigt: sozialstrategie indicators list")
    for code in arguments.region or []:
        if regions.index().get(code) is None:
            raise Refused(f"Das Gebiet „{code}“ ist nicht bekannt. Erwartet wird ein Schlüssel wie DG, 16 oder 16062.")
    if None not in (arguments.year_from, arguments.year_to) and arguments.year_from > arguments.year_to:
        raise Refused(f"--from {arguments.year_from} liegt nach --to {arguments.year_to}.")
    released = queries.series(
        arguments.code,
        level=arguments.level,
        regions=arguments.region,
        year_from=arguments.year_from,
        year_to=arguments.year_to,
    )
    log_release(released, channel="export:cli")
    info = queries.info(arguments.code)
    if arguments.format == "xlsx":
        data = export.to_xlsx(released, info)
    elif arguments.format == "json":
        data = export.to_json(released).encode("utf-8")
    else:
        data = export.to_csv(released, dialect=arguments.dialect).encode("utf-8")
    _write(data, arguments.output)
    if not released.payload:
        print("Keine Werte in dieser Auswahl; die Ausgabe enthält nur die Kopfzeile.", file=sys.stderr)
    return 0


def _document(arguments: argparse.Namespace) -> int:
    from sozialstrategie.kit.documents import registry
    from sozialstrategie.operations import instance

    instance.require()
    kind = registry.get(arguments.kind)
    if kind is None:
        known = ", ".join(sorted(k.name for k in registry.all_kinds()))
        raise Refused(f"Das Dokument „{arguments.kind}“ gibt es nicht. Möglich sind: {known}.")
    subject = arguments.region or arguments.owner
    if not subject or (arguments.region and arguments.owner):
        raise Refused("Bitte nennen Sie entweder --region AGS oder --owner KURZNAME.")
    ending = arguments.output.suffix.lstrip(".").lower() if arguments.output else "pdf"
    if ending not in kind.formats:
        raise Refused(
            f"„{kind.title}“ gibt es als {' und '.join(kind.formats)}, nicht als {ending or 'Datei ohne Endung'}."
        )
    data = kind.build(system("Kommandozeile"), region=arguments.region, owner=arguments.owner, format=ending)
    _write(data, arguments.output)
    return 0


def _write(data: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if not output.name or output.is_dir():
        raise Refused(f"{output} ist ein Ordner; erwartet wird der Name einer Datei. Es wurde nichts geschrieben.")
    if not output.parent.is_dir():
        raise Refused(f"Den Ordner {output.parent} gibt es nicht. Es wurde nichts geschrieben.")
    temporary = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, output)
    except OSError as fault:
        temporary.unlink(missing_ok=True)
        fault.filename = str(output)  # the name that was asked for
        raise
    print(f"Geschrieben: {output} ({len(data):,} Bytes)".replace(",", "."))


def _backup(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import instance, saving

    instance.require()
    count = saving.backup(arguments.file)
    print(f"Gesichert: {count} Dateien in {arguments.file}.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import saving

    saving.restore(arguments.file)
    print("Zurückgespielt. Bitte prüfen Sie mit: sozialstrategie check")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import saving

    problems = saving.verify(arguments.file)
    if problems:
        raise Refused(" ".join(problems))
    print(f"{arguments.file} ist vollständig und unverändert.")
    return 0


def _person(arguments: argparse.Namespace) -> int:
    from sozialstrategie.operations import instance, people

    instance.require("real")
    people.grant_at_command_line(arguments)
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": _demo,
    "init": _init,
    "serve": _serve,
    "worker": _worker,
    "check": _check,
    "import": _import,
    "indicators": _indicators,
    "editions": _editions,
    "export": _export,
    "document": _document,
    "backup": _backup,
    "restore": _restore,
    "verify": _verify,
    "person": _person,
}
