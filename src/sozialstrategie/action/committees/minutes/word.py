"""What an authority's own Word template for minutes can ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sozialstrategie.action.committees.law.defaults import law
from sozialstrategie.action.committees.minutes.composing import Payload, is_main
from sozialstrategie.action.committees.minutes.facts import Part
from sozialstrategie.kit.documents.word.fields import SIGNS, Rows, TemplateKind, Text

NON_PUBLIC = "Nicht öffentlich. Nur für Mitglieder dieses Gremiums und die Gremienbetreuung."
_PRESENT = (
    Text("name", "Name", f"Frau {SIGNS}"),
    Text("funktion", "Funktion", "Vorsitz"),
    Text("stimmrecht", "ja oder nein", "ja"),
    Text("bemerkung", "Später gekommen, früher gegangen, in Vertretung", f"ab 17:30 Uhr {SIGNS}"),
)
_ABSENT = (
    Text("name", "Name", f"Herr {SIGNS}"),
    Text("funktion", "Funktion", "Mitglied"),
    Text("grund", "Grund der Abwesenheit, nur im ersten Teil", f"entschuldigt {SIGNS}"),
    Text("vertretung", "Wer vertreten hat, nur im ersten Teil", f"Frau {SIGNS}"),
)
_DECISION = (
    Text("nummer", "Nummer des Beschlusses", "12/2027"),
    Text("ergebnis", "Ergebnis", "beschlossen"),
    Text("text", "Wortlaut", f"Das Gremium beschließt {SIGNS}."),
)
_VOTE = (
    Text("antrag", "Worüber abgestimmt wurde", f"Der Lotsendienst wird ausgeweitet {SIGNS}."),
    Text("ja", "Ja-Stimmen", "8"),
    Text("nein", "Nein-Stimmen", "2"),
    Text("enthaltungen", "Enthaltungen", "1"),
    Text("ungueltig", "Ungültige Stimmen", "0", label="Ungültig"),
    Text("anwesend", "Anwesende", "11"),
    Text("stimmberechtigt", "Stimmberechtigte", "13"),
    Text("ergebnis", "Angenommen, abgelehnt, festgehalten", "angenommen"),
    Text("hinweise", "Wie gerechnet wurde, geheim, abweichende Feststellung", f"Mehrheit der Stimmen. {SIGNS}"),
    Text("namentlich", "Wer wie gestimmt hat, nur bei namentlicher Abstimmung", f"Frau {SIGNS}: Ja"),
)
_TASK = (
    Text("auftrag", "Was zu tun ist", f"Angebot einholen {SIGNS}"),
    Text("wer", "Welche Stelle", f"Jugendamt {SIGNS}"),
    Text("bis", "Bis wann", "31.01.2027"),
)
_ITEM = (
    Text("nummer", "Nummer in der Tagesordnung", "1"),
    Text("titel", "Gegenstand", f"Bericht {SIGNS}"),
    Text("art", "Information, Beratung, Beschluss, Wahl", "Beschluss"),
    Text("vorlagen", "Nummern der Vorlagen", "2027/0815"),
    Text("text", "Was beraten wurde", f"Es wurde beraten: {SIGNS}\n\nUnd noch etwas."),
    Text("beteiligt", "Wer persönlich beteiligt war", f"Herr {SIGNS}"),
    Text("ergebnis", "Ergebnis, wo nichts beschlossen wurde", f"zur Kenntnis genommen {SIGNS}"),
    Rows("beschluesse", "Beschlüsse zu diesem Punkt", "beschluss", _DECISION, label="Beschlüsse"),
    Rows("abstimmungen", "Abstimmungen zu diesem Punkt", "abstimmung", _VOTE),
    Rows("auftraege", "Aufträge zu diesem Punkt", "auftrag", _TASK, label="Aufträge"),
)
MINUTES_TEMPLATE = TemplateKind(
    "niederschrift",
    "Niederschrift",
    own=(
        Text("gremium", "Name des Gremiums", f"Steuerungsgruppe {SIGNS}"),
        Text("sitzung", "Titel der Sitzung", f"3. Sitzung {SIGNS}"),
        Text("tag", "Tag der Sitzung", "12.01.2027"),
        Text("beginn", "Beginn", "17:00 Uhr"),
        Text("ende", "Ende oder „nicht eingetragen“", "19:00 Uhr"),
        Text("ort", "Ort", f"Kreishaus {SIGNS}"),
        Text("leitung", "Wer geleitet hat", f"Frau {SIGNS}"),
        Text("schriftfuehrung", "Wer die Niederschrift führt", f"Herr {SIGNS}", label="Schriftführung"),
        Text("beschlussfaehigkeit", "Ob das Gremium beschließen konnte", f"Beschlussfähig. {SIGNS}", label="Beschlussfähigkeit"),
        Text("oeffentlichkeit", "„Nicht öffentlich …“, im öffentlichen Teil leer", NON_PUBLIC, always=True, label="Öffentlichkeit"),
        Rows("anwesende", "Wer da war", "person", _PRESENT, label="Anwesend"),
        Rows("abwesende", "Wer fehlte", "person", _ABSENT, label="Abwesend"),
        Text("gaeste", "Namen der Gäste", f"Herr {SIGNS}, Frau Öz", label="Gäste"),
        Rows("punkte", "Die Tagesordnung", "punkt", _ITEM, label="Tagesordnung"),
        Text("nicht_oeffentlich", "Nummern der Punkte, die nicht öffentlich behandelt wurden", "TOP 4, 5", label="Nicht öffentlich behandelt"),
        Text("grundlage", "Nach welchem Gesetz die Niederschrift geführt wird", f"Geführt nach {SIGNS}", label="Rechtsgrundlage"),
    ),
    whole=(
        "gremium", "tag", "ort", "leitung", "anwesende", "anwesende.name", "abwesende", "abwesende.name", "gaeste", "punkte",
        "punkte.nummer", "punkte.titel", "punkte.text", "punkte.beteiligt", "punkte.ergebnis", "punkte.beschluesse",
        "punkte.beschluesse.text", "punkte.beschluesse.ergebnis", "punkte.abstimmungen", "punkte.abstimmungen.ja",
        "punkte.abstimmungen.nein", "punkte.abstimmungen.enthaltungen", "punkte.abstimmungen.ergebnis", "nicht_oeffentlich",
    ),
)  # fmt: skip


def minutes_values(payload: Payload) -> dict[str, Any]:
    """The values of `MINUTES_TEMPLATE` from the stored content of one part; says no more than our own layout does."""
    start = datetime.fromisoformat(payload["start"])
    end = datetime.fromisoformat(payload["end"]) if payload["end"] else None
    is_public = payload["part"] == Part.PUBLIC
    keys = ("name", "funktion", "grund", "vertretung")
    absent = [
        dict(zip(keys, row if is_main(payload) else [row[0], "", "", ""], strict=True)) for row in payload["absent"]
    ]
    present = [
        dict(zip(("name", "funktion", "stimmrecht", "bemerkung"), row, strict=True)) for row in payload["present"]
    ]
    return {
        "gremium": payload["committee"],
        "sitzung": payload["title"],
        "tag": f"{start:%d.%m.%Y}",
        "beginn": f"{start:%H:%M} Uhr",
        "ende": f"{end:%H:%M} Uhr" if end else "nicht eingetragen",
        "ort": payload["place"] or "nicht eingetragen",
        "leitung": payload["chair"] or "nicht eingetragen",
        "schriftfuehrung": payload["minute_taker"] or "nicht eingetragen",
        "beschlussfaehigkeit": payload["quorum"],
        "oeffentlichkeit": "" if is_public else NON_PUBLIC,
        "anwesende": present,
        "abwesende": absent,
        "gaeste": ", ".join(payload["guests"]),
        "punkte": [_item(item) for item in payload["items"]],
        "nicht_oeffentlich": f"TOP {', '.join(payload['hidden'])}" if payload["hidden"] else "",
        "grundlage": _law() if payload["law"] else "",
    }


def _law() -> str:
    return f"Geführt nach {law().cite('minutes_content')}; genehmigt wird nach {law().cite('minutes_approval')} in der nächsten Sitzung."


def _item(item: dict[str, Any]) -> dict[str, Any]:
    who = ", ".join(item["recused"])
    recused = (
        f"{who} ({law().cite('recused')}), ohne Beratung und Abstimmung, nicht als anwesend gezählt" if who else ""
    )
    return {
        "nummer": item["number"],
        "titel": item["title"],
        "art": item["purpose"],
        "vorlagen": ", ".join(item["papers"]),
        "text": item["text"],
        "beteiligt": recused,
        "ergebnis": "" if item["decisions"] else item["outcome"],
        "beschluesse": [
            {"nummer": number, "ergebnis": result, "text": text} for number, result, text in item["decisions"]
        ],
        "abstimmungen": [_vote(vote) for vote in item["votes"]],
        "auftraege": [
            {"auftrag": title, "wer": unit, "bis": f"{date.fromisoformat(due):%d.%m.%Y}" if due else ""}
            for title, unit, due in item["tasks"]
        ],
    }


def _vote(vote: dict[str, Any]) -> dict[str, str]:
    names = {
        "ja": "yes", "nein": "no", "enthaltungen": "abstain", "ungueltig": "invalid", "anwesend": "present",
        "stimmberechtigt": "eligible",
    }  # fmt: skip
    return {
        "antrag": vote.get("motion", ""),
        **{german: str(vote[name]) for german, name in names.items()},
        "ergebnis": vote["carried"] or "festgehalten",
        "hinweise": " ".join(_remarks(vote)),
        "namentlich": "; ".join(f"{name}: {word}" for name, word in vote["ballots"]),
    }


def _remarks(vote: dict[str, Any]) -> Iterator[str]:
    if vote["outcome"]:
        yield vote["outcome"]
    if vote["secret"]:
        yield "Geheime Abstimmung."
    if vote["override_reason"]:
        yield f"Abweichend vom errechneten Ergebnis festgestellt, weil: {vote['override_reason']}"
