"""Answers of the GENESIS web service that hold no table: explained in German, never imported."""

from __future__ import annotations

import json
import re
from typing import Any

from .problems import Refusal

_HINTS = {
    -1: ("Zu dieser Auswahl gibt es keine Daten (kein Datenquader); bitte Zeitraum und Merkmale der Abfrage prüfen."),
    98: (
        "Die Tabelle ist zu groß für den direkten Abruf; bitte mit job=true als Auftrag abrufen und das "
        "fertige "
        "Ergebnis herunterladen."
    ),
    104: (
        "Zu dieser Auswahl gibt es nichts: Den Code der Tabelle gibt es nicht, oder ein Auftrag ist noch "
        "nicht "
        "fertig; bitte Code prüfen oder später erneut abrufen."
    ),
}
_OTHER = "Der Dienst hat keine Tabelle geliefert; bitte die Abfrage prüfen."
_EXPECTED = "Erwartet wird die Tabelle selbst (csv oder ffcsv-Archiv)."


def parse_answer(data: bytes) -> dict[str, Any] | None:
    """The answer as a dict when the bytes are a GENESIS answer in JSON, else None."""
    try:
        answer = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None
    if isinstance(answer, dict) and isinstance(answer.get("Status"), dict) and "Ident" in answer:
        return answer
    return None


def status_code(answer: dict[str, Any]) -> int | None:
    """Code of the answer's status; None when it has none."""
    code = answer["Status"].get("Code")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def explain(answer: dict[str, Any]) -> Refusal:
    """Why this answer is no table (code genesis_answer_<code> or genesis_metadata) and what to do next."""
    code = status_code(answer)
    table = _table_name(answer)
    about = f" zur Tabelle {table}" if table else ""
    if code == 0:
        text = f"Das ist eine Auskunft von GENESIS{about} (Beschreibung), keine Tabelle. {_EXPECTED}"
        return Refusal("genesis_metadata", text)
    hint = _HINTS.get(code, _OTHER) if code is not None else _OTHER
    number = "ohne Code" if code is None else f"Code {code}"
    text = f"Das ist eine Fehlermeldung von GENESIS{about} ({number}), keine Tabelle. {hint} {_EXPECTED}"
    return Refusal("genesis_answer" if code is None else f"genesis_answer_{code}", text)


def _table_name(answer: dict[str, Any]) -> str:
    """The table asked for, when it looks like a code; nothing else of the answer is repeated."""
    parameters = answer.get("Parameter")
    if not isinstance(parameters, dict):
        return ""
    for key in ("name", "selection"):
        value = parameters.get(key)
        if isinstance(value, str) and re.fullmatch(r"[0-9A-Z]{4,6}(-[0-9A-Z]{1,6}){1,4}(_\d+)?", value):
            return value
    return ""
