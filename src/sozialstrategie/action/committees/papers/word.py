"""What an authority's own Word template for papers can ask for."""

from __future__ import annotations

from typing import Any

from sozialstrategie.action.committees.papers.documents import LEADS, PaperFacts, demoted
from sozialstrategie.kit.documents.model import Heading
from sozialstrategie.kit.documents.word.fields import SIGNS, Content, Rows, TemplateKind, Text, sample_blocks

NON_PUBLIC = "Nicht öffentlich. Nur für Mitglieder der beratenden Gremien."
_STEP = (
    Text("gremium", "Name des Gremiums", f"Ausschuss {SIGNS}"),
    Text("aufgabe", "Vorberatung, Entscheidung", "Vorberatung"),
    Text("tag", "Tag der Beratung oder „offen“", "12.01.2027"),
    Text("ergebnis", "Ergebnis mit Nummer des Beschlusses", f"Beschlossen, Nr. 7 {SIGNS}"),
    Text("stimmen", "Zahl der Stimmen", "23 Ja, 4 Nein, 2 Enthaltungen; 29 anwesend"),
)
PAPER_TEMPLATE = TemplateKind(
    "vorlage",
    "Vorlage mit Anlage",
    own=(
        Text("nummer", "Nummer der Vorlage", "2027/0815"),
        Text("art", "Beschluss oder Information", "Beschluss"),
        Text("einreicher", "Wer die Vorlage einreicht", f"Landrat {SIGNS}"),
        Text(
            "oeffentlichkeit", "„Nicht öffentlich …“, bei öffentlichen Vorlagen leer", NON_PUBLIC, always=True,
            label="Öffentlichkeit",
        ),
        Text("beschlussvorschlag", "Der Beschlussvorschlag", f"Der Kreistag beschließt:\n1. {SIGNS}\n2. Noch etwas.", long=True),
        Text("begruendung", "Die Begründung", f"Weil {SIGNS}.\n\nUnd noch ein Absatz.", label="Begründung", long=True),
        Text("finanzielle_auswirkungen", "Finanzielle Auswirkungen", f"10.000 Euro aus {SIGNS}.", label="Finanzielle Auswirkungen", long=True),
        Rows("beratungsfolge", "Die Gremien in ihrer Reihenfolge", "schritt", _STEP),
        Text("massgeblich", "Hinweis, dass die Niederschrift des Sitzungsdienstes gilt", LEADS, label="Hinweis"),
        Content("anlage", "Die Anlage: die Strategie oder einzelne Maßnahmen", sample_blocks()),
    ),
    whole=(
        "beschlussvorschlag", "begruendung", "finanzielle_auswirkungen", "beratungsfolge", "beratungsfolge.gremium",
        "beratungsfolge.ergebnis", "anlage",
    ),
)  # fmt: skip


def paper_values(paper: PaperFacts) -> dict[str, Any]:
    """The values of `PAPER_TEMPLATE` for one paper."""
    annex = (Heading(f"Anlage: {paper.annex_title}", 1), *demoted(paper.annex, 1)) if paper.annex_title else ()
    return {
        "nummer": paper.reference,
        "art": paper.kind,
        "einreicher": paper.originator,
        "oeffentlichkeit": "" if paper.public else NON_PUBLIC,
        "beschlussvorschlag": paper.proposed,
        "begruendung": paper.reasons,
        "finanzielle_auswirkungen": paper.finances,
        "beratungsfolge": [
            {
                "gremium": step.committee,
                "aufgabe": step.role,
                "tag": f"{step.on:%d.%m.%Y}" if step.on else "offen",
                "ergebnis": step.result + (f", Nr. {step.number}" if step.number else ""),
                "stimmen": step.counts,
            }
            for step in paper.steps
        ],
        "massgeblich": LEADS if paper.steps else "",
        "anlage": annex,
    }
