"""Minutes as a document: neutral blocks from the payload, so that PDF and Word say exactly what was frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sozialstrategie.action.committees.law.defaults import law
from sozialstrategie.action.committees.minutes.composing import Payload, is_main
from sozialstrategie.action.committees.minutes.facts import Part
from sozialstrategie.kit.documents.model import (
    Block,
    Document,
    Heading,
    Notice,
    Paragraph,
    TableBlock,
)

TITLES = {Part.PUBLIC: "Niederschrift", Part.NON_PUBLIC: "Niederschrift, nicht öffentlicher Teil"}
_VOTE = ("Ja", "Nein", "Enthaltung", "ungültig", "anwesend", "stimmberechtigt", "Ergebnis")


def minutes_document(payload: Payload, *, state: str, as_of: date, sha256: str = "") -> Document:
    """The document of one part.

    Args:
        payload: as `composing.compose` made it, or as it was frozen.
        state: "Entwurf", "genehmigt in der Sitzung am …".
        as_of: the day of the state, so that two runs give the same bytes.
        sha256: checksum of the frozen payload, "" while it can still change.
    """
    part = Part(payload["part"])
    sealed = f"Prüfsumme {sha256[:16]}." if sha256 else "Kann sich noch ändern."
    return Document(
        title=TITLES[part],
        subtitle=f"{payload['committee']}: {payload['title']}",
        date=as_of,
        blocks=tuple(minutes_blocks(payload)),
        author=payload["organisation"],
        state=state,
        footer=f"{state}. {sealed}" + (" Nicht öffentlich." if part is Part.NON_PUBLIC else ""),
        keywords=("Niederschrift", payload["committee"]),
        example=payload["is_example"],
        compact=True,
    )


def minutes_blocks(payload: Payload, *, level: int = 1, reasons: bool = True) -> Iterator[Block]:
    """The content.

    Args:
        level: of its headings, for use inside a larger document.
        reasons: False leaves out why somebody was absent: that stands in the minutes alone, in no document around them.
    """
    part = Part(payload["part"])
    if part is Part.NON_PUBLIC:
        yield Notice("Nicht öffentlich", "Nur für Mitglieder dieses Gremiums und die Gremienbetreuung.")
    yield Heading("Sitzung", level)
    yield TableBlock("", ("Angabe", "Inhalt"), tuple(_head(payload)), widths=(1, 4))
    yield from _people(payload, level, reasons)
    for item in payload["items"]:
        yield from _item(item, level)
    if payload["hidden"]:
        yield Heading("Nicht öffentlich behandelt", level)
        numbers = ", ".join(payload["hidden"])
        yield Paragraph(f"TOP {numbers}. Darüber gibt es eine eigene Niederschrift, die nicht öffentlich ist.")
    yield Heading("Unterschriften", level)
    for role, name in (("Vorsitz", payload["chair"]), ("Schriftführung", payload["minute_taker"])):
        yield Paragraph(f"{role}, {name or 'nicht eingetragen'}: ______________________________")
    if payload["law"]:
        yield Paragraph(
            f"Geführt nach {law().cite('minutes_content')}; genehmigt wird nach {law().cite('minutes_approval')} in der nächsten Sitzung.",
            small=True,
        )


def _head(payload: Payload) -> Iterator[tuple[str, str]]:
    start = datetime.fromisoformat(payload["start"])
    end = datetime.fromisoformat(payload["end"]) if payload["end"] else None
    until = f" bis {end:%H:%M} Uhr" if end else " Uhr, Ende nicht eingetragen"
    yield "Tag und Zeit", f"{start:%d.%m.%Y}, {start:%H:%M}{until}"
    yield "Ort", payload["place"] or "nicht eingetragen"
    yield "Leitung", payload["chair"] or "nicht eingetragen"
    yield "Schriftführung", payload["minute_taker"] or "nicht eingetragen"
    if payload["quorum"]:
        yield "Beschlussfähigkeit", payload["quorum"]


def _people(payload: Payload, level: int, reasons: bool) -> Iterator[Block]:
    yield Heading("Anwesenheit", level)
    if payload["present"]:
        rows = tuple((name, what or "–", votes, remark or "–") for name, what, votes, remark in payload["present"])
        yield TableBlock("", ("Anwesend", "Funktion", "Stimmrecht", "Bemerkung"), rows, widths=(1.4, 1.2, 0.5, 1.4))
    else:
        yield Paragraph("Es ist niemand als anwesend eingetragen.")
    if payload["absent"]:
        if is_main(payload) and reasons:
            absent = tuple((name, what or "–", why or "–", sub or "–") for name, what, why, sub in payload["absent"])
            head: tuple[str, ...] = ("Abwesend", "Funktion", "Grund", "Vertreten durch")
            yield TableBlock("", head, absent, widths=(1.4, 1.2, 1, 1.2))
        else:
            yield Paragraph("Abwesend: " + ", ".join(row[0] for row in payload["absent"]) + ".")
    if payload["guests"]:
        yield Paragraph("Gäste: " + ", ".join(payload["guests"]) + ".")


def _item(item: dict[str, Any], level: int) -> Iterator[Block]:
    yield Heading(f"TOP {item['number']}: {item['title']}", level)
    kind = item["purpose"] + (f". Vorlage {', '.join(item['papers'])}" if item["papers"] else "")
    yield Paragraph(f"{kind}.")
    for text in filter(None, (p.strip() for p in item["text"].split("\n\n"))):
        yield Paragraph(text)
    if item["recused"]:
        who = ", ".join(item["recused"])
        yield Paragraph(
            f"Persönlich beteiligt ({law().cite('recused')}), ohne Beratung und Abstimmung, nicht als anwesend gezählt: {who}."
        )
    for number, result, text in item["decisions"]:
        yield Notice(f"Beschluss {number}: {result}" if number else f"Ergebnis: {result}", text)
    if item["outcome"] and not item["decisions"]:
        yield Paragraph(f"Ergebnis: {item['outcome']}.")
    said = {text.strip() for _, _, text in item["decisions"]}
    for vote in item["votes"]:
        motion = vote.get("motion", "")  # older ones have none
        if motion and motion not in said:
            yield Paragraph(f"Abgestimmt wurde über: {motion}")
        yield from _vote(vote)
    if item["tasks"]:
        rows = tuple((title, unit or "–", _day(due)) for title, unit, due in item["tasks"])
        yield TableBlock("", ("Auftrag", "Wer", "Bis wann"), rows, widths=(2, 1.2, 0.6))


def _vote(vote: dict[str, Any]) -> Iterator[Block]:
    counts = tuple(str(vote[name]) for name in ("yes", "no", "abstain", "invalid", "present", "eligible"))
    notes = [n for n in (vote["outcome"], "Geheime Abstimmung." if vote["secret"] else "") if n]
    if vote["override_reason"]:
        notes.append(f"Abweichend vom errechneten Ergebnis festgestellt, weil: {vote['override_reason']}")
    yield TableBlock(
        "", _VOTE, ((*counts, vote["carried"] or "festgehalten"),), numeric=frozenset(range(6)), notes=tuple(notes),
        widths=(1, 1, 1, 1, 1, 1.3, 1.3),
    )  # fmt: skip
    if vote["ballots"]:
        yield TableBlock(
            "", ("Mitglied", "Stimme"), tuple((name, word) for name, word in vote["ballots"]), widths=(0, 0)
        )


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d.%m.%Y}" if iso else "–"
