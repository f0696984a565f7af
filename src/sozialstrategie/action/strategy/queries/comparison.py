"""Two contents of a strategy compared: whether they are the same, and which parts differ."""

from __future__ import annotations

import hashlib
from typing import Any

from sozialstrategie.action.strategy.enums import GoalKind
from sozialstrategie.evidence.monitoring.own import find
from sozialstrategie.kit.core.acts import canonical

_STATIONS = {
    "fields": "Handlungsfeld",
    "findings": "Befund",
    "needs": "Bedarf",
    "goals": "Ziel",
    "measures": "Maßnahme",
}


def content_digest(content: dict[str, Any]) -> str:
    """SHA-256 of a content: what a form carries so that exactly that is released which somebody saw."""
    return hashlib.sha256(canonical(content)).hexdigest()


def parts_of(content: dict[str, Any]) -> dict[str, str]:
    """Name of each part -> short checksum, to say what differs between two contents; equal names count as one part."""
    parts: dict[str, list[Any]] = {
        "Texte der Strategie": [content["strategy"]],
        "Angaben zur Organisation": [content["organisation"]],
        "Verbindungen zwischen Befunden, Bedarfen, Zielen und Maßnahmen": [content["links"]],
    }
    for kind, station in _STATIONS.items():
        for row in content[kind]:
            word = "Leitziel" if row.get("kind") == GoalKind.GUIDING_GOAL else station
            parts.setdefault(f"{word} {row['number']}", []).append(row)
    for row in content.get("component_plans", ()):
        parts.setdefault(f"Teilplan {row['title']}", []).append(row)
    for rows in content["series"]:
        code = rows[0]["indicator"]
        definition = find(code)
        name = definition.name if definition else code
        parts.setdefault(f"Zahlenreihe {name}", []).append(rows)
    return {name: hashlib.sha256(canonical(found)).hexdigest()[:12] for name, found in parts.items()}


def differences(seen: dict[str, str], now: dict[str, str]) -> list[tuple[str, str]]:
    """(name of a part, "neu" | "geändert" | "nicht mehr dabei") between two results of `parts_of`."""
    changed = [(name, "geändert" if name in seen else "neu") for name in now if now[name] != seen.get(name)]
    return [*changed, *((name, "nicht mehr dabei") for name in seen if name not in now)]


def torn_links(work: dict[str, Any], frozen: dict[str, Any]) -> list[str]:
    """What hangs together in the working copy and loose in a version of it, because the other end does not enter it.

    Args:
        work: content for those who work on it.
        frozen: the same as a version would hold it.

    Returns:
        a sentence per record that loses its last link to one side, by the alphabet.
    """
    called = {row["uid"]: f"{word} {row['number']}" for kind, word in _STATIONS.items() for row in work[kind]}
    present = {row["uid"] for kind in _STATIONS for row in frozen[kind]}
    sentences = []
    for kind, pairs in work["links"].items():
        kept = frozen["links"][kind]
        for side in (0, 1):
            others: dict[str, list[str]] = {}
            for pair in pairs:
                others.setdefault(pair[side], []).append(pair[1 - side])
            for uid in others.keys() & present - {pair[side] for pair in kept}:
                missing = [called[other] for other in others[uid]]
                sentences.append(f"{called[uid]} steht ohne {' und '.join(missing)}.")
    return sorted(sentences)
